// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveTestSupport
import Testing

@testable import Extractors

@Suite struct DecodedTextTests {
    private func decode(
        _ bytes: [UInt8],
        http: String? = nil,
        readsMarkup: Bool = true,
    ) -> DecodedText {
        let contentType = http.map { Array($0.utf8) }
        return .decode(bytes, httpContentType: contentType, readsMarkup: readsMarkup)
    }

    private func text(_ decoded: DecodedText) -> String {
        String(decoding: decoded.bytes, as: UTF8.self)
    }

    // MARK: The order of the rules

    @Test func `a byte order mark decides before all else and is not text`() {
        let utf8 = decode([0xEF, 0xBB, 0xBF, 0x41, 0xC3, 0xA9], http: "text/html; charset=koi8-r")
        #expect(text(utf8) == "A\u{E9}")
        #expect(utf8.charset.rule == .byteOrderMark && utf8.charset.encoding == .utf8)
        #expect(utf8.charset.declaredHTTP?.encoding == .koi8R)
        #expect(utf8.originalOffset(of: 0) == 3 && utf8.originalOffset(of: 3) == 6)
        let big = decode([0xFE, 0xFF, 0x00, 0x41, 0x20, 0xAC])
        #expect(text(big) == "A\u{20AC}" && big.charset.encoding == .utf16BE)
        #expect((0...4).map(big.originalOffset) == [2, 4, 4, 4, 6])
        let little = decode([0xFF, 0xFE, 0x41, 0x00])
        #expect(text(little) == "A" && little.charset.encoding == .utf16LE)
    }

    @Test func `a broken text with a mark of UTF-8 stays UTF-8`() {
        let decoded = decode([0xEF, 0xBB, 0xBF, 0x41, 0xFF, 0x42])
        #expect(text(decoded) == "A\u{FFFD}B" && decoded.charset.replacementCount == 1)
        #expect((0...5).map(decoded.originalOffset) == [3, 4, 4, 4, 5, 6])
    }

    @Test func `well-formed multibyte UTF-8 decides before the declared encoding`() {
        let page = Array("<meta charset=windows-1252>\u{E9}".utf8)
        let decoded = decode(page, http: "text/html; charset=iso-8859-2")
        #expect(decoded.bytes == page && decoded.charset.rule == .multibyteUTF8)
        #expect(decoded.charset.declaredHTTP?.encoding == .iso88592)
        #expect(decoded.charset.declaredMeta?.encoding == .windows1252)
    }

    @Test func `the HTTP charset decides before the markup`() {
        let page = Array("<meta charset=windows-1250>".utf8) + [0xE1]
        let decoded = decode(page, http: "text/html; charset=koi8-r")
        #expect(decoded.charset.rule == .http && text(decoded).hasSuffix("\u{0410}"))
        let declared = decode(page)
        #expect(declared.charset.rule == .meta && text(declared).hasSuffix("\u{E1}"))
        #expect(declared.charset.encoding == .windows1250)
    }

    @Test func `markup does not count where there is none`() {
        let page = Array("<meta charset=windows-1250>".utf8) + [0xE1]
        let decoded = decode(page, readsMarkup: false)
        #expect(decoded.charset.rule == .fallback && decoded.charset.declaredMeta == nil)
    }

    @Test func `ASCII without a declaration is UTF-8, other bytes are windows-1252`() {
        let ascii = decode(Array("plain".utf8))
        #expect(ascii.charset.rule == .ascii && ascii.charset.encoding == .utf8)
        let other = decode([0x93, 0x41, 0x94])
        #expect(other.charset.rule == .fallback && text(other) == "\u{201C}A\u{201D}")
        #expect((0...7).map(other.originalOffset) == [0, 0, 0, 1, 2, 2, 2, 3])
        #expect(decode([]).bytes.isEmpty && decode([]).originalOffset(of: 0) == 0)
    }

    @Test(arguments: ["utf-7", "x-mac-greek", "utf8mb4"])
    func `a label nobody knows is kept and not guessed at`(label: String) {
        let page = Array("<meta charset=\(label)>".utf8) + [0xE1]
        let meta = decode(page)
        #expect(meta.charset.rule == .unsupported && meta.charset.declaredMeta?.encoding == nil)
        #expect(meta.charset.declaredMeta?.bytes == Array(label.utf8))
        let http = decode([0xE1], http: "text/html; charset=\(label)")
        #expect(http.charset.rule == .unsupported)
        #expect(http.charset.declaredHTTP?.bytes == Array(label.utf8))
        let ascii = decode([0x41], http: "text/html; charset=\(label)")
        #expect(ascii.charset.rule == .ascii)
    }

