// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// A number, a word or a mark of a text that may hold a date.
struct DatePart: Sendable {
    /// What a part is.
    enum Kind: Sendable {
        case number
        case word
        case mark
        case space
    }

    /// What the part is.
    let kind: Kind

    /// Where it stands.
    let range: Range<Int>

    /// The value of a number's first eight digits.
    var value = 0

    /// The number of digits of a number.
    var digits: Int {
        range.count
    }

    /// Parts a text.
    static func parts(of bytes: [UInt8], limit: Int) -> [DatePart] {
        var parts: [DatePart] = []
        let end = min(bytes.count, limit)
        var offset = 0
        while offset < end {
            let start = offset
            let byte = bytes[offset]
            if ASCII.isDigit(byte) {
                var value = 0
                while offset < end, ASCII.isDigit(bytes[offset]) {
                    if offset - start < 8 {
                        value = value * 10 + Int(bytes[offset] - 0x30)
                    }
                    offset += 1
                }
                var part = DatePart(kind: .number, range: start..<offset)
                part.value = value
                parts.append(part)
            } else if ASCII.isLetter(byte) || byte >= 0x80 {
                while offset < end, ASCII.isLetter(bytes[offset]) || bytes[offset] >= 0x80 {
                    offset += 1
                }
                parts.append(DatePart(kind: .word, range: start..<offset))
            } else {
                offset += 1
                let kind = byte <= 0x20 ? Kind.space : .mark
                parts.append(DatePart(kind: kind, range: start..<offset))
            }
        }
        return parts
    }
}

/// Reads the parts of a date one after the other.
struct DatePartReader {
    private let parts: [DatePart]
    private let bytes: [UInt8]
    private var index: Int

    /// The number of digits of the number that was read last.
    private(set) var lastDigits = 0

    /// Starts at a part.
    init(_ parts: [DatePart], _ start: Int, _ bytes: [UInt8]) {
        self.parts = parts
        self.bytes = bytes
        index = start
    }

    private var current: DatePart? {
        index < parts.count ? parts[index] : nil
    }

    /// Reads a number.
    mutating func number(digits: ClosedRange<Int>) -> Int? {
        guard let part = current, part.kind == .number, digits.contains(part.digits) else {
            return nil
        }
        index += 1
        lastDigits = part.digits
        return part.value
    }

    /// Reads one of the marks.
    mutating func mark(_ marks: [StaticString]) -> Bool {
        guard let part = current, part.kind == .mark else { return false }
        for mark in marks where bytes[part.range.lowerBound] == mark.byte(at: 0) {
            index += 1
            return true
        }
        return false
    }

    /// Reads any of the marks.
    mutating func skipMarks(_ marks: [StaticString]) {
        while mark(marks) {}
    }

    /// Reads white space.
    mutating func skipSpace() {
        while let part = current, part.kind == .space {
            index += 1
        }
    }

    /// Reads what makes a number an ordinal.
    mutating func skipOrdinal() {
        if mark(["."]) { return }
        skipWord(["st", "nd", "rd", "th", "er", "º"], andSpace: false)
    }

    /// Reads one of the words and the space behind it.
    mutating func skipWord(_ words: [StaticString], andSpace: Bool = true) {
        guard let part = current, part.kind == .word else { return }
        for word in words where spells(part, word) {
            index += 1
            if andSpace {
                skipSpace()
            }
            return
        }
    }

    /// Reads the name of a month; returns its number.
    mutating func month(_ names: NameTable) -> Int? {
        guard let part = current, part.kind == .word else { return nil }
        let position = names.position(of: part.range, in: bytes.span)
        guard position >= 0 else { return nil }
        index += 1
        return Int(names.value(at: position) - 0x60)
    }

    /// Reads white space and a word that begins with an ideograph; white space may follow.
    mutating func ideograph(_ wanted: StaticString) -> Bool {
        skipSpace()
        guard let part = current, part.kind == .word,
            part.range.count >= wanted.utf8CodeUnitCount
        else { return false }
        for offset in 0..<wanted.utf8CodeUnitCount
        where bytes[part.range.lowerBound + offset] != wanted.byte(at: offset) {
            return false
        }
        index += 1
        skipSpace()
        return true
    }

    private func spells(_ part: DatePart, _ word: StaticString) -> Bool {
        guard part.range.count == word.utf8CodeUnitCount else { return false }
        for offset in 0..<part.range.count
        where ASCII.lowercased(bytes[part.range.lowerBound + offset]) != word.byte(at: offset) {
            return false
        }
        return true
    }
}
