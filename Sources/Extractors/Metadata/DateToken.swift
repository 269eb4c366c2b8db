// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// A piece of text as dates are made of.
struct DateToken {
    enum Kind {
        case number, word, sign
    }

    let kind: Kind
    let start: Int
    let end: Int

    /// The number of its first nine digits; or the code point of a sign.
    let value: Int

    /// The number of its first 14 digits, which do not fit into 32 bits.
    let long: Int64

    /// A word in lower case.
    let word: [UInt8]

    /// Whether white space stands before it.
    let isSpaced: Bool

    /// How many digits a number has.
    var digitCount: Int {
        kind == .number ? end - start : 0
    }

    /// Splits text into numbers, words and single signs; at most 1024 of them.
    ///
    /// The letters between digits are words of their own: `3月15日` gives four tokens.
    static func tokens(_ text: [UInt8], _ range: Range<Int>) -> [DateToken] {
        var tokens: [DateToken] = []
        var offset = range.lowerBound
        var isSpaced = true
        while offset < range.upperBound && tokens.count < 1024 {
            let start = offset
            let scalar = UTF8Scalar(wellFormed: text, at: offset)
            if Letters.isSpace(scalar.value) {
                offset += scalar.width
                isSpaced = true
                continue
            }
            if text[offset].isASCIIDigit {
                var value = 0
                // Of 14 digits at most, so that it never wraps.
                var long: Int64 = 0
                while offset < range.upperBound, text[offset].isASCIIDigit {
                    let digit = text[offset] - 0x30
                    value = offset - start < 9 ? value * 10 + Int(digit) : value
                    long = offset - start < 14 ? long &* 10 &+ Int64(digit) : long
                    offset += 1
                }
                tokens.append(
                    DateToken(
                        kind: .number,
                        start: start,
                        end: offset,
                        value: value,
                        long: long,
                        word: [],
                        isSpaced: isSpaced,
                    )
                )
            } else if Letters.isLetter(scalar.value) {
                tokens.append(word(text, &offset, range.upperBound, isSpaced))
            } else {
                offset += scalar.width
                tokens.append(
                    DateToken(
                        kind: .sign,
                        start: start,
                        end: offset,
                        value: Int(scalar.value),
                        long: 0,
                        word: [],
                        isSpaced: isSpaced,
                    )
                )
            }
            isSpaced = false
        }
        return tokens
    }

    private static func word(
        _ text: [UInt8],
        _ offset: inout Int,
        _ end: Int,
        _ isSpaced: Bool,
    ) -> DateToken {
        let start = offset
        var word: [UInt8] = []
        while offset < end {
            let scalar = UTF8Scalar(wellFormed: text, at: offset)
            guard Letters.isLetter(scalar.value) else {
                break
            }
            if word.count < 64 {
                UTF8Scalar.append(Letters.folded(scalar.value), to: &word)
            }
            offset += scalar.width
        }
        return DateToken(
            kind: .word,
            start: start,
            end: offset,
            value: 0,
            long: 0,
            word: word,
            isSpaced: isSpaced,
        )
    }

    /// Whether this is a certain ASCII sign.
    func isSign(_ sign: UInt8) -> Bool {
        kind == .sign && value == Int(sign)
    }

    /// Whether this is a word that starts with certain bytes.
    func startsWith(_ text: StaticString) -> Bool {
        kind == .word && word.startsWithASCII(text, at: 0)
    }

    /// Whether this is a certain ASCII word in lower case.
    func isWord(_ text: StaticString) -> Bool {
        kind == .word && word.hasASCII(text, from: 0, to: word.count)
    }
}
