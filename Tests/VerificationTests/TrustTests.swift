// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveTestSupport
import BlobStore
import Provenance
import Testing
import TransparencyLog
import Verification

@Suite struct TrustTests {
    /// The first key adds a second, which takes over.
    private func rotated(_ action: KeyChange.Action = .retire) throws -> ArchiveBuilder {
        let builder = try ArchiveBuilder()
        let first = builder.signers[0]
        let second = try ArchiveBuilder.key(2)
        try builder.addStatement(.key, try builder.keyChange(.add, second))
        builder.signers = [first, second]
        try builder.addDocument()
        builder.signers = [second]
        try builder.addStatement(.key, try builder.keyChange(action, first))
        try builder.addDocument(url: "https://example.org/b")
        return builder
    }

    @Test(arguments: VerificationMode.allCases)
    func `a key is rotated`(mode: VerificationMode) throws {
        let outcome = try check(try rotated(), mode)
        #expect(outcome.findings.isEmpty)
        #expect(outcome.report.key == (try ArchiveBuilder.key(2).verifierKey))
    }

    @Test(arguments: [1, 2] as [UInt8]) func `each key of a rotation can be pinned`(key: UInt8)
        throws
    {
        let pinned = try ArchiveBuilder.key(key).verifierKey
        let outcome = try check(try rotated(), key: pinned)
        #expect(outcome.findings.isEmpty)
        #expect(outcome.report.key == pinned)
        #expect(outcome.report.keyTrust == .pinned)
    }

    @Test func `a revoked key cannot be pinned`() throws {
        let pinned = try ArchiveBuilder.key(1).verifierKey
        let outcome = try check(try rotated(.revoke), key: pinned)
        #expect(outcome.codes == ["E603"])
        #expect(outcome.report.keyTrust == .none)
        #expect(outcome.report.exitCode == 6)
    }

    @Test func `a key that was revoked cannot be added again`() throws {
        let builder = try rotated(.revoke)
        try builder.addStatement(.key, try builder.keyChange(.add, try ArchiveBuilder.key(1)))
        #expect(try check(builder).codes == ["E405"])
        builder.signers = [try ArchiveBuilder.key(1)]
        try builder.addDocument(url: "c")
        #expect(try check(builder).codes == ["E306", "E405"])
        let pinned = try ArchiveBuilder.key(1).verifierKey
        #expect(try check(builder, key: pinned).codes == ["E306", "E405", "E603"])
    }

    /// What a verification says when the pack with the statement that adds key 2 is lost.
    private func lostKey(pinned: VerifierKey? = nil) throws -> Outcome {
        let builder = try rotated()
        let paths = builder.files.keys.filter { $0.hasPrefix("packs/") }
        let whole = try check(builder)
        for path in paths {
            let bytes = builder.files.removeValue(forKey: path)
            let outcome = try check(builder, key: pinned)
            if outcome.findings(.statementMissing).contains(where: { $0.subject == "entry 3" }) {
                #expect(whole.findings.isEmpty)
                return outcome
            }
            builder.files[path] = bytes
        }
        throw VerificationError(.wrongOptions, "no pack holds the key statement")
    }

