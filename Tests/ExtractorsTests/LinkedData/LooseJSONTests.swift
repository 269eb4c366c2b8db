// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveTestSupport
import Testing

@testable import Extractors

@Suite struct LooseJSONTests {
    private func read(_ text: String) -> LooseJSON {
        let bytes = Array(text.utf8)
        return LooseJSONReader.read(bytes, in: 0..<bytes.count)
    }

    /// The tree in a short form: `{a:"x",b:[1]}`, with `?` behind what is doubtful.
    private func show(_ tree: LooseJSON) -> String {
        tree.roots.map { show(tree, $0) }.joined(separator: " ")
    }

    private func show(_ tree: LooseJSON, _ index: Int) -> String {
        let node = tree.nodes[index]
        let raw = String(decoding: tree.bytes[node.range], as: UTF8.self)
        let key = node.key.map { String(decoding: tree.bytes[$0], as: UTF8.self) + ":" } ?? ""
        let parts = tree.children(of: index).map { show(tree, $0) }.joined(separator: ",")
        let value =
            switch node.kind {
            case .object: "{\(parts)}"
            case .array: "[\(parts)]"
            case .string:
                "'\(String(decoding: JSONText.unescaped(tree.bytes, node.range), as: UTF8.self))'"
            case .number, .bool, .null: raw
            }
        return key + value + (node.isDoubtful ? "?" : "")
    }

    @Test(arguments: [
        (
            #"{"a":"x","b":[1,-2.5e3,true,false,null],"c":{"d":{}}}"#,
            "{a:'x',b:[1,-2.5e3,true,false,null],c:{d:{}}}",
        ),
        (#" [ ] "#, "[]"), (#""x""#, "'x'"), ("12", "12"), ("", ""), (" \n", ""),
        (#"{"a":"q\"\\\/\b\f\n\r\tü\uD83D\uDE00"}"#, "{a:'q\"\\/\u{8}\u{C}\n\r\tü\u{1F600}'}"),
        (#"<!-- {"a":1} -->"#, "{a:1}"),
        ("//<![CDATA[\n{\"a\":1}\n//]]>", "{a:1}"),
        ("/* <![CDATA[ */ {\"a\":1} /* ]]> */;", "{a:1}"),
        (#"{"a":1,}"#, "{a:1}"), (#"[1,,2,]"#, "[1,2]"),
        (#"{"a":1}{"b":2}"#, "{a:1} {b:2}"),
        ("{\"a\":\"line\nbreak\"}", "{a:'line\nbreak'}"),
        ("\u{FEFF}{\"a\" : 1}", "{a:1}"),
    ])
    func `what pages hold is read`(text: String, expected: String) {
        let tree = read(text)
        #expect(show(tree) == expected)
        #expect(tree.isSound)
    }

    @Test(arguments: [
        (#"{"a":"He said "no" today","b":"y"}"#, "{a:'He said '?,b:'y'}"),
        (#"{"a":"x" "b":"y"}"#, "{a:'x'?,b:'y'}"),
        (#"{"a":"x"#, "{a:'x'?}"), (#"{"a":{"b":1"#, "{a:{b:1}}"),
        (#"{"a":1]"#, "{a:1}"), (#"[{"a":1]"#, "[{a:1}]"), (#"{"a":undefined}"#, "{a:undefined}"),
        (#"{a:1}"#, "{}"), (#"{"a"}"#, "{}"), ("}", ""), (#"{"a":1}}"#, "{a:1}"), ("'x'", "'x'"),
        (#"{"a":"\uD83Dx\uDE00\u12"}"#, "{a:'\u{FFFD}x\u{FFFD}u12'}"),
    ])
    func `what is broken is read as far as it goes, and says so`(text: String, expected: String) {
        let tree = read(text)
        #expect(show(tree) == expected)
        #expect(!tree.isSound || text.contains("\\u"))
    }

    @Test func `a value knows where it stands`() throws {
        let bytes = Array(#"x {"a": "y\n"} z"#.utf8)
        let tree = LooseJSONReader.read(bytes, in: 2..<14)
        let member = try #require(tree.member("a", of: 0))
        #expect(tree.nodes[member].range == 9..<12 && tree.nodes[0].range == 2..<14)
        #expect(tree.member("b", of: 0) == nil && tree.member("a", of: member) == nil)
    }

    @Test func `the last of two members with a key counts`() throws {
        let tree = read(#"{"a":1,"\u0061":2}"#)
        #expect(tree.nodes[try #require(tree.member("a", of: 0))].range == 16..<17)
    }

    @Test func `depth and number are limited`() {
        let deep = read(String(repeating: "[", count: 100_000))
        #expect(deep.nodes.count == LooseJSONReader.depthLimit && !deep.isSound)
        let wide = read("[" + String(repeating: "1,", count: 100_000) + "1]")
        #expect(wide.nodes.count == LooseJSONReader.nodeLimit && !wide.isSound)
        let fitting = read(String(repeating: "[", count: 64) + String(repeating: "]", count: 64))
        #expect(fitting.isSound)
    }

    @Test(arguments: UInt64(1)...20)
    func `any text is read without a trap`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = Array("{}[]\",:;\\/*u0 -1tn<!\u{A0}é")
        for _ in 0..<300 {
            let text = String((0..<30).map { _ in pieces.randomElement(using: &generator) ?? " " })
            let tree = read(text)
            for index in tree.nodes.indices {
                #expect(tree.nodes[index].range.upperBound <= text.utf8.count)
                #expect(tree.nodes[index].parent < index)
            }
        }
    }
}

@Suite struct LinkedDataTests {
    /// The headlines of the articles that a script describes.
    private func headlines(_ text: String) -> [String] {
        let page = "<script type='application/ld+json'>\(text)</script>"
        let linked = LinkedData(.read(page))
        return linked.items(articlesOnly: true).map { item in
            let json = linked.scripts[item.script].json
            let text = json.member("headline", of: item.object).flatMap { json.text(of: $0) }
            return text.map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
    }

    @Test(arguments: [
        (#"[{"@type":"BlogPosting","headline":"x"}]"#, ["x"]),
        (#"{"@type":"WebPage","mainEntity":{"@type":"Article","headline":"x"}}"#, ["x"]),
        (
            #"{"@graph":[{"@type":"WebPage"},{"@type":["NewsArticle"],"headline":"a\u0026b"}]}"#,
            ["a&b"],
        ),
        (#"{"@type":"Thing","about":{"@type":"Article","headline":"x"}}"#, []),
        (#"{"@type":["WebPage","Article"],"headline":"x"}"#, []),
        (#"{"headline":"x"}"#, []),
        (#"{"@type":"Article","headline":"x"}{"@type":"Article","headline":"y"}"#, ["x", "y"]),
        (#"{"@type":"Article","headline":"He said "no""}"#, [""]),
    ])
    func `only what describes the page is an article, and cut texts are none`(
        text: String,
        expected: [String],
    ) {
        #expect(headlines(text) == expected)
    }
}
