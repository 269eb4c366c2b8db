// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Reads a time of day and its zone behind a date.
struct TimeCursor {
    /// A time as stated.
    struct Clock {
        var time: StatedDate.Time
        var offset: Int?
        var zone: [UInt8] = []

        /// The offset in the text behind it.
        var end: Int
    }

    let tokens: [DateToken]
    var index: Int

    private func token(_ ahead: Int = 0) -> DateToken? {
        index + ahead < tokens.count ? tokens[index + ahead] : nil
    }

    private func isSign(_ sign: UInt8, ahead: Int = 0) -> Bool {
        token(ahead)?.isSign(sign) ?? false
    }

    /// Returns the time that stands here, perhaps behind a comma, dash or word such as `at`.
    mutating func time(_ text: [UInt8]) -> Clock? {
        var passed = 0
        while passed < 2, let next = token() {
            let isLink =
                next.isSign(UInt8(ascii: ",")) || next.isSign(UInt8(ascii: "-"))
                || next.isSign(UInt8(ascii: "|")) || next.value == 0x2013 && next.kind == .sign
            guard isLink || DateWords.timeLinks.contains(next.word) else {
                break
            }
            index += 1
            passed += 1
        }
        if let basic = basicTime() {
            return basic
        }
        guard let hour = token(), hour.kind == .number, hour.digitCount <= 2,
            let minute = token(2), minute.digitCount == 2, !minute.isSpaced,
            isSign(UInt8(ascii: ":"), ahead: 1)
                || isSign(UInt8(ascii: "."), ahead: 1) && isHalfOfDay(token(3))
        else {
            return nil
        }
        index += 3
        var second: Int?
        if isSign(UInt8(ascii: ":")), let value = token(1), value.digitCount == 2 {
            second = value.value
            index += 2
            if isSign(UInt8(ascii: ".")), let fraction = token(1), !fraction.isSpaced,
                fraction.kind == .number
            {
                index += 2
            }
        }
        let hours = hourOfDay(hour.value)
        guard let time = StatedDate.time(hour: hours, minute: minute.value, second: second) else {
            return nil
        }
        var clock = Clock(time: time, end: tokens[index - 1].end)
        zone(text, &clock)
        return clock
    }

    /// `050000` behind the `T` of a compact date.
    private mutating func basicTime() -> Clock? {
        guard let digits = token(), digits.digitCount == 6 || digits.digitCount == 4, index > 0,
            tokens[index - 1].isWord("t"), !digits.isSpaced
        else {
            return nil
        }
        let isLong = digits.digitCount == 6
        let clock = isLong ? digits.value : digits.value * 100
        let time = StatedDate.time(
            hour: clock / 10_000,
            minute: clock / 100 % 100,
            second: isLong ? clock % 100 : nil,
        )
        guard let time else {
            return nil
        }
        index += 1
        var result = Clock(time: time, end: digits.end)
        zone([], &result)
        return result
    }

    /// Whether a word is `am` or `pm`, or the `a` of `a.m.`.
    private func isHalfOfDay(_ token: DateToken?) -> Bool {
        guard let token else {
            return false
        }
        return token.isWord("am") || token.isWord("pm") || token.isWord("a") || token.isWord("p")
    }

    /// Reads `am` or `pm`; returns the hour of the day, or -1 when the two do not fit.
    private mutating func hourOfDay(_ hour: Int) -> Int {
        guard let half = token(), isHalfOfDay(half) else {
            if let next = token(), next.isWord("uhr") || next.isWord("h") {
                index += 1
            }
            return hour
        }
        let isShort = half.isWord("a") || half.isWord("p")
        if isShort {
            guard isSign(UInt8(ascii: "."), ahead: 1), token(2)?.isWord("m") ?? false else {
                return hour
            }
            index += isSign(UInt8(ascii: "."), ahead: 3) ? 4 : 3
        } else {
            index += 1
        }
        guard hour >= 1, hour <= 12 else {
            return -1
        }
        return hour % 12 + (half.startsWith("p") ? 12 : 0)
    }

    // MARK: Zones

    /// Reads a zone, perhaps in parentheses or behind a dash.
    private mutating func zone(_ text: [UInt8], _ clock: inout Clock) {
        if numericZone(&clock) {
            return
        }
        let start = index
        let isDashed = isSign(UInt8(ascii: "-")) && (token()?.isSpaced ?? false)
        if isDashed || isSign(UInt8(ascii: "(")) {
            index += 1
        }
        if numericZone(&clock) || namedZone(text, &clock) {
            return
        }
        index = start
    }

    /// `Z`, `UTC`, `GMT`, `+03:00`, `-0500`, `+3`, `GMT+3`.
    private mutating func numericZone(_ clock: inout Clock) -> Bool {
        guard let first = token() else {
            return false
        }
        var isZero = false
        if first.isWord("z") || first.isWord("utc") || first.isWord("gmt") {
            isZero = true
            clock.end = first.end
            clock.offset = 0
            index += 1
        }
        let isPlus = isSign(UInt8(ascii: "+"))
        let isMinus = isSign(UInt8(ascii: "-")) || token().map { $0.value == 0x2212 } ?? false
        guard isPlus || isMinus, let hours = token(1), hours.kind == .number, !hours.isSpaced,
            token().map({ $0.kind == .sign }) ?? false
        else {
            return isZero
        }
        var minutes = hours.value * 60
        var end = hours.end
        var width = 2
        if hours.digitCount == 4 {
            minutes = hours.value / 100 * 60 + hours.value % 100
        } else if hours.digitCount <= 2, isSign(UInt8(ascii: ":"), ahead: 2), let rest = token(3),
            rest.digitCount == 2
        {
            minutes += rest.value
            end = rest.end
            width = 4
        } else if hours.digitCount > 2 || hours.digitCount == 1 && !isZero {
            return isZero
        }
        guard minutes <= 14 * 60 else {
            return isZero
        }
        clock.offset = isMinus ? -minutes : minutes
        clock.end = end
        index += width
        return true
    }

    /// `CET`, or up to four words of which the last is `Time`.
    private mutating func namedZone(_ text: [UInt8], _ clock: inout Clock) -> Bool {
        guard let first = token(), first.kind == .word, !text.isEmpty else {
            return false
        }
        if DateWords.zones.contains(first.word) {
            clock.zone = [UInt8](text[first.start..<first.end])
            clock.end = first.end
            index += 1
            return true
        }
        var count = 1
        while count < 4, let last = token(count), last.kind == .word {
            if last.isWord("time") {
                clock.zone = [UInt8](text[first.start..<last.end])
                clock.end = last.end
                index += count + 1
                return true
            }
            count += 1
        }
        return false
    }
}
