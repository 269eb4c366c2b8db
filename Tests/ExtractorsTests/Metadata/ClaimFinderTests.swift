// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import Testing

@testable import Extractors

private func claims(_ page: String, _ context: ExtractionContext = .init()) -> DocumentClaims {
    ClaimFinder.claims(in: .read(page), context: context)
}

private func text(_ claim: ClaimCandidate?) -> String? {
    claim.map { String(decoding: $0.value, as: UTF8.self) }
}

@Suite struct TitleTests {
    @Test(arguments: [
        ("<title>A long title | Site</title><h1>A long title</h1>", "A long title"),
        ("<title>A Long Title - Site</title><h1>Site</h1><h1>A long title</h1>", "A long title"),
        ("<title>A long title | Site</title>", "A long title"),
        ("<title>Site » A longer title here</title>", "A longer title here"),
        ("<h1>Only heading</h1>", "Only heading"),
        (
            "<title>A title - The Site Name</title><meta property='og:title' content='A title'>"
                + "<h1>The Site Name</h1>", "A title",
        ),
        ("<title>X</title><h1>One</h1><h1>Two</h1>", "X"),
        ("<meta property='og:title' content='Tom &amp;amp; Jerry'>", "Tom & Jerry"),
        (
            "<meta property='og:title' content='Story - Site'>"
                + "<meta property='og:site_name' content='site'>", "Story",
        ),
        ("<meta property='og:title' content='Tit for tat - Site'>", "Tit for tat - Site"),
    ])
    func `the title is told from the site's name`(page: String, expected: String) {
        #expect(text(claims(page).value(.title)) == expected)
    }

    @Test func `data comes before fields`() {
        let data =
            #"<script type="application/ld+json">{"@type":"NewsArticle","headline":"A"}</script>"#
        #expect(text(claims("<meta property='og:title' content=B>" + data).value(.title)) == "A")
    }

    @Test func `no title is none`() {
        #expect(claims("<p>a").value(.title) == nil)
    }

    @Test func `all candidates are recorded with their places`() throws {
        let page = "<title>One | Two</title><meta property='og:title' content='Three'><h1>Four</h1>"
        let found = claims(page)
        let titles = found.candidates.filter { $0.property == .title }
        #expect(titles.map { text($0) } == ["Three", "Four", "One"])
        let places = try titles.map {
            String(decoding: Array(page.utf8)[try #require($0.evidence).range], as: UTF8.self)
        }
        #expect(places == ["Three", "Four", "One | Two"])
        #expect(
            titles.map { "\($0.rule.name)" } == [
                "title-meta", "title-only-heading", "title-part",
            ]
        )
    }
}

@Suite struct AuthorTests {
    private func authors(_ page: String) -> [String] {
        claims(page).values(.author).compactMap { text($0) }
    }

    @Test(arguments: [
        ("<meta name=author content='Jane Doe'>", ["Jane Doe"]),
        ("<a rel=author>Jane Doe</a>", ["Jane Doe"]),
        ("<span class=byline>Von Jane Doe</span>", ["Jane Doe"]),
        ("<div class='comment-author'>Jane Doe</div>", []),
        ("<meta name=author content='https://example.org/a b'>", []),
        ("<meta name=author content=admin>", []),
        ("<p>Jane Doe</p>", []),
        ("<a rel=author>jane</a>", ["jane"]),
        ("<span class=byline>Posted on</span>", []),
        ("<meta name=author content='Jane Doe and John Roe'>", ["Jane Doe", "John Roe"]),
        ("<meta property='og:site_name' content=Site><a rel=author>site</a>", []),
    ])
    func `names are found where authors are named`(page: String, expected: [String]) {
        #expect(authors(page) == expected)
    }

    @Test func `data comes first, and houses are no authors`() {
        let data = """
            <script type="application/ld+json">{"@graph":[{"@type":"Article","author":[
            {"@type":"Person","name":"Jane Doe"},{"@type":"Organization","name":"The Paper"}]}]}
            </script><meta name=author content='John Roe'>
            """
        #expect(authors(data) == ["Jane Doe"])
    }

