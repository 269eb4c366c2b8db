// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// A day, a month or a year of the Gregorian calendar.
package struct CalendarDate: Sendable, Hashable {
    /// How much of a date is known.
    package enum Precision: Sendable, Hashable {
        case day
        case month
        case year
    }

    /// The year, from 1 to 9999.
    package let year: Int

    /// The month, from 1; 1 when only the year is known.
    package let month: Int

    /// The day of the month, from 1; 1 when the day is not known.
    package let day: Int

    /// How much is known.
    package let precision: Precision

    /// Returns nil unless the calendar has that day.
    package init?(year: Int, month: Int = 1, day: Int = 1, precision: Precision = .day) {
        guard (1...9999).contains(year), (1...12).contains(month),
            (1...Self.days(month, of: year)).contains(day)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
        self.precision = precision
    }

    private static func days(_ month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// The number of days since 1 March of the year 0.
    package var dayNumber: Int {
        let shifted = month > 2 ? year : year - 1
        let months = month > 2 ? month - 3 : month + 9
        let leaps = shifted / 4 - shifted / 100 + shifted / 400
        return shifted * 365 + leaps + (months * 153 + 2) / 5 + day - 1
    }

    /// The date as `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
    package var text: [UInt8] {
        var text: [UInt8] = []
        Self.append(year, digits: 4, to: &text)
        if precision == .year { return text }
        text.append(Mark.dash)
        Self.append(month, digits: 2, to: &text)
        if precision == .month { return text }
        text.append(Mark.dash)
        Self.append(day, digits: 2, to: &text)
        return text
    }

    private static func append(_ value: Int, digits: Int, to text: inout [UInt8]) {
        var divisor = digits == 4 ? 1000 : 10
        while divisor > 0 {
            text.append(0x30 + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }
}
