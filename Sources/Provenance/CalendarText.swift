// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The Gregorian calendar as statements write it.
///
/// SPEC §3.4.
enum CalendarText {
    /// Returns how precise a date is by its form.
    ///
    /// Throws when it has none of the four forms or is not in the calendar.
    static func precision(
        of text: Span<UInt8>
    ) throws(DateFailure) -> ClaimedDate.Precision {
        guard let year = number(in: text, at: 0, digits: 4) else {
            throw .form
        }
        switch text.count {
        case 4, 7, 10, 11...: break
        default: throw .form
        }
        guard year > 0 else {
            throw .year
        }
        if text.count == 4 {
            return .year
        }
        guard text[4] == UInt8(ascii: "-"), let month = number(in: text, at: 5, digits: 2) else {
            throw .form
        }
        guard (1...12).contains(month) else {
            throw .month(month)
        }
        if text.count == 7 {
            return .month
        }
        guard text[7] == UInt8(ascii: "-"), let day = number(in: text, at: 8, digits: 2) else {
            throw .form
        }
        let last = lastDay(of: month, in: year)
        guard (1...last).contains(day) else {
            throw .day(day, last: last)
        }
        if text.count == 10 {
            return .day
        }
        guard text[10] == UInt8(ascii: "T") else {
            throw .form
        }
        try checkTime(in: text)
        return .instant
    }

    /// Returns a date that a person wrote with the signs that the strict form has.
    ///
    /// Texts of any other form are returned as they are.
    static func spelledOut(_ text: String) -> String {
        var bytes = Array(text.utf8)
        let isAllDigits = bytes.allSatisfy(isDigit)
        switch bytes.count {
        case 8 where isAllDigits:
            bytes.insert(UInt8(ascii: "-"), at: 6)
            bytes.insert(UInt8(ascii: "-"), at: 4)
        case 14 where isAllDigits:
            bytes.append(UInt8(ascii: "Z"))
            for (sign, position) in [(":", 12), (":", 10), ("T", 8), ("-", 6), ("-", 4)] {
                bytes.insert(contentsOf: sign.utf8, at: position)
            }
        case 12...:
            if bytes[10] == UInt8(ascii: "t") || bytes[10] == UInt8(ascii: " ") {
                bytes[10] = UInt8(ascii: "T")
            }
            if bytes[bytes.count - 1] == UInt8(ascii: "z") {
                bytes[bytes.count - 1] = UInt8(ascii: "Z")
            }
        default:
            break
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Returns the instant of a clock in UTC.
    ///
    /// The day's date is found in eras of 400 years that start on 1 March, so that the leap day is
    /// the last of its year.
    static func instant(secondsSince1970 seconds: Int64) throws(DateFailure) -> String {
        // 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
        guard (-62_135_596_800...253_402_300_799).contains(seconds) else {
            throw .year
        }
        let secondsPerDay = 86_400
        // From 0000-03-01 on, so that nothing is negative but the few months before.
        let shifted = Int(seconds) + 719_468 * secondsPerDay
        let day = shifted / secondsPerDay
        let second = shifted % secondsPerDay
        let era = day / 146_097
        let dayOfEra = day % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        // Months from March on have 31, 30, 31, 30, 31 days, and again.
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(dayOfMonth, 2)
            + "T" + padded(second / 3_600, 2) + ":" + padded(second / 60 % 60, 2)
            + ":" + padded(second % 60, 2) + "Z"
    }

    private static func checkTime(in text: Span<UInt8>) throws(DateFailure) {
        guard let hour = number(in: text, at: 11, digits: 2), byte(of: text, at: 13) == ":",
            let minute = number(in: text, at: 14, digits: 2)
        else {
            throw .form
        }
        guard byte(of: text, at: 16) == ":" else {
            throw .secondsMissing
        }
        guard let second = number(in: text, at: 17, digits: 2) else {
            throw .form
        }
        guard hour < 24, minute < 60, second < 60 else {
            throw .time
        }
        var offset = 19
        if byte(of: text, at: offset) == "." {
            offset += 1
            while offset < text.count, isDigit(text[offset]) {
                offset += 1
            }
            guard (21...29).contains(offset) else {
                throw .fraction
            }
        }
        try checkZone(in: text, at: offset)
    }

    private static func checkZone(in text: Span<UInt8>, at offset: Int) throws(DateFailure) {
        switch byte(of: text, at: offset) {
        case nil:
            throw .zoneMissing
        case "Z":
            guard text.count == offset + 1 else {
                throw .zone
            }
        case "+", "-":
            guard text.count == offset + 6, byte(of: text, at: offset + 3) == ":",
                let hours = number(in: text, at: offset + 1, digits: 2),
                let minutes = number(in: text, at: offset + 4, digits: 2),
                hours < 24, minutes < 60
            else {
                throw .zone
            }
        default:
            throw .zone
        }
    }

    private static func byte(of text: Span<UInt8>, at offset: Int) -> Unicode.Scalar? {
        offset < text.count ? Unicode.Scalar(text[offset]) : nil
    }

    /// The number that some digits stand for, or `nil` when they are not all digits.
    private static func number(in text: Span<UInt8>, at offset: Int, digits: Int) -> Int? {
        guard offset + digits <= text.count else {
            return nil
        }
        var value = 0
        for index in offset..<offset + digits {
            guard isDigit(text[index]) else {
                return nil
            }
            value = value * 10 + Int(text[index] - UInt8(ascii: "0"))
        }
        return value
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func lastDay(of month: Int, in year: Int) -> Int {
        switch month {
        case 2:
            year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
                ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: width - digits.count) + digits
    }
}
