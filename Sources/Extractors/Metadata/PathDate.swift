// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Dates in the paths of addresses: `/2022/06/25/`, `/2022-06-25`, `/20220625/`.
enum PathDate {
    /// Returns the first date of a path.
    static func date(in address: [UInt8], _ parser: DateParser) -> CalendarDate? {
        var offset = Address.path(of: address)
        while offset < address.count {
            if address[offset] == Mark.slash {
                if let date = parted(address, offset + 1, parser) { return date }
            }
            offset += 1
        }
        offset = Address.path(of: address)
        while offset < address.count {
            if address[offset] == Mark.slash {
                if let date = compact(address, offset + 1, parser) { return date }
            }
            offset += 1
        }
        return nil
    }

    /// `YYYY/M/D` or `YYYY-M-D`, and a slash, a dash or the end behind it.
    private static func parted(
        _ address: [UInt8],
        _ start: Int,
        _ parser: DateParser,
    ) -> CalendarDate? {
        var offset = start
        guard let year = number(address, &offset, 4...4), separator(address, &offset),
            let month = number(address, &offset, 1...2), separator(address, &offset),
            let day = number(address, &offset, 1...2), ends(address, offset)
        else { return nil }
        return parser.valid(year, month, day)
    }

    /// `YYYYMMDD`, and a slash, a dash or the end behind it.
    private static func compact(
        _ address: [UInt8],
        _ start: Int,
        _ parser: DateParser,
    ) -> CalendarDate? {
        var offset = start
        guard let value = number(address, &offset, 8...8), ends(address, offset) else {
            return nil
        }
        return parser.valid(value / 10_000, value / 100 % 100, value % 100)
    }

    private static func number(
        _ address: [UInt8],
        _ offset: inout Int,
        _ digits: ClosedRange<Int>,
    ) -> Int? {
        let start = offset
        var value = 0
        while offset < address.count, offset - start < 9, ASCII.isDigit(address[offset]) {
            value = value * 10 + Int(address[offset] - 0x30)
            offset += 1
        }
        return digits.contains(offset - start) ? value : nil
    }

    private static func separator(_ address: [UInt8], _ offset: inout Int) -> Bool {
        guard offset < address.count, address[offset] == Mark.slash || address[offset] == Mark.dash
        else { return false }
        offset += 1
        return true
    }

    private static func ends(_ address: [UInt8], _ offset: Int) -> Bool {
        offset == address.count || address[offset] == Mark.slash || address[offset] == Mark.dash
    }
}

/// Times of the day behind dates.
enum TimeText {
    /// Returns a date with its time, `YYYY-MM-DDThh:mm:ss` and the offset as stated.
    ///
    /// Nil unless the text is such a date with an offset and nothing else: without an offset a
    /// time says little.
    static func withTime(_ date: CalendarDate, _ text: [UInt8]) -> [UInt8]? {
        let day = date.text
        guard text.count > day.count + 6, text.starts(with: day),
            text[day.count] == UInt8(ascii: "T") || text[day.count] == 0x20
        else { return nil }
        var offset = day.count + 1
        guard let hours = pair(text, &offset), hours < 24, colon(text, &offset),
            let minutes = pair(text, &offset), minutes < 60
        else { return nil }
        var time = Array(text[day.count + 1..<offset])
        if colon(text, &offset) {
            guard let seconds = pair(text, &offset), seconds < 61 else { return nil }
            time.append(contentsOf: text[offset - 3..<offset])
            skipFraction(text, &offset)
        } else {
            time.append(contentsOf: [0x3A, 0x30, 0x30])
        }
        guard let zone = zone(text, offset) else { return nil }
        return day + [UInt8(ascii: "T")] + time + zone
    }

    private static func pair(_ text: [UInt8], _ offset: inout Int) -> Int? {
        guard offset + 2 <= text.count, ASCII.isDigit(text[offset]), ASCII.isDigit(text[offset + 1])
        else { return nil }
        offset += 2
        return Int(text[offset - 2] - 0x30) * 10 + Int(text[offset - 1] - 0x30)
    }

    private static func colon(_ text: [UInt8], _ offset: inout Int) -> Bool {
        guard offset < text.count, text[offset] == 0x3A else { return false }
        offset += 1
        return true
    }

    private static func skipFraction(_ text: [UInt8], _ offset: inout Int) {
        guard offset < text.count, text[offset] == 0x2E else { return }
        offset += 1
        while offset < text.count, ASCII.isDigit(text[offset]) {
            offset += 1
        }
    }

    /// Returns the offset at the end of a text: `Z`, `+hh:mm` or `+hhmm`.
    private static func zone(_ text: [UInt8], _ start: Int) -> [UInt8]? {
        var offset = start
        while offset < text.count, text[offset] == 0x20 {
            offset += 1
        }
        guard offset < text.count else { return nil }
        let sign = text[offset]
        offset += 1
        if sign == UInt8(ascii: "Z") {
            return offset == text.count ? [sign] : nil
        }
        guard sign == UInt8(ascii: "+") || sign == Mark.dash, let hours = pair(text, &offset),
            hours < 24
        else { return nil }
        let digits = [text[offset - 2], text[offset - 1]]
        _ = colon(text, &offset)
        guard let minutes = pair(text, &offset), minutes < 60, offset == text.count else {
            return nil
        }
        return [sign] + digits + [0x3A, text[offset - 2], text[offset - 1]]
    }
}
