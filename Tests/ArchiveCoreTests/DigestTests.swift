// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveTestSupport
import Testing

@Suite struct DigestTests {
    @Test(arguments: [0, 1, 31, 33, 64])
    func `a digest of another length is refused`(count: Int) {
        #expect(throws: DecodingFailure.wrongLength(expected: 32, actual: count)) {
            let bytes = [UInt8](repeating: 0, count: count)
            return try Digest(bytes: bytes.span)
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `every text form reads back as the same digest`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let digest = try Digest(bytes: bytes.span)
        #expect(digest.bytes == bytes, "seed \(seed)")
        #expect(try Digest(hex: digest.hex.utf8.span) == digest, "seed \(seed)")
        #expect(try Digest(text: digest.description) == digest, "seed \(seed)")
        #expect(digest.description == "sha256:" + Hex.encode(bytes), "seed \(seed)")
        #expect(digest.hashValue == (try Digest(text: digest.description)).hashValue)
    }

    @Test func `digests are in the order of their bytes`() throws {
        var low = [UInt8](repeating: 0xFF, count: 32)
        low[0] = 0x01
        var high = [UInt8](repeating: 0, count: 32)
        high[0] = 0x02
        let (left, right) = (try Digest(bytes: low.span), try Digest(bytes: high.span))
        #expect(left < right)
        #expect(left != right)
    }

    @Test(arguments: 0..<71)
    func `a text form with one other character is refused`(index: Int) {
        var text = Array(("sha256:" + String(repeating: "0a", count: 32)).utf8)
        text[index] = UInt8(ascii: "X")
        #expect(
            throws: DecodingFailure.unexpectedByte(
                offset: index < 7 ? index : index - 7,
                value: 0x58,
            )
        ) {
            try Digest(text: text.span)
        }
    }

    @Test(arguments: 0..<71)
    func `a text form that is cut off is refused`(count: Int) {
        let text = "sha256:" + String(repeating: "0a", count: 32)
        #expect(throws: DecodingFailure.wrongLength(expected: 71, actual: count)) {
            try Digest(text: String(text.prefix(count)))
        }
    }

    @Test(arguments: [63, 65])
    func `digits of another count are refused`(count: Int) {
        let text = [UInt8](repeating: UInt8(ascii: "0"), count: count)
        #expect(throws: DecodingFailure.wrongLength(expected: 64, actual: count)) {
            try Digest(hex: text.span)
        }
    }
}