    @Test func `a mislabelled text is decoded as labelled, with its errors counted`() {
        let decoded = decode([0x41, 0xE9, 0x42], http: "text/html; charset=utf-8")
        #expect(text(decoded) == "A\u{FFFD}B" && decoded.charset.replacementCount == 1)
        let korean = decode([0xB0, 0xA1, 0xFF, 0x42], http: "text/html; charset=euc-kr")
        #expect(text(korean) == "\u{AC00}\u{FFFD}B" && korean.charset.replacementCount == 1)
        let hidden = decode(Array("~{<:Ky".utf8), http: "text/html; charset=hz-gb-2312")
        #expect(text(hidden) == "\u{FFFD}" && hidden.charset.encoding == .replacement)
        #expect((0...3).map(hidden.originalOffset) == [0, 0, 0, 6])
        let user = decode([0x41, 0xFF], http: "text/html; charset=x-user-defined")
        #expect(text(user) == "A\u{F7FF}")
    }

    // MARK: HTTP

    @Test(arguments: [
        ("text/html; charset=utf-8", "utf-8"),
        ("text/html;charset=\"koi8-r\"", "koi8-r"),
        ("text/html; a=b;  CharSet = x ; charset=y", "y"),
        ("text/html; a=\";charset=no\"; charset=yes", "yes"),
        ("text/html; charset=\"a\\\"b\"", "a\"b"),
        ("text/html; charset=", nil),
        ("text/html; charset", nil),
        ("text/html", nil),
        ("charset=utf-8", nil),
        ("", nil),
        (";charset=a", "a"),
        ("x;;;charset=a;charset=b", "a"),
    ])
    func `the charset of a content type is its first parameter of that name`(
        header: String,
        charset: String?,
    ) {
        #expect(HTTPContentType.charset(Array(header.utf8)) == charset.map { Array($0.utf8) })
    }

    // MARK: Cuts

    @Test(arguments: ["big5", "euc-jp", "gb18030", "iso-2022-jp", "shift_jis", "utf-16le", "utf-8"])
    func `a text cut at every byte decodes and keeps its offsets`(label: String) {
        var generator = SeededGenerator(seed: 7)
        let whole = (0..<200).map { _ in UInt8.random(in: 0x1B ... .max, using: &generator) }
        for count in 0...whole.count {
            let decoded = decode(Array(whole[..<count]), http: "text/html; charset=\(label)")
            #expect(UTF8Validation(decoded.bytes).end == decoded.bytes.count)
            #expect(decoded.originalOffset(of: decoded.bytes.count) == count)
            #expect(decoded.originalOffset(of: .max) == count)
        }
    }

    @Test func `a long text has exact offsets everywhere`() {
        let line: [UInt8] = [0xCF, 0xF0, 0xE8, 0x20, 0x61, 0x62, 0x0A, 0x93]
        let original = (0..<3000).flatMap { _ in line }
        let decoded = decode(original, http: "text/html; charset=windows-1251")
        var offset = 0
        var wrong = 0
        for (index, byte) in original.enumerated() {
            let width = byte < 0x80 ? 1 : byte == 0x93 ? 3 : 2
            for part in 0..<width {
                wrong += decoded.originalOffset(of: offset + part) == index ? 0 : 1
            }
            offset += width
        }
        #expect(wrong == 0 && offset == decoded.bytes.count)
    }
}

@Suite struct UTF8ValidationTests {
    /// The textbook answer, one scalar at a time.
    private func isWellFormed(_ bytes: [UInt8]) -> Bool {
        String(validating: bytes, as: UTF8.self) != nil
    }

    @Test func `every scalar value is well-formed at every distance from the end`() {
        var wrong: [UInt32] = []
        for point in stride(from: UInt32(0x80), through: 0x10_FFFF, by: 61) {
            guard let scalar = Unicode.Scalar(point) else {
                continue
            }
            let character = Array(String(Character(scalar)).utf8)
            for tail in 0...3 {
                let bytes = character + [UInt8](repeating: 0x41, count: tail)
                let validation = UTF8Validation(bytes)
                if validation.end != bytes.count || !validation.hasMultibyte {
                    wrong.append(point)
                }
            }
        }
        #expect(wrong.isEmpty)
    }

    @Test(arguments: UInt64(1)...20)
    func `validation agrees with the standard library`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces: [[UInt8]] = [
            [0x41], [0xC3, 0xA9], [0xE2, 0x82, 0xAC], [0xF0, 0x9F, 0x98, 0x80], [0xED, 0xA0],
            [0xE0, 0x9F], [0xF4, 0x90], [0x80], [UInt8](repeating: 0x61, count: 17),
        ]
        for _ in 0..<500 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...6, using: &generator) {
                let limit = Int.random(in: 0...1, using: &generator) == 0 ? 4 : pieces.count
                bytes += pieces[Int.random(in: 0..<limit, using: &generator)]
            }
            let validation = UTF8Validation(bytes)
            #expect((validation.end == bytes.count) == isWellFormed(bytes), "\(bytes)")
            #expect(isWellFormed(Array(bytes[..<validation.end])), "\(bytes)")
        }
    }
}
