// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// How much a text says, white space at its ends left out and elsewhere counted once.
struct TextMeasure: Sendable {
    /// The number of characters.
    var characters: Int32 = 0

    /// The number of characters that end sentences or part clauses.
    var marks: Int32 = 0

    /// Whether white space precedes the first character, or is all there is.
    var startsWithSpace = false

    /// Whether white space follows the last character.
    var endsWithSpace = false

    /// Whether the last character ends a sentence, a quotation or a parenthesis.
    var endsSentence = false

    /// Measures a text.
    init(_ range: Range<Int>, of bytes: [UInt8]) {
        var offset = range.lowerBound
        let end = range.upperBound
        var isSpace = false
        var last: UInt32 = 0
        while offset < end {
            let byte = bytes[offset]
            if byte > 0x20, byte < 0x7F {
                if isSpace {
                    if characters > 0 { characters += 1 } else { startsWithSpace = true }
                    isSpace = false
                }
                characters += 1
                if Self.isMark(byte) { marks += 1 }
                last = UInt32(byte)
                offset += 1
                continue
            }
            if byte == 0x20 {
                isSpace = true
                offset += 1
                continue
            }
            let scalar = UTF8Scalar.next(bytes, &offset)
            switch Characters.kind(scalar) {
            case .space:
                isSpace = true
            case .nothing:
                break
            case .mark, .closing, .other:
                if isSpace {
                    if characters > 0 { characters += 1 } else { startsWithSpace = true }
                    isSpace = false
                }
                characters += 1
                if Characters.kind(scalar) == .mark { marks += 1 }
                last = scalar
            }
        }
        if characters == 0 {
            startsWithSpace = isSpace
        }
        endsWithSpace = isSpace
        endsSentence = Characters.endsSentence(last)
    }

    /// The measure of nothing.
    init() {}

    @inline(__always)
    private static func isMark(_ byte: UInt8) -> Bool {
        byte <= 0x3F
            && (byte == 0x2E || byte == 0x2C || byte == 0x21 || byte == 0x3F || byte == 0x3B)
    }
}
