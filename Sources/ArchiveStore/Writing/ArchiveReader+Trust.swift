// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import BlobStore
internal import Provenance
internal import TransparencyLog

extension ArchiveReader {
    /// Checks everything that a signature over the whole log would vouch for.
    ///
    /// What the remembered head covers was signed or verified on this machine. Every commit after
    /// it must have its entries' root, and a signature by a key that was in force before it: the
    /// signer must not put its name under what somebody without a key appended.
    ///
    /// - Parameter remembered: The remembered head, which was read before the log.
    /// - Throws: ``ArchiveError`` with ``ArchiveError/Code/notTrusted``.
    func requireTrust(since remembered: SignedCheckpoint?) throws(ArchiveError) {
        let newest = checkpoint.checkpoint
        guard newest.origin == identity.origin, index.tree.treeSize == newest.treeSize,
            index.tree.rootHash == newest.rootHash
        else {
            throw notTrusted("its newest checkpoint does not fit its entries. Run `archive verify`")
        }
        let head = remembered?.checkpoint
        if let head, head.treeSize > newest.treeSize {
            throw notTrusted(
                "it has \(newest.treeSize) entries, but \(head.treeSize) were seen here before: it "
                    + "was rolled back. Restore the missing commits from a copy"
            )
        }
        guard head?.treeSize == newest.treeSize, head?.rootHash == newest.rootHash else {
            return try walk(since: head)
        }
        guard (try? checkpoint.note.verify(with: try keysOfNewestCommit())) != nil else {
            throw notTrusted("its newest checkpoint has no valid signature by a key in force")
        }
    }

    private func walk(since head: Checkpoint?) throws(ArchiveError) {
        var tree = TreeAccumulator()
        var keys = KeyHistory()
        for first in log.firstIndices {
            let commit = try log.commit(firstIndex: first)
            guard first == tree.treeSize else {
                throw notTrusted("the commit before entry \(first) is missing")
            }
            if first == 0 {
                try apply(commit, from: first, to: &keys)
            }
            for entry in commit.entries {
                tree.append(leafHash: entry.leafHash)
                if let head, head.treeSize == tree.treeSize, head.rootHash != tree.rootHash {
                    throw notTrusted(
                        "it is not the one that was seen here before: its first "
                            + "\(head.treeSize) entries differ. Find out which copy is right"
                    )
                }
            }
            if tree.treeSize > head?.treeSize ?? 0 {
                try require(commit, tree.treeSize, tree.rootHash, keys)
            }
            if first > 0 {
                try apply(commit, from: first, to: &keys)
            }
        }
    }

    private func require(
        _ commit: Commit,
        _ treeSize: UInt64,
        _ rootHash: Digest,
        _ keys: KeyHistory,
    ) throws(ArchiveError) {
        let stated = commit.checkpoint.checkpoint
        guard stated.origin == identity.origin, stated.treeSize == treeSize,
            stated.rootHash == rootHash
        else {
            throw notTrusted("\(commit.fileName) does not fit the entries up to it")
        }
        guard (try? commit.checkpoint.note.verify(with: keys.inForce)) != nil else {
            throw notTrusted(
                "\(commit.fileName) has no valid signature by a key in force: somebody else wrote "
                    + "it. Run `archive verify`"
            )
        }
    }

    /// Applies the key statements of a commit, as the log itself names them.
    private func apply(
        _ commit: Commit,
        from first: UInt64,
        to keys: inout KeyHistory,
    ) throws(ArchiveError) {
        for (offset, entry) in commit.entries.enumerated()
        where entry.type == StatementType.key.rawValue {
            let index = first + UInt64(offset)
            guard let recorded = try statement(atEntry: index) else {
                continue
            }
            if case .key(let change) = recorded.statement.body {
                keys.apply(change, entry: index)
            }
        }
    }

    private func notTrusted(_ reason: String) -> ArchiveError {
        ArchiveError(
            .notTrusted,
            "The log of \(storage.name) cannot be trusted: \(reason). Nothing was signed.",
        )
    }
}
