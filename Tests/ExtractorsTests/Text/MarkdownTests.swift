// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import Testing

@testable import Extractors

@Suite struct MarkdownTests {
    @Test(arguments: [
        ("plain text", "plain text"),
        ("a **bold** and *light* word", "a bold and light word"),
        ("a __bold__ and _light_ word", "a bold and light word"),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("an odd * star", "an odd * star"),
        ("[text](https://a.example/x) behind", "text behind"),
        ("[a **b**](x) [c](y)", "a b c"),
        ("![picture](x.png) behind", " behind"),
        ("[![picture](x.png)](y) behind", " behind"),
        ("[no link] (x)", "[no link] (x)"),
        ("[open", "[open"),
        ("<https://a.example/x>", "https://a.example/x"),
        ("a <b>bold</b> tag, 1 < 2 > 0", "a bold tag, 1 < 2 > 0"),
        ("`code` and \\*stars\\*", "code and *stars*"),
    ])
    func `markup leaves its text`(markdown: String, text: String) {
        #expect(String(decoding: MarkdownInline.text(Array(markdown.utf8)), as: UTF8.self) == text)
    }

    private func blocks(_ text: String) -> [(TextBlock.Kind, String)] {
        MarkdownReader.blocks(Array(text.utf8)).map {
            ($0.kind, String(decoding: $0.text, as: UTF8.self))
        }
    }

    @Test func `lines of a paragraph are one block`() {
        let found = blocks("one\ntwo\r\nthree\n\n> four\n> five\n- six\n- seven\n")
        #expect(found.map(\.1) == ["one two three", "four five", "six", "seven"])
    }

    @Test func `headings are recognised in both forms`() {
        let found = blocks("# One #\n## Two\nThree\n===\nFour\n---\n#five\n####### six")
        #expect(found.map(\.1) == ["One", "Two", "Three", "Four", "#five ####### six"])
        #expect(found[0].0 == .heading(level: 1) && found[3].0 == .heading(level: 2))
        #expect(found[4].0 == .paragraph)
    }

    @Test func `code is kept line by line and rules are dropped`() {
        let found = blocks("a\n\n***\n\n```swift\nlet **x** = 1\n\n~~~\n```\nb")
        #expect(found.map(\.1) == ["a", "let **x** = 1", "~~~", "b"])
        #expect(found[1].0 == .code)
    }

    @Test(arguments: ["[", "[a](", "![", "<a", "*", "_", "`", "\\", "[![a]("])
    func `awkward signs in great number take linear time`(sign: String) {
        let text = Array(String(repeating: sign, count: 200_000).utf8)
        #expect(MarkdownInline.text(text).count <= text.count)
    }
}
