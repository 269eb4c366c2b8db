// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Sorted words or phrases in a literal, which are looked up where they stand.
///
/// The one form of all such lists: sorted by their bytes, in lower case where case does not matter,
/// none twice. A word may bear a value behind an equals sign. ``NameTable`` is for the lists that
/// are asked at each tag.
package struct WordTable: Sendable {
    /// A word that was found.
    struct Match: Sendable {
        /// The number of its bytes.
        let length: Int

        /// The offset in the literal behind the word, where its value is.
        fileprivate let end: Int
    }

    let literal: StaticString
    let separator: UInt8

    /// Reads words that line feeds and the separator part.
    init(_ literal: StaticString, separatedBy separator: Unicode.Scalar = " ") {
        self.literal = literal
        self.separator = UInt8(ascii: separator)
    }

    /// Whether the bytes are a word.
    func contains(_ bytes: [UInt8]) -> Bool {
        word(0..<bytes.count, of: bytes) != nil
    }

    /// Returns the word that a range of bytes is.
    func word(_ range: Range<Int>, of bytes: [UInt8]) -> Match? {
        guard let found = last(upTo: range, of: bytes), found.isPrefix,
            found.match.length == range.count
        else { return nil }
        return found.match
    }

    /// Returns the longest word with which a range of bytes starts, of those whose length is
    /// accepted.
    func longest(
        startOf range: Range<Int>,
        of bytes: [UInt8],
        where accepts: (Int) -> Bool = { _ in true },
    ) -> Match? {
        var end = range.upperBound
        while end > range.lowerBound, let found = last(upTo: range.lowerBound..<end, of: bytes) {
            if found.isPrefix, accepts(found.match.length) {
                return found.match
            }
            // What is shorter starts as far as the word found and the bytes are the same.
            end = range.lowerBound + found.common - (found.isPrefix ? 1 : 0)
        }
        return nil
    }

    /// Whether bytes start with a word whose length is accepted.
    func startsWord(_ bytes: [UInt8], where accepts: (Int) -> Bool = { _ in true }) -> Bool {
        longest(startOf: 0..<bytes.count, of: bytes, where: accepts) != nil
    }

    /// Returns the bytes of a word's value; none when it has no value.
    func value(of match: Match) -> Range<Int> {
        guard match.end < literal.utf8CodeUnitCount, literal.byte(at: match.end) == Mark.equals
        else { return match.end..<match.end }
        return match.end + 1..<recordEnd(match.end)
    }

    /// Returns a byte of a value.
    func byte(at offset: Int) -> UInt8 {
        literal.byte(at: offset)
    }

    /// Returns the number of a word, a hexadecimal digit; 0 for what is no word.
    func number(of bytes: [UInt8]) -> Int {
        guard let match = word(0..<bytes.count, of: bytes), let first = value(of: match).first
        else { return 0 }
        return byte(at: first).hexValue.map { Int($0) } ?? 0
    }

    // MARK: Searching

    /// The last word that is not above some bytes.
    private struct Found {
        let match: Match

        /// How many bytes it has in common with them.
        let common: Int

        /// Whether the bytes start with it.
        var isPrefix: Bool {
            common == match.length
        }
    }

    private func last(upTo range: Range<Int>, of bytes: [UInt8]) -> Found? {
        var low = 0
        var high = literal.utf8CodeUnitCount
        var found: Found?
        while low < high {
            let start = recordStart((low + high) / 2)
            var end = start
            var index = range.lowerBound
            while index < range.upperBound, !endsWord(end), literal.byte(at: end) == bytes[index] {
                end += 1
                index += 1
            }
            let common = end - start
            let isAbove =
                !endsWord(end)
                && (index == range.upperBound || literal.byte(at: end) > bytes[index])
            if isAbove {
                high = start
                continue
            }
            while !endsWord(end) {
                end += 1
            }
            found = Found(match: Match(length: end - start, end: end), common: common)
            low = recordEnd(end) + 1
        }
        return found
    }

    private func recordStart(_ offset: Int) -> Int {
        var start = offset
        while start > 0, !isSeparator(literal.byte(at: start - 1)) {
            start -= 1
        }
        return start
    }

    private func recordEnd(_ offset: Int) -> Int {
        var end = offset
        while end < literal.utf8CodeUnitCount, !isSeparator(literal.byte(at: end)) {
            end += 1
        }
        return end
    }

    private func endsWord(_ offset: Int) -> Bool {
        guard offset < literal.utf8CodeUnitCount else { return true }
        let byte = literal.byte(at: offset)
        return byte == Mark.equals || isSeparator(byte)
    }

    private func isSeparator(_ byte: UInt8) -> Bool {
        byte == separator || byte == 0x0A
    }
}
