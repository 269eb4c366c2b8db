// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

extension DateFinder {
    /// `YYYYMMDD`.
    func compactDay(_ token: DateToken, at index: Int) -> Day? {
        let day = token.value
        guard Self.isYear(day / 10_000), day / 100 % 100 > 0, day % 100 > 0 else {
            return nil
        }
        let month = day / 100 % 100
        return Day(year: day / 10_000, month: month, day: day % 100, next: index + 1)
    }

    /// `YYYYMMDDhhmm` and `YYYYMMDDhhmmss`, whose time has no zone.
    func compactDate(_ tokens: [DateToken], at index: Int) -> DateMatch? {
        let token = tokens[index]
        guard token.digitCount == 12 || token.digitCount == 14 else {
            return nil
        }
        let hasSeconds = token.digitCount == 14
        let scale: Int64 = hasSeconds ? 1_000_000 : 10_000
        let day = Int(token.long / scale)
        let rest = Int(token.long % scale)
        let clock = hasSeconds ? rest : rest * 100
        let time = StatedDate.time(
            hour: clock / 10_000,
            minute: clock / 100 % 100,
            second: hasSeconds ? clock % 100 : nil,
        )
        guard time != nil, Self.isYear(day / 10_000), day / 100 % 100 > 0, day % 100 > 0 else {
            return nil
        }
        let date = StatedDate(
            year: day / 10_000,
            month: day / 100 % 100,
            day: day % 100,
            time: time,
        )
        return date.map {
            DateMatch(date: $0, range: token.start..<token.end, isAmbiguous: false)
        }
    }

    static func isYear(_ value: Int) -> Bool {
        value >= 1800 && value <= 2199
    }

    /// `YYYY-MM-DD`, `YYYY/M/D`, `YYYY.M.D`, `YYYY年M月D日`, `YYYY-MM`.
    func yearFirst(_ tokens: [DateToken], at index: Int) -> Day? {
        let year = tokens[index].value
        guard Self.isYear(year), index + 2 < tokens.count, tokens[index + 2].digitCount <= 2,
            tokens[index + 2].kind == .number
        else {
            return nil
        }
        let month = tokens[index + 2].value
        let separator = tokens[index + 1]
        if isYearSign(separator) {
            return eastAsian(tokens, at: index, year, month)
        }
        guard Self.isSeparator(separator), month >= 1, month <= 12 else {
            return nil
        }
        if index + 4 < tokens.count, Self.isSame(tokens[index + 3], separator),
            tokens[index + 4].kind == .number
        {
            let day = tokens[index + 4]
            return day.digitCount <= 2 && day.value > 0 && !goesOn(tokens, behind: index + 4)
                ? Day(year: year, month: month, day: day.value, next: index + 5) : nil
        }
        let isMonthOnly =
            separator.isSign(UInt8(ascii: "-")) && tokens[index + 2].digitCount == 2
            && !separator.isSpaced && !tokens[index + 2].isSpaced
        let isAlone =
            index + 3 >= tokens.count || tokens[index + 3].isSpaced
            || tokens[index + 3].kind == .sign && !Self.isSeparator(tokens[index + 3])
        return isMonthOnly && isAlone
            ? Day(year: year, month: month, day: 0, next: index + 3) : nil
    }

    /// `年` or, in Korean, `년`.
    private func isYearSign(_ token: DateToken) -> Bool {
        token.word == [0xE5, 0xB9, 0xB4] || token.word == [0xEB, 0x85, 0x84]
    }

    private func eastAsian(
        _ tokens: [DateToken],
        at index: Int,
        _ year: Int,
        _ month: Int,
    ) -> Day? {
        let isMonth: ([UInt8]) -> Bool = { $0 == [0xE6, 0x9C, 0x88] || $0 == [0xEC, 0x9B, 0x94] }
        guard month >= 1, month <= 12, index + 5 < tokens.count, isMonth(tokens[index + 3].word),
            tokens[index + 4].kind == .number, tokens[index + 4].value > 0,
            tokens[index + 4].digitCount <= 2
        else {
            return nil
        }
        // More text may follow the sign of the day.
        let sign = tokens[index + 5].word
        guard sign.starts(with: [0xE6, 0x97, 0xA5]) || sign.starts(with: [0xEC, 0x9D, 0xBC]) else {
            return nil
        }
        return Day(year: year, month: month, day: tokens[index + 4].value, next: index + 6)
    }

    /// `D Month YYYY`, with an ordinal, links and full stops between.
    func dayFirst(_ tokens: [DateToken], at index: Int) -> Day? {
        let day = tokens[index].value
        guard day >= 1, day <= 31 else {
            return nil
        }
        var next = index + 1
        if next < tokens.count, !tokens[next].isSpaced,
            tokens[next].isSign(UInt8(ascii: ".")) || DateWords.ordinals.contains(tokens[next].word)
        {
            next += 1
        }
        skipLinks(tokens, &next)
        guard next < tokens.count else {
            return nil
        }
        let month = DateWords.months.number(of: tokens[next].word)
        guard month > 0 else {
            return nil
        }
        next += 1
        skipLinks(tokens, &next)
        guard let year = year(tokens, at: next) else {
            return nil
        }
        return Day(year: year, month: month, day: day, next: next + 1)
    }

