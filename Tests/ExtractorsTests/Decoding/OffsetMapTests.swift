// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import Testing

@testable import Extractors

@Suite struct OffsetMapTests {
    @Test func `a run longer than one entry holds is split`() {
        var map = OffsetMap()
        map.append(decodedWidth: 2, originalWidth: 1, count: 40_000_000)
        map.append(decodedWidth: 3, originalWidth: 1)
        map.finish()
        #expect(map.originalOffset(of: 79_999_999) == 39_999_999)
        #expect(map.originalOffset(of: 80_000_002) == 40_000_000)
        #expect(map.originalOffset(of: 80_000_003) == 40_000_001)
    }

    @Test func `bytes without text belong to no character`() {
        var map = OffsetMap()
        map.append(decodedWidth: 0, originalWidth: 1, count: 3)
        map.append(decodedWidth: 1, originalWidth: 1, count: 2)
        map.append(decodedWidth: 0, originalWidth: 1, count: 3)
        map.append(decodedWidth: 3, originalWidth: 2)
        map.append(decodedWidth: 0, originalWidth: 1, count: 3)
        map.finish()
        #expect((0...6).map(map.originalOffset) == [3, 4, 8, 8, 8, 13, 13])
    }

    @Test func `an empty map and offsets outside have an answer`() {
        var map = OffsetMap()
        map.finish()
        #expect(map.originalOffset(of: 0) == 0 && map.originalOffset(of: -1) == 0)
        #expect(map.originalOffset(of: 5) == 0)
    }
}

@Suite struct LettersTests {
    /// The scripts whose case is folded.
    private static let points: [UInt32] = [
        Array(0x41...0x5A), Array(0xC0...0xDE), Array(0x0100...0x017F), Array(0x0391...0x03A9),
        Array(0x0400...0x042F), Array(0x0460...0x0481),
    ].flatMap { $0 }

    @Test func `folding agrees with Unicode`() throws {
        // These fold to two characters, to ASCII, or have no capital in their place.
        let exceptions: [UInt32] = [0xD7, 0x0130, 0x0138, 0x0149, 0x0178, 0x017F, 0x03A2]
        for point in Self.points where !exceptions.contains(point) {
            let scalar = try #require(Unicode.Scalar(point))
            let expected = scalar.properties.lowercaseMapping.unicodeScalars.map(\.value)
            #expect([Letters.folded(point)] == expected, "U+\(String(point, radix: 16))")
        }
    }

    @Test func `folding keeps the number of bytes`() {
        for point in UInt32(0)..<0x3000 {
            var before: [UInt8] = []
            var behind: [UInt8] = []
            UTF8Scalar.append(point, to: &before)
            UTF8Scalar.append(Letters.folded(point), to: &behind)
            if before.count != behind.count {
                Issue.record("U+\(String(point, radix: 16))")
            }
        }
    }

    @Test func `white space, letters and what is dropped do not overlap`() {
        for point in UInt32(0)..<0x1_1000 {
            let kinds = [
                Letters.isSpace(point), Letters.isDropped(point), Letters.isPunctuation(point),
                Letters.isLetter(point),
            ]
            if kinds.count(where: { $0 }) > 1 {
                Issue.record("U+\(String(point, radix: 16))")
            }
        }
    }
}
