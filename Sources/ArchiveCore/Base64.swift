// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Base64 with padding, and only its canonical form.
///
/// RFC 4648 §4.
public enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )
    private static let padding = UInt8(ascii: "=")

    /// Returns four characters for each three bytes, padded with `=`.
    public static func encode(_ bytes: Span<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for offset in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - offset)
            var group: UInt32 = 0
            for index in 0..<3 {
                group = group << 8 | (index < count ? UInt32(bytes[offset + index]) : 0)
            }
            for index in 0..<4 {
                let digit = alphabet[Int(group >> (18 - 6 * UInt32(index)) & 63)]
                text.append(index <= count ? digit : padding)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Returns the bytes of canonical base64.
    ///
    /// - Throws: ``DecodingFailure`` when the text is not a multiple of four characters, has a
    ///   character outside the alphabet, is padded wrongly, or leaves bits set that encode nothing.
    public static func decode(_ text: Span<UInt8>) throws(DecodingFailure) -> [UInt8] {
        guard text.count.isMultiple(of: 4) else {
            throw .truncated(offset: text.count, missing: 4 - text.count % 4)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        for offset in stride(from: 0, to: text.count, by: 4) {
            try decodeGroup(of: text, at: offset, into: &bytes)
        }
        return bytes
    }

    private static func decodeGroup(
        of text: Span<UInt8>,
        at offset: Int,
        into bytes: inout [UInt8],
    ) throws(DecodingFailure) {
        let isLast = offset + 4 == text.count
        var count = 4
        if isLast, text[offset + 3] == padding {
            count = text[offset + 2] == padding ? 2 : 3
        }
        var group: UInt32 = 0
        for index in 0..<count {
            let digit = try value(of: text[offset + index], at: offset + index)
            group |= digit << (18 - 6 * UInt32(index))
        }
        let byteCount = count - 1
        for index in 0..<byteCount {
            bytes.append(UInt8(truncatingIfNeeded: group >> (16 - 8 * UInt32(index))))
        }
        guard group & (0xFF_FFFF >> (8 * UInt32(byteCount))) == 0 else {
            throw .notCanonical(offset: offset + count - 1)
        }
    }

    private static func value(of digit: UInt8, at offset: Int) throws(DecodingFailure) -> UInt32 {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: throw .unexpectedByte(offset: offset, value: digit)
        }
    }
}
