// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// What bytes of ASCII text are.
enum ASCII {
    /// Whether HTML counts the byte as white space.
    @inline(__always)
    static func isSpace(_ byte: UInt8) -> Bool {
        byte.isHTMLSpace
    }

    /// Whether the byte is a letter.
    @inline(__always)
    static func isLetter(_ byte: UInt8) -> Bool {
        byte.isASCIILetter
    }

    /// Whether the byte is an upper case letter.
    @inline(__always)
    static func isUpper(_ byte: UInt8) -> Bool {
        byte &- 0x41 < 26
    }

    /// Whether the byte is a decimal digit.
    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool {
        byte.isASCIIDigit
    }

    /// Returns the byte with upper case letters made lower.
    @inline(__always)
    static func lowercased(_ byte: UInt8) -> UInt8 {
        byte.asciiLowercased
    }

    /// Returns a range without the white space at its ends.
    static func trimmed(_ range: Range<Int>, of bytes: [UInt8]) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, isSpace(bytes[start]) {
            start += 1
        }
        while end > start, isSpace(bytes[end - 1]) {
            end -= 1
        }
        return start..<end
    }

    /// Returns the value of a hexadecimal digit, or nil.
    static func hexValue(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x37)
        case 0x61...0x66: UInt32(byte - 0x57)
        default: nil
        }
    }

    /// Whether bytes are a lower case text, upper and lower case not told apart.
    static func same(_ bytes: [UInt8], _ text: StaticString) -> Bool {
        bytes.hasASCII(text, from: 0, to: bytes.count)
    }

    /// Whether bytes hold a lower case text, upper and lower case not told apart.
    static func holds(_ bytes: [UInt8], _ text: StaticString) -> Bool {
        bytes.indices.contains { bytes.startsWithASCII(text, at: $0) }
    }

    /// Whether a lower case text stands at the start of bytes, upper and lower case not told apart.
    static func starts(_ bytes: [UInt8], with text: StaticString) -> Bool {
        bytes.startsWithASCII(text, at: 0)
    }
}
