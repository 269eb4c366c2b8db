// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveTestSupport
import Glibc
import Testing

@testable import Extractors

@Suite struct HostileInputTests {
    /// Repeated parts, each of which costs more than its length when a rule looks at all that is
    /// open, or reads ahead to the document's end.
    @Test(arguments: [
        ("", "<div>"), ("", "<b>"), ("", "<p>x"), ("", "<a>"), ("", "<li>"),
        ("", "<table><tr><td>"),
        ("", "<svg>"), ("", "<svg><div>"), ("", "<!--"), ("", "<"), ("", "</"), ("", "&"),
        ("", "&notit"), ("", "&zzzz;"), ("", "&#"), ("", "<a b=\""), ("", "<x-a>"), ("", "<br>x"),
        ("<script><!--", "<script>"), ("<title>", "</titl"), ("<svg>", "<![CDATA["),
        ("<p><button>" + String(repeating: "<b>", count: 500), "</p>"),
        ("<li><ul>" + String(repeating: "<div>", count: 500), "<li></li>"),
        (String(repeating: "<x-a>", count: 500), "</x-b>"),
        ("<p class='", "aB "), ("<p style='", "display:"), ("<p ", "a "),
        ("", "<p>1 2 3 4 5 6 7 8 9 10 11"), ("", "<time>1 May</time>"), ("", "<h1>a, b"),
        ("", "<span class=author>"), ("", "<b class=date>1"), ("", "<meta name=a content=b>"),
        ("<script type='application/ld+json'>", "[{"),
        ("<script type='application/ld+json'>", "{\"author\":\"a b\","),
        ("", "<script type='application/ld+json'>{\"@type\":\"Article\"}</script>"), ("", "\0"),
        ("", "\r"),
    ])
    func `time is linear in the document's length`(start: String, part: String) {
        func time(_ bytes: Int) -> Int {
            let text = start + String(repeating: part, count: bytes / part.utf8.count)
            let before = threadTime()
            let tree = HTMLTree.read(text)
            _ = Article.extract(from: tree)
            _ = ClaimFinder.claims(in: tree, context: .init())
            return threadTime() - before
        }
        // Eight times the length; a quadratic rule takes 64 times as long. What other programs take
        // from the caches may slow one attempt down, but not all of them.
        var attempts: [(short: Int, long: Int)] = []
        for _ in 0..<5 {
            let attempt = (max(time(1 << 13), 2_000_000), time(1 << 16))
            if attempt.1 < attempt.0 * 25 { return }
            attempts.append(attempt)
        }
        Issue.record("\(attempts)")
    }

    /// The time this thread has computed, in nanoseconds: waiting for others does not count.
    private func threadTime() -> Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    @Test func `no cut of a page traps`() {
        let bytes = Array(page.utf8)
        for end in 0...bytes.count {
            let tree = HTMLTree.read(.decode(Array(bytes[..<end]), httpContentType: nil))
            _ = Article.extract(from: tree)
            _ = ClaimFinder.claims(in: tree, context: .init())
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `no change of a page traps`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<40 {
            var bytes = Array(page.utf8)
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                case 2:
                    let part = parts[Int.random(in: 0..<parts.count, using: &generator)]
                    bytes.insert(contentsOf: Array(part.utf8), at: place)
                default: bytes.insert(bytes[bytes.count - 1 - place], at: place)
                }
            }
            let tree = HTMLTree.read(.decode(bytes, httpContentType: nil))
            checkShape(tree)
            checkText(Article.extract(from: tree))
            _ = ClaimFinder.claims(in: tree, context: .init())
        }
    }

    /// Every parent comes first, and nodes lie within their parents.
    private func checkShape(_ tree: HTMLTree) {
        for index in tree.nodes.indices.dropFirst() {
            let node = tree.nodes[index]
            let parent = Int(node.parent)
            #expect(parent >= 0 && parent < index)
            #expect(node.end > index && node.end <= tree.nodes[parent].end)
        }
    }

    private func checkText(_ article: CanonicalText) {
        #expect(String(validating: article.bytes, as: UTF8.self) != nil)
        #expect(article.bytes.isEmpty || article.bytes.last == 0x0A)
        #expect(!article.bytes.contains { $0 < 0x20 && $0 != 0x0A && $0 != 0x09 })
    }
}

private let parts = [
    "<", ">", "</", "<!--", "-->", "&", "&#", "<script>", "</script>", "<svg>", "</svg>", "<x-a>",
    "</x-a>", "<x-b>", "</x-b>", "<div>", "</div>", "<b>", "</b>", "<a>", "</a>", "<p>", "</p>",
    "<table>", "<td>", "</table>", "<li>", "<h1>", "<pre>", "<br>", "<noscript>", "<template>",
    "</head>", "<body>", "\"", "'", "\0", "\r", "{", "]", "\\",
]

private let page = """
    <!DOCTYPE html><html lang="en"><head><title>A &amp; B</title><meta charset=utf-8>
    <script type="application/ld+json">{"a": ["b"]}</script><style>p { }</style></head>
    <body class="page single"><header><nav><ul><li><a href=/>Home</a><li><a href=/b>B</a></ul>
    </nav></header><!-- c --><main><article itemprop="articleBody"><h1>A &amp; B</h1>
    <p>The first paragraph, with a <a href="x">link</a>, is long enough to be text.</p>
    <p>Ünïcödé — “quoted” 。 text, which has commas, and <b>bold<p>words</b>, too.</p>
    <pre>  one\n    two\n</pre><table><tr><td>cell, one<td>2</table><svg><path/><g></svg>
    <ul><li>An item, which is text.<li>Another one, short.</ul><blockquote>Said, he.</blockquote>
    </article></main><footer>© 2020</footer></body></html>
    """
