// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import Testing

@testable import Extractors

private let first = "The first paragraph, which is long enough to count, stands here."
private let second = "The second one, no shorter than the first, follows it. It has two sentences."
private let third = "The third paragraph closes the matter, and says so at length."
private let paragraphs = "<p>\(first)</p><p>\(second)</p><p>\(third)</p>"

@Suite struct ArticleTests {
    @Test func `paragraphs are the article`() {
        #expect(Article.paragraphs(of: paragraphs) == [first, second, third])
    }

    @Test func `the text is a line for each paragraph`() {
        let article = Article.extract(from: .read(paragraphs))
        #expect(article.bytes == Array("\(first)\n\(second)\n\(third)\n".utf8))
    }

    @Test(arguments: ["", "   ", "<p>", "<!-- a -->", "<script>a</script>", "<nav>Home</nav>"])
    func `a page without text has an empty article`(text: String) {
        let article = Article.extract(from: .read(text))
        #expect(article.bytes.isEmpty)
        #expect(article.paragraphs.isEmpty)
    }

    @Test(arguments: [
        "<nav><a href=a>One, two.</a><p>Three, four, five, six, seven, eight.</p></nav>",
        "<aside><p>Another story, which is not this one, is told here.</p></aside>",
        "<footer><p>Published by somebody, somewhere, at some time, or so.</p></footer>",
        "<form><p>Sign here, there, and everywhere, and send it, please.</p></form>",
        "<div role=navigation><p>Here, there, and everywhere, all of it.</p></div>",
        "<div class=sidebar><p>Another story, which is not this one, is told here.</p></div>",
        "<div id=relatedPosts><p>Another story, which is not this one, is told.</p></div>",
        "<div class='share-buttons'><p>Tell your friends, your foes, and all.</p></div>",
        "<div hidden><p>Nobody sees this, or should see it, at any time.</p></div>",
        "<div style='color:red; Display: none'><p>Nobody sees this, or should.</p></div>",
        "<div aria-hidden=true><p>Nobody hears this, or should hear it, ever.</p></div>",
        "<figure><img><figcaption>A picture, by somebody, of something.</figcaption></figure>",
        "<ul><li><a href=a>A link, and</a><li><a href=b>one more link, here</a></ul>",
        "<template><p>Not shown, not yet, and perhaps not ever, to anybody.</p></template>",
        "<p>Advertisement</p>",
        "<p>By Jane Doe</p>",
        "<p>Read more: another story</p>",
        "<h3>See also</h3><ul><li><a href=a>A link to another story, here</a></ul>",
    ])
    func `furniture is left out`(furniture: String) {
        let body = "<div>\(paragraphs)</div>"
        #expect(Article.paragraphs(of: body + furniture) == [first, second, third])
        let inside = "<article><p>\(first)</p>\(furniture)<p>\(second)</p><p>\(third)</p></article>"
        #expect(Article.paragraphs(of: inside) == [first, second, third])
    }

    @Test(arguments: [
        "class=sidebar", "class='comment-list'", "id=footer", "role=navigation", "itemprop=author",
    ])
    func `no name leaves out most of the text`(attribute: String) {
        let page = "<div \(attribute)>\(paragraphs)</div><p>A short line.</p>"
        let found = Article.paragraphs(of: page)
        #expect(found.starts(with: [first, second, third]))
    }

    @Test func `too many class words say nothing`() {
        let words = (0..<20).map { "w\(Character(Unicode.Scalar(UInt8(97 + $0))))" }
        let many = words.joined(separator: " ")
        let page = "\(paragraphs)<div class='sidebar \(many)'><p>\(second)</p></div>"
        #expect(Article.paragraphs(of: "<div>\(page)</div>").count == 4)
    }

    @Test func `headings are kept above kept text only`() {
        let page = "<h1>Title</h1><h2>Part one</h2>\(paragraphs)<h2>Part two</h2>"
        #expect(Article.paragraphs(of: page) == ["Part one", first, second, third])
    }

    @Test func `short lines are kept between kept ones`() {
        let page = "<p>\(first)</p><p>Yes</p><p>\(second)</p><p>\(third)</p><p>No</p>"
        #expect(Article.paragraphs(of: page) == [first, "Yes", second, third])
    }

