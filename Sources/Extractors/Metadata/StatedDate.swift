// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// A date as a document states it, as precise as stated, in its own zone.
package struct StatedDate: Equatable, Sendable {
    /// How precise a date is.
    package enum Precision: UInt8, Sendable {
        case year, month, day, minute, instant

        /// The name in the metadata output.
        package var name: StaticString {
            switch self {
            case .year: "year"
            case .month: "month"
            case .day: "day"
            case .minute: "minute"
            case .instant: "instant"
            }
        }
    }

    /// A time of day as stated.
    package struct Time: Equatable, Sendable {
        /// 0 to 23.
        package let hour: Int

        /// 0 to 59.
        package let minute: Int

        /// 0 to 60, or nil when not stated.
        package let second: Int?
    }

    /// 1 to 9999.
    package let year: Int

    /// 1 to 12, or 0 when not stated.
    package let month: Int

    /// 1 to 31, or 0 when not stated.
    package let day: Int

    /// The time of day, when one is stated beside a day.
    package let time: Time?

    /// Minutes east of UTC, when stated as a number, `Z`, `UTC` or `GMT`.
    package let offset: Int?

    /// The zone in the document's words, when it is not a number.
    package let zone: [UInt8]

    /// Creates a date that is in the calendar, else nil.
    package init?(
        year: Int,
        month: Int = 0,
        day: Int = 0,
        time: Time? = nil,
        offset: Int? = nil,
        zone: [UInt8] = [],
    ) {
        guard year >= 1, year <= 9999, month >= 0, month <= 12, day >= 0,
            day <= Self.dayCount(year: year, month: month)
        else {
            return nil
        }
        self.year = year
        self.month = month
        self.day = day
        self.time = day == 0 ? nil : time
        self.offset = time == nil ? nil : offset
        self.zone = time == nil ? [] : zone
    }

    /// Creates a time that is on the clock, else nil.
    static func time(hour: Int, minute: Int, second: Int?) -> Time? {
        let isOnClock = hour >= 0 && hour < 24 && minute >= 0 && minute < 60
        guard isOnClock, (second ?? 0) >= 0, (second ?? 0) <= 60 else {
            return nil
        }
        return Time(hour: hour, minute: minute, second: second)
    }

    /// Days of a month; 0 for the month 0.
    static func dayCount(year: Int, month: Int) -> Int {
        switch month {
        case 0: 0
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// How precise the date is: an instant needs seconds and a zone as a number.
    package var precision: Precision {
        if month == 0 {
            return .year
        }
        if day == 0 {
            return .month
        }
        guard let time, offset != nil else {
            return .day
        }
        return time.second == nil ? .minute : .instant
    }

    /// `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or RFC 3339 with the offset as stated.
    ///
    /// Seconds that are not stated are written as 00, which the precision `minute` tells.
    package var text: [UInt8] {
        var text: [UInt8] = []
        text.appendDigits(year, width: 4)
        if month > 0 {
            text.append(UInt8(ascii: "-"))
            text.appendDigits(month, width: 2)
        }
        if day > 0 {
            text.append(UInt8(ascii: "-"))
            text.appendDigits(day, width: 2)
        }
        guard let time, let offset else {
            return text
        }
        text.append(UInt8(ascii: "T"))
        text.append(contentsOf: clock)
        if time.second == nil {
            text.append(contentsOf: [0x3A, 0x30, 0x30])
        }
        if offset == 0 {
            text.append(UInt8(ascii: "Z"))
        } else {
            text.append(offset < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
            text.appendDigits(abs(offset) / 60, width: 2)
            text.append(UInt8(ascii: ":"))
            text.appendDigits(abs(offset) % 60, width: 2)
        }
        return text
    }

    /// `hh:mm` or `hh:mm:ss` as stated, or nothing.
    package var clock: [UInt8] {
        var text: [UInt8] = []
        guard let time else {
            return text
        }
        text.appendDigits(time.hour, width: 2)
        text.append(UInt8(ascii: ":"))
        text.appendDigits(time.minute, width: 2)
        if let second = time.second {
            text.append(UInt8(ascii: ":"))
            text.appendDigits(second, width: 2)
        }
        return text
    }

    // MARK: Comparing

    /// Days since 1970-01-01, or nil without a day.
    package var dayNumber: Int? {
        guard day > 0 else {
            return nil
        }
        // Years from March on, in eras of 400.
        let shifted = month > 2 ? year : year - 1
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// How many days later another date is, or nil when one has no day.
    package func days(to other: StatedDate) -> Int? {
        guard let from = dayNumber, let to = other.dayNumber else {
            return nil
        }
        return to - from
    }

    /// Whether two dates agree as far as both are precise.
    package func isSameDay(as other: StatedDate) -> Bool {
        year == other.year && (month == 0 || other.month == 0 || month == other.month)
            && (day == 0 || other.day == 0 || day == other.day)
    }

    /// Whether all of this date is later than another one, wherever on earth it was written.
    ///
    /// A date without a zone begins first at UTC+14, so that a day after that of a capture in UTC may
    /// be right; a capture that is only a day is compared by the calendar.
    package func isLater(than capture: StatedDate) -> Bool {
        let from = start
        guard let zone = capture.offset, let time = capture.time else {
            let end = capture.end
            return from.year * 372 + from.month * 31 + from.day
                > end.year * 372 + end.month * 31 + end.day
        }
        let limit = capture.seconds(time, offset: zone) + 60
        let clock = from.time ?? Time(hour: 0, minute: 0, second: 0)
        return from.seconds(clock, offset: offset ?? 14 * 60) > limit
    }

    /// Whether the date is before 1995-01-01.
    package var isTooEarly: Bool {
        year < 1995
    }

    /// Seconds since 1970 of a time on this day.
    private func seconds(_ time: Time, offset: Int) -> Int64 {
        // Wraps nowhere in the years 1 to 9999; the checked product needs 128 bits on wasm32.
        let minutes = Int64(dayNumber ?? 0) &* 1440 + Int64(time.hour * 60 + time.minute - offset)
        return minutes &* 60 + Int64(time.second ?? 0)
    }

    /// The first day that the date may mean.
    private var start: StatedDate {
        guard day == 0, let first = StatedDate(year: year, month: max(month, 1), day: 1) else {
            return self
        }
        return first
    }

    /// The last day that the date may mean.
    private var end: StatedDate {
        let last = month == 0 ? 12 : month
        let count = Self.dayCount(year: year, month: last)
        guard day == 0, let end = StatedDate(year: year, month: last, day: count) else {
            return self
        }
        return end
    }
}

extension [UInt8] {
    /// Appends a number that is not negative, with zeros before it up to a width.
    package mutating func appendDigits(_ value: Int, width: Int = 1) {
        var digits: [UInt8] = []
        var left = value
        repeat {
            digits.append(UInt8(0x30 + left % 10))
            left /= 10
        } while left > 0
        var missing = width - digits.count
        while missing > 0 {
            append(0x30)
            missing -= 1
        }
        for digit in digits.reversed() {
            append(digit)
        }
    }
}
