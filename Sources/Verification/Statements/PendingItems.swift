// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import Provenance

/// What statements name and no pack walked so far has, up to a limit.
///
/// Nearly all is settled by the end of the pack that the statement is in; what stays is missing.
/// A statement of a few hundred bytes can inflate to 380 references, so that in a hostile archive
/// they are many times what it takes on disk. Over the limit none is kept, and the statements are
/// read again at the end.
struct PendingItems<Item> {
    private let limit: Int

    private(set) var items: [Item] = []
    private var settledCount = 0

    /// Whether there were too many, and none is here.
    private(set) var isOverfull = false

    init(limit: Int) {
        self.limit = limit
    }

    /// Adds what is not settled yet.
    mutating func add(_ item: Item, isSettled: (Item) -> Bool) {
        guard !isOverfull else {
            return
        }
        if items.count == limit {
            removeSettled(isSettled)
            // Less than half would be to go through all of them too often.
            if items.count > limit / 2 {
                isOverfull = true
                items = []
                return
            }
        }
        items.append(item)
    }

    /// Removes what is settled by now, unless there is little new since the last time.
    mutating func settle(_ isSettled: (Item) -> Bool) {
        if items.count > 2 * settledCount {
            removeSettled(isSettled)
        }
    }

    private mutating func removeSettled(_ isSettled: (Item) -> Bool) {
        items.removeAll(where: isSettled)
        settledCount = items.count
    }
}

/// A reference and the statement that it is in.
struct PendingReference {
    let reference: Reference
    let entry: UInt64
}

/// What a derivation says of its extractor.
struct PendingDerivation {
    /// The digest of the extractor's statement.
    let statement: Digest
    /// The extractor ID.
    let extractor: Digest
    let entry: UInt64
}
