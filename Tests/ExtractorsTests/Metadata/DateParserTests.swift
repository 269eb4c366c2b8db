// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import Testing

@testable import Extractors

private func date(_ text: String, american: Bool = false, last: CalendarDate? = nil) -> String? {
    let parser = DateParser(last: last, monthFirst: american)
    return parser.date(in: Array(text.utf8)).map { String(decoding: $0.text, as: UTF8.self) }
}

@Suite struct DateParserTests {
    @Test(arguments: [
        "2022-06-25", "2022/6/25", "2022.06.25", "2022-06-25T20:17:00Z", "20220625",
        "20220625201700", "on 2022-06-25, or so", "25.6.2022", "25. 6. 2022", "25.06.22",
        "25/6/2022", "25-06-2022", "6/25/2022", "2022年6月25日", "2022 年 6 月 25 日 星期六",
    ])
    func `numbers are a date`(text: String) {
        #expect(date(text) == "2022-06-25")
    }

    @Test(arguments: [
        "June 25, 2022", "Jun. 25 2022", "JUNE 25th, 2022", "25 June 2022", "25th of June, 2022",
        "25. Juni 2022", "25 juin 2022", "25 de junio de 2022", "25 giugno 2022",
        "25 czerwca 2022", "25 июня 2022", "25 Июня 2022", "25 juni 2022", "25 de junho de 2022",
        "Wed, 25 Jun 2022 10:00", "Posted on June 25, 2022 by me",
    ])
    func `names of months are known in nine languages`(text: String) {
        #expect(date(text) == "2022-06-25")
    }

    @Test(arguments: ["1er août 2020", "1. August 2020", "1 AOÛT 2020", "1 sierpnia 2020"])
    func `letters beyond ASCII are compared too`(text: String) {
        #expect(date(text) == "2020-08-01")
    }

    @Test(arguments: [
        "", "2022", "June 2022", "25 Smarch 2022", "2022-13-25", "30 February 2022", "29.2.2023",
        "1994-12-31", "2100-01-01", "12345678", "1.2.345", "2022-06", "99/99/2022", "v1.2.3",
    ])
    func `anything else is none`(text: String) {
        #expect(date(text) == nil)
    }

    @Test func `the month comes first on American pages`() {
        #expect(date("6/5/2022", american: true) == "2022-06-05")
        #expect(date("6/5/2022") == "2022-05-06")
        #expect(date("25/5/2022", american: true) == "2022-05-25")
    }

    @Test func `no date is later than the capture`() {
        let last = CalendarDate(year: 2022, month: 6, day: 25)
        #expect(date("2022-06-25", last: last) == "2022-06-25")
        #expect(date("2022-06-26", last: last) == nil)
        #expect(date("updated 2022-06-26, first 24 June 2022", last: last) == "2022-06-24")
    }

    @Test func `the most certain notation wins`() {
        #expect(date("1/2/2021, that is 2021-02-03") == "2021-02-03")
    }

    @Test(arguments: [
        ("2022-06-25T20:17:05+02:00", "2022-06-25T20:17:05+02:00"),
        ("2022-06-25T20:17:05.123Z", "2022-06-25T20:17:05Z"),
        ("2022-06-25 20:17 +0200", "2022-06-25T20:17:00+02:00"),
        ("2022-06-25T20:17:05", nil),
        ("2022-06-25T25:17:05Z", nil),
        ("2022-06-25T20:17:05Z and more", nil),
        ("2022-06-25", nil),
    ])
    func `a time counts when its offset is stated`(text: String, expected: String?) throws {
        let date = try #require(CalendarDate(year: 2022, month: 6, day: 25))
        let found = TimeText.withTime(date, Array(text.utf8))
        #expect(found.map { String(decoding: $0, as: UTF8.self) } == expected)
    }

    @Test(arguments: [
        ("https://example.org/2022/06/25/title", "2022-06-25"),
        ("https://example.org/a/2022-6-25", "2022-06-25"),
        ("https://example.org/20220625/", "2022-06-25"),
        ("https://example.org/2022/06/title", nil),
        ("https://example.org/2022/06/251", nil),
        ("https://example.org/120220625", nil),
        ("2022/06/25", nil),
        ("", nil),
    ])
    func `paths hold dates between slashes`(address: String, expected: String?) {
        let parser = DateParser(last: nil, monthFirst: false)
        let found = PathDate.date(in: Array(address.utf8), parser)
        #expect(found.map { String(decoding: $0.text, as: UTF8.self) } == expected)
    }

    @Test func `days are counted`() throws {
        let first = try #require(CalendarDate(year: 2020, month: 2, day: 28))
        let second = try #require(CalendarDate(year: 2020, month: 3, day: 1))
        #expect(second.dayNumber - first.dayNumber == 2)
        #expect(CalendarDate(year: 2021, month: 2, day: 29) == nil)
        #expect(CalendarDate(year: 2022, precision: .year)?.text == Array("2022".utf8))
        #expect(
            CalendarDate(year: 2022, month: 6, precision: .month)?.text == Array("2022-06".utf8)
        )
    }
}
