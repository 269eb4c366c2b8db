// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveTestSupport
import Testing

@Suite struct JSONParsingTests {
    private static let limits = JSONLimits(depth: 4, byteCount: 1_000)

    private func parse(_ text: String) throws -> JSONValue {
        try JSONValue(parsing: Array(text.utf8), limits: Self.limits)
    }

    @Test(
        arguments: [
            ("null", .null),
            (" \t\r\n true \n", true),
            ("false", false),
            ("0", 0),
            ("-1", -1),
            ("9007199254740991", 9_007_199_254_740_991),
            ("-9007199254740991", -9_007_199_254_740_991),
            ("\"\"", ""),
            ("[]", []),
            ("[ ]", []),
            ("{}", [:]),
            ("{ }", [:]),
            ("[1 , 2,[3]]", [1, 2, [3]]),
            ("{\"b\" : 1, \"a\":{\"c\":[ ]}}", ["a": ["c": []], "b": 1]),
            ("[[[[]]]]", [[[[]]]]),
            ("{\"é\":1,\"z\":2,\"\":3}", ["": 3, "z": 2, "é": 1]),
            ("\"\u{7F}é\u{2028}😀\"", "\u{7F}é\u{2028}😀"),
        ] as [(String, JSONValue)]
    )
    func `what people write is read`(text: String, value: JSONValue) throws {
        #expect(try parse(text) == value)
    }

