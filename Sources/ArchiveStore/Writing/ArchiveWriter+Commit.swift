// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import BlobStore
public import TransparencyLog

extension ArchiveWriter {
    /// What a commit did.
    public struct CommitResult: Sendable {
        /// The index of the first entry that it added.
        public let firstEntry: UInt64
        /// The number of entries that it added, the pack's included.
        public let entryCount: Int
        /// The length of its pack, in bytes.
        public let packByteCount: UInt64
        /// The checkpoint over the whole log.
        public let checkpoint: SignedCheckpoint
    }

    /// Makes everything that was added a part of the log, durably.
    ///
    /// When this returns, all of it survives a power cut. When it throws, nothing of it may be
    /// called stored, and the writer takes nothing more.
    ///
    /// - Returns: What was done, or `nil` when nothing waited.
    /// - Throws: ``ArchiveError``.
    public mutating func commit() throws(ArchiveError) -> CommitResult? {
        guard !isPoisoned else {
            throw Self.failedBefore
        }
        try recordResults()
        guard let batch = batch.take() else {
            return nil
        }
        isPoisoned = true
        guard !batch.entries.isEmpty else {
            batch.staging.remove()
            isPoisoned = false
            return nil
        }
        let packEntry = try wrapping { () throws(StoreError) in try batch.publishPack(signer) }
        let entries = [packEntry] + batch.entries
        let packByteCount = batch.pack.byteCount
        let staging = batch.staging
        let checkpoint = try append(entries, batch.keyChanges, staging)
        let start = checkpoint.checkpoint.treeSize - UInt64(entries.count)
        var run = batch.indexRun(pack: packEntry.digest, entries: start..<archive.treeSize)
        try archive.index.extendTree(entries, in: &run)
        archive.index.append(run, to: storage)
        staging.remove()
        extractors.merge(batch.extractors) { _, new in new }
        deriver?.markStored()
        try requireRemembered()
        isPoisoned = false
        return CommitResult(
            firstEntry: start,
            entryCount: entries.count,
            packByteCount: packByteCount,
            checkpoint: checkpoint,
        )
    }

    /// The derivations of what was added belong into the same commit.
    private mutating func recordResults() throws(ArchiveError) {
        do throws(DocumentFailure) {
            try finishDeriving()
        } catch {
            isPoisoned = true
            guard case .archive(let failure) = error else {
                throw ArchiveError(
                    .inputOutput,
                    "What was extracted cannot be recorded: \(error). Nothing since the last "
                        + "commit is stored.",
                )
            }
            throw failure
        }
    }

    /// Appends entries to the log.
    ///
    /// SPEC §7.1 steps 5 to 7.
    ///
    /// Afterwards ``archive`` has them, but its index does not yet.
    ///
    /// - Throws: ``ArchiveError``; with ``ArchiveError/Code/invalidRequest`` when a change of keys
    ///   among the entries is not valid after what is in the log by now, and staging is gone then.
    mutating func append(
        _ entries: [LogEntry],
        _ changes: [PlacedKeyChange],
        _ staging: any StagingArea,
    ) throws(ArchiveError) -> SignedCheckpoint {
        var attempt = 0
        while true {
            try followHead()
            if let checkpoint = try appendOnce(entries, changes, staging, attempt) {
                return checkpoint
            }
            attempt += 1
        }
    }

    /// Appends entries to the log, unless another writer wins the race.
    ///
    /// - Returns: The new head, or `nil` after a lost race; ``archive`` has what the other one
    ///   committed then.
    /// - Throws: ``ArchiveError`` as ``append(_:_:_:)`` does.
    mutating func appendOnce(
        _ entries: [LogEntry],
        _ changes: [PlacedKeyChange],
        _ staging: any StagingArea,
        _ attempt: Int,
    ) throws(ArchiveError) -> SignedCheckpoint? {
        guard trusted.keys.state(of: signer.verifierKey) == .inForce else {
            throw ArchiveError(
                .notTrusted,
                "The signing key went out of force while this was added. "
                    + "Nothing since the last commit is stored.",
            )
        }
        let next: TrustedLog
        do throws(ArchiveError) {
            next = try trusted.appending(entries, changes)
        } catch {
            // Nobody shall commit later what is refused now: the list of entries goes.
            staging.remove()
            throw error
        }
        let checkpoint = Self.sign(next.treeSize, next.tree.rootHash, signer)
        let start = trusted.treeSize
        let bytes = Self.encode(entries, checkpoint)
        let path = "log/" + Commit.fileName(firstIndex: start)
        if try publish(bytes, as: path, staging, name: "commit-\(attempt)") {
            trusted = next
            try remember(RememberedHead(checkpoint, keys: next.keys))
            trusted.head = checkpoint.checkpoint
            archive.log.append(firstIndex: start)
            logCursor = nil
            archive.checkpoint = checkpoint
            isOnDisk = true
            return checkpoint
        }
        // Another writer won. What was signed here is seen by nobody: it stays in staging.
        try catchUp()
        guard archive.treeSize > start else {
            throw ArchiveError(
                .missingOrDamaged,
                "\(path) is there and is no commit. Nothing since the last commit is stored. "
                    + "Run `archive verify`.",
            )
        }
        return nil
    }

