// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import Provenance

/// References of statements to blobs that no pack walked so far lists.
///
/// Nearly all are settled by the end of the pack that the statement is in; what stays is missing.
struct PendingReferences {
    /// A reference and the statement that it is in.
    struct Item {
        let reference: Reference
        let entry: UInt64
    }

    private(set) var items: [Item] = []
    private var settledCount = 0

    /// Adds a reference that does not fit yet.
    mutating func add(_ reference: Reference, entry: UInt64) {
        items.append(Item(reference: reference, entry: entry))
    }

    /// Removes what fits by now, unless there is little new since the last time.
    mutating func settle(with blobs: BlobTable) {
        guard items.count > 2 * settledCount else {
            return
        }
        items.removeAll { item in
            if case .good = blobs.fit(of: item.reference) { true } else { false }
        }
        settledCount = items.count
    }
}
