// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// What the rules need to know of characters; fixed here, so that no version of Unicode changes it.
package enum Letters {
    /// Whether a character belongs to a word: letters and marks of all scripts, roughly.
    ///
    /// All from U+00AA on but signs, punctuation, spaces and pictures.
    package static func isLetter(_ point: UInt32) -> Bool {
        if point < 0x80 {
            return (point | 0x20) &- 0x61 < 26
        }
        return switch point {
        case 0xAA, 0xB5, 0xBA, 0xC0...0xD6, 0xD8...0xF6: true
        case 0..<0xF8: false
        case 0x2000...0x206F, 0x20A0...0x20CF, 0x2190...0x2BFF, 0x3000...0x3004: false
        case 0x3008...0x3020, 0x3030, 0xE000...0xF8FF, 0xFE10...0xFE6F, 0xFF00...0xFF20: false
        case 0x0964, 0x060C, 0x061B, 0x061F, 0x06D4, 0x1680, 0xFEFF, 0xFFF0...0xFFFF: false
        case 0x1_F000...0x1_FAFF: false
        default: true
        }
    }

    /// The lower case of a Latin, Greek or Cyrillic letter, anything else as it is.
    package static func folded(_ point: UInt32) -> UInt32 {
        switch point {
        case 0x41...0x5A, 0xC0...0xD6, 0xD8...0xDE, 0x0391...0x03A9, 0x0410...0x042F: point + 0x20
        case 0x0400...0x040F: point + 0x50
        case 0x0139...0x0148, 0x0179...0x017E: point % 2 == 1 ? point + 1 : point
        case 0x0100...0x0137, 0x014A...0x0177, 0x0460...0x0481: point % 2 == 0 ? point + 1 : point
        default: point
        }
    }

    /// Whether a character is in upper case, in the scripts of ``folded(_:)``.
    package static func isUpper(_ point: UInt32) -> Bool {
        folded(point) != point
    }

    /// Returns text in lower case.
    package static func folded(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var offset = 0
        while offset < text.count {
            UTF8Scalar.append(folded(UTF8Scalar.next(text, &offset)), to: &result)
        }
        return result
    }

    /// Returns the words of a text with a single space between them, for comparison.
    ///
    /// Letters of ASCII in lower case: a heading in other capitals is not the title beside it.
    static func foldedWords(_ text: [UInt8]) -> [UInt8] {
        var words: [UInt8] = []
        words.reserveCapacity(text.count)
        var needsSpace = false
        var offset = 0
        while offset < text.count {
            let point = UTF8Scalar.next(text, &offset)
            let isDigit = point &- 0x30 < 10
            guard isLetter(point) || isDigit || point == 0x5F else {
                needsSpace = true
                continue
            }
            if needsSpace, !words.isEmpty {
                words.append(0x20)
            }
            needsSpace = false
            UTF8Scalar.append(point < 0x80 ? folded(point) : point, to: &words)
        }
        return words
    }

    /// Whether a character is white space, as in the canonical text.
    package static func isSpace(_ point: UInt32) -> Bool {
        Characters.kind(point) == .space
    }

    /// Whether a character is dropped from canonical text: other controls and the soft hyphen.
    package static func isDropped(_ point: UInt32) -> Bool {
        Characters.kind(point) == .nothing
    }

    /// Whether a character ends or divides sentences.
    package static func isPunctuation(_ point: UInt32) -> Bool {
        Characters.kind(point) == .mark
    }
}
