// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Testing
import TransparencyLog

@Suite struct CommitTests {
    private static func entries(_ range: Range<Int>) throws -> [LogEntry] {
        try range.map { index in
            try LogEntry(
                type: index.isMultiple(of: 3) ? "pack" : "capture",
                digest: leafHash(utf8("\(index)")),
                numbers: index.isMultiple(of: 3) ? [UInt64(index), 7] : [],
            )
        }
    }

    private static func commit(_ range: Range<Int>) throws -> Commit {
        let key = try SignerKey.decode(PublishedLog.signerKey)
        var tree = TreeAccumulator()
        for entry in try entries(0..<range.upperBound) {
            tree.append(leafHash: entry.leafHash)
        }
        let checkpoint = try Checkpoint(
            origin: Origin(key.verifierKey.name),
            treeSize: tree.treeSize,
            rootHash: tree.rootHash,
        )
        return try Commit(
            entries: try entries(range),
            checkpoint: try SignedCheckpoint(checkpoint, signedBy: key),
        )
    }

    /// The text of a commit of one entry, before its checkpoint.
    private static let line =
        "a sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"

    @Test func `a checkpoint is read from a note, a commit and a remembered head`() throws {
        let commit = try Self.commit(0..<7)
        let note = commit.checkpoint.encode()
        let head = utf8("archive head 1\nadd some+12345678+key\n\n") + note
        for bytes in [note, commit.encode(), head, [0x0A] + note] {
            #expect(SignedCheckpoint.decode(file: bytes) == commit.checkpoint)
        }
        for bytes in [[], utf8("text\n"), utf8("text\n\n"), note.dropLast(), utf8("a\n") + note] {
            #expect(SignedCheckpoint.decode(file: Array(bytes)) == nil)
        }
    }

    @Test(arguments: [0..<1, 0..<7, 6..<7, 5..<300])
    func `commits decode and encode to the same bytes`(range: Range<Int>) throws {
        let commit = try Self.commit(range)
        let bytes = commit.encode()
        let decoded = try Commit.decode(bytes)
        #expect(decoded == commit)
        #expect(decoded.encode() == bytes)
        #expect(decoded.firstIndex == UInt64(range.lowerBound))
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        #expect(decoded.entries.map { $0.encode() } == lines.prefix(range.count).map(Array.init))
        let head = lines.prefix(range.count + 1).reduce(0) { $0 + $1.count + 1 }
        #expect(decoded.checkpoint.encode() == Array(bytes[head...]))
        let log = try VerifierKey.decode(PublishedLog.verifierKey)
        #expect(try decoded.checkpoint.verify(logKey: log) == [])
    }

    @Test func `the checkpoint covers the entries of the commits before`() throws {
        var tree = TreeAccumulator()
        for range in [0..<3, 3..<4, 4..<100] {
            let commit = try Commit.decode(try Self.commit(range).encode())
            #expect(commit.firstIndex == tree.treeSize)
            for entry in commit.entries {
                tree.append(leafHash: leafHash(entry.encode()))
            }
            #expect(commit.checkpoint.checkpoint.treeSize == tree.treeSize)
            #expect(commit.checkpoint.checkpoint.rootHash == tree.rootHash)
        }
    }

    static let malformed: [(String, CommitFailure)] = [
        ("", .truncated(offset: 0)),
        ("\n", .noEntries),
        ("\nlog\n", .noEntries),
        (String(line.dropLast()), .truncated(offset: 0)),
        (line, .truncated(offset: 74)),
        (line + "\n", .badCheckpoint(offset: 75, .note(.noSignatures))),
        (line + "\nlog\n", .badCheckpoint(offset: 75, .note(.noSignatures))),
        (line + "A\n", .badEntry(offset: 74, .badType)),
        (line + " \n", .badEntry(offset: 74, .badType)),
        (line + "a\r\n", .badEntry(offset: 74, .badType)),
        (line + "a sha256:\n", .badEntry(offset: 74, .badDigest(offset: 2))),
        (
            line + "\nlog\n1\n" + PublishedNote.line,
            .badCheckpoint(offset: 75, .note(.noSignatures)),
        ),
        (
            line + "\nlog\n1\n\n" + PublishedNote.line,
            .badCheckpoint(offset: 75, .checkpoint(.missingLine(offset: 6))),
        ),
    ]

