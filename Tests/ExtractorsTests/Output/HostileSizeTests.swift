// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import Testing

@testable import Extractors

/// Documents that are large in one way: what is counted in their outputs, and in what was read of
/// them, is in proportion to them, or within a limit.
///
/// A rule that is quadratic would need hours for them. What 64 MiB take is in docs/extraction.md.
@Suite struct HostileSizeTests {
    private static let size = 1 << 18

    private func page(_ start: String, _ part: String, _ byteCount: Int = size) -> [UInt8] {
        let count = byteCount / part.utf8.count
        return Array((start + String(repeating: part, count: count)).utf8)
    }

    private func article(_ page: [UInt8]) throws -> ExtractionOutputs {
        try ArticleExtractor.extract(page, context: ExtractionContext())
    }

    /// The number of paragraphs, and of the parts of the original that they were made from.
    private func count(_ outputs: ExtractionOutputs) -> (paragraphs: Int, parts: Int) {
        var brackets = 0
        var commas = 0
        for byte in outputs.evidence {
            brackets += byte == UInt8(ascii: "[") ? 1 : 0
            commas += byte == UInt8(ascii: ",") ? 1 : 0
        }
        let paragraphs = brackets - 1
        // A paragraph of n parts has 2n + 1 commas within, and one behind unless it is the last.
        return (paragraphs, (commas - max(0, paragraphs - 1) - paragraphs) / 2)
    }

    @Test func `a hundred thousand elements nest to the limit, and keep their text`() throws {
        let count = 100_000
        let text = String(repeating: "<div>", count: count) + "deep"
        let tree = HTMLTree.read(text + String(repeating: "</div>", count: count))
        #expect(tree.nodes.count == count + 5)
        var depths = [0]
        for index in tree.nodes.indices.dropFirst() {
            depths.append(depths[Int(tree.nodes[index].parent)] + 1)
        }
        #expect((depths.max() ?? 0) <= HTMLLimits.standard.depth + 1)
        let outputs = try article(Array(text.utf8))
        #expect(outputs.text == Array("deep\n".utf8))
        #expect(outputs.evidence == Array("{\"paragraphs\":[[0,4,500000,4]]}".utf8))
    }

    @Test func `of fifty thousand attributes the first are read`() throws {
        let attributes = (0..<50_000).map { "a\($0)=b" }.joined(separator: " ")
        let bytes = Array("<p \(attributes) class=c>text".utf8)
        var tokenizer = Tokenizer(bytes)
        #expect(tokenizer.next().kind == .startTag)
        #expect(tokenizer.attributes.count == HTMLLimits.standard.attributeCount)
        let tree = HTMLTree.read(.decode(bytes, httpContentType: nil))
        #expect(tree.attributes.isEmpty)
        #expect(try article(bytes).text == Array("text\n".utf8))
    }

    @Test(arguments: ["<", "&", "\u{301}", "x", "1 May 2020, "])
    func `much of the same is one paragraph of one part`(part: String) throws {
        let bytes = page("<p>", part)
        let outputs = try article(bytes)
        let isSpaced = part.hasSuffix(" ")
        #expect(outputs.text.count == bytes.count - 3 + (isSpaced ? 0 : 1))
        #expect(count(outputs) == (1, 1))
        let text = try TextExtractor.extract(
            Array(bytes.dropFirst(3)),
            context: ExtractionContext(),
        )
        // A text without words is furniture.
        let hasWords = part != "<" && part != "&"
        #expect(text.text == (hasWords ? outputs.text : []))
        #expect(count(text) == (hasWords ? (1, 1) : (0, 0)))
    }

    @Test(arguments: [
        ("<!--", "- "), ("<a ", "b "), ("<script>", "<!--<script>"), ("<a b='", "&lt;"),
        ("<svg><![CDATA[", "]]"), ("<!", "<"), ("</a ", "<"), ("<style>", "</styl"),
        ("<title>", "&amp;"), ("<textarea>", "a<"),
    ])
    func `what never ends is not text, and hides nothing before it`(
        start: String,
        part: String,
    ) throws {
        let bytes = page("<p>before</p>" + start, part)
        let tree = HTMLTree.read(.decode(bytes, httpContentType: nil))
        #expect(tree.nodes.count <= 9)
        #expect(tree.decoded.count <= Self.size)
        let outputs = try article(bytes)
        #expect(outputs.text == Array("before\n".utf8))
    }

    @Test(arguments: ["&notit", "&#", "&#x", "&#9", "&NotEqualTild", "&amp"])
    func `references without an end are read once`(part: String) throws {
        let bytes = page("<p>", part)
        let tree = HTMLTree.read(.decode(bytes, httpContentType: nil))
        #expect(tree.nodes.count == 6 && tree.decoded.count <= bytes.count)
        #expect(count(try article(bytes)) == (part == "&#9" ? (0, 0) : (1, 1)))
    }

