// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Decimal numbers as every text format here writes them: ASCII digits, no sign, no leading zero.
public enum Decimal {
    /// Returns the number that the text stands for.
    ///
    /// - Parameter text: `0`, or digits that do not start with `0`.
    /// - Returns: The number, at most 2^63 - 1.
    /// - Throws: ``DecodingFailure`` for any other text and for numbers over 2^63 - 1.
    public static func decode(_ text: Span<UInt8>) throws(DecodingFailure) -> UInt64 {
        guard !text.isEmpty else {
            throw .truncated(offset: 0, missing: 1)
        }
        guard text.count <= 19 else {
            throw .overLimit(limit: 19, actual: text.count)
        }
        if text.count > 1, text[0] == UInt8(ascii: "0") {
            throw .notCanonical(offset: 0)
        }
        var value: UInt64 = 0
        for index in text.indices {
            let digit = text[index]
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else {
                throw .unexpectedByte(offset: index, value: digit)
            }
            value = value * 10 + UInt64(digit - UInt8(ascii: "0"))
        }
        guard value <= UInt64(Int64.max) else {
            throw .overLimit(limit: Int.max, actual: Int.max)
        }
        return value
    }
}
