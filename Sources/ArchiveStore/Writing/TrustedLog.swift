// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import Provenance
internal import TransparencyLog

/// A key statement of a batch, with its place among the batch's entries.
struct PlacedKeyChange: Hashable, Sendable {
    /// Counted from the batch's first entry, that of its pack.
    let offset: Int
    /// What the statement says.
    let change: KeyChange
}

/// The log as far as a writer vouches for it.
///
/// What is signed is computed from this alone. It comes from commits that were checked and from
/// the remembered head, never from `cache/`, and is in memory: nobody changes it underneath.
struct TrustedLog: Sendable {
    /// The number of entries.
    private(set) var treeSize: UInt64 = 0

    /// The hashes that ``TreeAccumulator/hashes`` has.
    private var hashes: [Digest] = []

    /// The keys after these entries.
    var keys = KeyHistory()

    /// The remembered head that these entries were compared with; every larger one is news.
    var head: Checkpoint?

    /// A log without entries.
    init() {}

    /// A log with a tree and its keys, at the end of which the remembered head is.
    init(_ tree: borrowing TreeAccumulator, keys: KeyHistory, head: Checkpoint) {
        self.keys = keys
        self.head = head
        replaceTree(tree)
    }

    /// The tree over the entries.
    var tree: TreeAccumulator {
        do throws(DecodingFailure) {
            return try TreeAccumulator(treeSize: treeSize, hashes: hashes)
        } catch {
            preconditionFailure("a tree's own hashes make a tree: \(error)")
        }
    }

    /// Replaces the tree by a later one.
    mutating func replaceTree(_ tree: borrowing TreeAccumulator) {
        treeSize = tree.treeSize
        hashes = tree.hashes
    }

    /// The log after more entries.
    ///
    /// Every change of keys is judged after all that are in the log by now, also those by other
    /// writers: two that are valid alone need not be valid in a row, and an invalid one could
    /// never be taken out of the log again. SPEC §3.6.
    ///
    /// - Throws: ``ArchiveError`` with ``ArchiveError/Code/invalidRequest`` for such a change.
    func appending(
        _ entries: [LogEntry],
        _ changes: [PlacedKeyChange],
    ) throws(ArchiveError) -> TrustedLog {
        var next = self
        var tree = tree
        for entry in entries {
            tree.append(leafHash: entry.leafHash)
        }
        next.replaceTree(tree)
        try next.apply(changes, from: treeSize)
        return next
    }

    /// Applies changes of keys, whose entries start at an index.
    private mutating func apply(
        _ changes: [PlacedKeyChange],
        from start: UInt64,
    ) throws(ArchiveError) {
        for placed in changes {
            let entry = start + UInt64(placed.offset)
            if let reason = keys.apply(placed.change, entry: entry) {
                throw Self.refusal(placed.change, reason)
            }
        }
    }

    /// Judges a change of keys that is to follow others of the same batch.
    ///
    /// - Throws: ``ArchiveError`` with ``ArchiveError/Code/invalidRequest`` when it is invalid.
    func judge(
        _ change: KeyChange,
        after changes: [PlacedKeyChange],
    ) throws(ArchiveError) {
        let offset = (changes.last?.offset ?? 0) + 1
        _ = try appending([], changes + [PlacedKeyChange(offset: offset, change: change)])
    }

    private static func refusal(_ change: KeyChange, _ reason: String) -> ArchiveError {
        let what =
            switch change.action {
            case .add: "The key cannot be added"
            case .retire: "The key cannot be retired"
            case .revoke: "The key cannot be revoked"
            }
        return ArchiveError(
            .invalidRequest,
            "\(what): \(reason). `archive key` lists the keys. "
                + "Nothing since the last commit is stored.",
        )
    }
}
