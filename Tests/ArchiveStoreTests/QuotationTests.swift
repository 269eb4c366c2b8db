// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Provenance
import Testing

@testable import ArchiveStore

@Suite struct QuotationTests {
    private static func matches(
        _ quotation: String,
        _ text: [UInt8],
        ignoresCase: Bool = false,
    ) throws -> [Range<Int>] {
        let quotation = try #require(Quotation(quotation, ignoresCase: ignoresCase))
        var found: [Range<Int>] = []
        quotation.forEachMatch(in: text.span) { range in
            found.append(range)
            return true
        }
        return found
    }

    private static func found(
        _ quotation: String,
        _ text: String,
        ignoresCase: Bool = false,
    ) throws -> [String] {
        let bytes = Array(text.utf8)
        return try matches(quotation, bytes, ignoresCase: ignoresCase).map { range in
            String(decoding: bytes[range], as: UTF8.self)
        }
    }

    @Test(arguments: [
        ("gate three", "the gate three is", ["gate three"]),
        ("gate three", "the gate\n \u{A0}three is", ["gate\n \u{A0}three"]),
        ("  gate\tthree\n", "the gate three is", ["gate three"]),
        ("gate three", "the gatethree is", []),
        ("a - b", "a \u{2014} b", ["a \u{2014} b"]),
        ("never -- they", "never\u{2014}they never \u{2014} they", ["never \u{2014} they"]),
        ("a \u{2014} b", "a -- b, a --- b", ["a -- b", "a --- b"]),
        ("and... then", "and\u{2026} then", ["and\u{2026} then"]),
        ("and\u{2026} then", "and... then", ["and... then"]),
        ("...", "a\u{2026}", ["\u{2026}"]),
        ("\u{201C}Größe\u{201D}", "\"Größe\"", ["\"Größe\""]),
        ("'it's'", "\u{2018}it\u{2019}s\u{2019}", ["\u{2018}it\u{2019}s\u{2019}"]),
        ("\"", "\u{AB}x\u{BB}", ["\u{AB}", "\u{BB}"]),
        ("aa", "aaaaa", ["aa", "aa"]),
        ("Gate", "gate", []),
        ("x", "", []),
        ("longer than the text", "longer", []),
        ("ende", "das ende", ["ende"]),
        ("e\u{301}", "é", []),
    ])
    func `a quotation is found however it was set`(
        quotation: String,
        text: String,
        expected: [String],
    ) throws {
        #expect(try Self.found(quotation, text) == expected)
    }

    @Test(arguments: [
        ("GATE Three", "the gate tHREE is", ["gate tHREE"]),
        ("größe", "GRÖSSE GRÖẞE GRÖßE", ["GRÖẞE", "GRÖßE"]),
        ("жизнь", "ЖИЗНЬ Жизнь", ["ЖИЗНЬ", "Жизнь"]),
        ("kilo", "\u{212A}ILO", ["\u{212A}ILO"]),
        ("[", "{[", ["["]),
        ("@", "`@", ["@"]),
    ])
    func `case is ignored when that is wanted`(
        quotation: String,
        text: String,
        expected: [String],
    ) throws {
        #expect(try Self.found(quotation, text, ignoresCase: true) == expected)
    }

    @Test func `nothing is no quotation, and neither is too much`() {
        #expect(Quotation("") == nil)
        #expect(Quotation(" \n\u{3000}\u{AD}") == nil)
        let limit = Quotation.characterLimit
        #expect(Quotation(String(repeating: "a", count: limit)) != nil)
        #expect(Quotation(String(repeating: "a", count: limit + 1)) == nil)
    }

    @Test(arguments: ["gate", "größe", "\u{201C}a\u{201D}", "a b", "''"])
    func `bytes that are not UTF-8 match nothing and hide nothing`(quotation: String) throws {
        let good = Array(quotation.utf8)
        let wrong: [[UInt8]] = [
            [0xFF], [0xC3], [0xE2, 0x80], [0x80], [0xED, 0xA0, 0x80], [0xC0, 0xAF],
        ]
        for bad in wrong {
            #expect(try Self.matches(quotation, bad + good + bad).count == 1)
        }
        for cut in 1..<good.count {
            let broken = Array(good[..<cut]) + [0xFF] + Array(good[cut...])
            #expect(try Self.matches(quotation, broken).isEmpty)
            #expect(try Self.matches(quotation, broken, ignoresCase: true).isEmpty)
        }
    }
}

@Suite struct EvidenceTests {
    private static let good =
        #"{"paragraphs":[[0,10,100,4,110,6],[11,5,2000,5],[17,3,50,3,9000,1]]}"#

    private static func originals(
        _ text: String,
        _ range: Range<UInt64>,
        byteCount: UInt64 = 10_000,
    ) -> [Range<UInt64>]? {
        var evidence = Evidence(Array(text.utf8))
        return evidence.originals(of: range, byteCount: byteCount)
    }

    @Test func `a part of a text leads to the parts of the original`() {
        #expect(Self.originals(Self.good, 3..<4) == [100..<116])
        #expect(Self.originals(Self.good, 0..<16) == [100..<116, 2_000..<2_005])
        #expect(Self.originals(Self.good, 18..<19) == [50..<53, 9_000..<9_001])
        #expect(Self.originals(Self.good, 10..<11) == [])
        #expect(Self.originals(#"{"paragraphs":[]}"#, 0..<1) == [])
    }

    @Test func `evidence that does not fit the original is none`() {
        #expect(Self.originals(Self.good, 18..<19, byteCount: 9_000) == nil)
    }

    @Test func `every cut of evidence is refused`() {
        for count in 0..<Self.good.utf8.count {
            let cut = String(decoding: Array(Self.good.utf8)[..<count], as: UTF8.self)
            #expect(Self.originals(cut, 0..<1) == nil)
        }
        for bad in [
            Self.good + " ", #"{"paragraphs":[[0,1]]}"#, #"{"paragraphs":[[0,1,2]]}"#,
            #"{"paragraphs":[[0,1,2,99999999999999999999]]}"#, #"{"paragraphs":[[-1,1,2,3]]}"#,
            #"{"paragraphs":[[]]}"#, #"{"paragraphs":[[0,1,2,3],]}"#, "[]", "",
        ] {
            #expect(Self.originals(bad, 0..<1) == nil, "\(bad)")
        }
    }
}
