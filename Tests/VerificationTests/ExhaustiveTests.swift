// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveTestSupport
import BlobStore
import Provenance
import Testing
import TransparencyLog
import Verification

/// Every change of a small archive is found. SPEC §11.2.
@Suite struct ExhaustiveTests {
    private static let tiny = Result {
        let builder = try ArchiveBuilder()
        try builder.addDocument("Tiny.")
        return builder.files
    }

    /// One test case for each file, so that they run side by side.
    static let paths: [String] = ((try? tiny.get()) ?? [:]).keys.sorted()

    private func mustFail(
        _ files: [String: [UInt8]],
        _ what: @autoclosure () -> String,
    ) throws {
        let outcome = try check(
            MemoryStorage(files: files),
            VerificationOptions(mode: .deep),
        )
        if outcome.report.exitCode == 0 {
            Issue.record("\(what()): \(outcome.codes)")
        }
    }

    @Test(arguments: paths, [0x01, 0x20, 0xFF] as [UInt8])
    func `every changed byte is found`(path: String, mask: UInt8) throws {
        var files = try Self.tiny.get()
        for index in (files[path] ?? []).indices {
            files[path]?[index] ^= mask
            try mustFail(files, "\(path) byte \(index)")
            files[path]?[index] ^= mask
        }
    }

    @Test(arguments: paths) func `every shorter file is found`(path: String) throws {
        let files = try Self.tiny.get()
        let bytes = files[path] ?? []
        for count in bytes.indices {
            let short = changed(files) { $0[path] = Array(bytes[..<count]) }
            try mustFail(short, "\(path) with \(count) bytes")
        }
    }

    @Test(arguments: paths) func `every byte too many is found`(path: String) throws {
        let files = try Self.tiny.get()
        let bytes = files[path] ?? []
        for index in stride(from: 0, through: bytes.count, by: 7) {
            let byte = index < bytes.count ? bytes[index] : 0x0A
            let doubled = changed(files) { $0[path]?.insert(byte, at: index) }
            try mustFail(doubled, "\(path) byte \(index) doubled")
            let longer = changed(files) { $0[path]?.insert(0, at: index) }
            try mustFail(longer, "\(path) byte \(index) inserted")
        }
    }

    @Test func `every missing file is found`() throws {
        let files = try Self.tiny.get()
        for path in Self.paths {
            let fewer = changed(files) { $0[path] = nil }
            if path == Self.paths.last(where: { $0.hasPrefix("log/") }) {
                // The end of the log is missed only by those who remember it.
                let outcome = try check(MemoryStorage(files: fewer), VerificationOptions())
                #expect(outcome.codes == ["N208"])
                let head = try Commit.decode(files[path] ?? []).checkpoint.checkpoint
                let options = VerificationOptions(rememberedHead: head)
                #expect(try check(MemoryStorage(files: fewer), options).codes == ["E601", "N208"])
            } else {
                try mustFail(fewer, "\(path) removed")
            }
        }
    }

    @Test func `every two exchanged files are found`() throws {
        let files = try Self.tiny.get()
        for first in Self.paths {
            for second in Self.paths where first < second {
                let exchanged = changed(files) {
                    $0[first] = files[second]
                    $0[second] = files[first]
                }
                try mustFail(exchanged, "\(first) and \(second) exchanged")
            }
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>) func `noise never traps`(seed: UInt64) throws {
        let files = try Self.tiny.get()
        var generator = SeededGenerator(seed: seed)
        for mode in VerificationMode.allCases {
            var noisy = files
            for path in Self.paths where Bool.random(using: &generator) {
                noisy[path] = generator.bytes(upTo: 2_000)
            }
            let outcome = try check(MemoryStorage(files: noisy), VerificationOptions(mode: mode))
            #expect(noisy == files || !outcome.findings.isEmpty, "seed \(seed)")
        }
    }
}
