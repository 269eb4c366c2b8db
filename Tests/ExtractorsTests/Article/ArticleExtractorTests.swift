// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import Testing

@testable import Extractors

@Suite struct ArticleExtractorTests {
    private let page = """
        <html lang=en><title>Bridge closed | News</title>
        <meta property='article:published_time' content='2021-03-14T18:05:00+01:00'>
        <h1>Bridge closed</h1><p>The bridge, <b>over</b> the harbour, was closed on Sunday.</p>
        """

    private func extract(
        _ original: [UInt8],
        url: String? = nil,
        contentType: String? = nil,
    ) throws -> ExtractionOutputs {
        let context = ExtractionContext(
            url: url.map { Array($0.utf8) },
            httpContentType: contentType.map { Array($0.utf8) },
            captureTime: Array("2021-03-15T00:00:00Z".utf8),
        )
        return try ArticleExtractor.extract(original, context: context)
    }

    private func string(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    @Test func `a page has a text, metadata and evidence`() throws {
        let outputs = try extract(Array(page.utf8), url: "https://www.news.example/2021/03/14/a")
        #expect(
            string(outputs.text) == "The bridge, over the harbour, was closed on Sunday.\n"
        )
        #expect(string(outputs.evidence) == #"{"paragraphs":[[0,51,152,11,167,4,176,34]]}"#)
        let metadata = string(outputs.metadata)
        let published = #"""
            "published":{"confidence":"derived","corroboration":["date-meta"],"evidence":null,\#
            "precision":"day","rule":"url-path-date","standing":"corroborated",\#
            "value":"2021-03-14"}
            """#
        #expect(metadata.contains(published))
        #expect(metadata.contains(#""value":"2021-03-14T18:05:00+01:00""#))
        #expect(metadata.contains(#""precision":"instant""#))
        #expect(
            metadata.contains(#""rule":"url-host","standing":"claimed","value":"news.example""#)
        )
        #expect(metadata.contains(#""value":"Bridge closed""#))
    }

    @Test func `evidence is in the bytes of the original's encoding`() throws {
        let document = "<title>A</title><p>Zo\u{EB} said so, and then went home again.</p>"
        let original = document.unicodeScalars.map { UInt8($0.value) }
        let outputs = try extract(original, contentType: "text/html; charset=iso-8859-1")
        #expect(string(outputs.text) == "Zoë said so, and then went home again.\n")
        #expect(string(outputs.evidence) == #"{"paragraphs":[[0,39,19,38]]}"#)
        #expect(string(outputs.metadata).contains(#""chosen":"windows-1252""#))
    }

    @Test func `no page is a text of no bytes`() throws {
        let outputs = try extract([])
        #expect(outputs.text.isEmpty && string(outputs.evidence) == #"{"paragraphs":[]}"#)
        #expect(string(outputs.metadata).contains(#""title":null"#))
    }

    @Test func `lines of preformatted text have no white space at their ends`() throws {
        let outputs = try extract(
            Array("<pre>\n\u{3000}\n  a \u{A0}\n\n\tb\t&ensp;\n \n&nbsp;</pre>".utf8)
        )
        #expect(string(outputs.text) == "  a\n\n\tb\n")
    }

    @Test func `an encoding nobody knows is a failure`() {
        #expect(throws: ExtractionFailure.unsupportedCharset) {
            try extract([0x61, 0xFF], contentType: "text/html; charset=x-none")
        }
    }

    @Test func `a page over the limits has no outputs rather than a part of them`() throws {
        let bytes = Array("<p>a<p>b".utf8)
        for limit in 1...20 {
            var limits = HTMLLimits.standard
            limits.nodeCount = limit
            let tree = HTMLTree.read(.decode(bytes, httpContentType: nil), limits: limits)
            do throws(ExtractionFailure) {
                _ = try ArticleExtractor.extract(bytes, context: .init(), limits: limits)
                #expect(!tree.isCut)
            } catch {
                #expect(tree.isCut && error == .tooLarge)
            }
        }
    }

    @Test func `a page may have as many bytes as the limit, however it is encoded`() throws {
        var limits = HTMLLimits.standard
        #expect(limits.byteCount == 67_108_864)
        // Each 0x80 is a euro sign of three bytes.
        let bytes = Array("<p>".utf8) + [UInt8](repeating: 0x80, count: 5)
        limits.byteCount = bytes.count
        let outputs = try ArticleExtractor.extract(bytes, context: .init(), limits: limits)
        #expect(string(outputs.text) == "€€€€€\n")
        limits.byteCount = bytes.count - 1
        #expect(throws: ExtractionFailure.tooLarge) {
            _ = try ArticleExtractor.extract(bytes, context: .init(), limits: limits)
        }
        let huge = [UInt8](repeating: 0x20, count: HTMLLimits.standard.byteCount + 1)
        #expect(throws: ExtractionFailure.tooLarge) { try extract(huge) }
    }
}
