// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import Provenance
import Testing

@Suite struct MediaTypeTests {
    @Test(arguments: [
        "text/html", "text/html; charset=utf-8", "text/html;charset=\"utf-8\"", "a/b;",
        "application/vnd.a+json ; x=y\t;z=\"a\\\"b; c\"", "!#$%&'*+-.^_`|~/0", "a/b; ; c=d",
        "text/plain; x=\"é\"",
    ])
    func `a media type is taken`(text: String) {
        #expect(MediaType.isWellFormed(text))
    }

    @Test(arguments: [
        "", "text", "text/", "/html", "text/html/x", "text /html", " text/html",
        "text/html charset",
        "text/html; charset", "text/html; charset=", "text/html; =x", "text/html; a=b c",
        "text/html; a=\"b", "text/html; a=\"b\\", "text/html; a=\"\u{1}\"", "tëxt/html",
        "text/html; a=\"\\\u{1}\"", "text/html ", "text/html, a/b", "text/html; a = b",
        "text/html; a=\"\u{7F}\"",
    ])
    func `anything else is not`(text: String) {
        #expect(!MediaType.isWellFormed(text))
    }

    @Test(arguments: [
        ("page.html", "text/html"), ("page.HTM", "text/html"),
        ("a.b.xhtml", "application/xhtml+xml"),
        ("notes.txt", "text/plain"), ("notes.text", "text/plain"), ("README.md", "text/markdown"),
        ("x.pdf", "application/pdf"), ("x.json", "application/json"),
        ("x.warc.gz", "application/gzip"),
        ("folder.zip/x.Csv", "text/csv"), ("/a/b.c/d.svg", "image/svg+xml"),
        ("mail.eml", "message/rfc822"),
    ])
    func `a name suggests a type`(name: String, type: String) {
        #expect(
            MediaTypeByName.mediaType(of: FileName(name))
                == MediaType(value: type, source: .fileName)
        )
        #expect(MediaType.isWellFormed(type))
    }

    @Test(arguments: [
        "", "html", ".html", "a/.html", "page.", "page.html/", "page.html ", "page.unknown",
        "a.html/b",
        "page.html\u{301}",
    ])
    func `other names suggest none`(name: String) {
        #expect(MediaTypeByName.mediaType(of: FileName(name)) == nil)
    }

    @Test func `names that are not text are looked at too`() {
        let name = FileName(bytes: [0xFF] + Array(".png".utf8))
        #expect(name.text == nil)
        #expect(MediaTypeByName.mediaType(of: name)?.value == "image/png")
        #expect(MediaTypeByName.mediaType(of: FileName(bytes: Array("a.".utf8) + [0xFF])) == nil)
    }
}