    /// Passes a hyphen, a comma or full stop, and a word such as `de`, each at most once.
    private func skipLinks(_ tokens: [DateToken], _ next: inout Int) {
        var count = 0
        while next < tokens.count && count < 2 {
            let token = tokens[next]
            let isSign =
                token.isSign(UInt8(ascii: ".")) || token.isSign(UInt8(ascii: ","))
                || token.isSign(UInt8(ascii: "-")) && !token.isSpaced
            guard isSign || DateWords.links.contains(token.word) else {
                return
            }
            next += 1
            count += 1
        }
    }

    private func year(_ tokens: [DateToken], at index: Int) -> Int? {
        guard index < tokens.count, tokens[index].digitCount == 4, Self.isYear(tokens[index].value)
        else {
            return nil
        }
        return tokens[index].value
    }

    /// `Month D, YYYY` and `Month YYYY`.
    func monthFirst(_ tokens: [DateToken], at index: Int) -> Day? {
        let month = DateWords.months.number(of: tokens[index].word)
        guard month > 0 else {
            return nil
        }
        var next = index + 1
        skipLinks(tokens, &next)
        if let year = year(tokens, at: next) {
            let isBehindNumber = index > 0 && tokens[index - 1].kind == .number
            return isBehindNumber ? nil : Day(year: year, month: month, day: 0, next: next + 1)
        }
        guard next < tokens.count, tokens[next].kind == .number, tokens[next].digitCount <= 2,
            tokens[next].value >= 1, tokens[next].value <= 31
        else {
            return nil
        }
        let day = tokens[next].value
        next += 1
        if next < tokens.count, !tokens[next].isSpaced,
            DateWords.ordinals.contains(tokens[next].word)
        {
            next += 1
        }
        skipLinks(tokens, &next)
        guard let year = year(tokens, at: next) else {
            return nil
        }
        return Day(year: year, month: month, day: day, next: next + 1)
    }

    /// `D.M.YYYY`, `D.M.YY`, `D/M/YYYY`, `M/D/YYYY`, `D-M-YYYY`.
    func numeric(_ tokens: [DateToken], at index: Int) -> Day? {
        guard index + 4 < tokens.count, tokens[index + 2].kind == .number,
            tokens[index + 2].digitCount <= 2, tokens[index + 4].kind == .number,
            Self.isSeparator(tokens[index + 1]),
            Self.isSame(tokens[index + 3], tokens[index + 1]),
            !goesOn(tokens, behind: index + 4),
            tokens[index].isSpaced || index == 0 || tokens[index - 1].kind == .sign
        else {
            return nil
        }
        let first = tokens[index].value
        let second = tokens[index + 2].value
        let last = tokens[index + 4]
        let isDotted = tokens[index + 1].isSign(UInt8(ascii: "."))
        if isDotted && last.digitCount == 2 && !last.isSpaced && !tokens[index + 2].isSpaced {
            let year = last.value + (last.value < 50 ? 2000 : 1900)
            return numbers(year, second, first, next: index + 5)
        }
        guard last.digitCount == 4, Self.isYear(last.value) else {
            return nil
        }
        if isDotted || first > 12 {
            return numbers(last.value, second, first, next: index + 5)
        }
        return slashed(last.value, first, second, next: index + 5)
    }

    /// Whether the same separator and another number follow, as in a version or an address.
    private func goesOn(_ tokens: [DateToken], behind index: Int) -> Bool {
        index + 2 < tokens.count && Self.isSame(tokens[index + 1], tokens[index - 1])
            && tokens[index + 2].kind == .number && !tokens[index + 2].isSpaced
    }

    private var isAmerican: Bool {
        if case .monthFirst = slashOrder { true } else { false }
    }

    /// A date whose first number may be a month.
    private func slashed(_ year: Int, _ first: Int, _ second: Int, next: Int) -> Day? {
        if second > 12 || isAmerican {
            return numbers(year, first, second, next: next)
        }
        var day = numbers(year, second, first, next: next)
        if case .unknown = slashOrder {
            day?.isAmbiguous = first != second
        }
        return day
    }

    private func numbers(_ year: Int, _ month: Int, _ day: Int, next: Int) -> Day? {
        guard month >= 1, month <= 12, day >= 1, day <= 31 else {
            return nil
        }
        return Day(year: year, month: month, day: day, next: next)
    }

    private static func isSeparator(_ token: DateToken) -> Bool {
        !token.isSpaced
            && (token.isSign(UInt8(ascii: "-")) || token.isSign(UInt8(ascii: "/"))
                || token.isSign(UInt8(ascii: ".")))
    }

    private static func isSame(_ left: DateToken, _ right: DateToken) -> Bool {
        left.kind == .sign && !left.isSpaced && left.value == right.value
    }
}
