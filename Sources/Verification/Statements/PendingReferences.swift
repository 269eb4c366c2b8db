// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import Provenance

/// References of statements to blobs that no pack walked so far lists, up to a limit.
///
/// Nearly all are settled by the end of the pack that the statement is in; what stays is missing.
/// A statement of a few hundred bytes can inflate to 380 references, so that in a hostile archive
/// they are many times what it takes on disk. Over the limit none is kept, and the statements are
/// read again at the end.
struct PendingReferences {
    /// A reference and the statement that it is in.
    struct Item {
        let reference: Reference
        let entry: UInt64
    }

    private let limit: Int

    private(set) var items: [Item] = []
    private var settledCount = 0

    /// Whether there were too many, and none is here.
    private(set) var isOverfull = false

    init(limit: Int) {
        self.limit = limit
    }

    /// Adds a reference that does not fit yet.
    mutating func add(_ reference: Reference, entry: UInt64, blobs: BlobTable) {
        guard !isOverfull else {
            return
        }
        if items.count == limit {
            removeSettled(with: blobs)
            // Less than half would be to go through all of them too often.
            if items.count > limit / 2 {
                isOverfull = true
                items = []
                return
            }
        }
        items.append(Item(reference: reference, entry: entry))
    }

    /// Removes what fits by now, unless there is little new since the last time.
    mutating func settle(with blobs: BlobTable) {
        if items.count > 2 * settledCount {
            removeSettled(with: blobs)
        }
    }

    private mutating func removeSettled(with blobs: BlobTable) {
        items.removeAll { item in
            if case .good = blobs.fit(of: item.reference) { true } else { false }
        }
        settledCount = items.count
    }
}
