// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Testing

@Suite struct PlainTextTests {
    @Test(arguments: [
        "", "a page", "https://example.org/?a=b&c=%20", "naïve", "日本語", "עברית", "e\u{301}", "👩‍👧",
        "می\u{200C}خواهم", "\\u{1b}",
    ])
    func `text that a terminal only shows stays as it is`(text: String) {
        #expect(PlainText.of(text) == text)
        #expect(PlainText.of(Array(text.utf8)) == text)
    }

    @Test(
        arguments: [
            // Control characters of both kinds, among them those that end a line.
            ("\u{1B}[2J", "\\u{1b}[2J"), ("a\r\nb\t", "a\\u{d}\\u{a}b\\u{9}"),
            ("\u{0}\u{7F}", "\\u{0}\\u{7f}"), ("\u{9B}31m", "\\u{9b}31m"),
            ("\u{85}\u{2028}\u{2029}", "\\u{85}\\u{2028}\\u{2029}"),
            // What turns the direction of the text around it.
            ("exe\u{202E}gpj", "exe\\u{202e}gpj"), ("\u{2066}a\u{2069}", "\\u{2066}a\\u{2069}"),
            ("\u{200F}", "\\u{200f}"),
            // What is not seen.
            ("a\u{AD}\u{200B}\u{FEFF}", "a\\u{ad}\\u{200b}\\u{feff}"),
            ("\u{E0041}", "\\u{e0041}"), ("\u{E000}", "\\u{e000}"),
        ] as [(String, String)]
    )
    func `what a terminal obeys or hides is written out`(text: String, plain: String) {
        #expect(PlainText.of(text) == plain)
        #expect(PlainText.of(Array(text.utf8)) == plain)
    }

    @Test(
        arguments: [
            ([0xFF], "\\xff"), ([0x61, 0xFE, 0x62], "a\\xfeb"), ([0xE2, 0x82], "\\xe2\\x82"),
            ([0xC0, 0x80, 0x0A], "\\xc0\\x80\\u{a}"),
            ([0xED, 0xA0, 0x80], "\\xed\\xa0\\x80"),
            ([0xF0, 0x9F, 0x98, 0xC3, 0xA9], "\\xf0\\x9f\\x98é"),
        ] as [([UInt8], String)]
    )
    func `bytes that are not UTF-8 are written out`(bytes: [UInt8], plain: String) {
        #expect(PlainText.of(bytes) == plain)
    }
}