    @Test func `line breaks and elements part blocks, phrases do not`() {
        let page =
            "<div>\(first)<br>\(second) <b>Bold,</b><i> slanted</i>.<div>\(third)</div></div>"
        #expect(Article.paragraphs(of: page) == [first, second + " Bold, slanted.", third])
    }

    @Test func `white space is collapsed, controls and soft hyphens go`() {
        let page = "<p>\n The\u{A0}first\t<b> para</b>graph,\u{AD} which\u{1} is  long enough. </p>"
        #expect(Article.paragraphs(of: page) == ["The first paragraph, which is long enough."])
    }

    @Test func `preformatted text keeps its lines`() {
        let page = "\(paragraphs)<pre>\n  if a, b;\n    c<br>d  \n</pre><p>\(second)</p>"
        #expect(Article.paragraphs(of: "<div>\(page)</div>")[3] == "  if a, b;\n    c\nd")
    }

    @Test func `the named container wins over what is beside it`() {
        let other = "<div class=x><p>\(second)</p></div>"
        let page = "<div><div class='entry-content'>\(paragraphs)\(paragraphs)</div>\(other)</div>"
        #expect(Article.paragraphs(of: page).count == 6)
    }

    @Test func `text without paragraphs is found too`() {
        #expect(Article.paragraphs(of: "<div>\(first)</div>") == [first])
    }

    @Test(arguments: ["h2", "p", "div"])
    func `the lead beside the article's text is found`(tag: String) {
        let lead = first + " " + second
        let top = "<header><h1>Title</h1><p>Section</p><\(tag)>\(lead)</\(tag)></header>"
        let page = "<main>\(top)<div class='article-body'>\(paragraphs)</div></main>"
        #expect(Article.paragraphs(of: page) == [lead, first, second, third])
    }

    @Test func `a teaser that describes the page is its lead`() {
        let lead = "<div class=teaser-text itemprop=description><p>\(first) \(second)</p></div>"
        let body = String(repeating: paragraphs, count: 3)
        let page = "<main><h2>Title</h2>\(lead)<div itemprop=articleBody>\(body)</div></main>"
        #expect(Article.paragraphs(of: page).first == first + " " + second)
    }

    @Test(arguments: [
        ("<table><tr><td>One cell<td><a href=a>A link</a></table>", ["One cell"]),
        ("<ul><li>An item, short.</li></ul>", ["An item, short."]),
        ("<ul><li><a href=a>All of it a link, that is</a> x</li></ul>", []),
        ("<div>Two words</div>", ["Two words"]),
        ("<div><a href=a>A link</a></div>", []),
        ("<pre>code</pre>", ["code"]),
        ("<h3>Above a link</h3><p><a href=a>A link that goes somewhere</a></p>", []),
    ])
    func `blocks between kept ones are judged by kind and links`(
        block: String,
        expected: [String],
    ) {
        let page = "<article>\(paragraphs)\(block)\(paragraphs)</article>"
        let found = Article.paragraphs(of: page)
        let all = [first, second, third]
        #expect(found == all + expected + all)
    }

    @Test(arguments: [
        "<b rel=tag>A word, and another one, and more of them.</b>",
        "<div style='VISIBILITY : hidden'><p>Nobody sees this, or should.</p></div>",
        "<div itemprop=publisher><p>The house that printed this, and its address.</p></div>",
        "<header><p>A header with a line, and one more of them.</p></header>",
        "<button>Press here, and then there, and wait.</button>",
        "<time>On a day, in a month, of a year.</time>",
        "<div class=a style='display'><p>Photo: somebody, somewhere</p></div>",
    ])
    func `attributes and elements speak against text`(furniture: String) {
        let body = String(repeating: paragraphs, count: 3)
        let page = "<article>\(body)<div>\(furniture)</div>\(body)</article>"
        #expect(Article.paragraphs(of: page).count == 18)
    }