    @Test(arguments: malformed)
    func `malformed commits are refused`(text: String, failure: CommitFailure) {
        #expect(throws: failure) {
            try Commit.decode(utf8(text))
        }
    }

    @Test func `65536 entries are the limit`() throws {
        let entry = try Self.entries(1..<2)[0]
        let key = try SignerKey.decode(PublishedLog.signerKey)
        let checkpoint = try SignedCheckpoint(
            Checkpoint(
                origin: Origin(key.verifierKey.name),
                treeSize: 70_000,
                rootHash: entry.leafHash,
            ),
            signedBy: key,
        )
        let most = [LogEntry](repeating: entry, count: 65_536)
        let largest = try Commit(entries: most, checkpoint: checkpoint)
        let bytes = largest.encode()
        #expect(bytes.count < Commit.maximumByteCount)
        #expect(try Commit.decode(bytes) == largest)
        #expect(throws: CommitFailure.tooManyEntries(limit: 65_536, offset: 0)) {
            try Commit(entries: most + [entry], checkpoint: checkpoint)
        }
        let line = entry.encode() + [0x0A]
        let failure = CommitFailure.tooManyEntries(limit: 65_536, offset: 65_536 * line.count)
        #expect(throws: failure) {
            try Commit.decode(line + bytes)
        }
    }

    @Test func `32 mebibytes are the limit`() {
        let limit = 32 << 20
        #expect(throws: CommitFailure.overLimit(limit: limit, actual: limit + 1)) {
            try Commit.decode([UInt8](repeating: 0x61, count: limit + 1))
        }
        #expect(throws: CommitFailure.truncated(offset: 0)) {
            try Commit.decode([UInt8](repeating: 0x61, count: limit))
        }
    }

    @Test func `a tree smaller than the commit is refused`() throws {
        let commit = try Self.commit(0..<2)
        let failure = CommitFailure.treeTooSmall(treeSize: 2, entryCount: 3)
        #expect(throws: failure) {
            try Commit(entries: try Self.entries(0..<3), checkpoint: commit.checkpoint)
        }
        #expect(throws: failure) {
            try Commit.decode(utf8(Self.line) + commit.encode())
        }
        #expect(throws: CommitFailure.noEntries) {
            try Commit(entries: [], checkpoint: commit.checkpoint)
        }
    }

    @Test func `each cut is refused and each change is seen`() throws {
        let golden = try Self.commit(2..<5).encode()
        let log = try VerifierKey.decode(PublishedLog.verifierKey)
        let value = try Commit.decode(golden)
        for bytes in beginnings(of: golden) {
            #expect(throws: CommitFailure.self) {
                try Commit.decode(bytes)
            }
        }
        var before = TreeAccumulator()
        for entry in try Self.entries(0..<2) {
            before.append(leafHash: entry.leafHash)
        }
        var refused = 0
        for bytes in changes(of: golden) {
            do {
                let other = try Commit.decode(bytes)
                #expect(other != value)
                #expect(other.encode() == bytes)
                _ = try other.checkpoint.verify(logKey: log)
                var tree = try TreeAccumulator(treeSize: 2, hashes: before.hashes)
                for entry in other.entries {
                    tree.append(leafHash: entry.leafHash)
                }
                #expect(tree.rootHash != other.checkpoint.checkpoint.rootHash)
            } catch {
                refused += 1
            }
        }
        #expect(refused > golden.count)
    }
}

@Suite struct CommitFileNameTests {
    @Test(
        arguments: [
            (0, "00000000000000000000"),
            (1, "00000000000000000001"),
            (70_000, "00000000000000070000"),
            (9_223_372_036_854_775_807, "09223372036854775807"),
        ] as [(UInt64, String)]
    )
    func `names are twenty digits`(index: UInt64, name: String) throws {
        #expect(Commit.fileName(firstIndex: index) == name)
        #expect(try Commit.firstIndex(fileName: name) == index)
    }

    @Test(arguments: [
        "", "0", "0000000000000000000", "000000000000000000000", "0000000000000000000a",
        "-0000000000000000001", "+0000000000000000001", "09223372036854775808",
        "10000000000000000000", "18446744073709551616", "0000000000000000001 ",
        "000000000000000000\u{661}", "00000000000000000001.tmp",
    ])
    func `other names are refused`(name: String) {
        #expect(throws: DecodingFailure.self) {
            try Commit.firstIndex(fileName: name)
        }
    }

    @Test func `a commit knows its name`() throws {
        let bytes = utf8("six")
        let entry = try LogEntry(type: "capture", digest: leafHash(bytes))
        let checkpoint = try SignedCheckpoint.decode(PublishedLog.note(treeSize: 15))
        let commit = try Commit(entries: [entry, entry], checkpoint: checkpoint)
        #expect(commit.fileName == "00000000000000000013")
    }
}
