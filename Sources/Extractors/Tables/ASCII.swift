// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// What bytes of ASCII text are.
extension UInt8 {
    /// Whether HTML counts the byte as white space: tab, line feed, form feed, carriage return,
    /// space.
    package var isHTMLSpace: Bool {
        self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0C || self == 0x0D
    }

    /// An upper case letter as lower case, anything else as it is.
    package var asciiLowercased: UInt8 {
        isASCIIUpper ? self | 0x20 : self
    }

    /// Whether the byte is a letter.
    package var isASCIILetter: Bool {
        (self | 0x20) &- 0x61 < 26
    }

    /// Whether the byte is an upper case letter.
    package var isASCIIUpper: Bool {
        self &- 0x41 < 26
    }

    /// Whether the byte is a decimal digit.
    package var isASCIIDigit: Bool {
        self &- 0x30 < 10
    }

    /// The value of a hexadecimal digit, or nil.
    package var hexValue: UInt32? {
        switch self {
        case 0x30...0x39: UInt32(self - 0x30)
        case 0x41...0x46: UInt32(self - 0x37)
        case 0x61...0x66: UInt32(self - 0x57)
        default: nil
        }
    }
}

/// Comparisons; `text` is in lower case, and upper and lower case are not told apart.
extension [UInt8] {
    /// Whether the bytes are the text.
    func isASCII(_ text: StaticString) -> Bool {
        hasASCII(text, from: 0, to: count)
    }

    /// Whether the bytes of a range are the text.
    func hasASCII(_ text: StaticString, from start: Int, to end: Int) -> Bool {
        end - start == text.utf8CodeUnitCount && startsWithASCII(text, at: start)
    }

    /// Whether the bytes hold the text.
    func holdsASCII(_ text: StaticString) -> Bool {
        indices.contains { startsWithASCII(text, at: $0) }
    }

    /// Whether the text stands at an offset.
    package func startsWithASCII(_ text: StaticString, at offset: Int) -> Bool {
        let length = text.utf8CodeUnitCount
        guard offset >= 0, count - offset >= length else {
            return false
        }
        var index = 0
        while index < length, self[offset + index].asciiLowercased == text.byte(at: index) {
            index += 1
        }
        return index == length
    }

    /// Whether the bytes hold others that are not empty; both are short.
    func holds(_ part: [UInt8]) -> Bool {
        guard !part.isEmpty, count >= part.count else { return false }
        for start in 0...count - part.count
        where self[start] == part[0] && self[start..<start + part.count].elementsEqual(part) {
            return true
        }
        return false
    }

    /// Returns a range without the white space of HTML at its ends.
    func trimmingHTMLSpace(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, self[start].isHTMLSpace {
            start += 1
        }
        while end > start, self[end - 1].isHTMLSpace {
            end -= 1
        }
        return start..<end
    }

    /// Returns the bytes without the white space of HTML at their ends.
    func trimmingHTMLSpace() -> [UInt8] {
        let range = trimmingHTMLSpace(0..<count)
        return range.count == count ? self : [UInt8](self[range])
    }
}

extension StaticString {
    /// Returns a byte of the literal.
    func byte(at offset: Int) -> UInt8 {
        precondition(offset >= 0 && offset < utf8CodeUnitCount, "outside of the literal")
        return unsafe utf8Start[offset]
    }
}
