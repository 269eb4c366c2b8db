// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import Testing

@testable import Extractors

@Suite struct TokenizerTests {
    @Test(arguments: [
        ("a<b>c</b>d", "'a' <b> 'c' </b> 'd'"),
        ("<B ID=x>", "<b id=x>"),
        ("</B >", "</b>"),
        ("<br/>", "<br/>"),
        ("<br / >", "<br>"),
        ("<a/b>", "<a b=>"),
        ("a < b", "'a < b'"),
        ("<", "'<'"),
        ("</", "'</'"),
        ("a</>b", "'a' <!> 'b'"),
        ("<3", "'<3'"),
        ("<a", ""),
        ("x<a b=\"c", "'x'"),
    ])
    func `tags are told from text`(text: String, expected: String) {
        #expect(Notation.tokens(of: text) == expected)
    }

    @Test(arguments: [
        ("<a b=c d='e f' g=\"h i\">", "<a b=c d=e f g=h i>"),
        ("<a b = c>", "<a b=c>"),
        ("<a b c=>", "<a b= c=>"),
        ("<a =b>", "<a =b=>"),
        ("<a b='1'c='2'>", "<a b=1 c=2>"),
        ("<a b=c/>", "<a b=c/>"),
        ("<a b=1 B=2>", "<a b=1>"),
        ("<a\nb\tc\u{0C}d>", "<a b= c= d=>"),
        ("<a b=\"\r\n\0\">", "<a b=\n\u{FFFD}>"),
    ])
    func `attributes are read, and the first of a name counts`(text: String, expected: String) {
        #expect(Notation.tokens(of: text) == expected)
    }

    @Test(arguments: [
        ("<!--a-->b", "<!a> 'b'"),
        ("<!-->b", "<!> 'b'"),
        ("<!--->b", "<!> 'b'"),
        ("<!---->b", "<!> 'b'"),
        ("<!--a--!>b", "<!a> 'b'"),
        ("<!--a--b-->c", "<!a--b> 'c'"),
        ("<!--!>b-->c", "<!!>b> 'c'"),
        ("<!--a", "<!a>"),
        ("<!--a--", "<!a>"),
        ("<!doctype html>a", "<!doctype> 'a'"),
        ("<!DOCTYPE html \"a>b", "<!doctype> 'b'"),
        ("<!a>b", "<!a> 'b'"),
        ("<?a?>b", "<!?a?> 'b'"),
        ("</ a>b", "<! a> 'b'"),
        ("<![CDATA[a]]>", "<![CDATA[a]]>"),
    ])
    func `comments end where the standard says`(text: String, expected: String) {
        #expect(Notation.tokens(of: text) == expected)
    }

    @Test(arguments: [
        (ContentModel.escapableText, "<title>a<b>&amp;</title >c", "'a<b>&' </title> 'c'"),
        (.escapableText, "<title>a</titles></TITLE>", "'a</titles>' </title>"),
        (.text, "<style>&amp;</style>", "'&amp;' </style>"),
        (.text, "<style>a</style", "'a</style'"),
        (.script, "<script>a<!--</script>b", "'a<!--' </script> 'b'"),
        (
            .script, "<script><!--<script></script>a</script>b",
            "'<!--<script></script>a' </script> 'b'",
        ),
        (.script, "<script><!--<script>--></script>b", "'<!--<script>-->' </script> 'b'"),
        (.script, "<script><!--><script></script>b", "'<!--><script>' </script> 'b'"),
        (.everything, "<plaintext>a</plaintext>", "'a</plaintext>'"),
    ])
    func `raw text ends at its own end tag`(model: ContentModel, text: String, expected: String) {
        #expect(Notation.tokens(of: text, in: model) == expected)
    }

    @Test func `a marked section is text within foreign content`() {
        var tokenizer = Tokenizer(Array("<![CDATA[a<b>]]]>c".utf8))
        let token = tokenizer.next(isForeign: true)
        #expect(token.kind == .text)
        #expect(Notation.decoded(token.content, tokenizer.bytes, .content) == "a<b>]")
        #expect(tokenizer.next().source == 17..<18)
    }

    @Test func `a token knows the bytes it was read from`() {
        var tokenizer = Tokenizer(Array("ab<i c>d</i>".utf8))
        #expect(tokenizer.next().source == 0..<2)
        #expect(tokenizer.next().source == 2..<7)
        #expect(tokenizer.next().source == 7..<8)
        #expect(tokenizer.next().source == 8..<12)
        #expect(tokenizer.next().kind == .end)
    }
}

@Suite struct CharacterReferencesTests {
    @Test(arguments: [
        ("&amp;&lt;&AMP;", "&<&"),
        ("&amp", "&"),
        ("&notit;", "¬it;"),
        ("&notin;", "∉"),
        ("&not;in;", "¬in;"),
        ("&unknown; &a &;", "&unknown; &a &;"),
        ("&NotEqualTilde;", "≂̸"),
        ("&CounterClockwiseContourIntegral;", "∳"),
        ("&AElig;&zwnj;&zwj;&NewLine;", "Æ\u{200C}\u{200D}\n"),
        ("&#65;&#x41;&#X41&#65", "AAAA"),
        ("&#;&#x;&#xg;&#", "&#;&#x;&#xg;&#"),
        ("&#0;&#xD800;&#x110000;&#99999999999;", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
        ("&#128;&#x97;&#x81;", "€—\u{81}"),
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("a\0b", "ab"),
        ("&", "&"),
    ])
    func `references become characters`(text: String, expected: String) {
        let bytes = Array(text.utf8)
        #expect(Notation.decoded(0..<bytes.count, bytes, .content) == expected)
    }

    @Test(arguments: [
        ("?a=b&copy=1", "?a=b&copy=1"),
        ("?a=b&copy;=1", "?a=b©=1"),
        ("&copyx &copy1", "&copyx &copy1"),
        ("&copy &copy", "© ©"),
    ])
    func `an address keeps names without semicolon`(text: String, expected: String) {
        let bytes = Array(text.utf8)
        #expect(Notation.decoded(0..<bytes.count, bytes, .attribute) == expected)
    }

    @Test func `every name of the tables is found`() {
        for (names, end) in [(EntityNames.terminated, ";"), (EntityNames.bare, " ")] {
            for row in "\(names.literal)".split(whereSeparator: { $0 == " " || $0 == "\n" }) {
                let parts = row.split(separator: "=")
                let bytes = Array("&\(parts[0])\(end)".utf8)
                var scalars = String.UnicodeScalarView()
                for point in parts[1].split(separator: "+") {
                    scalars.append(Unicode.Scalar(UInt32(point, radix: 16) ?? 0) ?? "?")
                }
                let expected = String(scalars) + (end == " " ? " " : "")
                #expect(Notation.decoded(0..<bytes.count, bytes, .content) == expected)
            }
        }
    }
}
