// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveCrypto
import ArchiveIO
import BlobStore
import Provenance
import TransparencyLog

/// What an archive's files say, read from log and packs with nothing but the formats.
struct Inspection {
    /// All entries, in order.
    private(set) var entries: [LogEntry] = []

    /// What is wrong, in words; empty for a sound archive.
    private(set) var problems: [String] = []

    /// How often each document's blob is stored in packs of the log.
    private(set) var blobCounts: [BlobID: Int] = [:]

    /// All captures, in the order of the log.
    private(set) var captures: [Capture] = []

    /// The number of commits.
    private(set) var commitCount = 0

    private var statements: [BlobID: [UInt8]] = [:]

    init(_ storage: any ArchiveStorage, keys: [VerifierKey]) throws {
        try readLog(storage, keys)
        for entry in entries where entry.type == LogEntry.packType {
            try readPack(entry, storage)
        }
        for (index, entry) in entries.enumerated() where entry.type != LogEntry.packType {
            guard let bytes = statements[entry.digest] else {
                problems.append("entry \(index): statement missing")
                continue
            }
            let (statement, references) = try Statement.decodeWithReferences(bytes.span)
            if statement.type.rawValue != entry.type {
                problems.append("entry \(index): type")
            }
            for reference in references
            where blobCounts[reference.digest] == nil && statements[reference.digest] == nil {
                problems.append("entry \(index): \(reference.digest) missing")
            }
            if case .capture(let capture) = statement.body {
                captures.append(capture)
            }
        }
        if Set(entries.map(\.digest)).count != entries.count {
            problems.append("an entry stands twice")
        }
    }

    private mutating func readLog(_ storage: any ArchiveStorage, _ keys: [VerifierKey]) throws {
        var tree = TreeAccumulator()
        for item in try storage.items(in: "log") {
            commitCount += 1
            let bytes = try storage.open("log/" + item.text).readAll(limit: 32 << 20) ?? []
            let commit = try Commit.decode(bytes)
            if commit.fileName != item.text || commit.firstIndex != tree.treeSize {
                problems.append("\(item.text): gap")
            }
            for entry in commit.entries {
                tree.append(leafHash: entry.leafHash)
            }
            entries += commit.entries
            let checkpoint = commit.checkpoint.checkpoint
            if checkpoint.treeSize != tree.treeSize || checkpoint.rootHash != tree.rootHash {
                problems.append("\(item.text): tree")
            }
            let isSigned = keys.contains { key in
                (try? commit.checkpoint.verify(logKey: key)) != nil
            }
            if !isSigned {
                problems.append("\(item.text): signature")
            }
        }
    }

    private mutating func readPack(_ entry: LogEntry, _ storage: any ArchiveStorage) throws {
        guard let file = try? storage.open(PackName.path(of: entry.digest)) else {
            problems.append("\(entry.digest): pack missing")
            return
        }
        var scanner = PackScanner(file, isDigesting: true)
        var inflater = MemberInflater()
        var memberCount: UInt64 = 0
        while case .member(_, let header) = try scanner.next() {
            memberCount += 1
            guard try scanner.inflate(with: &inflater) else {
                problems.append("\(entry.digest): member \(memberCount)")
                continue
            }
            var wrong = 0
            var found: [BlobID: [UInt8]] = [:]
            inflater.forEachBlob { position, bytes, isRight in
                wrong += isRight ? 0 : 1
                if header.kind == .statements {
                    found[header.blobs[position].id] = [UInt8](bytes)
                }
            }
            statements.merge(found) { one, _ in one }
            if header.kind != .statements {
                for blob in header.namedBlobs {
                    blobCounts[blob.id, default: 0] += 1
                }
            }
            if wrong > 0 {
                problems.append("\(entry.digest): digest in member \(memberCount)")
            }
        }
        if try scanner.finishDigest() != entry.digest
            || entry.numbers != [file.byteCount, memberCount]
        {
            problems.append("\(entry.digest): not as its entry says")
        }
    }

    /// How many captures name an address.
    func captureCount(at address: String) -> Int {
        captures.filter { $0.askedURL == address }.count
    }
}
