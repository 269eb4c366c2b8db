// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import Testing

@testable import Extractors

@Suite struct TreeTests {
    @Test(arguments: [
        ("a", "'a'"),
        ("<title>t</title>a", "'a'"),
        ("<html><head><meta></head><body>a", "'a'"),
        ("<head></head>a", "'a'"),
        ("<p>a", "p('a')"),
        ("<body></body>a</html>b", "'a' 'b'"),
        ("<noscript><img></noscript>a", "'a'"),
    ])
    func `html, head and body are implied`(text: String, expected: String) {
        #expect(Notation.body(of: text) == expected)
    }

    @Test(arguments: [
        ("<p>a<p>b", "p('a') p('b')"),
        ("<p>a<div>b</div>c", "p('a') div('b') 'c'"),
        ("<p><b>a<p>b", "p(b('a')) p('b')"),
        ("<p>a<table><tr><td>b</table>c", "p('a') table(tr(td('b'))) 'c'"),
        (
            "<ul><li>a<li>b<ul><li>c</ul><li>d</ul>",
            "ul(li('a') li('b' ul(li('c'))) li('d'))",
        ),
        ("<li>a<div>b<li>c", "li('a' div('b')) li('c')"),
        ("<li><section><li>a", "li(section(li('a')))"),
        ("<dl><dt>a<dd>b<dt>c</dl>", "dl(dt('a') dd('b') dt('c'))"),
        ("<table><tr><td>a<td>b<tr><th>c</table>", "table(tr(td('a') td('b')) tr(th('c')))"),
        (
            "<table><thead><tr><td>a<tbody><tr><td>b</table>",
            "table(thead(tr(td('a'))) tbody(tr(td('b'))))",
        ),
        ("<h1>a<h2>b</h2>", "h1('a') h2('b')"),
        ("<h1>a</h2>b", "h1('a') 'b'"),
        ("<a>b<a>c", "a('b') a('c')"),
        ("<select><option>a<option>b</select>c", "select(option('a') option('b')) 'c'"),
        ("<button>a<button>b", "button('a') button('b')"),
    ])
    func `elements end where others start`(text: String, expected: String) {
        #expect(Notation.body(of: text) == expected)
    }

    @Test(arguments: [
        ("a</p>b", "'a' 'b'"),
        ("a</br>b", "'a' br 'b'"),
        ("<div><b>a</div>b", "div(b('a')) 'b'"),
        ("<b><div>a</b>b</div>c", "b(div('a' 'b')) 'c'"),
        ("<div><span>a</div></span>b", "div(span('a')) 'b'"),
        ("<p><button></p>a", "p(button('a'))"),
        ("<td></div>a", "td('a')"),
        ("<i><td></i>a", "i(td('a'))"),
        ("<x-a><x-b>a</x-a>b", "x-a(x-b('a')) 'b'"),
        ("<x-a>a</x-c>b", "x-a('a' 'b')"),
        ("<x-a><div><x-b></x-a></x-b></div></x-c>a", "x-a(div(x-b)) 'a'"),
        ("<img>a<hr>b<input/>", "img 'a' hr 'b' input"),
    ])
    func `end tags end what they name, or nothing`(text: String, expected: String) {
        #expect(Notation.body(of: text) == expected)
    }

    @Test(arguments: [
        ("<svg><path/><g>a</g></svg>b", "svg(path g('a')) 'b'"),
        ("<svg><title>a<b>c</b></title></svg>d", "svg(title('a' b('c'))) 'd'"),
        ("<svg><g><p>a", "svg(g) p('a')"),
        (
            "<svg><foreignObject><p>a</p></foreignObject></svg>b",
            "svg(foreignobject(p('a'))) 'b'",
        ),
        ("<svg/>a", "svg 'a'"),
        ("<svg><![CDATA[<p>]]></svg>a", "svg('<p>') 'a'"),
        ("<math><mi>x</mi></math>a", "math(mi('x')) 'a'"),
    ])
    func `drawings and formulas keep to themselves`(text: String, expected: String) {
        #expect(Notation.body(of: text) == expected)
    }

