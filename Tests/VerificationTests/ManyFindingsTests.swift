// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveTestSupport
import BlobStore
import Provenance
import Testing
import TransparencyLog
import Verification

/// More findings than can wait for the names of documents, and more than anybody reads.
@Suite struct ManyFindingsTests {
    private static func options(_ mode: VerificationMode = .standard) -> VerificationOptions {
        var options = VerificationOptions(mode: mode)
        options.limits.findingCount = 150
        options.limits.blobCount = 200
        options.limits.nameByteCount = 100_000
        options.limits.referenceCount = 1_000
        return options
    }

    /// Statements that name so many blobs in all, each with the same stated length.
    private func notes(
        _ count: Int,
        in builder: ArchiveBuilder,
        _ reference: (Int) throws -> Reference,
    ) throws -> [[UInt8]] {
        try stride(from: 0, to: count, by: 100).map { start in
            let subjects = try (start..<min(start + 100, count)).map(reference)
            return try builder.statement(.note(.init(text: "n", subjects: subjects)))
        }
    }

    private func number(_ number: Int) throws -> Digest {
        let digits = utf8(String(number, radix: 16))
        let hex = [UInt8](repeating: UInt8(ascii: "0"), count: 64 - digits.count) + digits
        return try Digest(hex: hex.span)
    }

    private func add(_ statements: [[UInt8]], blobs: [[UInt8]], to builder: ArchiveBuilder) throws {
        let pack = try builder.addWrittenPack(blobs, statements: statements)
        try builder.commit([pack] + statements.map { try builder.entry(.note, $0) })
    }

    @Test func `every blob that is missing is reported, and a part has names`() throws {
        let builder = try ArchiveBuilder()
        let statements = try notes(1_400, in: builder) { Reference(digest: try number($0)) }
        try add(statements, blobs: [], to: builder)
        let outcome = try check(builder.storage, Self.options())
        #expect(outcome.codes == ["E501"])
        #expect(outcome.findings.count == 1_400)
        #expect(outcome.report.findingCounts == [.blobMissing: 1_400])
        #expect(Set(outcome.findings.flatMap(\.blobs)).count == 1_400)
        #expect(outcome.findings.allSatisfy { !$0.documents.isEmpty })
        #expect(outcome.findings.last?.documents[0].hasPrefix("note statement sha256:") == true)
        #expect(outcome.report.notChecked.contains { $0.contains("further findings are about") })
        // What has no name is known by its digest.
        let unnamed = try #require(outcome.findings.first)
        #expect(unnamed.documents == unnamed.blobs.map(\.description))
    }

    @Test func `every blob of another length is reported, and good ones are not`() throws {
        let builder = try ArchiveBuilder()
        let blob = utf8("A blob.")
        let statements = try notes(1_400, in: builder) { number in
            Reference(digest: digest(of: blob), byteCount: Int64(number))
        }
        try add(statements, blobs: [blob], to: builder)
        let outcome = try check(builder.storage, Self.options())
        #expect(outcome.codes == ["E502"])
        // All lengths but the right one, 7.
        #expect(outcome.findings.count == 1_399)
    }

    @Test func `many references that fit by the end of their pack are no findings`() throws {
        let builder = try ArchiveBuilder()
        let blobs = (0..<300).map { utf8("Blob \($0).") }
        let ids = blobs.map { digest(of: $0) }
        let statements = try notes(1_400, in: builder) { Reference(digest: ids[$0 % 300]) }
        // The blobs follow the statements that name them.
        let members =
            statements.map { MemberBytes(.statements, [$0]) } + [MemberBytes(.blobs, blobs)]
        let entries = try statements.map { try builder.entry(.note, $0) }
        try builder.commit([try builder.addPack(members)] + entries)
        #expect(try check(builder.storage, Self.options()).findings.isEmpty)
    }

    @Test func `statements that go away before they are read again are reported`() throws {
        let builder = try ArchiveBuilder()
        let statements = try notes(1_400, in: builder) { Reference(digest: try number($0)) }
        try add(statements, blobs: [], to: builder)
        let pack = try #require(
            builder.files.keys.first { path in
                path.hasPrefix("packs/") && (builder.files[path]?.count ?? 0) > 1_000
            }
        )
        for count in 1...2 {
            let storage = ChangingStorage(
                builder.storage,
                then: MemoryStorage(),
                at: pack,
                after: count,
            )
            let outcome = try check(storage, Self.options())
            // After the second reading only names are looked for.
            #expect(outcome.codes == (count == 1 ? ["E701"] : ["E501"]))
        }
    }

    @Test func `every statement that is missing is reported in the log's order`() throws {
        let builder = try ArchiveBuilder()
        let count = 400
        try builder.commit(
            (0..<count).map { try LogEntry(type: "capture", digest: try number($0)) }
        )
        let outcome = try check(builder.storage, Self.options())
        #expect(outcome.report.findingCounts == [.statementMissing: count])
        #expect(Set(outcome.findings.map(\.subject)).count == count)
        let waited = outcome.findings.suffix(150).map(\.subject)
        #expect(waited == (2..<152).map { "entry \($0)" })
        #expect(outcome.findings[0].documents == ["capture statement of entry 152"])
    }

    @Test func `names are looked for up to a number of bytes`() throws {
        let builder = try ArchiveBuilder()
        let documents = (0..<100).map { utf8("Document \($0).") }
        let long = String(repeating: "a", count: 10_000)
        let captures = try documents.enumerated().map { number, document in
            try builder.capture(document, url: "https://example.org/\(number)/\(long)")
        }
        let damaged = documents.map { document in
            changed(MemberBytes(.blobs, [document])) { $0.crc ^= 1 }
        }
        let members = damaged + captures.map { MemberBytes(.statements, [$0]) }
        let entries = try captures.map { try builder.entry(.capture, $0) }
        try builder.commit([try builder.addPack(members)] + entries)
        let outcome = try check(builder.storage, Self.options(.deep))
        #expect(outcome.report.findingCounts == [.memberDataMismatch: 100])
        let named = outcome.findings.filter { $0.documents[0].hasPrefix("https://") }
        #expect(named.count == 9)
        #expect(outcome.findings.allSatisfy { $0.documents.count == 1 })
    }

    @Test func `in quick mode blobs that key statements name are looked for, however many`() throws
    {
        let builder = try ArchiveBuilder()
        let blob = utf8("A blob.")
        let text = String(
            decoding: try builder.keyChange(.add, ArchiveBuilder.key(2)),
            as: UTF8.self,
        )
        for part in 0..<4 {
            let references = try (0..<350).map { "{\"digest\":\"\(try number(part * 350 + $0))\"}" }
            let list = (references + ["{\"digest\":\"\(digest(of: blob))\"}"]).joined(
                separator: ","
            )
            let key = try ArchiveBuilder.key(UInt8(part + 2)).verifierKey.encode()
            let old = try ArchiveBuilder.key(2).verifierKey.encode()
            let statement = utf8(
                text.replacing(old, with: key).replacing(
                    ",\"note\"",
                    with: ",\"more\":[\(list)],\"note\"",
                )
            )
            let members = [
                MemberBytes(.blobs, [blob]), MemberBytes(.statements, [statement]),
            ]
            try builder.commit([
                try builder.addPack(members), try builder.entry(.key, statement),
            ])
        }
        let outcome = try check(builder.storage, Self.options(.quick))
        #expect(outcome.report.findingCounts == [.blobMissing: 1_400])
    }
}
