// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveTestSupport
import Testing

@Suite struct CanonicalJSONTests {
    private static let limits = JSONLimits(depth: 16, byteCount: 32_768)

    private static let golden = #"""
        {"":"","A":[null,true,false,[],{}],"a":{"b\"\\":-9007199254740991,"c":0},"control":"\u0000\u0001\b\t\n\u000b\f\r\u000e\u001f","text":"é/😀","z":12}
        """#

    @Test(
        arguments: [
            (.null, "null"), (true, "true"), (false, "false"), (0, "0"), (-12, "-12"),
            ([], "[]"), ([:], "{}"), ([1, [.null]], "[1,[null]]"),
            (["b": 1, "a": [:], "B": "x"], #"{"B":"x","a":{},"b":1}"#),
            ("\u{20}/\u{7F}\u{80}€\u{2028}", "\"\u{20}/\u{7F}\u{80}€\u{2028}\""),
            (
                "\u{20AC}$\u{F}\nA'B\"\\\\\"/",
                #""€$\u000f\nA'B\"\\\\\"/""#,
            ),
            (["1": 1, "10": 2, "2": 3, "\n": 4], #"{"\n":4,"1":1,"10":2,"2":3}"#),
        ] as [(JSONValue, String)]
    )
    func `each value has one spelling`(value: JSONValue, text: String) throws {
        #expect(String(decoding: CanonicalJSON.encode(value), as: UTF8.self) == text)
        #expect(try CanonicalJSON.decode(Array(text.utf8), limits: Self.limits) == value)
    }

    @Test func `every control character has the escape that SPEC names`() {
        let text = String(String.UnicodeScalarView((0..<32).compactMap(Unicode.Scalar.init)))
        let expected =
            #""\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f"#
            + #"\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c"#
            + #"\u001d\u001e\u001f""#
        #expect(String(decoding: CanonicalJSON.encode(.string(text)), as: UTF8.self) == expected)
    }

    @Test(
        arguments: [
            (" 1", 0, .notCanonical), ("1\n", 1, .notCanonical), ("[1, 2]", 3, .notCanonical),
            ("{\"a\" :1}", 4, .notCanonical), ("{\"b\":1,\"a\":2}", 7, .notCanonical),
            ("{\"a\":1,\"a\":2}", 7, .duplicateName), ("{\"é\":1}", 1, .notCanonical),
            (#""\/""#, 1, .notCanonical), (#""\u0041""#, 1, .notCanonical),
            (#""\u001F""#, 1, .notCanonical), (#""\u000a""#, 1, .notCanonical),
            (#""\u007f""#, 1, .notCanonical), (#""\ud83d\ude00""#, 1, .notCanonical),
            (#""a\u0008""#, 2, .notCanonical), ("-0", 0, .negativeZero), ("1.0", 0, .fraction),
            ("9007199254740992", 0, .numberTooLarge), ("01", 1, .unexpectedByte(0x31)),
            ("1x", 1, .trailingBytes),
        ] as [(String, Int, JSONFailure.Problem)]
    )
    func `any other spelling is refused`(
        text: String,
        offset: Int,
        problem: JSONFailure.Problem,
    ) {
        #expect(throws: JSONFailure(offset: offset, problem: problem)) {
            try CanonicalJSON.decode(Array(text.utf8), limits: Self.limits)
        }
    }

    @Test(arguments: [16, 17])
    func `sixteen lists in each other are the deepest statement`(depth: Int) {
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let result = Result { try CanonicalJSON.decode(Array(text.utf8), limits: Self.limits) }
        #expect((try? result.get()) != nil || depth == 17)
        #expect((try? result.get()) == nil || depth == 16)
    }

    /// Checks that bytes are taken exactly when they are what is written for the value they have.
    private func expectCanonicalOrRefused(_ bytes: [UInt8], _ comment: Comment) {
        let value = try? JSONValue(parsing: bytes, limits: Self.limits)
        let hasAsciiNames = value.map(Self.hasAsciiNames) ?? false
        let isCanonical = value.map { CanonicalJSON.encode($0) == bytes } ?? false
        do throws(JSONFailure) {
            let taken = try CanonicalJSON.decode(bytes, limits: Self.limits)
            #expect(taken == value && isCanonical && hasAsciiNames, comment)
        } catch {
            #expect(!isCanonical || !hasAsciiNames, comment)
            #expect((0...bytes.count).contains(error.offset), comment)
        }
    }

    private static func hasAsciiNames(_ value: JSONValue) -> Bool {
        switch value {
        case .array(let values): values.allSatisfy(hasAsciiNames)
        case .object(let object):
            object.members.allSatisfy { member in
                member.name.utf8.allSatisfy { $0 < 0x80 } && hasAsciiNames(member.value)
            }
        default: true
        }
    }

    @Test func `a text cut at any byte is refused`() {
        let bytes = Array(Self.golden.utf8)
        expectCanonicalOrRefused(bytes, "whole")
        for count in bytes.indices {
            #expect(throws: JSONFailure(offset: count, problem: .endsEarly)) {
                try JSONValue(parsing: Array(bytes[..<count]), limits: Self.limits)
            }
            expectCanonicalOrRefused(Array(bytes[..<count]), "cut at \(count)")
        }
    }

    @Test func `a text with any byte changed is refused or has the value it says`() {
        let golden = Array(Self.golden.utf8)
        for index in golden.indices {
            for byte in UInt8.min ... .max {
                var bytes = golden
                bytes[index] = byte
                expectCanonicalOrRefused(bytes, "byte \(index) is \(byte)")
            }
        }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `values read back`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let value = randomValue(depth: 5, using: &generator)
            let bytes = CanonicalJSON.encode(value)
            #expect(try CanonicalJSON.decode(bytes, limits: Self.limits) == value, "seed \(seed)")
            #expect(
                try JSONValue(parsing: spaced(bytes, using: &generator), limits: Self.limits)
                    == value,
                "seed \(seed)",
            )
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `noise never traps`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array(#"{}[]",:\u0nltrue-19 é"#.utf8)
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0..<24, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator) ?? 0
            }
            expectCanonicalOrRefused(bytes, "seed \(seed): \(bytes)")
        }
    }

    private func randomValue(depth: Int, using generator: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: depth == 0 ? 2...5 : 0...5, using: &generator) {
        case 0:
            var object = JSONObject()
            for _ in 0..<Int.random(in: 0..<5, using: &generator) {
                let name = randomText("abcXYZ\"\\\n\u{1}", using: &generator)
                object[name] = randomValue(depth: depth - 1, using: &generator)
            }
            return .object(object)
        case 1:
            return .array(
                (0..<Int.random(in: 0..<4, using: &generator)).map { _ in
                    randomValue(depth: depth - 1, using: &generator)
                }
            )
        case 2:
            return .string(randomText("ab\"\\/\n\t\u{0}\u{1F}\u{7F}é€😀\u{301}", using: &generator))
        case 3:
            let limit = JSONValue.integerLimit
            return .integer(Int64.random(in: -limit...limit, using: &generator))
        case 4: return .bool(Bool.random(using: &generator))
        default: return .null
        }
    }

    private func randomText(_ alphabet: String, using generator: inout SeededGenerator) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0..<12, using: &generator) {
            text.unicodeScalars.append(
                alphabet.unicodeScalars.randomElement(using: &generator) ?? "a"
            )
        }
        return text
    }

    /// Puts white space where JSON allows it.
    private func spaced(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
        var result: [UInt8] = []
        var isInText = false
        var isEscaped = false
        for byte in bytes {
            let isPunctuation = !isInText && "{}[],:".utf8.contains(byte)
            let spaces: [[UInt8]] = [[], [0x20], [0x0A, 0x09], [0x0D]]
            let space = spaces.randomElement(using: &generator) ?? []
            result += isPunctuation ? space + [byte] + space : [byte]
            if byte == UInt8(ascii: "\""), !isEscaped {
                isInText.toggle()
            }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        }
        return result
    }
}
