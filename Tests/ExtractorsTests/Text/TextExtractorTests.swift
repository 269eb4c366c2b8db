// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveTestSupport
import Testing

@testable import Extractors

@Suite struct TextExtractorTests {
    @Test func `three header lines are title, date and address, and all else is text`() throws {
        let result = try TextResult(TextSamples.header)
        #expect(result.value(.title) == "Harbour bridge closed for a week")
        #expect(result.value(.published) == "2021-03-14")
        #expect(result.evidence(.published) == "20210314")
        #expect(result.value(.canonicalURL) == "https://news.example/city/4711/harbour-bridge")
        #expect(result.value(.siteName) == "news.example")
        #expect(result.authors.isEmpty && result.value(.source) == nil)
        #expect(result.claims.corroboration(of: .published).isEmpty)
        #expect(
            result.text == """
                The bridge over the harbour was closed on Sunday, the city said.
                A ?crack? had been found
                in one of its cables, an engineer said. Ferries run every hour.

                """
        )
    }

    @Test func `Markdown has its title, byline, date and address in their places`() throws {
        let result = try TextResult(TextSamples.markdown)
        #expect(result.value(.title) == "Harbour Bridge Closed For A Week")
        #expect(result.value(.source) == "AFP" && result.authors.isEmpty)
        #expect(result.evidence(.source) == "AFP")
        #expect(result.value(.published) == "2021-03-14")
        #expect(result.evidence(.published) == "March 14, 2021")
        #expect(result.claims.corroboration(of: .published) == [.urlPathDate])
        let url = "https://news.example/2021/03/14/harbour-bridge-closed"
        #expect(result.value(.canonicalURL) == url && result.evidence(.canonicalURL) == url)
        #expect(
            result.text == """
                The bridge over the harbour was closed on Sunday, the city said, after a crack was \
                found.
                Ferries
                Ferries run every hour, and the city asked people to stay at home where they can.

                """
        )
    }

    @Test func `a page saved as text loses its furniture and nothing else`() throws {
        let result = try TextResult(TextSamples.page)
        let lines = result.text.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[0].hasPrefix("Porto - (Reuters)") && lines[2] == "Short talk")
        #expect(result.value(.title) == "Harbour bridge closed after crack is found")
        #expect(result.claims.value(.title)?.rule == .textRepeatedLine)
        #expect(result.value(.source) == "Reuters" && result.authors.isEmpty)
        #expect(result.value(.canonicalURL) == nil && result.value(.siteName) == nil)
    }

    @Test func `a date that the text contradicts stays claimed, with its zone`() throws {
        let result = try TextResult(TextSamples.page)
        let date = try #require(result.claims.value(.published)?.date)
        #expect(date.text == Array("2021-03-14".utf8) && date.precision == .day)
        #expect(date.clock == Array("18:05".utf8) && date.zone == Array("Lisbon Time".utf8))
        #expect(result.evidence(.published) == "14 Mar 2021 6:05 pm - Lisbon Time")
        let conflict = try #require(result.claims.conflicts.first)
        #expect(conflict.reason == .contentMonths && conflict.property == .published)
        let values = conflict.values.map { String(decoding: $0, as: UTF8.self) }
        #expect(values == ["2021-03-14", "in May", "4 months"])
        #expect(result.quote(try #require(conflict.evidence[1])) == "in May")
        #expect(result.metadata.contains(#""standing":"contradicted""#))
    }

    @Test func `months that fit the date contradict nothing`() throws {
        let fitting = TextSamples.page.replacing("in May", with: "in November")
        #expect(try TextResult(fitting).claims.conflicts.isEmpty)
        let unrelated = TextSamples.page.replacing("Since the cables were renewed", with: "Since")
        #expect(try TextResult(unrelated).claims.conflicts.isEmpty)
    }

    @Test func `dates more than a day apart are a conflict`() throws {
        let moved = TextSamples.markdown.replacing("March 14, 2021", with: "March 16, 2021")
        let result = try TextResult(moved)
        #expect(result.value(.published) == "2021-03-16")
        #expect(result.claims.conflicts.map(\.reason) == [.datesDisagree])
        let near = TextSamples.markdown.replacing("March 14, 2021", with: "March 15, 2021")
        #expect(try TextResult(near).claims.conflicts.isEmpty)
    }

    @Test func `a date later than the capture is refused and recorded`() throws {
        let result = try TextResult(TextSamples.header, captured: "2021-03-12T08:00:00Z")
        #expect(result.value(.published) == nil)
        #expect(result.claims.candidates.contains { $0.refusal == .afterCapture })
        #expect(result.metadata.contains(#""published":null"#))
        let sameDay = try TextResult(TextSamples.header, captured: "2021-03-14T08:00:00Z")
        #expect(sameDay.value(.published) == "2021-03-14")
    }

    @Test(arguments: [
        ("Photo: the bridge on 3 May 2019", ClaimRefusal.caption),
        ("The bridge, 3 May 2019 (Getty Images)", .caption),
        ("© 2019 The Harbour Times", .copyrightYear),
        ("Copyright 3 May 2019 The Harbour Times", .copyrightYear),
        ("3 May 1975", .tooEarly),
        ("03/05/2019", .ambiguous),
    ])
    func `the date of a line that is not about the document is refused`(
        line: String,
        refusal: ClaimRefusal,
    ) throws {
        let body = "The bridge over the harbour was closed on Sunday, the city said in a statement."
        for document in ["A title\n\(line)\n\(body)", "A title\n\(body)\n\(line)"] {
            let result = try TextResult(document)
            #expect(result.value(.published) == nil, "\(document)")
            #expect(result.claims.candidates.contains { $0.refusal == refusal }, "\(document)")
        }
    }

    @Test func `a line of an update is the date of modification`() throws {
        let body = "The bridge over the harbour was closed on Sunday, the city said in a statement."
        let result = try TextResult("Bridge closed\n2 May 2019\nUpdated: 4 May 2019\n\(body)")
        #expect(result.value(.published) == "2019-05-02")
        #expect(result.value(.modified) == "2019-05-04")
    }

    @Test func `bylines name persons and agencies apart`() throws {
        let body = "The bridge over the harbour was closed on Sunday, the city said in a statement."
        let result = try TextResult("Bridge closed\nBy Ann Lee, Reuters and João de Sá\n\(body)")
        #expect(result.authors == ["Ann Lee", "João de Sá"])
        #expect(result.value(.source) == "Reuters")
        #expect(!result.text.contains("Ann Lee"))
    }

    @Test(arguments: [
        "", " ", "\n\n\n", "\u{FEFF}", "\u{0}", "Logo\nLogo\nLogo\n", "#", "---\n***",
    ])
    func `a text of nothing gives nothing`(document: String) throws {
        let result = try TextResult(document)
        #expect(result.outputs.text.isEmpty)
        #expect(result.claims.candidates.isEmpty)
        #expect(result.outputs.evidence == Array(#"{"paragraphs":[]}"#.utf8))
        let markup = try TextResult("# \n---\n***", contentType: "text/markdown; charset=utf-8")
        #expect(markup.outputs.text.isEmpty)
    }

    @Test func `a text without a title has none`() throws {
        let body = "The bridge over the harbour was closed on Sunday, the city said in a statement."
        let result = try TextResult(body)
        #expect(result.value(.title) == nil && result.value(.published) == nil)
        #expect(result.text == body + "\n")
    }

    @Test func `verses and lists are kept although they have no sentences`() throws {
        let result = try TextResult("Flour\nSugar\nEggs and milk\nA pinch of salt\nButter")
        #expect(result.text.contains("Sugar\nEggs and milk\nA pinch of salt\nButter"))
    }

    @Test func `a text in an encoding nobody knows has no outputs`() {
        #expect(throws: ExtractionFailure.unsupportedCharset) {
            _ = try TextResult([0x41, 0xE9], contentType: "text/plain; charset=x-none")
        }
    }

    @Test func `a byline may hold a date, and a paper that is nobody's name`() throws {
        let body = "The bridge over the harbour was closed on Sunday, the city said in a statement."
        let line = "By Ann Lee | Harbour News | May 2, 2019 6:05 PM ET"
        let result = try TextResult("Home\nBridge closed after a crack is found\n\(line)\n\(body)")
        #expect(result.value(.title) == "Bridge closed after a crack is found")
        #expect(result.authors == ["Ann Lee"])
        #expect(result.value(.published) == "2019-05-02")
    }

    @Test(arguments: ["Source: Harbour News", "2019年5月2日 来源：Harbour News", "QUELLE: Harbour News"])
    func `a source is what a line names so`(line: String) throws {
        let body = "The bridge over the harbour was closed on Sunday, the city said in a statement."
        for document in ["A title\n\(line)\n\(body)", "A title\n\(body)\n\(line)"] {
            let result = try TextResult(document)
            #expect(result.value(.source) == "Harbour News")
            #expect(result.evidence(.source) == "Harbour News")
        }
    }

    @Test func `a letter keeps its signature`() throws {
        let body = "I write to you about the bridge, which was closed on 2 May 2019 without notice."
        let result = try TextResult("Dear Sir,\n\n\(body)\n\nYours,\nAnn Lee\n")
        #expect(result.text == "Dear Sir,\n\(body)\nYours,\nAnn Lee\n")
        #expect(result.value(.published) == nil && result.value(.title) == nil)
    }

    @Test func `a text of too many paragraphs has no outputs rather than a part of them`() throws {
        let bytes = Array("a\n\nb\nc\nd\n".utf8)
        let decoded = DecodedText.decode(bytes, httpContentType: nil, readsMarkup: false)
        var reading = TextReading(decoded, ExtractionContext())
        #expect(throws: ExtractionFailure.tooLarge) {
            try reading.read(limit: 3)
        }
        try reading.read(limit: 4)
        #expect(TextLines.blocks(bytes, limit: 3).count == 4)
        #expect(TextLines.blocks(bytes, limit: 2).count == 3)
    }

    @Test func `a text may have as many bytes as the limit`() throws {
        let bytes = Array("A line.\n".utf8)
        let context = ExtractionContext()
        _ = try TextExtractor.extract(bytes, context: context, byteLimit: bytes.count)
        #expect(throws: ExtractionFailure.tooLarge) {
            _ = try TextExtractor.extract(bytes, context: context, byteLimit: bytes.count - 1)
        }
        let huge = [UInt8](repeating: 0x20, count: DecodedText.byteLimit + 1)
        #expect(throws: ExtractionFailure.tooLarge) {
            _ = try TextExtractor.extract(huge, context: context)
        }
    }

    // MARK: Outputs

    @Test func `the metadata is canonical JSON`() throws {
        let result = try TextResult("A title\nOf 3 May 2019\n")
        #expect(
            result.metadata == """
                {"authors":null,"candidates":[\
                {"confidence":"weak","evidence":{"length":7,"start":0},"field":"title",\
                "refused":null,"role":"value","rule":"text-first-line","value":"A title"},\
                {"confidence":"stated","evidence":{"length":10,"start":11},"field":"published",\
                "precision":"day","refused":null,"role":"published","rule":"text-date-line",\
                "value":"2019-05-03"}],"canonicalUrl":null,\
                "charset":{"chosen":"UTF-8","declaredHttp":null,"declaredMeta":null,\
                "replacementCount":0,"rule":5},"conflicts":[],"language":null,"modified":null,\
                "published":{"confidence":"stated","corroboration":[],\
                "evidence":{"length":10,"start":11},"precision":"day","rule":"text-date-line",\
                "standing":"claimed","value":"2019-05-03"},"siteName":null,"source":null,\
                "title":{"confidence":"weak","corroboration":[],"evidence":{"length":7,"start":0},\
                "rule":"text-first-line","standing":"claimed","value":"A title"}}
                """
        )
    }

    @Test(arguments: [TextSamples.header, TextSamples.markdown, TextSamples.page])
    func `each paragraph leads to its bytes in the original`(document: String) throws {
        let result = try TextResult(document)
        #expect(!result.canonical.paragraphs.isEmpty)
        for paragraph in result.canonical.paragraphs {
            let start = paragraph.output.start
            let bytes = result.outputs.text[start..<(start + paragraph.output.length)]
            let line = String(decoding: bytes, as: UTF8.self)
            let source = result.quote(paragraph.originals[0])
            #expect(source.hasPrefix(line.prefix(8)) || source.contains("**\(line)**"))
            #expect(source.hasSuffix(line.suffix(3)) || source.hasSuffix("**"))
        }
    }

    @Test func `evidence is in the bytes of the original encoding`() throws {
        let bytes = TextSamples.page.replacing("Porto", with: "P\u{F3}rto").utf16.flatMap {
            [UInt8($0 & 0xFF), UInt8($0 >> 8)]
        }
        let result = try TextResult([0xFF, 0xFE] + bytes)
        #expect(result.evidence(.source) == "R\0e\0u\0t\0e\0r\0s\0")
        let first = result.canonical.paragraphs[0].originals[0]
        #expect(result.quote(first).hasPrefix("P\0\u{FFFD}\0"))
    }

    @Test(arguments: [TextSamples.header, TextSamples.markdown, TextSamples.page])
    func `a document cut at every byte gives canonical outputs`(document: String) throws {
        let bytes = Array(document.utf8)
        for count in 0...bytes.count {
            check(try TextResult(Array(bytes[..<count]), captured: "2026-01-01"))
        }
    }

    @Test(arguments: UInt64(1)...30)
    func `any bytes give canonical outputs`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "# ", "By Ann Lee", "\n", "\n\n", "[", "](", ")", "**", "_", "```", "<", ">",
            "3 May 2019",
            "10 months ago", "in May", "Original url:", "https://a.example/2020/01/02/", "Tags",
            "Logo",
            "\u{2028}", "\u{AD}", "\r", "\0", "\t", "20200101", "© 2020", "(AFP)", "年", "\u{301}",
            "- ",
            "The bridge over the harbour was closed on Sunday, the city said in a statement.",
        ]
        var bytes: [UInt8] = []
        for _ in 0..<200 {
            bytes += Array(pieces[Int.random(in: 0..<pieces.count, using: &generator)].utf8)
            if Int.random(in: 0..<8, using: &generator) == 0 {
                bytes += generator.bytes(upTo: 3)
            }
        }
        check(try TextResult(bytes, contentType: seed % 2 == 0 ? "text/markdown" : nil))
    }

    /// Checks what holds for every output.
    private func check(_ result: TextResult) {
        let text = result.outputs.text
        #expect(UTF8Validation(text).end == text.count)
        #expect(text.isEmpty || text.last == 0x0A)
        #expect(UTF8Validation(result.outputs.metadata).end == result.outputs.metadata.count)
        var last = 0
        for paragraph in result.canonical.paragraphs {
            #expect(paragraph.originals[0].start >= last && paragraph.originals[0].length > 0)
            last = paragraph.originals[0].start + paragraph.originals[0].length
            #expect(last <= result.original.count)
            let output = text[
                paragraph.output.start..<(paragraph.output.start + paragraph.output.length)
            ]
            #expect(!output.contains(0x0A) && output.last != 0x20 && text[output.endIndex] == 0x0A)
        }
    }
}