    @Test(arguments: [
        ("", "<p>a"), ("<table>", "<tr><td>a"), ("", "<a href=b>a</a>"), ("<pre>", "a\n"),
        ("", "<h2>a"), ("<ul>", "<li>a, b."), ("", "<b>a</b>"), ("", "a<br>"),
        ("", "<p><a href=b>a</a>, and a sentence."), ("", "<meta name=author content='A B'>"),
        ("", "<time>1 May 2020</time>"), ("", "<span class='author date'>1 May</span>"),
    ])
    func `twice the parts give at most twice the nodes, paragraphs and parts`(
        start: String,
        part: String,
    ) throws {
        let short = page(start, part, Self.size / 8)
        let long = page(start, part, Self.size / 4)
        let nodes = [short, long].map {
            HTMLTree.read(.decode($0, httpContentType: nil)).nodes.count
        }
        #expect(nodes[1] <= 2 * nodes[0])
        let outputs = [try article(short), try article(long)]
        let counts = outputs.map(count)
        #expect(counts[1].paragraphs <= 2 * counts[0].paragraphs + 1)
        #expect(counts[1].parts <= 2 * counts[0].parts + 4 && counts[1].parts <= nodes[1])
        #expect(outputs[1].text.count <= 2 * outputs[0].text.count + part.utf8.count)
        // A claim has a few hundred bytes, and there are at most 256.
        #expect(outputs[1].metadata.count < 200_000)
    }

    @Test(arguments: [
        ("[", 64), ("{\"author\":", 64), ("[],", 20_000), ("\"a\",", 20_000), ("{} ", 20_000),
        ("]", 0), (",", 0), (":", 0), ("\"", 20_000), ("/*", 1), ("\\", 1),
    ])
    func `of much data values are read up to a limit`(part: String, limit: Int) throws {
        let start = "<script type='application/ld+json'>"
        let tree = HTMLTree.read(.decode(page(start, part), httpContentType: nil))
        let json = try #require(LinkedData(tree).scripts.first?.json)
        #expect(json.nodes.count == limit)
        #expect(LinkedData(tree).items.count <= 1000)
    }

    @Test func `of many dates a few words are read`() throws {
        let bytes = page("", "1 May 2020, ")
        #expect(DateToken.tokens(bytes, 0..<bytes.count).count == 1024)
        let lines = page("", "<p>1 May 1990, an old date.", Self.size / 8)
        let outputs = try article(lines)
        let metadata = String(decoding: outputs.metadata, as: UTF8.self)
        #expect(metadata.split(separator: "too-early").count <= 9)
    }

    /// Bytes of several encodings, and of none.
    private static let kinds: [[UInt8]] = [
        Array("<p>plain text</p>".utf8), Array("Zoë — 水門 🌊 ".utf8), [0x5A, 0x6F, 0xEB, 0x20],
        [0x41, 0x00, 0x2C, 0x6C], [0x00, 0x41, 0x6C, 0x34], [0xD8, 0x3D, 0xD8], [0x83, 0x56, 0x83],
        [0xA4, 0xB7, 0x8F, 0xB0, 0xA1], [0x1B, 0x24, 0x42, 0x3F, 0x65], [0x1B, 0x28],
        [0x81, 0x30, 0x81, 0x30], [0x84, 0x31, 0xA4], [0x88, 0x62, 0xFE], [0xFF], [0x80], [0x00],
        [0xC3, 0x28, 0xE2, 0x82], [0xF4, 0x90, 0x80, 0x80, 0xED, 0xA0, 0x80],
    ]

    @Test(arguments: TextEncoding.allCases)
    func `any encoding may be declared of any bytes`(encoding: TextEncoding) throws {
        for kind in Self.kinds {
            let bytes = [UInt8]((0..<200).map { _ in kind }.joined())
            let type = Array("text/html; charset=\(encoding.name)".utf8)
            let decoded = DecodedText.decode(bytes, httpContentType: type)
            #expect(UTF8Validation(decoded.bytes).end == decoded.bytes.count)
            #expect(decoded.bytes.count <= 3 * bytes.count)
            #expect(decoded.charset.replacementCount <= bytes.count)
            #expect(decoded.originalOffset(of: decoded.bytes.count) == bytes.count)
            let outputs = try ArticleExtractor.extract(
                bytes,
                context: ExtractionContext(httpContentType: type),
            )
            #expect(UTF8Validation(outputs.text).end == outputs.text.count)
            #expect(outputs.text.count <= decoded.bytes.count + 1)
        }
    }
}