    @Test(arguments: [
        (#"\""#, "\""), (#"\\"#, "\\"), (#"\/"#, "/"), (#"\b"#, "\u{8}"), (#"\t"#, "\t"),
        (#"\n"#, "\n"), (#"\f"#, "\u{C}"), (#"\r"#, "\r"), (#"\u0000"#, "\u{0}"),
        (#"\u001f"#, "\u{1F}"), (#"\u0041"#, "A"), (#"\u00E9"#, "é"), (#"\u20ac"#, "€"),
        (#"\ud83d\ude00"#, "😀"), (#"\uD83D\uDE00x"#, "😀x"), (#"\uffff"#, "\u{FFFF}"),
        (#"\udbff\udfff"#, "\u{10FFFF}"), (#"a\\\"b"#, "a\\\"b"), (#"é\u0301\n"#, "é\u{301}\n"),
    ])
    func `every escape is read`(escape: String, text: String) throws {
        #expect(try parse("\"" + escape + "\"") == .string(text))
        #expect(try parse("{\"" + escape + "\":1}") == .object([text: 1]))
    }

    @Test(
        arguments: [
            ("", 0, .endsEarly), ("  ", 2, .endsEarly), ("nul", 3, .endsEarly),
            ("[1", 2, .endsEarly),
            ("\"a", 2, .endsEarly), ("\"a\\", 3, .endsEarly), ("\"\\\"", 3, .endsEarly),
            ("{\"a\"", 4, .endsEarly), ("{\"a\":", 5, .endsEarly), ("-", 1, .endsEarly),
            ("nulL", 3, .unexpectedByte(0x4C)), ("True", 0, .unexpectedByte(0x54)),
            ("'a'", 0, .unexpectedByte(0x27)), ("[1,]", 3, .unexpectedByte(0x5D)),
            ("[,1]", 1, .unexpectedByte(0x2C)), ("[1 2]", 3, .unexpectedByte(0x32)),
            ("[1}", 2, .unexpectedByte(0x7D)), ("{\"a\":1]", 6, .unexpectedByte(0x5D)),
            ("{a:1}", 1, .unexpectedByte(0x61)), ("{\"a\" 1}", 5, .unexpectedByte(0x31)),
            ("{\"a\":1,}", 7, .unexpectedByte(0x7D)), ("{,}", 1, .unexpectedByte(0x2C)),
            ("\u{FEFF}1", 0, .unexpectedByte(0xEF)), ("\"\t\"", 1, .unexpectedByte(0x09)),
            ("\"\\\n\"", 2, .unexpectedByte(0x0A)), ("\"\\x\"", 2, .unexpectedByte(0x78)),
            ("\"\\é\"", 2, .unexpectedByte(0xC3)), ("\"\\u12\"", 5, .unexpectedByte(0x22)),
            ("\"\\u12g4\"", 5, .unexpectedByte(0x67)), ("\u{B}1", 0, .unexpectedByte(0x0B)),
            ("01", 1, .unexpectedByte(0x31)), ("-01", 2, .unexpectedByte(0x31)),
            ("00", 1, .unexpectedByte(0x30)), ("+1", 0, .unexpectedByte(0x2B)),
            ("-a", 1, .unexpectedByte(0x61)), (".5", 0, .unexpectedByte(0x2E)),
            ("NaN", 0, .unexpectedByte(0x4E)), ("// x\n1", 0, .unexpectedByte(0x2F)),
            ("1 1", 2, .trailingBytes), ("{} x", 3, .trailingBytes), ("1\u{0}", 1, .trailingBytes),
            ("[1]]", 3, .trailingBytes),
            ("1.0", 0, .fraction), ("[1e3]", 1, .fraction), ("1E400", 0, .fraction),
            ("-0.5", 0, .fraction), ("123456789012345678901234567890.1", 0, .fraction),
            ("9007199254740992", 0, .numberTooLarge), ("[-9007199254740992]", 1, .numberTooLarge),
            ("99999999999999999999999999999999999999", 0, .numberTooLarge),
            ("-0", 0, .negativeZero),
            ("\"\\ud800\"", 1, .loneSurrogate), ("\"\\udc00\"", 1, .loneSurrogate),
            ("\"a\\ud83dx\"", 2, .loneSurrogate), ("\"\\ud83d\\n\"", 1, .loneSurrogate),
            ("\"\\ud83d\\ud83d\"", 1, .loneSurrogate), ("\"\\ud83d\\u0041\"", 1, .loneSurrogate),
            ("{\"a\":1,\"a\":2}", 7, .duplicateName),
            ("{\"b\":1,\"a\":2,\"b\":3,\"c\":4}", 13, .duplicateName),
            ("{\"a\":1,\"\\u0061\":2}", 7, .duplicateName),
            ("[{\"x\":{\"b\":1,\"a\":1,\"a\":1}}]", 19, .duplicateName),
            ("[[[[[]]]]]", 4, .tooDeep(limit: 4)), ("[[[{\"a\":{}}]]]", 8, .tooDeep(limit: 4)),
        ] as [(String, Int, JSONFailure.Problem)]
    )
    func `anything else is refused where it is wrong`(
        text: String,
        offset: Int,
        problem: JSONFailure.Problem,
    ) {
        #expect(throws: JSONFailure(offset: offset, problem: problem)) {
            try parse(text)
        }
    }

    @Test(
        arguments: [
            ([0x22, 0xFF, 0x22], 1), ([0x22, 0x41, 0xC3, 0x22], 2),
            ([0x22, 0xED, 0xA0, 0x80, 0x22], 1),
            ([0x22, 0x5C, 0x6E, 0x80, 0x22], 3),
            ([0x7B, 0x22, 0xC0, 0xAF, 0x22, 0x3A, 0x31, 0x7D], 2),
        ] as [([UInt8], Int)]
    )
    func `text that is not UTF-8 is refused`(bytes: [UInt8], offset: Int) {
        #expect(throws: JSONFailure(offset: offset, problem: .invalidUTF8)) {
            try JSONValue(parsing: bytes, limits: Self.limits)
        }
    }

    @Test(arguments: [0x5B, 0x7B] as [UInt8])
    func `a million brackets cost nothing`(bracket: UInt8) {
        let bomb = [UInt8](repeating: bracket, count: 1_000_000)
        let expected: JSONFailure =
            bracket == 0x5B
            ? JSONFailure(offset: 512, problem: .tooDeep(limit: 512))
            : JSONFailure(offset: 1, problem: .unexpectedByte(bracket))
        #expect(throws: expected) {
            try JSONValue(parsing: bomb, limits: JSONLimits(depth: 512, byteCount: 1_000_000))
        }
    }

    @Test func `the deepest value that is allowed is read, written, compared and freed`() throws {
        let text =
            String(repeating: "[{\"a\":", count: 256) + "1" + String(repeating: "}]", count: 256)
        let limits = JSONLimits(depth: 512, byteCount: 10_000)
        let value = try JSONValue(parsing: Array(text.utf8), limits: limits)
        #expect(String(decoding: CanonicalJSON.encode(value), as: UTF8.self) == text)
        #expect(try CanonicalJSON.decode(Array(text.utf8), limits: limits) == value)
    }

    @Test func `more bytes than the limit are refused`() {
        let text = "\"" + String(repeating: "a", count: 999) + "\""
        #expect(throws: JSONFailure(offset: 1_000, problem: .tooLong(limit: 1_000))) {
            try parse(text)
        }
    }

    @Test func `ten thousand members in the wrong order are sorted`() throws {
        let names = (0..<10_000).map { String($0 + 10_000) }
        let text = "{" + names.reversed().map { "\"\($0)\":1" }.joined(separator: ",") + "}"
        let limits = JSONLimits(depth: 1, byteCount: 1_000_000)
        let value = try JSONValue(parsing: Array(text.utf8), limits: limits)
        #expect(value.object?.members.map(\.name) == names)
    }

    @Test func `depth 0 allows no list`() {
        #expect(throws: JSONFailure(offset: 0, problem: .tooDeep(limit: 0))) {
            try JSONValue(parsing: Array("[]".utf8), limits: JSONLimits(depth: 0, byteCount: 9))
        }
    }

    @Test func `a limit over 512 stops the program`() async {
        await #expect(processExitsWith: .failure) {
            _ = JSONLimits(depth: 513, byteCount: 0)
        }
    }

    @Test(
        arguments: [
            (.endsEarly, "byte 3: the text ends in the middle of a value"),
            (.unexpectedByte(0x0A), "byte 3: unexpected byte 0x0a"),
            (.trailingBytes, "byte 3: something follows the value"),
            (.duplicateName, "byte 3: the object has this name already"),
            (.loneSurrogate, "byte 3: half of a surrogate pair"),
            (.invalidUTF8, "byte 3: not UTF-8"),
            (.fraction, "byte 3: numbers must be whole and without exponent"),
            (.numberTooLarge, "byte 3: numbers end at 9007199254740991"),
            (.negativeZero, "byte 3: write 0 instead of -0"),
            (.tooDeep(limit: 16), "byte 3: nested more than 16 deep"),
            (.tooLong(limit: 9), "byte 3: longer than 9 bytes"),
            (.notCanonical, "byte 3: not the canonical spelling"),
        ] as [(JSONFailure.Problem, String)]
    )
    func `a failure says where and what`(problem: JSONFailure.Problem, text: String) {
        #expect(JSONFailure(offset: 3, problem: problem).description == text)
    }
}
