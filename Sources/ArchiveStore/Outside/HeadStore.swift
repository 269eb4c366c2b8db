// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
public import BlobStore
internal import SystemPackage
public import TransparencyLog

/// The newest checkpoint that was signed or verified on this machine, for each log.
///
/// It is what a rollback or a fork is found by. SPEC §5.5.
public protocol HeadStore: Sendable {
    /// The remembered head of a log.
    ///
    /// - Throws: ``ArchiveError`` when there is one that cannot be read.
    func head(of origin: Origin) throws(ArchiveError) -> RememberedHead?

    /// Remembers a head; after a power cut it is this one or the one before.
    ///
    /// A larger one stays. Whoever remembers a head has to look whether one did, and whether it
    /// is one of the same log.
    ///
    /// - Throws: ``ArchiveError``.
    func remember(_ head: RememberedHead) throws(ArchiveError)
}

extension HeadStore {
    /// Remembers a head that was read and verified here, and not signed.
    ///
    /// Its writer may not have come to its own `fsync` yet. If a power cut took the commit away
    /// again, the head would tell of a rollback that nobody made, and no writer here would sign
    /// any more; so this waits for the disk first.
    ///
    /// - Parameters:
    ///   - head: The checkpoint of a commit.
    ///   - storage: The archive that it was read from.
    /// - Throws: ``ArchiveError``; nothing is remembered then. With
    ///   ``ArchiveError/Code/notTrusted`` when another head of as many entries is remembered, or a
    ///   larger one that the archive does not have: it was rolled back.
    public func remember(
        _ head: SignedCheckpoint,
        readFrom storage: any ArchiveStorage,
    ) throws(ArchiveError) {
        try LogFolder(storage).synchronize(commitOf: head.checkpoint)
        try remember(RememberedHead(head))
        // A larger one stays. It is another process's, whose commit must be there by now.
        if let known = try self.head(of: head.checkpoint.origin)?.checkpoint,
            known.treeSize > head.checkpoint.treeSize, try !LogFolder(storage).ends(in: known)
        {
            throw ArchiveError(
                .notTrusted,
                "\(known.treeSize) entries of \(known.origin) were seen here before, and "
                    + "\(storage.name) does not have them: it was rolled back, or it is another "
                    + "one. Restore the missing commits from a copy.",
            )
        }
    }
}

extension LogFolder {
    /// Whether a commit has a checkpoint.
    fileprivate func ends(in checkpoint: Checkpoint) throws(ArchiveError) -> Bool {
        guard let first = firstIndex(containing: checkpoint.treeSize - 1) else {
            return false
        }
        return try commit(firstIndex: first).checkpoint.checkpoint == checkpoint
    }
}

/// Remembered heads in files.
public struct LocalHeadStore: HeadStore {
    private let folders: UserFolders

    /// Uses a folder that need not be there yet.
    public init(_ folders: UserFolders) {
        self.folders = folders
    }

    /// The remembered head of a log.
    ///
    /// - Throws: ``ArchiveError`` when there is one that cannot be read.
    public func head(of origin: Origin) throws(ArchiveError) -> RememberedHead? {
        let path = folders.heads.appending(UserFolders.fileName(of: origin))
        var bytes: [UInt8] = []
        do throws(StoreError) {
            let file = try OpenFile.open(path)
            bytes = [UInt8](repeating: 0, count: RememberedHead.maximumByteCount + 1)
            var span = bytes.mutableSpan
            let count = try file.read(into: &span, at: 0)
            bytes.removeLast(bytes.count - count)
        } catch {
            guard error.code == .notFound else {
                throw ArchiveError(.inputOutput, error.message, cause: error)
            }
            return nil
        }
        let head: RememberedHead
        do throws(RememberedHead.Failure) {
            head = try RememberedHead.decode(bytes)
            guard head.checkpoint.origin == origin else {
                throw .malformed
            }
        } catch {
            throw ArchiveError(
                .notTrusted,
                error == .newer
                    ? "A newer version of archive wrote the remembered head \(path). Use that."
                    : "The remembered head \(path) is damaged, or that of another log, so a "
                        + "rollback would not be noticed. Move that file away; then `archive "
                        + "verify` remembers a new one. Give it what you know from elsewhere: --key "
                        + "with the verifier key, --head with a checkpoint or commit of a copy.",
            )
        }
        return head
    }

    /// Remembers a head; after a power cut it is this one or the one before.
    ///
    /// A larger one stays: another writer came later and was faster. A lock keeps two of them from
    /// each replacing what the other has not read yet.
    ///
    /// - Throws: ``ArchiveError``, with ``ArchiveError/Code/notTrusted`` when another head of as
    ///   many entries is remembered: the two are of histories that exclude each other.
    public func remember(_ head: RememberedHead) throws(ArchiveError) {
        let folder: Folder
        let lock: OpenFile
        do throws(StoreError) {
            folder = try Folder.make(folders.heads, mode: 0o700)
            lock = try folder.lockedFile("lock", mode: 0o600)
        } catch {
            throw Self.failure(error)
        }
        defer { withExtendedLifetime(lock) {} }
        guard try isNews(head) else {
            return
        }
        let bytes = head.encode()
        do throws(StoreError) {
            let name = UserFolders.fileName(of: head.checkpoint.origin)
            try removeLeftFiles(in: folder)
            try folder.replaceFile(name, with: bytes.span, mode: 0o600)
        } catch {
            throw Self.failure(error)
        }
    }

    /// Removes what processes left that died while they replaced a head; the lock is held, so that
    /// nobody else is at it.
    private func removeLeftFiles(in folder: Folder) throws(StoreError) {
        for item in try folder.items()
        where item.kind == .file && item.text.hasPrefix(".") && item.text.hasSuffix(".partial") {
            // It is in nobody's way.
            try? folder.remove(item.text)
        }
    }

    /// Whether a head says more than the one that is remembered.
    private func isNews(_ head: RememberedHead) throws(ArchiveError) -> Bool {
        let new = head.checkpoint
        guard let known = try self.head(of: new.origin) else {
            return true
        }
        guard known.checkpoint.treeSize == new.treeSize else {
            return known.checkpoint.treeSize < new.treeSize
        }
        guard known.checkpoint.rootHash == new.rootHash else {
            throw ArchiveError(
                .notTrusted,
                "Another head of \(new.treeSize) entries of \(new.origin) was seen here before: "
                    + "there are two histories of one log. Find out which copy is right.",
            )
        }
        return known.keys == nil && head.keys != nil
    }

    private static func failure(_ cause: StoreError) -> ArchiveError {
        ArchiveError(
            .inputOutput,
            "The newest head could not be remembered: \(cause.message)",
            cause: cause,
        )
    }
}
