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
        guard let found = try archive.adoptable(list, keys: trusted.keys.inForce) else {
            return
        }
        // Its writer may have died, or failed, before the pack was on the disk.
        let path = PackName.path(of: found.entries[0].digest)
        try wrapping { () throws(StoreError) in try storage.synchronize(path) }
        let staging = try wrapping { () throws(StoreError) in try storage.makeStaging() }
        do throws(ArchiveError) {
            _ = try append(found.entries, found.keyChanges, staging)
        } catch  where error.code == .invalidRequest {
            // Others changed the keys in another way since. It was asked for but never
            // acknowledged, and stays an orphan.
            return
        }
        try archive.completeIndex()
        staging.remove()
        signer = try Self.signer(of: keys, in: trusted, archive)
    }
}

/// What a dead writer had finished but for the commit.
private struct FinishedBatch {
    var entries: [LogEntry]
    var keyChanges: [PlacedKeyChange] = []
}

extension ArchiveReader {
    /// The entries of a list, when its pack is whole, has their statements, and is not in the log.
    fileprivate func adoptable(
        _ list: [UInt8],
        keys: [VerifierKey],
    ) throws(ArchiveError) -> FinishedBatch? {
        guard let entries = StagedEntries.decode(list, keys: keys),
            let pack = entries.first, pack.type == LogEntry.packType,
            let file = try? storage.open(PackName.path(of: pack.digest)),
            pack.numbers.first == file.byteCount, !(try isInLog(pack))
        else {
            return nil
        }
        var found = FinishedBatch(entries: entries)
        let isKey = { (entry: LogEntry) in entry.type == StatementType.key.rawValue }
        let keyStatements = Set(entries.filter(isKey).map(\.digest))
        var changes: [BlobID: KeyChange] = [:]
        var scanner = PackScanner(file, isDigesting: true)
        var inflater = MemberInflater()
        var statements: Set<BlobID> = []
        while case .member(_, let header)? = try? scanner.next() {
            guard header.kind == .statements else {
                continue
            }
            let ids = header.blobs.map(\.id)
            statements.formUnion(ids)
            guard ids.contains(where: keyStatements.contains),
                (try? scanner.inflate(with: &inflater)) == true
            else {
                continue
            }
            for (position, id) in ids.enumerated() where keyStatements.contains(id) {
                if let bytes = inflater.withBlob(at: position, { [UInt8]($0) }),
                    case .key(let change)? = (try? Statement.decode(bytes))?.body
                {
                    changes[id] = change
                }
            }
        }
        guard (try? scanner.finishDigest()) == pack.digest,
            entries.dropFirst().allSatisfy({ statements.contains($0.digest) })
        else {
            return nil
        }
        for (offset, entry) in entries.enumerated() where isKey(entry) {
            guard let change = changes[entry.digest] else {
                return nil
            }
            found.keyChanges.append(PlacedKeyChange(offset: offset, change: change))
        }
        return found
    }

    /// Whether an entry stands in the log, as the log itself says.
    ///
    /// The index may be wrong, and the same entries must not be committed twice. Lists are left
    /// by crashes only, so that going through the log costs nothing worth to speak of.
    private func isInLog(_ entry: LogEntry) throws(ArchiveError) -> Bool {
        for first in log.firstIndices {
            if try log.commit(firstIndex: first).entries.contains(entry) {
                return true
            }
        }
        return false
    }
}