    @Test(arguments: [
        (#""author":"Jane Doe""#, ["Jane Doe"]),
        (#""author":["Jane Doe","John Roe"]"#, ["Jane Doe", "John Roe"]),
        (#""author":{"name":["Jane Doe","John Roe"]}"#, ["Jane Doe", "John Roe"]),
        (#""author":{"@type":["Person"],"name":"Jane Doe"}"#, ["Jane Doe"]),
        (#""author":{"@type":"Person"}"#, []),
        (#""author":7"#, []),
    ])
    func `data name authors in many ways`(member: String, expected: [String]) {
        let item = "{\"@type\":[\"NewsArticle\"],\(member)}"
        for data in [item, "[\(item)]", "{\"@type\":\"WebPage\",\"mainEntity\":\(item)}"] {
            #expect(authors("<script type='application/ld+json'>\(data)</script>") == expected)
        }
    }

    @Test func `a house in an author's place is recorded, with the reason it is none`() {
        let data = #"{"@type":"Article","author":{"@type":"Organization","name":"The Paper"}}"#
        let found = claims("<script type='application/ld+json'>\(data)</script>")
        let authors = found.candidates.filter { $0.property == .author }
        #expect(authors.map(\.refusal) == [.organization])
    }

    @Test func `a date without a known order of its numbers is not taken`() {
        #expect(claims("<meta name=date content='3/4/2022'>").value(.published) == nil)
        let german = claims("<html lang=de><meta name=date content='3/4/2022'>")
        #expect(text(german.value(.published)) == "2022-04-03")
    }

    @Test func `an agency is the source`() {
        let found = claims("<meta name=author content='Jane Doe, AFP'>")
        #expect(found.values(.author).count == 1)
        #expect(text(found.value(.source)) == "AFP")
    }
}

@Suite struct DateTests {
    private func published(_ page: String) -> String? {
        text(claims(page).value(.published))
    }

    @Test(arguments: [
        ("<link rel=canonical href='https://example.org/2022/06/25/a'>", "2022-06-25"),
        (
            "<meta property='article:published_time' content='2022-06-25T10:00:00Z'>",
            "2022-06-25T10:00:00Z",
        ),
        ("<meta name=date content='25 June 2022'>", "2022-06-25"),
        ("<time datetime=2022-06-25>yesterday</time>", "2022-06-25"),
        ("<time>June 25, 2022</time>", "2022-06-25"),
        (
            "<time>June 1, 2022</time><time itemprop=datePublished>June 25, 2022</time>",
            "2022-06-25",
        ),
        ("<span class=date>25.6.2022</span>", "2022-06-25"),
        ("<p>25.6.2022</p>", "2022-06-25"),
        ("<div class=sidebar><time>June 1, 2022</time></div><time>June 25, 2022", "2022-06-25"),
    ])
    func `dates are found, plain statements first`(page: String, expected: String) {
        #expect(published(page) == expected)
    }

    @Test(arguments: [
        "<figure><figcaption><time>June 25, 2022</time></figcaption></figure>",
        "<figure><figcaption>Somewhere, June 25, 2022</figcaption></figure>",
        "<p>© 25 June 2022</p>", "<p>Copyright 25 June 2022</p>", "<p>2022</p>", "",
    ])
    func `captions and copyrights are no dates of publication`(page: String) {
        #expect(published(page) == nil)
    }

    @Test func `what does not count is recorded`() {
        let found = claims("<figure><time>June 25, 2022</time></figure>")
        #expect(found.candidates.map(\.role) == [.caption])
    }

    @Test func `a change is not a publication`() {
        let found = claims("<meta property='article:modified_time' content='2022-06-25'>")
        #expect(found.value(.published) == nil)
        #expect(text(found.value(.modified)) == "2022-06-25")
    }

    @Test func `dates that disagree are a conflict`() {
        let link = "<link rel=canonical href='https://example.org/2022/06/25/a'>"
        #expect(claims(link + "<meta name=date content=2022-06-28>").isContradicted(.published))
        #expect(!claims(link + "<meta name=date content=2022-06-26>").isContradicted(.published))
    }

    @Test func `nothing is later than the capture`() {
        let context = ExtractionContext(captureTime: Array("2022-01-01".utf8))
        let page = "<meta name=date content=2022-06-25><time>June 1, 2021</time>"
        #expect(text(claims(page, context).value(.published)) == "2021-06-01")
    }
}

@Suite struct OriginTests {
    @Test(arguments: [
        ("https://example.org/a", "https://example.org/a"),
        ("/a?b", "http://example.com/a?b"),
        ("//example.net/a", "http://example.net/a"),
        ("a", nil), ("ftp://example.org", nil), ("https://a b/", nil), ("https:///a", nil),
    ])
    func `an address is completed by the context's`(href: String, expected: String?) {
        let context = ExtractionContext(url: Array("http://example.com/x/y".utf8))
        let found = claims("<link rel=canonical href='\(href)'>", context)
        #expect(text(found.value(.canonicalURL)) == expected)
    }

    @Test(arguments: [
        ("<html lang=en-US>", "en-us"), ("<html lang=pt_BR>", "pt-br"),
        ("<html lang=''><meta http-equiv=content-language content=de>", "de"),
        ("<html lang=english>", nil), ("<html lang='e1'>", nil), ("<html>", nil),
        ("<html lang=zh-Hans-CN>", "zh-hans-cn"), ("<html lang=en->", nil),
    ])
    func `a language is a tag or none`(page: String, expected: String?) {
        #expect(text(claims(page).value(.language)) == expected)
    }

    @Test(arguments: [
        ("<meta property='og:url' content='https://example.org/a'>", "https://example.org/a"),
        (
            "<link rel=canonical href=/a><meta property='og:url' content='https://example.org/b'>",
            "https://example.org/b",
        ),
        ("<link rel=canonical href=/a>", nil),
    ])
    func `without a context an address is whole or none`(page: String, expected: String?) {
        #expect(text(claims(page).value(.canonicalURL)) == expected)
    }

    @Test func `the publisher and the context name the site`() {
        let data = #"{"@type":"Article","publisher":{"name":"The House"}}"#
        let script = "<script type='application/ld+json'>\(data)</script>"
        #expect(text(claims(script).value(.siteName)) == "The House")
        let context = ExtractionContext(url: Array("https://www.example.org/a".utf8))
        #expect(text(claims("<p>a", context).value(.siteName)) == "example.org")
        #expect(text(claims("<meta name=application-name content=App>").value(.siteName)) == "App")
    }

    @Test func `the site is named, or its host is`() {
        let link = "<link rel=canonical href='https://www.Example.org/a'>"
        #expect(text(claims(link).value(.siteName)) == "example.org")
        let named = link + "<meta property='og:site_name' content='The Site'>"
        #expect(text(claims(named).value(.siteName)) == "The Site")
        #expect(claims("<p>a").value(.siteName) == nil)
    }
}

@Suite struct PageRuleTests {
    @Test func `fields state, rules derive, class names and text are weak`() {
        #expect(PageRule.dateMeta.confidence == .stated)
        #expect(PageRule.authorElement.confidence == .weak)
        #expect(claims("<title>A | B</title>").value(.title)?.confidence == .derived)
    }

    @Test func `the words of class names are sorted`() {
        let words = "\(ClaimWords.table)".split(separator: " ").map { $0.split(separator: "=")[0] }
        for (first, second) in zip(words, words.dropFirst()) {
            #expect(Array(first.utf8).lexicographicallyPrecedes(Array(second.utf8)))
        }
    }
}
