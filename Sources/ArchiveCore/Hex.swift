// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Lower-case hexadecimal text.
public enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Returns two lower-case digits for each byte.
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(2 * bytes.underestimatedCount)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Returns the bytes that pairs of lower-case digits stand for.
    ///
    /// - Throws: ``DecodingFailure`` for an odd count and for anything but `0` to `9` and
    ///   `a` to `f`.
    public static func decode(_ text: Span<UInt8>) throws(DecodingFailure) -> [UInt8] {
        guard text.count.isMultiple(of: 2) else {
            throw .truncated(offset: text.count, missing: 1)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2)
        for offset in stride(from: 0, to: text.count, by: 2) {
            let high = try value(of: text[offset], at: offset)
            let low = try value(of: text[offset + 1], at: offset + 1)
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    static func value(of digit: UInt8, at offset: Int) throws(DecodingFailure) -> UInt8 {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: throw .unexpectedByte(offset: offset, value: digit)
        }
    }
}
