// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import Testing

@testable import Extractors

@Suite struct BylineTests {
    private func names(_ line: String) -> [String] {
        Byline.names(Array(line.utf8)).map {
            String(decoding: $0.name, as: UTF8.self) + ($0.isAgency ? "!" : "")
        }
    }

    @Test(arguments: [
        ("By Ann Lee", ["Ann Lee"]),
        ("by: ANN LEE", ["ANN LEE"]),
        ("Von Anna Groß und Karl Ö. Weiß", ["Anna Groß", "Karl Ö. Weiß"]),
        ("Par Jean-Luc Petit et Zoé Roy", ["Jean-Luc Petit", "Zoé Roy"]),
        ("Por María del Mar y José Ruiz", ["María del Mar", "José Ruiz"]),
        (
            "Written by Ann Lee, Bo Ek; Cy Oh | Di Pa & Ed Re / Flo So",
            [
                "Ann Lee", "Bo Ek", "Cy Oh", "Di Pa", "Ed Re", "Flo So",
            ],
        ),
        ("By Ann E Lee AND Bo I Ek", ["Ann E Lee", "Bo I Ek"]),
        ("By Ann Lee, Harbour News Staff", ["Ann Lee"]),
        ("By Ann Lee (Reuters)", ["Ann Lee", "Reuters!"]),
        ("By The Associated Press", ["The Associated Press!"]),
        ("By AFP", ["AFP!"]),
        ("Автор: Иван Петров", ["Иван Петров"]),
        ("By Ann Lee ann.lee@news.example", ["Ann Lee"]),
        ("By the time it ended", []),
        ("By 2020", []),
        ("By Staff", []),
        ("By https://news.example", []),
        ("", []),
    ])
    func `a byline gives the names of persons and agencies`(line: String, expected: [String]) {
        #expect(names(line) == expected)
    }

    @Test(arguments: [
        ("Veröffentlicht von Jane Doe →", ["Jane Doe"]), ("Text: Jane Doe", ["Jane Doe"]),
        ("By Jane Doe and John Roe, Ann Poe", ["Jane Doe", "John Roe", "Ann Poe"]),
        ("Jane Doe (Paris)", ["Jane Doe"]), ("Jane Doe Jr.", ["Jane Doe Jr."]),
        ("- Jane Doe.", ["Jane Doe"]), ("jane", ["jane"]), ("Foto: Von: Jane", ["Jane"]),
        ("Jane Doe, AFP", ["Jane Doe", "AFP!"]),
        ("admin", []), ("Posted on", []), ("Jane 2", []),
    ])
    func `a place for names has any but those of no one`(line: String, expected: [String]) {
        let found = Byline.names(Array(line.utf8), form: .any)
        let names = found.map {
            String(decoding: $0.name, as: UTF8.self) + ($0.isAgency ? "!" : "")
        }
        #expect(names == expected)
    }

    @Test func `a short name is an agency in capitals only`() {
        #expect(NewsAgencies.contains(Array("dpa".utf8)) == false)
        #expect(NewsAgencies.contains(Array("DPA".utf8)))
        #expect(NewsAgencies.contains(Array("reuters".utf8)))
        #expect(NewsAgencies.contains(Array("ТАСС".utf8)))
        #expect(!NewsAgencies.contains(Array("Reuters Foundation".utf8)))
    }

    @Test func `a name knows where it stands`() {
        let line = Array("By Ann Lee, AFP".utf8)
        #expect(Byline.names(line).map(\.range) == [3..<10, 12..<15])
    }
}

@Suite struct WebAddressTests {
    @Test(arguments: [
        ("https://a.example/2022/06/25/title", "2022-06-25"),
        ("https://a.example/2022/6/5", "2022-06-05"),
        ("https://a.example/x/20220625/", "2022-06-25"),
        ("https://a.example/2022-06-25-title", "2022-06-25"),
        ("https://a.example/20220625-title", "2022-06-25"),
        ("https://a.example/20220625title", nil),
        ("https://a.example/2022/06/title", nil),
        ("https://a.example/2022/13/25/", nil),
        ("https://a.example/2022/02/30/", nil),
        ("https://a.example/id/202206251", nil),
        ("https://a.example/?d=/2022/06/25/", nil),
        ("https://a.example/1889/06/25/", nil),
        ("2022/06/25/", nil),
    ])
    func `the date in a path is a whole part of it`(url: String, date: String?) {
        let match = WebAddress.pathDate(Array(url.utf8))
        #expect(match.map { String(decoding: $0.date.text, as: UTF8.self) } == date)
    }

    @Test(arguments: [
        ("https://A.example:80/x", "a.example"), ("http://user:pw@b.example?x", "b.example"),
        ("ftp://c.example", ""), ("https://", ""),
    ])
    func `the host is in lower case without user and port`(url: String, host: String) {
        #expect(WebAddress.host(Array(url.utf8)) == Array(host.utf8))
        #expect(WebAddress.isAbsolute(Array(url.utf8)) == !host.isEmpty)
    }

    @Test func `a site without a name is called by its host`() {
        #expect(WebAddress.site(Array("https://www.A.example/x".utf8)) == Array("a.example".utf8))
    }

    @Test(arguments: ["https://a.example/x y", "https://a.example/\"", " https://a.example", "x"])
    func `an address has no white space or quotes`(url: String) {
        #expect(!WebAddress.isAbsolute(Array(url.utf8)))
    }
}

@Suite struct CanonicalOutputTests {
    @Test func `strings are escaped as RFC 8785 says`() {
        var json = CanonicalJSON()
        json.beginArray()
        json.string(Array("\"\\\u{8}\t\n\u{C}\r\u{0}\u{1F}\u{7F}/é\u{1F600}".utf8))
        json.integer(-9_007_199_254_740_991)
        json.null()
        json.endArray()
        let expected =
            #"["\"\\\b\t\n\f\r\u0000\u001f"# + "\u{7F}/é\u{1F600}\",-9007199254740991,null]"
        #expect(String(decoding: json.bytes, as: UTF8.self) == expected)
    }

    @Test func `keys out of order are a programmer's mistake`() async {
        await #expect(processExitsWith: .failure) {
            var json = CanonicalJSON()
            json.beginObject()
            json.key("b")
            json.null()
            json.key("a")
        }
    }

    @Test func `text has one space where white space was and no controls`() {
        let text = "\u{A0}a \t b\u{200B}\u{3000}c\u{AD}d\u{0}e\u{FEFF}\r\n"
        #expect(CanonicalText.collapsed(Array(text.utf8)) == Array("a b cde".utf8))
    }

    @Test func `preformatted lines keep their spaces but for those at the end`() {
        var text = CanonicalText()
        text.appendPreformatted(
            Array("  a\t b \u{1}".utf8),
            original: ByteRange(start: 0, length: 8),
        )
        text.append(Array(" \u{AD} ".utf8), original: ByteRange(start: 9, length: 4))
        #expect(text.bytes == Array("  a\t b\n".utf8) && text.paragraphs.count == 1)
    }
}
