// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// One character of UTF-8 with the number of its bytes.
package struct UTF8Scalar: Hashable, Sendable {
    /// The code point.
    package let value: UInt32

    /// How many bytes it has, 1 to 4.
    package let width: Int

    /// Reads the character at an offset of well-formed UTF-8.
    ///
    /// Bytes that are not well-formed give U+FFFD of one byte, never a trap.
    @inline(__always)
    package init(wellFormed bytes: borrowing [UInt8], at offset: Int) {
        let first = UInt32(bytes[offset])
        let left = bytes.count - offset
        if first < 0x80 {
            self.init(value: first, width: 1)
        } else if first >= 0xC0 && first < 0xE0 && left >= 2 {
            let second = UInt32(bytes[offset + 1] & 0x3F)
            self.init(value: (first & 0x1F) << 6 | second, width: 2)
        } else if first >= 0xE0 && first < 0xF0 && left >= 3 {
            let second = UInt32(bytes[offset + 1] & 0x3F) << 6
            let third = UInt32(bytes[offset + 2] & 0x3F)
            self.init(value: (first & 0x0F) << 12 | second | third, width: 3)
        } else if first >= 0xF0 && left >= 4 {
            let second = UInt32(bytes[offset + 1] & 0x3F) << 12
            let third = UInt32(bytes[offset + 2] & 0x3F) << 6
            let fourth = UInt32(bytes[offset + 3] & 0x3F)
            self.init(value: (first & 0x07) << 18 | second | third | fourth, width: 4)
        } else {
            self.init(value: 0xFFFD, width: 1)
        }
    }

    /// Reads the character at an offset of well-formed UTF-8, and moves behind it.
    @inline(__always)
    static func next(_ bytes: borrowing [UInt8], _ offset: inout Int) -> UInt32 {
        let scalar = UTF8Scalar(wellFormed: bytes, at: offset)
        offset += scalar.width
        return scalar.value
    }

    /// Returns the number of characters of well-formed UTF-8.
    static func count(_ bytes: [UInt8]) -> Int {
        var count = 0
        for byte in bytes where byte & 0xC0 != 0x80 {
            count += 1
        }
        return count
    }

    private init(value: UInt32, width: Int) {
        self.value = value
        self.width = width
    }

    /// Appends a code point in UTF-8; what is no scalar value becomes U+FFFD.
    ///
    /// - Returns: How many bytes were appended, 1 to 4.
    @discardableResult
    @inline(__always)
    package static func append(_ point: UInt32, to bytes: inout [UInt8]) -> Int {
        if point < 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: point))
            return 1
        }
        if point < 0x800 {
            bytes.append(UInt8(truncatingIfNeeded: 0xC0 | point >> 6))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | point & 0x3F))
            return 2
        }
        let isScalar = point & 0xFFFF_F800 != 0xD800 && point < 0x11_0000
        let scalar = isScalar ? point : 0xFFFD
        if scalar >= 0x1_0000 {
            bytes.append(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F))
        } else {
            bytes.append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
        }
        bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
        bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        return scalar >= 0x1_0000 ? 4 : 3
    }
}
