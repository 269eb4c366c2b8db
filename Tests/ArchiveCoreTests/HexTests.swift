// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveTestSupport
import Testing

@Suite struct HexTests {
    @Test func `every byte has two lower-case digits`() throws {
        let bytes = Array(UInt8.min ... .max)
        let text = Hex.encode(bytes)
        #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff"))
        #expect(try Hex.decode(text.utf8.span) == bytes)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `bytes read back`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let bytes = generator.bytes(upTo: 100)
        #expect(try Hex.decode(Hex.encode(bytes).utf8.span) == bytes, "seed \(seed)")
    }

    @Test(arguments: ["0", "abc"])
    func `an odd count is refused`(text: String) {
        #expect(throws: DecodingFailure.truncated(offset: text.utf8.count, missing: 1)) {
            try Hex.decode(text.utf8.span)
        }
    }

    @Test func `only sixteen bytes are digits`() {
        for byte in UInt8.min ... .max where !"0123456789abcdef".utf8.contains(byte) {
            #expect(throws: DecodingFailure.unexpectedByte(offset: 3, value: byte)) {
                let text = Array("000".utf8) + [byte]
                return try Hex.decode(text.span)
            }
        }
    }
}
