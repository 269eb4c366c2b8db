// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveTestSupport
import Provenance
import Testing

@Suite struct SaltTests {
    @Test(arguments: 0..<10 as Range<UInt64>)
    func `bytes and text are the same salt`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let salt = try Salt(bytes: bytes.span)
        #expect(salt.text == Hex.encode(bytes), "seed \(seed)")
        #expect(try Salt(text: salt.text) == salt, "seed \(seed)")
    }

    @Test(arguments: [0, 15, 17, 32])
    func `a salt has 16 bytes`(count: Int) {
        #expect(throws: DecodingFailure.wrongLength(expected: 16, actual: count)) {
            let bytes = [UInt8](repeating: 0, count: count)
            return try Salt(bytes: bytes.span)
        }
        #expect(throws: DecodingFailure.wrongLength(expected: 32, actual: 2 * count + 1)) {
            try Salt(text: String(repeating: "0", count: 2 * count + 1))
        }
    }

    @Test func `digits are lower-case`() {
        #expect(throws: DecodingFailure.unexpectedByte(offset: 31, value: 0x41)) {
            try Salt(text: String(repeating: "0", count: 31) + "A")
        }
    }
}
