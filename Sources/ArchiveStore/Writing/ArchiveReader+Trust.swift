// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
public import BlobStore
internal import Provenance
internal import TransparencyLog

extension ArchiveReader {
    /// Opens an archive for who is to sign something.
    ///
    /// - Parameters:
    ///   - storage: The archive.
    ///   - heads: The remembered heads.
    /// - Returns: The archive, its log as far as it can be signed for, and whether this machine
    ///   remembers no head of it.
    /// - Throws: ``ArchiveError``.
    static func openTrusted(
        _ storage: any ArchiveStorage,
        _ heads: any HeadStore,
    ) throws(ArchiveError) -> (archive: ArchiveReader, trusted: TrustedLog, isFirstUse: Bool) {
        do throws(ArchiveError) {
            let (archive, head) = try open(storage, heads)
            return (archive, try archive.trustedLog(since: head), head == nil)
        } catch {
            guard error.code == .notTrusted else {
                throw error
            }
            throw ArchiveError(.notTrusted, "\(error.message) Nothing was signed.")
        }
    }

    /// Opens an archive and checks its whole log: that each commit has its entries' root and a
    /// signature by a key in force, and that the log goes on from the head that is remembered.
    ///
    /// - Parameters:
    ///   - storage: The archive.
    ///   - heads: The remembered heads.
    /// - Returns: The archive.
    /// - Throws: ``ArchiveError`` with ``ArchiveError/Code/notTrusted`` when its log is not all
    ///   that, or when it cannot be read.
    public static func openChecked(
        _ storage: any ArchiveStorage,
        _ heads: any HeadStore,
    ) throws(ArchiveError) -> ArchiveReader {
        let (archive, head) = try open(storage, heads)
        try archive.requireContinuation(of: head?.checkpoint)
        _ = try archive.walk(since: head?.checkpoint, from: nil)
        return archive
    }

    private static func open(
        _ storage: any ArchiveStorage,
        _ heads: any HeadStore,
    ) throws(ArchiveError) -> (archive: ArchiveReader, head: RememberedHead?) {
        // Before the log is read: another writer remembers a head after its commit is published,
        // so a head that is read first is never ahead of a log that is read second.
        let origin = try ArchiveFile.read(from: storage).origin
        let head = try heads.head(of: origin)
        let archive = try ArchiveReader(storage)
        // Else whoever serves the file could have another log's head looked up, or none.
        guard archive.identity.origin == origin else {
            throw ArchiveError(
                .notTrusted,
                "The file ARCHIVE of \(storage.name) named \(origin) first and "
                    + "\(archive.identity.origin) then: somebody exchanges it.",
            )
        }
        return (archive, head)
    }

    /// Checks everything that a signature over the whole log would vouch for.
    ///
    /// What the remembered head covers was signed or verified on this machine. Every commit after
    /// it must have its entries' root, and a signature by a key that was in force before it: the
    /// signer must not put its name under what somebody without a key appended.
    ///
    /// - Parameters:
    ///   - remembered: The remembered head, which was read before the log.
    ///   - known: The log as it was when the same writer checked it before, which is not gone
    ///     through again.
    /// - Returns: The log with its tree and its keys. When the newest commit is the remembered
    ///   head itself, and the keys were remembered with it, no commit is read for that.
    /// - Throws: ``ArchiveError`` with ``ArchiveError/Code/notTrusted``.
    func trustedLog(
        since remembered: RememberedHead?,
        known: TrustedLog? = nil,
    ) throws(ArchiveError) -> TrustedLog {
        let newest = checkpoint.checkpoint
        try requireContinuation(of: remembered?.checkpoint)
        // The tree is from the cache, but no other hashes have the root that was remembered.
        let tree = index.tree
        if let remembered, let keys = remembered.keys, remembered.signed == checkpoint,
            tree.treeSize == newest.treeSize, tree.rootHash == newest.rootHash
        {
            return TrustedLog(tree, keys: keys, head: remembered.checkpoint)
        }
        return try walk(since: remembered?.checkpoint, from: known)
    }

    /// Refuses a log whose end is another's, or before the head that is remembered.
    private func requireContinuation(of head: Checkpoint?) throws(ArchiveError) {
        let newest = checkpoint.checkpoint
        guard newest.origin == identity.origin else {
            throw notTrusted("its newest checkpoint is of another log. Run `archive verify`")
        }
        if let head, head.treeSize > newest.treeSize {
            throw notTrusted(
                "it has \(newest.treeSize) entries, but \(head.treeSize) were seen here before: it "
                    + "was rolled back. Restore the missing commits from a copy"
            )
        }
    }

    private func walk(
        since head: Checkpoint?,
        from known: TrustedLog?,
    ) throws(ArchiveError) -> TrustedLog {
        var trusted = TrustedLog()
        // Where the head is older than what is known, because another machine adds as well, it has
        // to be the one that this was compared with: else the way to the head is gone through.
        if let known, known.treeSize <= head?.treeSize ?? known.treeSize || known.head == head {
            trusted = known
        }
        var tree = trusted.tree
        try compare(tree, with: head)
        trusted.head = head
        let start = tree.treeSize
        for first in log.firstIndices where first >= start {
            let commit = try log.commit(firstIndex: first)
            guard first == tree.treeSize else {
                throw notTrusted("the commit before entry \(first) is missing")
            }
            if first == 0 {
                try apply(commit, from: first, to: &trusted.keys)
            }
            for entry in commit.entries {
                tree.append(leafHash: entry.leafHash)
                try compare(tree, with: head)
            }
            // The newest has to be signed also when it is the head: what is added goes on from it.
            if tree.treeSize > head?.treeSize ?? 0 || first == log.firstIndices.last {
                try require(commit, tree.treeSize, tree.rootHash, trusted.keys)
            }
            if first > 0 {
                try apply(commit, from: first, to: &trusted.keys)
            }
        }
        guard tree.treeSize == treeSize else {
            throw notTrusted("its newest commit does not follow the others. Run `archive verify`")
        }
        trusted.replaceTree(tree)
        return trusted
    }

    private func compare(
        _ tree: borrowing TreeAccumulator,
        with head: Checkpoint?,
    ) throws(ArchiveError) {
        if let head, head.treeSize == tree.treeSize, head.rootHash != tree.rootHash {
            throw notTrusted(
                "it is not the one that was seen here before: its first "
                    + "\(head.treeSize) entries differ. Find out which copy is right"
            )
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
    ///
    /// They are those whose digests are in the commit that was checked. The file is not read
    /// again: who serves it could have another one there by now, which names none.
    private func apply(
        _ commit: Commit,
        from first: UInt64,
        to keys: inout KeyHistory,
    ) throws(ArchiveError) {
        var reader = BlobReader()
        for (offset, entry) in commit.entries.enumerated()
        where entry.type == StatementType.key.rawValue {
            let index = first + UInt64(offset)
            let recorded = try statement(entry.digest, entry: index, &reader)
            if case .key(let change) = recorded.statement.body {
                keys.apply(change, entry: index)
            }
        }
    }

    private func notTrusted(_ reason: String) -> ArchiveError {
        ArchiveError(.notTrusted, "The log of \(storage.name) cannot be trusted: \(reason).")
    }
}
