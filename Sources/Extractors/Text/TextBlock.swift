// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// A paragraph of a text document.
struct TextBlock {
    enum Kind: Equatable {
        case paragraph
        case heading(level: Int)
        case code
    }

    /// What becomes of a block in the text.
    enum Verdict {
        /// Not decided by itself.
        case open
        case keep
        case drop
    }

    let kind: Kind

    /// Where it stands in the decoded text, without white space at its ends.
    let range: Range<Int>

    /// Its text without markup and with its white space collapsed.
    let text: [UInt8]

    /// How many characters the text has.
    let length: Int

    /// Whether it has a letter or digit.
    let hasWords: Bool

    /// Whether it has punctuation as sentences do.
    let hasPunctuation: Bool

    /// Whether it ends as a sentence does.
    let endsSentence: Bool

    var verdict = Verdict.open

    /// Whether it is furniture of a page.
    var isFurniture = false

    /// Whether it was read as a title, date, byline or address.
    var isConsumed = false

    init(_ kind: Kind, _ text: [UInt8], _ range: Range<Int>) {
        self.kind = kind
        self.range = range
        self.text = text
        var length = 0
        var hasWords = false
        var hasPunctuation = false
        var last: UInt32 = 0
        var offset = 0
        while offset < text.count {
            let scalar = UTF8Scalar(wellFormed: text, at: offset)
            length += 1
            let isDigit = scalar.value >= 0x30 && scalar.value <= 0x39
            hasWords = hasWords || isDigit || Letters.isLetter(scalar.value)
            hasPunctuation = hasPunctuation || Letters.isPunctuation(scalar.value)
            last = scalar.value
            offset += scalar.width
        }
        self.length = length
        self.hasWords = hasWords
        self.hasPunctuation = hasPunctuation
        endsSentence = Self.endsSentence(last)
    }

    /// A full stop and the like, or a closing quotation mark or parenthesis.
    private static func endsSentence(_ point: UInt32) -> Bool {
        switch point {
        case 0x21, 0x22, 0x29, 0x2E, 0x3F, 0x5D, 0xBB, 0x2026, 0x3002, 0xFF01, 0xFF1F, 0x061F,
            0x0964, 0x201C, 0x201D, 0x2019, 0x300D, 0xFF09:
            true
        default:
            false
        }
    }

    /// Whether it is running text beyond doubt.
    var isProse: Bool {
        kind == .paragraph && (length >= 60 && endsSentence || length >= 200)
    }

    /// Whether it has letters and all of them are capitals.
    var isAllCapitals: Bool {
        var hasCapital = false
        var offset = 0
        while offset < text.count {
            let scalar = UTF8Scalar(wellFormed: text, at: offset)
            if Letters.isUpper(scalar.value) {
                hasCapital = true
            } else if Letters.isLetter(scalar.value) {
                return false
            }
            offset += scalar.width
        }
        return hasCapital
    }

    /// How many words it has, counted by spaces.
    var wordCount: Int {
        var count = text.isEmpty ? 0 : 1
        for byte in text where byte == 0x20 {
            count += 1
        }
        return count
    }
}

/// The lines of a text, one after the other.
struct TextLines {
    /// The most blocks that are read of a text.
    static let limit = 1 << 20

    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Returns the next line without white space at its ends, possibly empty; nil at the end.
    ///
    /// A line ends with a line feed, a carriage return, or both.
    mutating func next() -> Range<Int>? {
        guard offset < bytes.count else {
            return nil
        }
        let start = offset
        while offset < bytes.count && bytes[offset] != 0x0A && bytes[offset] != 0x0D {
            offset += 1
        }
        let line = CanonicalText.trimmed(start..<offset, of: bytes)
        let isPair =
            offset + 1 < bytes.count && bytes[offset] == 0x0D && bytes[offset + 1] == 0x0A
        offset += isPair ? 2 : 1
        return line
    }

    /// Returns the blocks of plain text: each line that is not empty, and at most one more than the
    /// limit.
    static func blocks(_ bytes: [UInt8], limit: Int = TextLines.limit) -> [TextBlock] {
        var blocks: [TextBlock] = []
        var lines = TextLines(bytes)
        while let range = lines.next(), blocks.count <= limit {
            var text: [UInt8] = []
            CanonicalText.collapse(bytes, range, into: &text)
            if !text.isEmpty {
                blocks.append(TextBlock(.paragraph, text, range))
            }
        }
        return blocks
    }
}
