// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// How far bytes are well-formed UTF-8.
struct UTF8Validation {
    /// The offset of the first byte that is not part of a well-formed character, or the count.
    private(set) var end: Int

    /// Whether a character of more than one byte was seen before `end`.
    private(set) var hasMultibyte = false

    /// Validates bytes from an offset on, in one pass.
    init(_ bytes: [UInt8], from start: Int = 0) {
        end = start
        unsafe bytes.withUnsafeBufferPointer { buffer in
            // `scan` reads below `buffer.count` only.
            unsafe scan(UnsafeRawBufferPointer(buffer))
        }
    }

    private mutating func scan(_ bytes: UnsafeRawBufferPointer) {
        let count = bytes.count
        while end < count {
            // Sixteen ASCII bytes at once.
            while count - end >= 16 {
                let low = unsafe bytes.loadUnaligned(fromByteOffset: end, as: UInt64.self)
                let high = unsafe bytes.loadUnaligned(fromByteOffset: end + 8, as: UInt64.self)
                guard (low | high) & 0x8080_8080_8080_8080 == 0 else {
                    break
                }
                end += 16
            }
            while end < count, unsafe bytes[end] < 0x80 {
                end += 1
            }
            // Characters of several bytes come in runs.
            while count - end >= 4 {
                let word = unsafe bytes.loadUnaligned(fromByteOffset: end, as: UInt32.self)
                let width = Self.width(UInt32(littleEndian: word))
                guard width > 0 else {
                    break
                }
                end += width
                hasMultibyte = true
            }
            guard end < count, unsafe bytes[end] >= 0x80 else {
                continue
            }
            let width = unsafe Self.tailWidth(bytes, at: end)
            guard width > 0 else {
                return
            }
            end += width
            hasMultibyte = true
        }
    }

    /// Returns the byte count of the well-formed character of several bytes that starts a word,
    /// or 0 when there is none.
    @inline(__always)
    private static func width(_ word: UInt32) -> Int {
        if word & 0x00C0_C0F0 == 0x0080_80E0 {
            // Neither overlong nor a surrogate.
            let top = word & 0x200F
            return top != 0 && top != 0x200D ? 3 : 0
        }
        if word & 0x0000_C0E0 == 0x0000_80C0 {
            return word & 0x1E != 0 ? 2 : 0
        }
        if word & 0xC0C0_C0F8 == 0x8080_80F0 {
            let plane = (word & 0x07) << 2 | (word >> 12) & 0x03
            return plane >= 1 && plane <= 16 ? 4 : 0
        }
        return 0
    }

    /// Returns the same for the last bytes, of which there may be fewer than four.
    private static func tailWidth(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int {
        var word: UInt32 = 0
        var index = 0
        while index < 4 && offset + index < bytes.count {
            word |= unsafe UInt32(bytes[offset + index]) << UInt32(8 * index)
            index += 1
        }
        // Missing bytes are 0, which continues nothing.
        return width(word)
    }

    /// Returns how many bytes one U+FFFD stands for at the start of bytes that are not well-formed.
    ///
    /// WHATWG Encoding Standard, "UTF-8 decoder": all bytes of a character that is cut short, else
    /// one.
    static func malformedWidth(_ bytes: [UInt8], at offset: Int) -> Int {
        let first = bytes[offset]
        guard first >= 0xC2 && first <= 0xF4 else {
            return 1
        }
        let lower: UInt8 = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80
        let upper: UInt8 = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF
        guard offset + 1 < bytes.count, bytes[offset + 1] >= lower, bytes[offset + 1] <= upper
        else {
            return 1
        }
        let needed = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        var width = 2
        while width < needed && offset + width < bytes.count
            && bytes[offset + width] & 0xC0 == 0x80
        {
            width += 1
        }
        return width
    }
}
