// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// How the numbers of a date with slashes are ordered.
package enum SlashOrder: Sendable {
    /// As in en-US.
    case monthFirst

    /// As everywhere else.
    case dayFirst

    /// The language is not known, so that 3/4/2020 has no meaning.
    case unknown

    /// The order in a language given as a BCP 47 tag.
    package init(language: [UInt8]) {
        guard !language.isEmpty else {
            self = .unknown
            return
        }
        let isAmerican =
            language.startsWithASCII("en-us", at: 0) || language.startsWithASCII("en_us", at: 0)
        self = isAmerican ? .monthFirst : .dayFirst
    }
}

/// A date that was found in text.
package struct DateMatch: Sendable {
    /// The date.
    package let date: StatedDate

    /// Where it stands in the text, with its time and zone.
    package let range: Range<Int>

    /// Whether day and month may be the other way round.
    package let isAmbiguous: Bool

    /// Returns why the date cannot be that of a document, or nil when it can.
    ///
    /// - Parameters:
    ///   - role: What the date stands for.
    ///   - captured: When the document was captured, if that is known.
    /// - Returns: The first reason there is.
    func refusal(_ role: ClaimRole, captured: StatedDate?) -> ClaimRefusal? {
        if role == .caption {
            return .caption
        }
        if role == .copyrightYear {
            return .copyrightYear
        }
        if date.isTooEarly {
            return .tooEarly
        }
        if let captured, date.isLater(than: captured) {
            return .afterCapture
        }
        return isAmbiguous ? .ambiguous : nil
    }
}

/// Finds dates in text, with integers only, no clock and no locale.
///
/// ISO 8601 and RFC 3339, `YYYYMMDD`, `D Month YYYY` and `Month D, YYYY` in nine languages,
/// `Month YYYY`, `YYYY年M月D日`, `D.M.YYYY` and dates with slashes. A time of day and a zone behind
/// the date belong to it.
package struct DateFinder: Sendable {
    let slashOrder: SlashOrder

    /// Creates a finder for texts with one order of slash dates.
    package init(order: SlashOrder) {
        slashOrder = order
    }

    /// Returns the first date in a range of UTF-8 text, of which at most 1024 words are read.
    ///
    /// Dates that are not wanted are passed over.
    package func firstDate(
        in text: [UInt8],
        _ range: Range<Int>,
        where isWanted: (DateMatch) -> Bool = { _ in true },
    ) -> DateMatch? {
        let tokens = DateToken.tokens(text, range)
        var index = 0
        while index < tokens.count {
            if let match = date(tokens, at: index, text) {
                if isWanted(match) {
                    return match
                }
                while index < tokens.count && tokens[index].start < match.range.upperBound {
                    index += 1
                }
            } else {
                index += 1
            }
        }
        return nil
    }

    /// Returns the date that all of a text is, but for white space and punctuation at its ends.
    package func wholeDate(_ text: [UInt8]) -> DateMatch? {
        guard let match = firstDate(in: text, 0..<text.count) else {
            return nil
        }
        let rest =
            DateToken.tokens(text, 0..<match.range.lowerBound)
            + DateToken.tokens(text, match.range.upperBound..<text.count)
        return rest.contains { $0.kind != .sign } ? nil : match
    }

    /// A day that was read, before its time.
    struct Day {
        var year: Int
        var month: Int
        var day: Int

        /// The index of the token behind it.
        var next: Int
        var isAmbiguous = false
    }

    private func date(_ tokens: [DateToken], at index: Int, _ text: [UInt8]) -> DateMatch? {
        if let compact = compactDate(tokens, at: index) {
            return compact
        }
        guard let day = day(tokens, at: index) else {
            return nil
        }
        var cursor = TimeCursor(tokens: tokens, index: day.next)
        let clock = day.day > 0 ? cursor.time(text) : nil
        let date = StatedDate(
            year: day.year,
            month: day.month,
            day: day.day,
            time: clock?.time,
            offset: clock?.offset,
            zone: clock?.zone ?? [],
        )
        guard let date else {
            return nil
        }
        let end = clock?.end ?? tokens[day.next - 1].end
        return DateMatch(
            date: date,
            range: tokens[index].start..<end,
            isAmbiguous: day.isAmbiguous,
        )
    }

    private func day(_ tokens: [DateToken], at index: Int) -> Day? {
        let token = tokens[index]
        let isInNumber =
            index > 0 && !token.isSpaced && token.kind == .number
            && Self.joinsNumbers(tokens, at: index - 1)
        guard !isInNumber else {
            return nil
        }
        if token.kind == .word {
            return monthFirst(tokens, at: index)
        }
        switch token.digitCount {
        case 4: return yearFirst(tokens, at: index)
        case 8: return compactDay(token, at: index)
        case 1, 2: return dayFirst(tokens, at: index) ?? numeric(tokens, at: index)
        default: return nil
        }
    }

    /// Whether a sign ties the number behind it to one before it, as in `1.5` and `1/2`.
    private static func joinsNumbers(_ tokens: [DateToken], at index: Int) -> Bool {
        let sign = tokens[index]
        let isTie =
            sign.isSign(UInt8(ascii: ".")) || sign.isSign(UInt8(ascii: "/"))
            || sign.isSign(UInt8(ascii: "-")) || sign.isSign(UInt8(ascii: ":"))
        return isTie && !sign.isSpaced && index > 0 && tokens[index - 1].kind == .number
    }
}
