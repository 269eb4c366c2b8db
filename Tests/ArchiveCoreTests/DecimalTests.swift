// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Testing

@Suite struct DecimalTests {
    @Test(
        arguments: [
            ("0", 0), ("7", 7), ("10", 10), ("16777216", 16_777_216),
            ("9223372036854775807", 9_223_372_036_854_775_807),
        ] as [(String, UInt64)]
    )
    func `digits are read`(text: String, value: UInt64) throws {
        #expect(try Decimal.decode(text.utf8.span) == value)
    }

    @Test(arguments: [
        ("", DecodingFailure.truncated(offset: 0, missing: 1)),
        ("00", .notCanonical(offset: 0)),
        ("01", .notCanonical(offset: 0)),
        ("-1", .unexpectedByte(offset: 0, value: 0x2D)),
        ("+1", .unexpectedByte(offset: 0, value: 0x2B)),
        ("1 ", .unexpectedByte(offset: 1, value: 0x20)),
        ("1a", .unexpectedByte(offset: 1, value: 0x61)),
        ("9223372036854775808", .overLimit(limit: .max, actual: .max)),
        ("9999999999999999999", .overLimit(limit: .max, actual: .max)),
        ("10000000000000000000", .overLimit(limit: 19, actual: 20)),
    ])
    func `any other text is refused`(text: String, failure: DecodingFailure) {
        #expect(throws: failure) {
            try Decimal.decode(text.utf8.span)
        }
    }
}
