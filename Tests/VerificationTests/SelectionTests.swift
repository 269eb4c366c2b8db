// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveTestSupport
import BlobStore
import Provenance
import Testing
import TransparencyLog
import Verification

@Suite struct SelectionTests {
    private func archive(_ edit: (inout [MemberBytes]) -> Void = { _ in }) throws -> ArchiveBuilder
    {
        let builder = try ArchiveBuilder()
        try builder.addDocument("One.", url: "https://example.org/1", edit: edit)
        try builder.addDocument("Two.", url: "https://example.org/2") { $0[0].crc ^= 1 }
        return builder
    }

    @Test func `a document is found by its addresses and digests`() throws {
        let builder = try archive()
        let capture = try builder.capture(utf8("Three."), url: "https://example.org/3")
        let members = [
            MemberBytes(.blobs, [utf8("Three.")]), MemberBytes(.statements, [capture]),
        ]
        try builder.commit([try builder.addPack(members), try builder.entry(.capture, capture)])
        let selectors: [DocumentSelector] = [
            .url("https://example.org/3"), .digest(digest(of: capture)),
            .digest(digest(of: utf8("Three."))),
        ]
        for selector in selectors {
            let outcome = try check(builder, selection: [selector])
            #expect(outcome.findings.isEmpty)
            #expect(outcome.report.exitCode == 0)
            #expect(outcome.report.selectedDocuments == ["https://example.org/3"])
            #expect(outcome.report.unmatchedSelectors.isEmpty)
        }
    }

    @Test func `damage elsewhere does not matter, and damage here does`() throws {
        let builder = try archive()
        #expect(try check(builder, selection: [.url("https://example.org/1")]).findings.isEmpty)
        let outcome = try check(builder, selection: [.url("https://example.org/2")])
        #expect(outcome.codes == ["E205"])
        #expect(outcome.findings[0].documents == ["https://example.org/2"])
    }

    @Test func `of a chosen document it is said whether it is whole`() throws {
        let builder = try archive()
        try builder.addDocument("Three.", url: "https://example.org/3")
        let newest = try #require(try Commit.decode(newestCommit(of: builder)).entries.first)
        builder.files[builder.path(of: newest)] = nil
        let whole = try check(builder, selection: [.url("https://example.org/1")])
        #expect(whole.codes == ["E202"])
        #expect(whole.report.isSelectionWhole == true)
        let line = TextReport.lines(whole.report)[1]
        #expect(line.hasPrefix("The document https://example.org/1 is whole: "))
        #expect(line.hasSuffix("but the archive has findings."))
        #expect(JSONReport.line(whole.report).contains("\"selectionWhole\":true"))
        #expect(JSONReport.line(whole.report).contains("\"mode\":\"selection\""))

        let broken = try check(
            builder,
            selection: [.url("https://example.org/1"), .url("https://example.org/2")],
        )
        #expect(broken.codes == ["E202", "E205"])
        #expect(broken.report.isSelectionWhole == false)
        #expect(broken.report.brokenDocuments == ["https://example.org/2"])
        #expect(TextReport.lines(broken.report)[1].contains("https://example.org/2"))

        let lost = try check(builder, selection: [.url("https://example.org/3")])
        #expect(lost.report.isSelectionWhole == nil)
        #expect(TextReport.headline(lost.report).contains("what can be read: https"))
    }

    private func newestCommit(of builder: ArchiveBuilder) -> [UInt8] {
        let newest = builder.files.keys.filter { $0.hasPrefix("log/") }.max() ?? ""
        return builder.files[newest] ?? []
    }

    @Test(arguments: [VerificationMode.quick, .deep])
    func `a mode for the whole archive is refused with a selection`(mode: VerificationMode) throws {
        let builder = try archive()
        let error = #expect(throws: VerificationError.self) {
            try check(builder, mode, selection: [.url("https://example.org/1")])
        }
        #expect(error?.code == .wrongOptions)
        #expect(error?.exitCode == 2)
    }

    @Test func `what is not there is said`() throws {
        let selection: [DocumentSelector] = [
            .url("https://example.org/1"), .url("https://example.org/9"), .digest(digest(of: [9])),
        ]
        let outcome = try check(try archive(), selection: selection)
        #expect(outcome.findings.isEmpty)
        #expect(outcome.report.unmatchedSelectors == Array(selection[1...]))
        #expect(outcome.report.exitCode == 1)
        #expect(TextReport.headline(outcome.report).contains("https://example.org/9"))
    }

    @Test func `a chosen statement that is missing, rotten or malformed`() throws {
        let builder = try archive()
        try builder.commit([try builder.entry(.capture, [1])])
        #expect(try check(builder, selection: [.digest(digest(of: [1]))]).codes == ["E401"])

        let capture = try builder.capture([5], url: nil)
        let rotten = changed(MemberBytes(.statements, [capture])) { $0.crc ^= 1 }
        try builder.commit([try builder.addPack([rotten]), try builder.entry(.capture, capture)])
        #expect(try check(builder, selection: [.digest(digest(of: capture))]).codes == ["E205"])

        try builder.addStatement(.capture, utf8("{}"))
        let malformed = DocumentSelector.digest(digest(of: utf8("{}")))
        #expect(try check(builder, selection: [malformed]).codes == ["E402"])
    }

    @Test func `a chosen document that is missing`() throws {
        let builder = try archive { $0.remove(at: 0) }
        let outcome = try check(builder, selection: [.url("https://example.org/1")])
        #expect(outcome.codes == ["E501"])
        #expect(outcome.report.brokenDocuments == ["https://example.org/1"])
        #expect(outcome.findings[0].documents == ["https://example.org/1"])
    }

    @Test func `other blobs of a chosen member do not matter`() throws {
        let builder = try ArchiveBuilder()
        let capture = try builder.capture([1], url: "u")
        var group = MemberBytes(.blobs, [[1], [2]])
        group.header.blobs[1].id = digest(of: [3])
        let members = [group, MemberBytes(.statements, [capture])]
        try builder.commit([try builder.addPack(members), try builder.entry(.capture, capture)])
        #expect(try check(builder, selection: [.url("u")]).findings.isEmpty)
        #expect(try check(builder).codes == ["E205"])
    }
}
