// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Finds dates in text.
///
/// Knows `2022-06-25`, `20220625`, `25 June 2022` and `June 25, 2022` in nine languages,
/// `2022年6月25日`, `25.6.2022`, and `25/6/2022`, or `6/25/2022` in American pages.
struct DateParser: Sendable {
    /// The number of bytes that are looked at.
    static let byteLimit = 160

    /// The first year that a date may have: pages are not older.
    static let firstYear = 1995

    /// The last day that a date may be: nothing is from after it was captured.
    let last: CalendarDate?

    /// Whether the month comes first in `6/5/2022`.
    let monthFirst: Bool

    private let months = NameTable(MonthNames.table)

    /// A parser that refuses dates after a day.
    init(last: CalendarDate?, monthFirst: Bool) {
        self.last = last
        self.monthFirst = monthFirst
    }

    /// Returns the first date that the text holds, the most certain notation first.
    func date(in bytes: [UInt8]) -> CalendarDate? {
        let parts = DatePart.parts(of: bytes, limit: Self.byteLimit)
        guard parts.contains(where: { $0.kind == .number }) else { return nil }
        for notation in Notation.all {
            for start in parts.indices {
                if let date = date(parts, at: start, notation, bytes) {
                    return date
                }
            }
        }
        return nil
    }

    /// Returns the date of numbers, if there is such a day and a page can be of that day.
    func valid(_ year: Int, _ month: Int, _ day: Int) -> CalendarDate? {
        let full = year < 50 ? year + 2000 : year < 100 ? year + 1900 : year
        guard full >= Self.firstYear, let date = CalendarDate(year: full, month: month, day: day)
        else { return nil }
        if let last, date.dayNumber > last.dayNumber { return nil }
        return full <= 2099 ? date : nil
    }

    /// A way to write a date.
    private enum Notation: Sendable {
        case yearFirst
        case compact
        case dayAndName
        case nameAndDay
        case ideographs
        case dots
        case slashes

        static let all: [Notation] = [
            .yearFirst, .compact, .dayAndName, .nameAndDay, .ideographs, .dots, .slashes,
        ]
    }

    private func date(
        _ parts: [DatePart],
        at start: Int,
        _ notation: Notation,
        _ bytes: [UInt8],
    ) -> CalendarDate? {
        var reader = DatePartReader(parts, start, bytes)
        switch notation {
        case .yearFirst: return yearFirst(&reader)
        case .compact: return compact(parts[start])
        case .dayAndName: return dayAndName(&reader)
        case .nameAndDay: return nameAndDay(&reader)
        case .ideographs: return ideographs(&reader)
        case .dots: return dots(&reader)
        case .slashes: return slashes(&reader)
        }
    }

    private func yearFirst(_ reader: inout DatePartReader) -> CalendarDate? {
        guard let year = reader.number(digits: 4...4), reader.mark(["-", "/", "."]),
            let month = reader.number(digits: 1...2), reader.mark(["-", "/", "."]),
            let day = reader.number(digits: 1...2)
        else { return nil }
        return valid(year, month, day)
    }

    private func compact(_ part: DatePart) -> CalendarDate? {
        guard part.kind == .number, part.digits == 8 || (10...14).contains(part.digits) else {
            return nil
        }
        let value = part.value
        guard value >= 19_000_000 else { return nil }
        return valid(value / 10_000, value / 100 % 100, value % 100)
    }

    private func dayAndName(_ reader: inout DatePartReader) -> CalendarDate? {
        guard let day = reader.number(digits: 1...2) else { return nil }
        reader.skipOrdinal()
        reader.skipSpace()
        reader.skipWord(["of", "de"])
        guard let month = reader.month(months) else { return nil }
        reader.skipMarks([".", ","])
        reader.skipSpace()
        reader.skipWord(["de", "del"])
        guard let year = reader.number(digits: 4...4) else { return nil }
        return valid(year, month, day)
    }

    private func nameAndDay(_ reader: inout DatePartReader) -> CalendarDate? {
        guard let month = reader.month(months) else { return nil }
        reader.skipMarks(["."])
        reader.skipSpace()
        guard let day = reader.number(digits: 1...2) else { return nil }
        reader.skipOrdinal()
        reader.skipMarks([","])
        reader.skipSpace()
        guard let year = reader.number(digits: 4...4) else { return nil }
        return valid(year, month, day)
    }

    private func ideographs(_ reader: inout DatePartReader) -> CalendarDate? {
        guard let year = reader.number(digits: 4...4), reader.ideograph("年"),
            let month = reader.number(digits: 1...2), reader.ideograph("月"),
            let day = reader.number(digits: 1...2), reader.ideograph("日")
        else { return nil }
        return valid(year, month, day)
    }

    private func dots(_ reader: inout DatePartReader) -> CalendarDate? {
        guard let day = reader.number(digits: 1...2), reader.mark(["."]) else { return nil }
        reader.skipSpace()
        guard let month = reader.number(digits: 1...2), reader.mark(["."]) else { return nil }
        reader.skipSpace()
        guard let year = reader.number(digits: 2...4), reader.lastDigits != 3 else { return nil }
        return valid(year, month, day)
    }

    private func slashes(_ reader: inout DatePartReader) -> CalendarDate? {
        guard let first = reader.number(digits: 1...2), reader.mark(["/", "-"]),
            let second = reader.number(digits: 1...2), reader.mark(["/", "-"]),
            let year = reader.number(digits: 4...4)
        else { return nil }
        if monthFirst && first <= 12 || second > 12 {
            return valid(year, first, second)
        }
        return valid(year, second, first)
    }
}
