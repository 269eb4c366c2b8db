// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Provenance
import Testing

@testable import ArchiveStore

@Suite struct TraceTests {
    private static func trace(
        _ text: String,
        _ archive: ArchiveReader,
        limit: Int = 20,
    ) throws -> (matches: [TraceMatch], summary: TraceSummary) {
        let quotation = try #require(Quotation(text))
        var matches: [TraceMatch] = []
        let summary = try archive.trace(
            quotation,
            limit: limit,
            progress: { _ in true },
            { matches.append($0) },
        )
        return (matches, summary)
    }

    @Test func `a captured text is its own original`() throws {
        var maker = try LineageWorld()
        try maker.captureText(Array("One line.\nThe gate  was\nopen, they said.\nEnd.\n".utf8))
        try maker.capture("The gate was open, but this is no text.")
        let (matches, summary) = try Self.trace("gate was open", maker.commit())
        #expect(matches.count == 1)
        #expect(matches.first?.range == 14..<28)
        #expect(matches.first?.source == .itself)
        #expect(matches.first?.capture == nil)
        #expect(matches.first?.paragraph == Array("The gate  was\nopen, they said.".utf8))
        #expect(summary.matchCount == 1)
        #expect(summary.textCount == 1)
    }

    @Test func `as many places are counted as are shown`() throws {
        let captured = "The gate was open."
        let doubled = "The gate was open.\nThe gate was open.\n"
        var maker = try LineageWorld()
        try maker.captureText(Array(captured.utf8))
        try maker.store(doubled)
        // Without evidence nobody can tell which of the two is the captured one.
        try maker.derive(named: [("text", doubled)], of: captured)
        let archive = try maker.commit()
        let (matches, summary) = try Self.trace("gate was open", archive)
        #expect(matches.count == 3)
        #expect(summary.matchCount == 3)
        let (some, all) = try Self.trace("gate was open", archive, limit: 1)
        #expect(some.count == 1)
        #expect(all.matchCount >= 2)
    }

