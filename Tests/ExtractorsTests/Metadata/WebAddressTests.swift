// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import Testing

@testable import Extractors

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