    @Test func `a lost key statement makes a forger of nobody`() throws {
        let outcome = try lostKey()
        #expect(outcome.codes == ["E202", "E306", "E401", "E405"])
        let consequences = outcome.findings.filter { $0.code.class == .trust }
        for finding in consequences {
            #expect(finding.detail.contains("the key statement of entry 3, which cannot be read"))
            #expect(finding.detail.contains("cannot be judged"))
            #expect(!finding.detail.contains("somebody else"))
        }
        #expect(outcome.findings.suffix(consequences.count) == consequences[...])
        #expect(
            outcome.report.notChecked.contains { $0.contains("keys were in force after entry 3") }
        )
        let pinned = try lostKey(pinned: try ArchiveBuilder.key(2).verifierKey)
        let mismatch = try #require(pinned.findings(.keyMismatch).first)
        #expect(mismatch.detail.contains("the key statement of entry 3, which cannot be read"))
    }

    @Test func `a stranger's key cannot be pinned`() throws {
        let outcome = try check(try rotated(), key: try ArchiveBuilder.key(3).verifierKey)
        #expect(outcome.codes == ["E603"])
    }

    @Test func `a key does not sign the commit that adds it`() throws {
        let builder = try ArchiveBuilder()
        let second = try ArchiveBuilder.key(2)
        let statement = try builder.keyChange(.add, second)
        builder.signers = [second]
        try builder.addStatement(.key, statement)
        #expect(try check(builder).codes == ["E306"])
        #expect(try check(builder, key: second.verifierKey).codes == ["E306", "E603"])
    }

    @Test func `without any key nothing is vouched for`() throws {
        let builder = try ArchiveBuilder(first: { $0.replacing("\"add\"", with: "\"foo\"") })
        builder.files["ARCHIVE"] = nil
        let outcome = try check(builder, key: builder.signers[0].verifierKey)
        #expect(outcome.codes == ["E101", "E309", "E402", "E603"])
        #expect(outcome.report.keyTrust == .none)
        #expect(TextReport.lines(outcome.report).contains("  It does not vouch for this archive."))
    }

    @Test(arguments: [
        ("retire", "E405"), ("add\",\"x\":\"", ""), ("revoke", "E405"),
    ])
    func `a first statement that adds no key leaves the one in ARCHIVE`(
        action: String,
        expected: String,
    ) throws {
        let builder = try ArchiveBuilder(first: {
            $0.replacing("\"action\":\"add\"", with: "\"action\":\"\(action)\"")
        })
        // The second case has a member that nobody knows, out of order: E402.
        let all = expected.isEmpty ? codes("E402") : codes(expected)
        #expect(try check(builder).codes == all)
    }

    @Test func `a retired key is revoked later, and only once`() throws {
        let builder = try rotated(.retire)
        let first = try ArchiveBuilder.key(1)
        try builder.addStatement(.key, try builder.keyChange(.revoke, first))
        #expect(try check(builder).codes == [])
        #expect(try check(builder, key: first.verifierKey).codes == ["E603"])
        try builder.addStatement(.key, try builder.keyChange(.revoke, first))
        #expect(try check(builder).codes == ["E405"])
    }

    @Test(arguments: [KeyChange.Action.retire, .revoke])
    func `the last key stays`(action: KeyChange.Action) throws {
        let builder = try ArchiveBuilder()
        try builder.addStatement(.key, try builder.keyChange(action, builder.signers[0]))
        try builder.addDocument()
        #expect(try check(builder, key: builder.signers[0].verifierKey).codes == ["E405"])
    }

    @Test func `a first statement without the archive is invalid`() throws {
        let builder = try ArchiveBuilder(first: { text in
            let start = text.firstRange(of: "\"archive\":")?.upperBound ?? text.startIndex
            let end = text.firstRange(of: ",\"key\"")?.lowerBound ?? text.endIndex
            return text.replacingCharacters(in: start..<end, with: "null")
        })
        #expect(try check(builder).codes == ["E405"])
    }

    @Test func `a first key of another name changes nothing`() throws {
        let key = try ArchiveBuilder.key(1).verifierKey.encode()
        let other = try ArchiveBuilder.key(1, name: "other").verifierKey.encode()
        let builder = try ArchiveBuilder(first: { $0.replacing(key, with: other) })
        #expect(try check(builder).codes == ["E405"])
    }

    // MARK: The remembered head

    @Test func `a remembered head is met by the log and its extensions`() throws {
        let builder = try ArchiveBuilder()
        let heads = [try builder.head()]
        try builder.addDocument()
        for head in heads + [try builder.head()] {
            let outcome = try check(builder, head: head)
            #expect(outcome.findings.isEmpty)
            #expect(outcome.report.keyTrust == .remembered)
        }
    }

    @Test func `removed commits are a rollback only to those who remember`() throws {
        let builder = try ArchiveBuilder()
        try builder.addDocument()
        let head = try builder.head()
        builder.files["log/00000000000000000002"] = nil
        #expect(try check(builder).codes == ["N208"])
        #expect(try check(builder, head: head).codes == ["E601", "N208"])
        // A log that ends at a bad commit may go on behind it.
        builder.files["log/00000000000000000002"] = []
        #expect(try check(builder, head: head).codes == ["E301"])
    }

    @Test func `a given head is compared besides the remembered one`() throws {
        let builder = try ArchiveBuilder()
        let old = try builder.head()
        let given = try check(builder, given: old)
        #expect(given.findings.isEmpty)
        #expect(given.report.keyTrust == .givenHead)
        let lines = TextReport.lines(given.report)
        #expect(lines.contains("  The log goes on from the given head."))
        #expect(lines.contains("  - The archive is the one of the given head."))
        #expect(lines.contains { $0.contains("commits after the given head were removed") })
        #expect(!lines.contains { $0.contains("that is remembered") })

        try builder.addDocument()
        let newest = try builder.head()
        let both = try check(builder, head: newest, given: old)
        #expect(both.findings.isEmpty)
        #expect(both.report.keyTrust == .remembered)
        #expect(both.report.metHeads == [.given, .remembered])

        builder.files["log/00000000000000000002"] = nil
        let cut = try check(builder, head: newest, given: old)
        #expect(cut.codes == ["E601", "N208"])
        #expect(cut.report.metHeads == [.given])
        let later = try check(builder, head: old, given: newest)
        #expect(later.findings(.rollback).first?.detail.contains("the given head is of 4") == true)
    }

    @Test func `another history is a fork`() throws {
        let builder = try ArchiveBuilder()
        try builder.addDocument("One.")
        let head = try builder.head()
        let other = try ArchiveBuilder()
        try other.addDocument("Two.")
        #expect(try check(other, head: head).codes == ["E602"])
        // A size in the middle of a commit has a root too.
        let middle = try Checkpoint(origin: head.origin, treeSize: 3, rootHash: head.rootHash)
        #expect(try check(other, head: middle).codes == ["E602"])
    }

    @Test func `a head of another origin is a wrong argument`() throws {
        let builder = try ArchiveBuilder()
        let head = try builder.head()
        let other = try Checkpoint(
            origin: try Origin("other"),
            treeSize: head.treeSize,
            rootHash: head.rootHash,
        )
        let error = #expect(throws: VerificationError.self) { try check(builder, head: other) }
        #expect(error?.code == .wrongHead)
        #expect(error?.exitCode == 2)
    }

    @Test func `a head that a changed ARCHIVE led to is compared`() throws {
        let builder = try ArchiveBuilder()
        let key = try ArchiveBuilder.key(9, name: "other").verifierKey.encode()
        builder.files["ARCHIVE"] = utf8("archive 1\norigin other\nkey \(key)\n")
        let head = try Checkpoint(
            origin: try Origin("other"),
            treeSize: 1,
            rootHash: digest(of: []),
        )
        #expect(try check(builder, head: head).codes == ["E103", "E602"])
    }

    @Test func `an empty log is a rollback to those who remember`() throws {
        let builder = try ArchiveBuilder()
        let head = try builder.head()
        builder.files = builder.files.filter { !$0.key.hasPrefix("log/") }
        #expect(try check(builder, head: head).codes == ["E310", "E601"])
    }

    @Test func `an empty head is met by every log`() throws {
        let head = try Checkpoint(
            origin: try Origin(ArchiveBuilder.origin),
            treeSize: 0,
            rootHash: TreeHasher.emptyRoot,
        )
        #expect(try check(try ArchiveBuilder(), head: head).findings.isEmpty)
    }
}

extension String {
    func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