    @Test func `a text leads to the bytes that it was made from`() throws {
        let page = "<p>The gate was <b>open</b>.</p>"
        let good = #"{"paragraphs":[[0,18,3,13,19,4,27,1]]}"#
        let far = #"{"paragraphs":[[0,18,3,13,19,400,27,1]]}"#
        let other = #"{"paragraphs":[[20,8,3,13]]}"#
        var maker = try LineageWorld()
        try maker.capture(page)
        for (evidence, isStored) in [(good, true), (far, true), (other, true), ("lost", false)] {
            let text = "The gate was open."
            try maker.store(text)
            if isStored {
                try maker.store(evidence)
            }
            try maker.derive(named: [("evidence", evidence), ("text", text)], of: page)
        }
        try maker.derive(named: [("text", "The gate was open.")], of: page)
        let (matches, _) = try Self.trace("gate was open", maker.commit())
        let id = LineageWorld.id(page)
        #expect(
            matches.map(\.blob)
                == Array(repeating: LineageWorld.id("The gate was open."), count: 5)
        )
        #expect(
            matches.map(\.source) == [
                .input(id, [3..<28]),
                .unknown(id, "the output `evidence` is of another form"),
                .unknown(id, "the output `evidence` does not have this paragraph"),
                .unknown(id, "the output `evidence` cannot be read"),
                .unknown(id, "the derivation has no output `evidence`"),
            ]
        )
    }

    @Test func `what is only claimed has no original`() throws {
        var maker = try LineageWorld()
        try maker.store("The gate was open.")
        let outputs = [(name: "text", text: "The gate was open.")]
        try maker.derive(named: outputs, of: nil, url: "https://example.org/gone")
        let (matches, _) = try Self.trace("was open", maker.commit())
        #expect(matches.map(\.source) == [.missing])
        #expect(matches.first?.recorded.derivation?.claim?.name == "Ann")
        #expect(matches.first?.claims.map(\.recorded.entry) == [matches[0].recorded.entry])
    }

    @Test func `what was made of a claim, or is the same bytes, is said to be claimed`() throws {
        let evidence = #"{"paragraphs":[[0,18,0,8]]}"#
        var maker = try LineageWorld()
        try maker.captureText(Array("the gate\n".utf8))
        try maker.store("the gate, the gate")
        try maker.store(evidence)
        try maker.derive(named: [(name: "text", text: "the gate\n")], of: nil)
        try maker.derive(
            named: [("evidence", evidence), ("text", "the gate, the gate")],
            of: "the gate\n",
        )
        try maker.captureText(Array("another gate\n".utf8))
        let (matches, _) = try Self.trace("gate", maker.commit())
        #expect(matches.map(\.claims.count) == [1, 1, 1, 0])
        #expect(matches[0].source == .itself)
        #expect(matches[1].source == .missing)
        #expect(matches[2].source == .input(LineageWorld.id("the gate\n"), [0..<8]))
    }

    @Test func `what stands in a captured text and in its extraction is one place`() throws {
        let words = "a gate\na gate\n"
        let evidence = #"{"paragraphs":[[0,6,0,6],[7,6,7,6]]}"#
        var maker = try LineageWorld()
        try maker.captureText(Array(words.utf8))
        try maker.store("a gate\na gate")
        try maker.store("a gate\na gate\na gate")
        try maker.store(evidence)
        let outputs = [(name: "evidence", text: evidence), ("text", "a gate\na gate")]
        try maker.derive(named: outputs, of: words)
        let once = try Self.trace("gate", maker.commit(), limit: 3)
        #expect(once.matches.map(\.source) == [.itself, .itself])
        #expect(once.summary.matchCount == 2)
        // What was made up stands nowhere in the original.
        try maker.derive(
            named: [("evidence", evidence), ("text", "a gate\na gate\na gate")],
            of: words,
        )
        let more = try Self.trace("gate", maker.commit(), limit: 3)
        #expect(more.summary.matchCount == 3)
        #expect(more.matches.map(\.range.lowerBound) == [2, 9, 16])
    }

    @Test func `all places are counted, and as many handed over as are wanted`() throws {
        var maker = try LineageWorld()
        for number in 0..<4 {
            try maker.captureText(Array("a gate, a gate \(number)".utf8))
        }
        let archive = try maker.commit()
        let (matches, summary) = try Self.trace("gate", archive, limit: 3)
        #expect(matches.count == 3)
        #expect(summary.matchCount == 8)
        let none = try Self.trace("nowhere", archive)
        #expect(none.matches.isEmpty)
        #expect(none.summary.matchCount == 0)
        #expect(none.summary.textCount == 4)
    }

    @Test func `a text that cannot be read hides no other`() throws {
        var maker = try LineageWorld()
        try maker.derive(named: [("text", "the gate that was lost")], of: "page")
        try maker.captureText(Array("the gate".utf8))
        let (matches, summary) = try Self.trace("gate", maker.commit())
        #expect(matches.count == 1)
        #expect(summary.lost.count == 1)
        #expect(summary.lost.entries.count == 1)
        #expect(summary.lost.failure?.code == .missingOrDamaged)
    }

    @Test func `a search ends when it is told to`() throws {
        var maker = try LineageWorld()
        try maker.captureText(Array("the gate".utf8))
        let quotation = try #require(Quotation("gate"))
        let archive = try maker.commit()
        var asked = 0
        let summary = try archive.trace(
            quotation,
            limit: 1,
            progress: { _ in
                asked += 1
                return false
            },
            { _ in Issue.record("found after the end") },
        )
        #expect(asked == 1)
        #expect(summary.textCount == 0)
    }

    @Test(arguments: [-30, -9, -4, 0, 5])
    func `a quotation across segments is found once`(offset: Int) throws {
        var bytes = [UInt8](repeating: 0x2E, count: 17 << 20)
        let start = (16 << 20) + offset
        bytes.replaceSubrange(start..<start + 9, with: Array("gate open".utf8))
        var maker = try LineageWorld()
        try maker.captureText(bytes)
        let (matches, _) = try Self.trace("gate open", maker.commit())
        #expect(matches.map(\.range) == [UInt64(start)..<UInt64(start + 9)])
        // What is around it is cut where the segment ends.
        #expect((1_009...2_009).contains(matches.first?.paragraph.count ?? 0))
    }
}
