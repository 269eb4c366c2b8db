// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveTestSupport
import BlobStore
import Provenance
import Testing
import TransparencyLog
import Verification

@Suite struct GoodArchiveTests {
    @Test(arguments: VerificationMode.allCases)
    func `several commits are good in every mode`(mode: VerificationMode) throws {
        let builder = try ArchiveBuilder()
        try builder.addDocuments([
            ("https://example.org/1", utf8("one")), ("https://example.org/2", []),
            (nil, [UInt8](repeating: 7, count: 300_000)),
        ])
        try builder.addDocuments([("https://example.org/1", utf8("one"))])
        let outcome = try check(builder, mode, key: builder.signers[0].verifierKey)
        #expect(outcome.findings.isEmpty)
        let report = outcome.report
        #expect(report.exitCode == 0)
        #expect(report.commitCount == 3)
        #expect(report.treeSize == 8)
        #expect(report.packCount == 3)
        #expect(report.captureCount == 4)
        #expect(report.otherStatementCount == 1)
        #expect(report.blobCount == 10)
        #expect(report.memberCount == 7)
        #expect(report.keyTrust == .pinned)
        #expect(report.origin == ArchiveBuilder.origin)
        let head = try builder.head()
        #expect(report.newestCheckpoint?.checkpoint == head)
        #expect(report.rootHash == head.rootHash)
        #expect(report.earliestAddedAt == "2024-05-06T07:08:09Z")
        #expect(report.digestedByteCount > (mode == .deep ? 300_000 : 0))
        #expect(report.checkedStatementCount == (mode == .quick ? 1 : 5))
    }

    @Test func `the first commit alone is good`() throws {
        let outcome = try check(try ArchiveBuilder())
        #expect(outcome.findings.isEmpty)
        #expect(outcome.report.keyTrust == .firstUse)
        #expect(outcome.report.key == (try ArchiveBuilder.key(1).verifierKey))
    }

    @Test(arguments: VerificationMode.allCases)
    func `a blob of 17 MiB is good, and rotten in one place`(mode: VerificationMode) throws {
        let builder = try ArchiveBuilder()
        var blob = [UInt8](repeating: 0, count: 17 << 20)
        blob[5] = 1
        let capture = try builder.capture(blob, url: nil, name: "large.bin")
        var members = try segmentMembers(of: blob) + [MemberBytes(.statements, [capture]).bytes]
        try builder.commit([try builder.addPack(members), try builder.entry(.capture, capture)])
        #expect(try check(builder, mode).findings.isEmpty)
        let selected = try check(builder, selection: [.digest(digest(of: blob))])
        #expect(selected.findings.isEmpty)
        #expect(selected.report.digestedByteCount > 17 << 20)

        let other = try ArchiveBuilder()
        // The last bytes of a member are its length.
        members[0][members[0].count - 1] ^= 1
        try other.commit([try other.addPack(members), try other.entry(.capture, capture)])
        let outcome = try check(other, mode)
        #expect(outcome.codes == (mode == .deep ? ["E205"] : []))
        if mode == .deep {
            #expect(outcome.findings[0].documents == ["large.bin"])
            #expect(outcome.findings[0].blobs == [digest(of: blob)])
        }
        let rotten = try check(other, selection: [.digest(digest(of: capture))])
        #expect(rotten.codes == ["E205"])
        #expect(rotten.findings[0].documents == ["large.bin"])
    }

    @Test func `a rotten copy is damage, and does not hide the good one`() throws {
        let builder = try ArchiveBuilder()
        let (content, _) = try builder.addDocument()
        var copy = MemberBytes(.blobs, [content])
        copy.crc ^= 1
        try builder.commit([try builder.addPack([copy])])
        let outcome = try check(builder)
        #expect(outcome.codes == ["E205"])
        #expect(outcome.findings[0].documents == ["https://example.org/a"])
        #expect(outcome.report.exitCode == 1)
    }

    @Test func `members that state several lengths of a blob serve each reference`() throws {
        let builder = try ArchiveBuilder()
        let (content, _) = try builder.addDocument()
        // Only deep sees that this one lies, so that both lengths are listed.
        var liar = MemberBytes(.blobs, [content + [1]])
        liar.header.blobs[0].id = digest(of: content)
        let text = String(decoding: try builder.capture(content, url: nil), as: UTF8.self)
        let longer = utf8(
            text.replacing("\"size\":\(content.count)", with: "\"size\":\(content.count + 1)")
        )
        try builder.commit([try builder.addPack([liar])])
        try builder.addStatement(.capture, longer)
        #expect(try check(builder, .standard).codes == [])
        #expect(try check(builder, .deep).codes == ["E205"])
    }

    @Test func `a document before its statement, and long after it`() throws {
        let builder = try ArchiveBuilder()
        let captures = try (0..<20).map { try builder.capture([UInt8($0)], url: nil) }
        for capture in captures {
            try builder.addStatement(.capture, capture)
        }
        let outcome = try check(builder, .standard)
        #expect(outcome.codes == ["E501"])
        #expect(outcome.findings.count == 20)
        #expect(outcome.findings.map(\.subject) == (0..<20).map { "entry \(3 + 2 * $0)" })
        try builder.commit([
            try builder.addPack((0..<20).map { MemberBytes(.blobs, [[UInt8($0)]]) })
        ])
        #expect(try check(builder, .standard).findings.isEmpty)
    }

    @Test func `many blobs in few members`() throws {
        let builder = try ArchiveBuilder()
        let documents = (0..<2_000).map {
            (url: "https://example.org/\($0)", content: utf8("\($0)"))
        }
        try builder.addDocuments(documents.map { ($0.url, $0.content) })
        let outcome = try check(builder)
        #expect(outcome.findings.isEmpty)
        #expect(outcome.report.blobCount == 4_002)
    }
}
