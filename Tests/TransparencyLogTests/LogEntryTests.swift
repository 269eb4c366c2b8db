// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveTestSupport
import Testing
import TransparencyLog

@Suite struct LogEntryTests {
    private static let hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    private static let word = "sha256:" + hex
    private static let most = "9223372036854775807"

    private static func decode(_ text: String) throws(LogEntryFailure) -> LogEntry {
        let bytes = utf8(text)
        return try LogEntry.decode(bytes.span)
    }

    @Test(
        arguments: [
            ("capture \(word)", "capture", []),
            ("pack \(word) 70000 12", "pack", [70_000, 12]),
            ("a \(word) 0", "a", [0]),
            ("x-9- \(word) 1 2 3 4 5 6 7 8", "x-9-", [1, 2, 3, 4, 5, 6, 7, 8]),
            ("a \(word) \(most)", "a", [.max >> 1]),
            (
                String(repeating: "z", count: 32) + " \(word)", String(repeating: "z", count: 32),
                [],
            ),
        ] as [(String, String, [UInt64])]
    )
    func `entries decode and encode to the same bytes`(
        text: String,
        type: String,
        numbers: [UInt64],
    ) throws {
        let entry = try Self.decode(text)
        #expect(entry.type == type)
        #expect(entry.digest.hex == Self.hex)
        #expect(entry.numbers == numbers)
        #expect(entry.encode() == utf8(text))
        #expect(entry.leafHash == leafHash(utf8(text)))
        #expect(try LogEntry(type: type, digest: entry.digest, numbers: numbers) == entry)
    }

    static let malformed: [(String, LogEntryFailure)] = [
        ("", .badType),
        (" \(word)", .badType),
        ("Capture \(word)", .badType),
        ("9a \(word)", .badType),
        ("-a \(word)", .badType),
        ("a_b \(word)", .badType),
        ("\u{E9} \(word)", .badType),
        (String(repeating: "z", count: 33) + " \(word)", .badType),
        ("a", .badDigest(offset: 1)),
        ("a ", .badDigest(offset: 2)),
        ("a  \(word)", .badDigest(offset: 2)),
        ("a \(hex)", .badDigest(offset: 2)),
        ("a \(word.uppercased())", .badDigest(offset: 2)),
        ("a \(word)0", .badDigest(offset: 2)),
        ("a \(word)\n", .badDigest(offset: 2)),
        ("a \(word) ", .badNumber(offset: 74)),
        ("a \(word) 1  2", .badNumber(offset: 76)),
        ("a \(word) 01", .badNumber(offset: 74)),
        ("a \(word) -1", .badNumber(offset: 74)),
        ("a \(word) 1\n", .badNumber(offset: 74)),
        ("a \(word) 1 9223372036854775808", .badNumber(offset: 76)),
        ("a \(word) 1 2 3 4 5 6 7 8 9", .tooManyNumbers(limit: 8)),
        (String(repeating: "a", count: 256), .overLimit(limit: 255, actual: 256)),
    ]

    @Test(arguments: malformed)
    func `malformed entries are refused`(text: String, failure: LogEntryFailure) {
        #expect(throws: failure) {
            try Self.decode(text)
        }
    }

    @Test func `an entry has at most 255 bytes`() throws {
        let digest = try digest(hex: Self.hex)
        let numbers = [UInt64](repeating: .max >> 1, count: 7)
        // 32 + 1 + 71 + 7 · 20 = 244 bytes, and 11 more.
        let type = String(repeating: "t", count: 32)
        let entry = try LogEntry(type: type, digest: digest, numbers: numbers + [1_000_000_000])
        #expect(entry.encode().count == 255)
        #expect(throws: LogEntryFailure.overLimit(limit: 255, actual: 256)) {
            try LogEntry(type: type, digest: digest, numbers: numbers + [10_000_000_000])
        }
    }

    @Test func `what would not decode is not made`() throws {
        let digest = try digest(hex: Self.hex)
        for type in ["", "A", "a b", "a\n", "a sha256:"] {
            #expect(throws: LogEntryFailure.badType) {
                try LogEntry(type: type, digest: digest)
            }
        }
        #expect(throws: LogEntryFailure.badNumber(offset: 76)) {
            try LogEntry(type: "a", digest: digest, numbers: [1, 1 << 63])
        }
        #expect(throws: LogEntryFailure.tooManyNumbers(limit: 8)) {
            try LogEntry(type: "a", digest: digest, numbers: Array(repeating: 1, count: 9))
        }
    }

    @Test(arguments: 1...20)
    func `drawn entries survive encoding`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let count = Int.random(in: 0...8, using: &generator)
        let numbers = (0..<count).map { _ in
            UInt64.random(in: 0...UInt64(UInt32.max), using: &generator)
        }
        let letters = (0..<Int.random(in: 1...32, using: &generator)).map { _ in
            UInt8.random(in: 0x61...0x7A, using: &generator)
        }
        let entry = try LogEntry(
            type: String(decoding: letters, as: UTF8.self),
            digest: leafHash(generator.bytes(upTo: 99)),
            numbers: numbers,
        )
        let bytes = entry.encode()
        #expect(try LogEntry.decode(bytes.span) == entry, "seed \(seed)")
    }
}