    @Test(arguments: [
        "<p>A short line, no lead.</p>",
        "<figure><figcaption>\(first) \(second)</figcaption></figure>",
        "<p><a href=a>\(first) \(second)</a></p>",
        "<div class=bio><p>\(first) \(second)</p></div>",
        "<ul><li>\(first) \(second)</ul>",
    ])
    func `what is no lead stays out`(other: String) {
        let body = String(repeating: paragraphs, count: 3)
        let top = "<header><h1>Title</h1>\(other)</header>"
        let page = "<main>\(top)<div class='article-body'>\(body)</div></main>"
        #expect(Article.paragraphs(of: page).count == 9)
        let before = "<main><header>\(other)<h1>Title</h1></header><div>\(body)</div></main>"
        #expect(Article.paragraphs(of: before).count == 9)
    }

    @Test func `comments go however long they are`() {
        let text = String(repeating: paragraphs, count: 4)
        let comments = String(repeating: "<div class=comment>\(paragraphs)</div>", count: 20)
        let page = "<div>\(text)</div><div id=comments>\(comments)</div>"
        #expect(Article.paragraphs(of: page).count == 12)
    }

    @Test func `a long heading with sentences is a paragraph`() {
        let page = "<div><h2>\(first) \(second)</h2>\(paragraphs)</div>"
        #expect(Article.paragraphs(of: page).first == first + " " + second)
    }

    @Test func `data are the article when the page shows none`() {
        let data = #"{"@type":"Article","articleBody":"One, <b>two</b>.\n\nThree &amp; four."}"#
        let page = "<script type='application/ld+json'>\(data)</script><p>Wait</p>"
        let article = Article.extract(from: .read(page))
        #expect(article.bytes == Array("One, two .\nThree & four.\n".utf8))
        let source = article.paragraphs.first?.originals.first.map { Array(page.utf8)[$0.range] }
        #expect(source?.starts(with: "One, <b>".utf8) == true)
    }

    @Test func `a page of one word is that word`() {
        #expect(Article.paragraphs(of: "Test") == ["Test"])
    }

    @Test func `what is hidden from scripts' users is a last resort`() {
        let page = "<body><noscript><p>\(first)</p><p>\(second)</p></noscript></body>"
        #expect(Article.paragraphs(of: page) == [first, second])
    }
}

@Suite struct EvidenceTests {
    @Test func `a paragraph names the bytes of the original it is made of`() {
        let page = "\u{FEFF}<p> One, <b>two</b> &amp; three, which makes a sentence. </p>"
        let original = Array(page.utf8)
        let tree = HTMLTree.read(.decode(original, httpContentType: nil))
        let article = Article.extract(from: tree)
        #expect(article.paragraphs.count == 1)
        let sources = article.paragraphs.first?.originals.map {
            String(decoding: original[$0.range], as: UTF8.self)
        }
        #expect(sources == ["One,", "two", "&amp; three, which makes a sentence."])
    }

    @Test func `ranges of paragraphs lie behind each other`() {
        let article = Article.extract(from: .read(paragraphs))
        var end = 0
        for paragraph in article.paragraphs {
            #expect(paragraph.output.range.lowerBound == end)
            #expect(article.bytes[paragraph.output.range.upperBound] == 0x0A)
            end = paragraph.output.range.upperBound + 1
        }
        #expect(end == article.bytes.count)
    }
}

@Suite struct WordReaderTests {
    private func findings(_ value: String) -> WordFindings {
        var findings = WordFindings()
        let bytes = Array(value.utf8)
        let table = NameTable(ClassWords.table)
        findings.read(0..<bytes.count, of: bytes, table, canStandAlone: true)
        return findings
    }

    @Test(arguments: [
        "sidebar", "main-sidebar", "mainSidebar", "left_SideBar sidebar", "a1share2", "widget",
        "tag", "x tag y", "recommendations", "shareBox",
    ])
    func `words speak against an element`(value: String) {
        #expect(findings(value).isNegative)
    }

    @Test(arguments: [
        "", "sidebars", "tag-list-a", "post_date", "elementor-widget", "wp widget", "content",
        "SHAREBOX",
    ])
    func `other words do not`(value: String) {
        #expect(!findings(value).isNegative)
    }

    @Test(arguments: [
        "article-body", "body article", "entryContent", "articlebody", "post_text", "storyBody",
    ])
    func `pairs of words name the article's text`(value: String) {
        #expect(findings(value).namesArticleText)
    }

    @Test(arguments: ["article", "body", "content", "text-main", "entry-body"])
    func `half a pair does not`(value: String) {
        #expect(!findings(value).namesArticleText)
    }
}
