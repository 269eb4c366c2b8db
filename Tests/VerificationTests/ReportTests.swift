// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveTestSupport
import BlobStore
import Provenance
import Testing
import TransparencyLog
import Verification

@Suite struct ReportTests {
    @Test func `a finding is a line, and a line for each document`() {
        let finding = Finding(
            .packHashMismatch,
            "packs/ab",
            "It is wrong.",
            blobs: [digest(of: [])],
            documents: ["https://example.org/", "a\u{1B}[31m\u{202E}b\n"],
        )
        #expect(
            TextReport.lines(finding) == [
                "E201 pack-hash-mismatch packs/ab: It is wrong.",
                "    https://example.org/",
                "    a\\u{1b}[31m\\u{202e}b\\u{a}",
            ]
        )
        #expect(
            JSONReport.line(finding) == "{\"blobs\":[\"\(digest(of: []))\"],\"class\":\"damage\","
                + "\"code\":\"E201\",\"detail\":\"It is wrong.\",\"documents\":"
                + "[\"https://example.org/\",\"a\\u001b[31m\u{202E}b\\n\"],"
                + "\"name\":\"pack-hash-mismatch\",\"subject\":\"packs/ab\",\"type\":\"finding\"}"
        )
    }

    @Test(arguments: VerificationMode.allCases)
    func `a good archive is reported in words and as JSON`(mode: VerificationMode) throws {
        let builder = try ArchiveBuilder()
        try builder.addDocument()
        let report = try check(builder, mode).report
        let lines = TextReport.lines(report)
        #expect(lines[0] == "Good. Nothing was found.")
        #expect(lines.contains("What this shows:"))
        #expect(lines.contains { $0.contains("signer's clock") })
        #expect(lines.contains { $0.contains("were not read") } == (mode == .quick))
        #expect(lines.contains { $0.contains("not inflated") } == (mode == .standard))
        let limits = JSONLimits(depth: 4, byteCount: 1 << 16)
        let json = try JSONValue(parsing: utf8(JSONReport.line(report)), limits: limits)
        #expect(json["exit"] == 0)
        #expect(json["schema"] == 1)
        #expect(json["treeSize"] == 4)
        #expect(json["keyTrust"] == "first-use")
        let other = try JSONValue(
            parsing: utf8(JSONReport.line(report, exitCode: 130)),
            limits: limits,
        )
        #expect(other["exit"] == 130)
    }

    @Test func `a bad archive proves nothing`() throws {
        let builder = try ArchiveBuilder()
        let head = try builder.head()
        builder.files["SPEC.md"] = nil
        builder.files["log/00000000000000000002"] = []
        let report = try check(builder, head: head).report
        let lines = TextReport.lines(report)
        #expect(lines[0] == "Not good: findings 2 of class damage.")
        #expect(!lines.contains("What this shows:"))
        #expect(lines.contains { $0.contains("log ends after 2 entries") })
    }

    @Test func `what was inflated of a changed pack is said`() throws {
        let builder = try ArchiveBuilder()
        let path = try #require(builder.files.keys.first { $0.hasPrefix("packs/") })
        builder.files[path]?[100] ^= 1
        let report = try check(builder, .standard).report
        #expect(report.findingCounts.keys.contains { $0 == .packHashMismatch })
        #expect(!report.notChecked.contains { $0.contains("Documents were not inflated") })
        #expect(report.notChecked.contains { $0.contains("inflated only in packs that are not") })
    }

    @Test func `trust is put in words`() throws {
        let builder = try ArchiveBuilder()
        let pinned = try check(builder, key: builder.signers[0].verifierKey).report
        #expect(TextReport.lines(pinned).contains("  It is the key that was given."))
        let remembered = try check(builder, head: try builder.head()).report
        #expect(TextReport.lines(remembered).contains { $0.contains("goes on from") })
        builder.files["ARCHIVE"] = utf8("archive 2\n")
        let newer = try check(builder).report
        #expect(newer.exitCode == 5)
        #expect(TextReport.lines(newer).contains("No key vouches for this archive."))
        #expect(newer.notChecked == ["Nothing but ARCHIVE was looked at."])
    }

    @Test func `worst wins`() {
        var report = VerificationReport(mode: .deep)
        #expect(report.exitCode == 0)
        report.isStoppedEarly = true
        #expect(report.exitCode == 3)
        for (code, exit) in [
            (FindingCode.packOrphan, 3), (.memberNewer, 5), (.unreadable, 7), (.packMissing, 1),
            (.fork, 6),
        ] as [(FindingCode, Int32)] {
            report.findingCounts[code] = 1
            #expect(report.exitCode == exit)
        }
        #expect(TextReport.headline(report).contains("trust, 1 of class damage"))
    }

    @Test func `more documents than can be named are counted`() throws {
        let builder = try ArchiveBuilder()
        let captures = try (0..<20).map { try builder.capture([1], url: "u\($0)") }
        let pack = try builder.addPack([MemberBytes(.statements, captures)])
        try builder.commit([pack] + captures.map { try builder.entry(.capture, $0) })
        let documents = try check(builder).findings[0].documents
        #expect(documents.count == 9)
        #expect(documents.last == "and 12 more")
    }
}
