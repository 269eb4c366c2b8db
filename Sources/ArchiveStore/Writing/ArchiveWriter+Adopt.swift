// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import BlobStore
internal import Provenance
internal import TransparencyLog

extension ArchiveWriter {
    /// Commits the packs that dead writers published and did not come to commit.
    ///
    /// Only lists that a key in force signed count: staging is not part of the archive, and
    /// whoever can write there need not be allowed to sign.
    ///
    /// - Parameter keys: Keys to sign with; a list can take the one out of force that signed it.
    /// - Throws: ``ArchiveError``.
    mutating func adoptFinishedPacks(_ keys: [SignerKey]) throws(ArchiveError) {
        var failure: ArchiveError?
        let storage = storage
        do throws(StoreError) {
            // Each list goes after its own commit: whoever dies on the way leaves the others.
            try storage.clearAbandonedStaging { list in
                guard failure == nil else {
                    return false
                }
                do throws(ArchiveError) {
                    try adopt(list, keys)
                    // Also when its writer had come to commit it, and not to its own fsync.
                    try waitForDisk()
                    return true
                } catch {
                    failure = error
                    return false
                }
            }
        } catch {
            throw ArchiveError(error)
        }
        if let failure {
            throw failure
        }
    }

    private mutating func adopt(_ list: [UInt8], _ keys: [SignerKey]) throws(ArchiveError) {
        // The lock of the list's writer is held here, so that it commits nothing more. What it
        // did commit may be newer than the log that was listed when this writer was opened.
        try catchUp()
        signer = try Self.signer(of: keys, in: trusted, archive)
        guard let found = try archive.adoptable(list, keys: trusted.keys.inForce) else {
            return
        }
        let pack = found.entries[0]
        // Its writer may have died, or failed, before the pack was on the disk.
        let path = PackName.path(of: pack.digest)
        try wrapping { () throws(StoreError) in try storage.synchronize(path) }
        let staging = try wrapping { () throws(StoreError) in try storage.makeStaging() }
        do throws(ArchiveError) {
            var attempt = 0
            // A listing can lack a commit, and the race be lost to the list's own writer.
            while try !archive.isInLog(pack),
                try appendOnce(found.entries, found.keyChanges, staging, attempt) == nil
            {
                attempt += 1
            }
        } catch  where error.code == .invalidRequest {
            // Others changed the keys in another way since. It was asked for but never
            // acknowledged, and stays an orphan.
            return
        }
        try archive.completeIndex()
        staging.remove()
        try requireRemembered()
        signer = try Self.signer(of: keys, in: trusted, archive)
    }
}

/// What a dead writer had finished but for the commit.
private struct FinishedBatch {
    var entries: [LogEntry]
    var keyChanges: [PlacedKeyChange] = []
}

/// What a finished pack holds of its list.
private struct PackContents {
    var statements: Set<BlobID> = []
    var changes: [BlobID: KeyChange] = [:]
}

extension ArchiveReader {
    /// The entries of a list, when its pack is whole, has their statements, and is not in the log.
    ///
    /// - Throws: ``ArchiveError`` when the system refuses to look: the list must stay then, since
    ///   without it the pack is an orphan for good.
    fileprivate func adoptable(
        _ list: [UInt8],
        keys: [VerifierKey],
    ) throws(ArchiveError) -> FinishedBatch? {
        guard let entries = StagedEntries.decode(list, keys: keys),
            let pack = entries.first, pack.type == LogEntry.packType, !(try isInLog(pack))
        else {
            return nil
        }
        let isKey = { (entry: LogEntry) in entry.type == StatementType.key.rawValue }
        let read: PackContents?
        do throws(StoreError) {
            read = try contents(of: pack, keyStatements: Set(entries.filter(isKey).map(\.digest)))
        } catch  where error.isOfTheFile {
            return nil
        } catch {
            throw ArchiveError(error)
        }
        guard let read, entries.dropFirst().allSatisfy({ read.statements.contains($0.digest) })
        else {
            return nil
        }
        var found = FinishedBatch(entries: entries)
        for (offset, entry) in entries.enumerated() where isKey(entry) {
            guard let change = read.changes[entry.digest] else {
                return nil
            }
            found.keyChanges.append(PlacedKeyChange(offset: offset, change: change))
        }
        return found
    }

    /// The statements of a pack, and what some of them do to the keys, or `nil` when it is not
    /// what its entry says.
    private func contents(
        of pack: LogEntry,
        keyStatements: Set<Digest>,
    ) throws(StoreError) -> PackContents? {
        let file = try storage.open(PackName.path(of: pack.digest))
        guard pack.numbers.first == file.byteCount else {
            return nil
        }
        var contents = PackContents()
        var scanner = PackScanner(file, isDigesting: true)
        var inflater = MemberInflater()
        while case .member(_, let header) = try scanner.next() {
            guard header.kind == .statements else {
                continue
            }
            let ids = header.blobs.map(\.id)
            contents.statements.formUnion(ids)
            guard ids.contains(where: keyStatements.contains),
                try scanner.inflate(with: &inflater)
            else {
                continue
            }
            for (position, id) in ids.enumerated() where keyStatements.contains(id) {
                if let bytes = inflater.withBlob(at: position, { [UInt8]($0) }),
                    case .key(let change)? = (try? Statement.decode(bytes))?.body
                {
                    contents.changes[id] = change
                }
            }
        }
        return try scanner.finishDigest() == pack.digest ? contents : nil
    }

    /// Whether an entry stands in the log, as the log itself says.
    ///
    /// The index may be wrong, and the same entries must not be committed twice. Lists are left
    /// by crashes only, so that going through the log costs nothing worth to speak of.
    fileprivate func isInLog(_ entry: LogEntry) throws(ArchiveError) -> Bool {
        for first in log.firstIndices {
            if try log.commit(firstIndex: first).entries.contains(entry) {
                return true
            }
        }
        return false
    }
}