    @Test(arguments: [
        ("<script>a<p></script>b", "script('a<p>') 'b'"),
        ("<textarea>a<p>&amp;</textarea>b", "textarea('a<p>&') 'b'"),
        ("<p>a&amp;b\r\nc\0d", "p('a&b\ncd')"),
        ("<xmp>a<b></xmp>b", "xmp('a<b>') 'b'"),
        ("a<plaintext><p>", "'a' plaintext('<p>')"),
    ])
    func `text is decoded as its element says`(text: String, expected: String) {
        #expect(Notation.body(of: "<body>" + text) == expected)
    }

    @Test func `nodes are in document order, and know what is in them`() {
        let tree = HTMLTree.read("<html lang=en><body class=c><p>a<b>c</b></p>d")
        #expect(
            tree.nodes.map(\.tag) == [
                .document, .html, .head, .body, .p, .text, .b, .text, .text,
            ]
        )
        #expect(tree.nodes.map(\.end) == [9, 9, 3, 9, 8, 6, 8, 8, 9])
        #expect(tree.attribute(.lang, of: tree.html) != nil)
        #expect(tree.attribute(.class, of: tree.body) != nil)
    }

    @Test func `attributes are kept with their place in the document`() throws {
        let text = "<meta name='a' content=\"x&amp;y\" onload=z content=2>"
        let tree = HTMLTree.read(text)
        let meta = try #require(tree.nodes.firstIndex { $0.tag == .meta })
        let content = try #require(tree.attribute(.content, of: meta))
        #expect(tree.copy(content.value) == Array("x&y".utf8))
        #expect(Array(text.utf8)[content.source.range] == Array("x&amp;y".utf8)[...])
        #expect(tree.nodes[meta].attributeCount == 2)
    }

    @Test func `title and data in scripts stay in the tree`() throws {
        let tree = HTMLTree.read(
            "<title>a &lt; b</title><script type='application/ld+json'>{\"&amp;\"}</script>"
        )
        #expect(Notation.children(of: 2, tree) == "title('a < b') script('{\"&amp;\"}')")
    }
}

@Suite struct HTMLLimitsTests {
    @Test func `deep elements leave their content to their parents`() {
        let depth = 600
        let text = String(repeating: "<div>", count: depth) + "<p>a<script>b</script>"
        let tree = HTMLTree.read(text)
        #expect(tree.nodes.filter { $0.tag == .div }.count == depth)
        var deepest = 0
        for index in tree.nodes.indices {
            var depth = 0
            var node = index
            while node > 0 {
                node = Int(tree.nodes[node].parent)
                depth += 1
            }
            deepest = max(deepest, depth)
        }
        // The innermost open element, an element in it that stays closed, and that one's text.
        #expect(deepest == HTMLLimits.standard.depth + 2)
        let script = tree.nodes.firstIndex { $0.tag == .script } ?? 0
        #expect(Notation.children(of: script, tree) == "'b'")
    }

    @Test func `attributes beyond the limit are not read`() {
        let many = (0..<500).map { "a\($0)" }.joined(separator: " ")
        var tokenizer = Tokenizer(Array("<p \(many) >b".utf8))
        #expect(tokenizer.next().kind == .startTag)
        #expect(tokenizer.attributes.count == 400)
        #expect(tokenizer.next().kind == .text)
    }

    @Test func `a document with too many nodes is cut, and says so`() {
        var limits = HTMLLimits()
        limits.nodeCount = 10
        let tree = HTMLTree.read(String(repeating: "<p>a", count: 20), limits: limits)
        #expect(tree.isCut)
        #expect(tree.nodes.count <= 12)
        #expect(!HTMLTree.read("<p>a").isCut)
    }
}
