// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import BlobStore
internal import Provenance
internal import TransparencyLog

extension ArchiveReader {
    /// Entries that are indexed at a time, which bounds the memory of building an index.
    private static let stepEntryCount = 1 << 16

    /// Builds the index of the commits that it does not cover, from log and packs.
    ///
    /// Damage is passed over: what cannot be read cannot be found, and `verify` says why. But such
    /// an index is not kept, since a pack can be restored, and the next reading can succeed.
    mutating func completeIndex() throws(ArchiveError) {
        guard index.coveredCount <= treeSize else {
            throw changedLog
        }
        var pending = log.firstIndices(in: index.coveredCount..<treeSize)[...]
        while !pending.isEmpty {
            let start = index.coveredCount
            var entries: [LogEntry] = []
            while entries.count < Self.stepEntryCount, var next = pending.first {
                let expected = start + UInt64(entries.count)
                if next > expected, log.add(firstIndex: expected) {
                    pending.insert(expected, at: pending.startIndex)
                    next = expected
                }
                guard next == expected else {
                    throw ArchiveError(
                        .missingOrDamaged,
                        "The commit log/\(Commit.fileName(firstIndex: expected))"
                            + " is missing. Run `archive verify`; restore the file from a copy.",
                    )
                }
                entries += try log.commit(firstIndex: next).entries
                pending.removeFirst()
            }
            var builder = IndexRunBuilder(entries: start..<start + UInt64(entries.count))
            try index.extendTree(entries, in: &builder)
            var wanted: [BlobID: [UInt64]] = [:]
            for (offset, entry) in entries.enumerated() where entry.type != LogEntry.packType {
                wanted[entry.digest, default: []].append(start + UInt64(offset))
            }
            var lost: [Digest] = []
            for entry in entries where entry.type == LogEntry.packType {
                if !indexPack(entry, wanted: wanted, in: &builder) {
                    lost.append(entry.digest)
                }
            }
            index.append(builder, to: storage, isComplete: lost.isEmpty)
            index.lostPacks += lost
        }
        guard index.coveredCount == treeSize else {
            throw changedLog
        }
    }

    private var changedLog: ArchiveError {
        ArchiveError(
            .inputOutput,
            "The log of \(storage.name) is not the same when it is read twice. Run `archive verify`.",
        )
    }

    /// Adds what a pack holds.
    ///
    /// Of all its blobs, the places are in memory until the run is written. Packs of this program
    /// have few (see ``PackWriter/places``). The format sets a foreign one no limit: it costs about
    /// three times the length of its headers.
    ///
    /// - Returns: Whether all of it could be read.
    private func indexPack(
        _ entry: LogEntry,
        wanted: [BlobID: [UInt64]],
        in builder: inout IndexRunBuilder,
    ) -> Bool {
        let pack = entry.digest
        guard let file = try? storage.open(PackName.path(of: pack)) else {
            return false
        }
        // One that was cut between two members looks whole by itself.
        var isWhole = entry.numbers.first.map { $0 == file.byteCount } ?? true
        var scanner = PackScanner(file)
        var inflater = MemberInflater()
        var places: [BlobPlace] = []
        var segmentsStart: UInt64 = 0
        while case .member(let offset, let header)? = try? scanner.next() {
            if header.kind == .segment, header.segmentNumber == 0 {
                segmentsStart = offset
            }
            let start = header.kind == .lastSegment ? segmentsStart : offset
            for blob in header.namedBlobs {
                let position = UInt16(blob.position)
                places.append(
                    BlobPlace(id: blob.id, kind: header.kind, position: position, offset: start)
                )
            }
            guard header.kind == .statements else {
                continue
            }
            if (try? scanner.inflate(with: &inflater)) == true {
                indexStatements(header, &inflater, wanted: wanted, in: &builder)
            } else {
                isWhole = false
            }
        }
        builder.add(pack: pack, places: places)
        return isWhole && scanner.offset == file.byteCount
    }

    private func indexStatements(
        _ header: MemberHeader,
        _ inflater: inout MemberInflater,
        wanted: [BlobID: [UInt64]],
        in builder: inout IndexRunBuilder,
    ) {
        for (position, blob) in header.blobs.enumerated() {
            guard let entries = wanted[blob.id],
                let bytes = inflater.withBlob(at: position, { [UInt8]($0) }),
                let statement = try? Statement.decode(bytes)
            else {
                continue
            }
            for key in LookUpKey.keys(of: statement, id: blob.id) {
                for entry in entries {
                    builder.add(IndexRun.Key(digest: key, entry: entry))
                }
            }
        }
    }
}

extension IndexSet {
    /// The state of the tree after a run's entries.
    static func tree(of run: IndexRun) -> TreeAccumulator? {
        var reader = ByteReader(run.attachment)
        var hashes: [Digest] = []
        while let hash = try? reader.readDigest() {
            hashes.append(hash)
        }
        return try? TreeAccumulator(treeSize: run.entries.upperBound, hashes: hashes)
    }

    /// The state of the tree after the covered entries.
    var tree: TreeAccumulator {
        runs.last.flatMap { Self.tree(of: $0) } ?? TreeAccumulator()
    }

    /// Puts the state of the tree after more entries into the run that will cover them.
    func extendTree(
        _ entries: [LogEntry],
        in builder: inout IndexRunBuilder,
    ) throws(ArchiveError) {
        var tree = tree
        for entry in entries {
            tree.append(leafHash: entry.leafHash)
        }
        for hash in tree.hashes {
            hash.append(to: &builder.attachment)
        }
    }
}
