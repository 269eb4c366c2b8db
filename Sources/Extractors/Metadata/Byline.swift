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

/// Splits bylines into names.
package enum Byline {
    /// The longest name that is taken for one, in bytes.
    package static let longestName = 80

    /// What may precede the names, in lower case.
    private static let openings: StaticString =
        "written by|posted by|reported by|text by|by|von|par|por|autorin|autor|author|door|di|przez|автор"

    /// Words between names.
    private static let conjunctions: StaticString = "and=1 und=1 et=1 y=1 i=1 e=1 en=1 и=1"

    /// Words that are in the names of offices and papers, not of persons.
    private static let offices: StaticString = """
        news=1 times=1 press=1 agency=1 agencies=1 media=1 staff=1 desk=1 editor=1 editors=1 \
        correspondent=1 correspondents=1 reporter=1 reporters=1 writer=1 writers=1 team=1 online=1 \
        newspaper=1 herald=1 tribune=1 daily=1 radio=1 tv=1 redaktion=1 service=1 bureau=1 \
        newsroom=1 editorial=1 board=1 contributor=1 contributors=1 rédaction=1 redacción=1 \
        redazione=1 редакция=1
        """

    /// Returns the names of a byline, without `By` and what is not a name.
    ///
    /// A person's name has at least two words, no digits, and no address. Of a name such as
    /// `Ann Lee (AFP)` the agency is a name of its own.
    package static func names(_ line: [UInt8]) -> [BylineName] {
        var found: [BylineName] = []
        var start = openingLength(line) ?? 0
        let table = EncodingTables.bytes(conjunctions)
        var offset = start
        while offset < line.count && found.count < 32 {
            let byte = line[offset]
            if isSeparator(byte) {
                append(line, start..<offset, &found)
                offset += 1
                start = offset
            } else if byte == 0x20, let end = wordEnd(line, offset + 1),
                isConjunction([UInt8](line[(offset + 1)..<end]), table)
            {
                append(line, start..<offset, &found)
                offset = end
                start = end
            } else {
                offset += 1
            }
        }
        append(line, start..<line.count, &found)
        return found
    }

    /// Returns how many bytes of a line precede the names, or nil when it is not a byline.
    package static func openingLength(_ line: [UInt8]) -> Int? {
        let folded = Letters.folded([UInt8](line.prefix(40)))
        let table = EncodingTables.bytes(openings)
        var start = 0
        while start < table.count {
            var end = start
            while end < table.count && table[end] != UInt8(ascii: "|") {
                end += 1
            }
            let length = end - start
            if folded.count > length, folded.starts(with: table[start..<end]) {
                var next = length
                if folded[next] == UInt8(ascii: ":") {
                    next += 1
                }
                if next < folded.count && folded[next] == 0x20 {
                    return next + 1
                }
            }
            start = end + 1
        }
        return nil
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
    private static func isConjunction(_ word: [UInt8], _ table: [UInt8]) -> Bool {
        let folded = Letters.folded(word)
        return (word.count > 2 || word == folded) && WordTable.value(of: folded, in: table) > 0
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
        if isAgency || isPerson(name) {
            found.append(BylineName(name: name, range: range, isAgency: isAgency))
        }
    }

    private static func trimmed(_ line: [UInt8], _ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        let isEdge: (UInt8) -> Bool = {
            $0 == 0x20 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ":") || $0 == 0x09
        }
        while start < end && (isEdge(line[start]) || line[start] == UInt8(ascii: ".")) {
            start += 1
        }
        while end > start && (isEdge(line[end - 1]) || line[end - 1] == UInt8(ascii: ".")) {
            end -= 1
        }
        return start..<end
    }

    /// Whether a text can be the name of a person: two to six words, each with a capital but for
    /// particles of up to three letters, no digits, no address.
    package static func isPerson(_ name: [UInt8]) -> Bool {
        guard name.count > 2, name.count <= longestName, !WebAddress.occurs(in: name) else {
            return false
        }
        let offices = EncodingTables.bytes(Self.offices)
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
            guard WordTable.value(of: word, in: offices) == 0 else {
                return false
            }
            words += 1
            start = end + 1
        }
        return words >= 2 && words <= 6
    }
}
