// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// A name in a byline.
package struct BylineName: Sendable {
    /// The name as it stands there.
    package let name: [UInt8]

    /// Where it stands in the byline.
    package let range: Range<Int>

    /// Whether it is that of a news agency.
    package let isAgency: Bool
}

/// Splits what names authors: bylines, and the fields and elements of pages.
package enum Byline {
    /// What a name has to be like.
    package enum Form: Sendable {
        /// That of a person, for it stands in running text.
        case person

        /// Anything that is not the name of no one, for its place is made for names.
        case any
    }

    /// The longest name that is taken for one, in bytes.
    package static let longestName = 80

    /// What stands before the names of a line, in lower case.
    static let openings = WordTable(
        """
        author|autor|autorin|by|di|door|par|por|posted by|przez|reported by|text by|von|written by
        автор
        """,
        separatedBy: "|",
    )

    /// What else stands before them where a page names its authors, in lower case.
    static let labels = WordTable(
        """
        alle artikel von|alle beiträge von|alle posts vom autor|alle posts von|artikel von
        eingestellt von|foto|fotos|geschrieben von|interview|post author|publié par|text
        veröffentlicht von|view all posts by|vom|zeige alle beiträge von
        """,
        separatedBy: "|",
    )

    /// Words between names.
    static let conjunctions = WordTable("and e en et i und y и")

    /// Words that are in the names of offices and papers, not of persons.
    static let offices = WordTable(
        """
        agencies agency board bureau contributor contributors correspondent correspondents daily
        desk editor editorial editors herald media news newspaper newsroom online press radio
        redacción redaktion redazione reporter reporters rédaction service staff team times
        tribune tv writer writers редакция
        """
    )

    /// What stands where names do and is none, in lower case.
    static let noNames = WordTable(
        """
        admin|administrator|anonymous|author|autor|autorin|contributor|editor|guest|redaktion
        staff|unknown|user|webmaster
        """,
        separatedBy: "|",
    )

    /// What such a text starts with, in lower case.
    static let noNameOpenings = WordTable(
        """
        alle beiträge|no author|posted in|posted on|publiziert am|veröffentlicht am
        """,
        separatedBy: "|",
    )

    /// Returns the names of a byline, without `By` and what is not a name.
    ///
    /// Of a name such as `Ann Lee (AFP)` the agency is a name of its own; all else in parentheses
    /// is none.
    package static func names(_ line: [UInt8], form: Form = .person) -> [BylineName] {
        var found: [BylineName] = []
        var start = form == .person ? openingLength(line) ?? 0 : endOfLabels(line)
        var offset = start
        var isInParentheses = false
        while offset < line.count && found.count < 32 {
            let byte = line[offset]
            if isSeparator(byte) {
                append(line, start..<offset, isInParentheses ? nil : form, &found)
                switch byte {
                case UInt8(ascii: "("), UInt8(ascii: "["): isInParentheses = true
                case UInt8(ascii: ")"), UInt8(ascii: "]"): isInParentheses = false
                default: break
                }
                offset += 1
                start = offset
            } else if byte == 0x20, let end = wordEnd(line, offset + 1),
                isConjunction([UInt8](line[(offset + 1)..<end]))
            {
                append(line, start..<offset, isInParentheses ? nil : form, &found)
                offset = end
                start = end
            } else {
                offset += 1
            }
        }
        append(line, start..<line.count, isInParentheses ? nil : form, &found)
        return found
    }

    /// Returns how many bytes of a line precede the names, or nil when it is not a byline.
    package static func openingLength(_ line: [UInt8]) -> Int? {
        openingLength(line, 0, openings)
    }

    /// Returns the offset behind all openings and labels, of which several may follow each other.
    private static func endOfLabels(_ line: [UInt8]) -> Int {
        var start = 0
        while let length = openingLength(line, start, openings)
            ?? openingLength(line, start, labels)
        {
            start += length
        }
        return start
    }

    private static func openingLength(
        _ line: [UInt8],
        _ offset: Int,
        _ openings: WordTable,
    ) -> Int? {
        let folded = Letters.folded([UInt8](line[offset...].prefix(40)))
        func end(behind length: Int) -> Int {
            var next = length
            while next < folded.count && (folded[next] == 0x20 || folded[next] == 0x3A) {
                next += 1
            }
            return next
        }
        let found = openings.longest(startOf: 0..<folded.count, of: folded) { length in
            length < end(behind: length) && end(behind: length) < folded.count
        }
        return found.map { end(behind: $0.length) }
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "&"),
            UInt8(ascii: "/"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["),
            UInt8(ascii: "]"):
            true
        default:
            false
        }
    }

    /// Whether a word stands between names; one of a letter only in lower case, for it may be an
    /// initial.
    private static func isConjunction(_ word: [UInt8]) -> Bool {
        let folded = Letters.folded(word)
        return (word.count > 2 || word == folded) && conjunctions.contains(folded)
    }

    /// Where the short word at an offset ends, when a space follows it.
    private static func wordEnd(_ line: [UInt8], _ start: Int) -> Int? {
        var end = start
        while end < line.count && line[end] != 0x20 && end - start <= 4 {
            end += 1
        }
        return end > start && end < line.count && line[end] == 0x20 ? end : nil
    }

    private static func append(
        _ line: [UInt8],
        _ range: Range<Int>,
        _ form: Form?,
        _ found: inout [BylineName],
    ) {
        var end = range.lowerBound
        while end < range.upperBound && line[end] != UInt8(ascii: "@") {
            end += 1
        }
        if end < range.upperBound {
            // What stands before the sign is the rest of an address.
            while end > range.lowerBound && line[end - 1] != 0x20 {
                end -= 1
            }
        }
        let range = trimmed(line, range.lowerBound..<end)
        let name = [UInt8](line[range])
        guard !name.isEmpty, name.count <= longestName else {
            return
        }
        let isAgency = NewsAgencies.contains(name)
        let isName =
            switch form {
            case .person: isPerson(name)
            case .any: isPlausible(name)
            case nil: false
            }
        if isAgency || isName {
            found.append(BylineName(name: name, range: range, isAgency: isAgency))
        }
    }

    /// Returns a range without marks at its ends; the full stop of a short last word stays.
    private static func trimmed(_ line: [UInt8], _ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end && (isEdge(line[start]) || line[start] == UInt8(ascii: ".")) {
            start += 1
        }
        while end > start {
            let length =
                isEdge(line[end - 1]) ? 1 : TitleParts.lengthOfSeparator(endOf: line[start..<end])
            if length == 0 {
                break
            }
            end -= length
        }
        let isStop = end > start && line[end - 1] == UInt8(ascii: ".")
        if isStop && (end - start < 4 || line[end - 4] != 0x20) {
            end -= 1
        }
        return start..<end
    }

    private static func isEdge(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ":") || byte == 0x09
    }

    /// Whether a text where a page names its authors can be a name: 3 to 49 characters, no digit
    /// and none of the words for no one.
    private static func isPlausible(_ name: [UInt8]) -> Bool {
        let count = UTF8Scalar.count(name)
        guard count > 2, count < 50, !name.contains(where: { $0.isASCIIDigit }) else {
            return false
        }
        let folded = Letters.folded(name)
        return !noNames.contains(folded) && !noNameOpenings.startsWord(folded)
    }

    /// Whether a text can be the name of a person: two to six words, each with a capital but for
    /// particles of up to three letters, no digits, no address.
    package static func isPerson(_ name: [UInt8]) -> Bool {
        guard name.count > 2, name.count <= longestName, !WebAddress.occurs(in: name) else {
            return false
        }
        var words = 0
        var start = 0
        while start < name.count {
            var end = start
            while end < name.count && name[end] != 0x20 {
                if name[end].isASCIIDigit || name[end] == 0x3C || name[end] == 0x3E {
                    return false
                }
                end += 1
            }
            let first = UTF8Scalar(wellFormed: name, at: start).value
            let isCapital = Letters.isUpper(first) || first >= 0x0530
            guard Letters.isLetter(first), isCapital || words > 0 && end - start <= 3 else {
                return false
            }
            let word = Letters.folded([UInt8](name[start..<end]))
            guard !offices.contains(word) else {
                return false
            }
            words += 1
            start = end + 1
        }
        return words >= 2 && words <= 6
    }
}
