// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The tables of the WHATWG Encoding Standard, as literals made by tools/encoding-tables.
enum EncodingTables {
    /// Returns the bytes of a table.
    static func bytes(_ table: StaticString) -> [UInt8] {
        // A literal with an interpolation-free text of several characters always has a pointer.
        precondition(table.hasPointerRepresentation, "a table is a text")
        // The pointer and the count are those of the literal, which lives as long as the program.
        return unsafe [UInt8](
            UnsafeBufferPointer(start: table.utf8Start, count: table.utf8CodeUnitCount)
        )
    }
}

/// A list of characters by pointer.
///
/// WHATWG Encoding Standard, section 5, "Indexes".
struct EncodingIndex {
    /// The code points by pointer, 0 where there is none.
    private var points: [UInt32] = []

    /// Creates an index from the parts of its table, in order.
    init(_ parts: [StaticString]) {
        let texts = parts.map(EncodingTables.bytes)
        points.reserveCapacity(texts.reduce(0) { $0 + $1.count })
        for text in texts {
            append(text)
        }
    }

    /// Returns the code point at a pointer, or nil where there is none.
    func codePoint(_ pointer: Int) -> UInt32? {
        guard pointer >= 0, pointer < points.count, points[pointer] != 0 else {
            return nil
        }
        return points[pointer]
    }

    /// Appends the characters of well-formed UTF-8; a full stop stands for none.
    private mutating func append(_ text: [UInt8]) {
        var offset = 0
        while offset < text.count {
            let scalar = UTF8Scalar(wellFormed: text, at: offset)
            points.append(scalar.value == 0x2E ? 0 : scalar.value)
            offset += scalar.width
        }
    }
}

/// Numbers by number: where each range of four-byte characters of gb18030 starts.
struct GB18030Ranges {
    private var pointers: [Int] = []
    private var points: [UInt32] = []

    init() {
        var value = 0
        for byte in EncodingTables.bytes(EncodingTables.gb18030Ranges) {
            switch byte {
            case UInt8(ascii: "="):
                pointers.append(value)
                value = 0
            case UInt8(ascii: " "):
                points.append(UInt32(value))
                value = 0
            default:
                value = value * 10 + Int(byte - 0x30)
            }
        }
    }

    /// Returns the code point of a four-byte pointer, or nil where there is none.
    ///
    /// WHATWG Encoding Standard, "index gb18030 ranges code point".
    func codePoint(_ pointer: Int) -> UInt32? {
        if pointer > 39_419 && pointer < 189_000 || pointer > 1_237_575 {
            return nil
        }
        if pointer == 7_457 {
            return 0xE7C7
        }
        var low = 0
        var high = pointers.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if pointers[middle] <= pointer {
                low = middle
            } else {
                high = middle
            }
        }
        return points[low] + UInt32(pointer - pointers[low])
    }
}