    /// Waits, once, until the commits of others are on the disk.
    ///
    /// Their writer may be between `link()` and its own `fsync`, or have died there: what is in
    /// such a commit is stored only after that.
    mutating func waitForDisk() throws(ArchiveError) {
        guard !isOnDisk else {
            return
        }
        try archive.log.synchronize(commitOf: archive.checkpoint.checkpoint)
        isOnDisk = true
    }

    // MARK: The remembered head

    /// Reads what others committed since, and checks that it goes on from the remembered head.
    mutating func catchUp() throws(ArchiveError) {
        // Before the log is read, as in ``open(_:keys:heads:options:)``.
        let head = try heads.head(of: archive.identity.origin)
        isOnDisk = false
        logCursor = nil
        try archive.refresh()
        trusted = try archive.trustedLog(since: head, known: trusted)
    }

    /// Checks the log against the remembered head, when that is another one than before.
    ///
    /// Another process of this machine may have committed since. If its commits are gone by now,
    /// what is signed here would be a fork below this machine's own head. SPEC §5.5.
    private mutating func followHead() throws(ArchiveError) {
        if try heads.head(of: archive.identity.origin)?.checkpoint != trusted.head {
            try catchUp()
        }
    }

    /// Checks that a larger head, which stayed when this writer remembered its own, is one of this
    /// log: another process committed after this one and was faster to remember that.
    mutating func requireRemembered() throws(ArchiveError) {
        do throws(ArchiveError) {
            try followHead()
        } catch  where error.code == .notTrusted {
            throw ArchiveError(
                .notTrusted,
                "What was added is signed and stored, but meanwhile this machine saw a head of "
                    + "\(archive.identity.origin) that the log does not go on to: it was rolled "
                    + "back, or there are two of it. Run `archive verify`, and find out which copy "
                    + "is right.",
            )
        }
    }

    /// Publishes a commit.
    ///
    /// - Returns: Whether it is in the log, and not another one in its place.
    private func publish(
        _ bytes: [UInt8],
        as path: String,
        _ staging: any StagingArea,
        name: String,
    ) throws(ArchiveError) -> Bool {
        do throws(StoreError) {
            let file = try staging.makeFile(name)
            try file.write(bytes.span)
            try staging.publish(file, as: path)
            return true
        } catch  where error.code == .alreadyExists {
            // Where the reply of link() was lost on a network, our own commit is there.
            return try isThere(bytes, path)
        } catch {
            throw ArchiveError(.inputOutput, error.message, cause: error)
        }
    }

    /// Whether a file has some bytes.
    ///
    /// Only a file that is not there, or none, has others. Who could not look must not go on: the
    /// same entries would be committed a second time.
    private func isThere(_ bytes: [UInt8], _ path: String) throws(ArchiveError) -> Bool {
        do throws(StoreError) {
            return try storage.open(path).readAll(limit: Commit.maximumByteCount) == bytes
        } catch  where error.isOfTheFile {
            return false
        } catch {
            throw ArchiveError(.inputOutput, error.message, cause: error)
        }
    }

    private func remember(_ head: RememberedHead) throws(ArchiveError) {
        do throws(ArchiveError) {
            try heads.remember(head)
        } catch {
            throw ArchiveError(
                error.code,
                "What was added is stored, durably, but a later rollback would not be noticed "
                    + "here: \(error.message)",
                cause: error.cause,
            )
        }
    }

    static func sign(
        _ treeSize: UInt64,
        _ rootHash: Digest,
        _ signer: SignerKey,
    ) -> SignedCheckpoint {
        do {
            let checkpoint = try Checkpoint(
                origin: Origin(signer.verifierKey.name),
                treeSize: treeSize,
                rootHash: rootHash,
            )
            return try SignedCheckpoint(checkpoint, signedBy: signer)
        } catch {
            preconditionFailure(
                "a tree with entries and an origin of a key can be signed: \(error)"
            )
        }
    }

    static func encode(_ entries: [LogEntry], _ checkpoint: SignedCheckpoint) -> [UInt8] {
        do throws(CommitFailure) {
            return try Commit(entries: entries, checkpoint: checkpoint).encode()
        } catch {
            preconditionFailure("a batch is full before a commit is: \(error)")
        }
    }
}
