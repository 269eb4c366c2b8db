// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import BlobStore
internal import TransparencyLog

extension ArchiveWriter {
    /// Commits the packs that dead writers published and did not come to commit.
    ///
    /// Only lists that a key in force signed count: staging is not part of the archive, and
    /// whoever can write there need not be allowed to sign.
    mutating func adoptFinishedPacks() throws(ArchiveError) {
        let lists = try wrapping { () throws(StoreError) in try storage.clearAbandonedStaging() }
        for list in lists {
            guard let entries = try archive.adoptable(list) else {
                continue
            }
            // Its writer may have died, or failed, before the pack was on the disk.
            let path = PackName.path(of: entries[0].digest)
            try wrapping { () throws(StoreError) in try storage.synchronize(path) }
            let staging = try wrapping { () throws(StoreError) in try storage.makeStaging() }
            _ = try append(entries, staging)
            try archive.completeIndex()
            staging.remove()
        }
    }
}

extension ArchiveReader {
    /// The entries of a list, when its pack is whole, has their statements, and is not in the log.
    fileprivate func adoptable(_ list: [UInt8]) throws(ArchiveError) -> [LogEntry]? {
        guard let entries = StagedEntries.decode(list, keys: try keysInForce()),
            let pack = entries.first, pack.type == LogEntry.packType,
            !entries.dropFirst().contains(where: { hasBlob($0.digest, isStatement: true) }),
            let file = try? storage.open(PackName.path(of: pack.digest)),
            pack.numbers.first == file.byteCount
        else {
            return nil
        }
        var scanner = PackScanner(file, isDigesting: true)
        var statements: Set<BlobID> = []
        while case .member(_, let header)? = try? scanner.next() {
            if header.kind == .statements {
                statements.formUnion(header.blobs.map(\.id))
            }
        }
        guard (try? scanner.finishDigest()) == pack.digest,
            entries.dropFirst().allSatisfy({ statements.contains($0.digest) })
        else {
            return nil
        }
        return entries
    }
}
