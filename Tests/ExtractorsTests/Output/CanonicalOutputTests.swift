// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import Testing

@testable import Extractors

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
            Array("  a\t b \u{1}\u{A0}\t\u{3000}".utf8),
            original: ByteRange(start: 0, length: 8),
        )
        text.append(Array(" \u{AD} ".utf8), original: ByteRange(start: 9, length: 4))
        #expect(text.bytes == Array("  a\t b\n".utf8) && text.paragraphs.count == 1)
    }
}
