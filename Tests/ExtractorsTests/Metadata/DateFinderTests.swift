// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveTestSupport
import Testing

@testable import Extractors

@Suite struct DateFinderTests {
    private func parse(_ text: String, _ order: SlashOrder = .dayFirst) -> DateMatch? {
        let bytes = Array(text.utf8)
        return DateFinder(order: order).firstDate(in: bytes, 0..<bytes.count)
    }

    private func text(_ match: DateMatch?) -> String? {
        match.map { String(decoding: $0.date.text, as: UTF8.self) }
    }

    @Test(arguments: [
        ("2022-06-25", "2022-06-25"), ("2022/6/25", "2022-06-25"), ("2022.06.25", "2022-06-25"),
        ("20220625", "2022-06-25"), ("20220625T050000Z", "2022-06-25T05:00:00Z"),
        ("20220625050000", "2022-06-25"), ("2022-06", "2022-06"),
        ("2022-06-25T05:00:00+03:00", "2022-06-25T05:00:00+03:00"),
        ("2022-06-25T05:00:00.123Z", "2022-06-25T05:00:00Z"),
        ("2022-06-25 05:00 UTC", "2022-06-25T05:00:00Z"),
        ("2022-06-25T05:00:00-0330", "2022-06-25T05:00:00-03:30"),
        ("June 25, 2022", "2022-06-25"), ("Jun. 25 2022", "2022-06-25"),
        ("JUNE 25TH, 2022", "2022-06-25"), ("25 June 2022", "2022-06-25"),
        ("25th of June, 2022", "2022-06-25"), ("Sat, 25 Jun 2022", "2022-06-25"),
        ("25-Jun-2022", "2022-06-25"), ("June 2022", "2022-06"),
        ("25. Juni 2022", "2022-06-25"), ("1. März 2023", "2023-03-01"),
        ("1er août 2022", "2022-08-01"), ("25 DÉCEMBRE 2022", "2022-12-25"),
        ("25 de junio de 2022", "2022-06-25"), ("25 giugno 2022", "2022-06-25"),
        ("25 czerwca 2022", "2022-06-25"), ("3 Października 2022", "2022-10-03"),
        ("25 июня 2022 г.", "2022-06-25"), ("25 МАЯ 2022", "2022-05-25"),
        ("25 juni 2022", "2022-06-25"), ("25 de junho de 2022", "2022-06-25"),
        ("2022年6月25日電", "2022-06-25"), ("2022 年 6 月 25 日", "2022-06-25"),
        ("2022년 6월 25일", "2022-06-25"), ("25.6.2022", "2022-06-25"), ("25. 6. 2022", "2022-06-25"),
        ("25.06.22", "2022-06-25"), ("25.06.98", "1998-06-25"), ("25/06/2022", "2022-06-25"),
        ("3/4/2022", "2022-04-03"), ("6/25/2022", "2022-06-25"), ("25-06-2022", "2022-06-25"),
        ("29.2.2024", "2024-02-29"), ("on 2022-06-25, or so", "2022-06-25"),
        ("20220625201700", "2022-06-25"), ("25 Июня 2022", "2022-06-25"),
        ("1 AOÛT 2020", "2020-08-01"), ("Posted on June 25, 2022 by me", "2022-06-25"),
        ("2022-06-25 20:17 +0200", "2022-06-25T20:17:00+02:00"),
    ])
    func `a date is read as stated`(written: String, date: String) {
        #expect(text(parse(written)) == date)
    }

    @Test(arguments: [
        "", "2022", "31.2.2022", "2022-13-01", "2022-00-10", "32 June 2022", "29.2.2023",
        "1.2.3.2022", "10.12.2022.4", "25 Juno 2022", "20221345", "123456789", "12:30", "v1.2.22.5",
        "may 5", "2022-06-255", "1/2/22", "25 06 2022", "19/20/2022", "0/0/2022",
    ])
    func `what is no date is none`(written: String) {
        #expect(text(parse(written)) == nil)
    }

    @Test func `slash dates follow the language, and mean nothing without one`() throws {
        #expect(text(parse("3/4/2022", SlashOrder(language: Array("en-US".utf8)))) == "2022-03-04")
        #expect(text(parse("3/4/2022", SlashOrder(language: Array("en-gb".utf8)))) == "2022-04-03")
        #expect(try #require(parse("3/4/2022", SlashOrder(language: []))).isAmbiguous)
        #expect(try #require(parse("4/4/2022", .unknown)).isAmbiguous == false)
        #expect(try #require(parse("3/14/2022", .unknown)).isAmbiguous == false)
        #expect(try #require(parse("3.4.2022", .unknown)).isAmbiguous == false)
    }

    @Test(arguments: [
        ("15 Mar 2023 8:17 pm - Jerusalem Time", "20:17", "Jerusalem Time"),
        ("15 Mar 2023, 12:05 a.m. ET", "00:05", "ET"),
        ("15 Mar 2023 at 9:30 (CET)", "09:30", "CET"),
        ("15. März 2023 um 18.30 Uhr", "", ""),
        ("15. März 2023, 18:30 Uhr MEZ", "18:30", "MEZ"),
        ("15 Mar 2023 25:00", "", ""),
        ("15 Mar 2023 13:05 pm", "", ""),
        ("15 Mar 2023 8:17 in the evening", "08:17", ""),
    ])
    func `a time and its zone are kept in the words of the text`(
        written: String,
        clock: String,
        zone: String,
    ) throws {
        let date = try #require(parse(written)).date
        #expect(String(decoding: date.clock, as: UTF8.self) == clock)
        #expect(String(decoding: date.zone, as: UTF8.self) == zone)
        #expect(date.precision == .day && text(parse(written)) == "2023-03-15")
    }

    @Test func `the match covers the date with its time and zone`() throws {
        let written = "On 15 Mar 2023 at 8:17 GMT+2, perhaps"
        let match = try #require(parse(written))
        let found = Array(written.utf8)[match.range]
        #expect(String(decoding: found, as: UTF8.self) == "15 Mar 2023 at 8:17 GMT+2")
        #expect(text(match) == "2023-03-15T08:17:00+02:00" && match.date.precision == .minute)
    }

    @Test func `a date that is not wanted is passed over`() {
        let text = Array("updated 2022-06-26, first 24 June 2022".utf8)
        let found = DateFinder(order: .unknown).firstDate(in: text, 0..<text.count) {
            $0.date.day < 26
        }
        #expect(found?.date.text == Array("2022-06-24".utf8))
    }

    @Test func `only a text that is nothing else is a whole date`() {
        let parser = DateFinder(order: .unknown)
        #expect(parser.wholeDate(Array(" (June 25, 2022). ".utf8)) != nil)
        #expect(parser.wholeDate(Array("on June 25, 2022".utf8)) == nil)
    }

    @Test func `days are counted through all months and leap years`() throws {
        var expected = -3653
        var wrong = 0
        for year in 1960...2040 {
            for month in 1...12 {
                for day in 1...StatedDate.dayCount(year: year, month: month) {
                    let date = try #require(StatedDate(year: year, month: month, day: day))
                    wrong += date.dayNumber == expected ? 0 : 1
                    expected += 1
                }
            }
        }
        #expect(wrong == 0)
    }

    @Test(arguments: [
        ("2022-06-25", "2022-06-25T00:00:01Z", false),
        ("2022-06-25", "2022-06-24T12:00:00Z", false),
        ("2022-06-25", "2022-06-24T09:00:00Z", true),
        ("2022-06-26", "2022-06-24T12:00:00Z", true),
        ("2022-06-25", "2022-06-24", true),
        ("2022-06-25T10:00:00+02:00", "2022-06-25T08:00:00Z", false),
        ("2022-06-25T10:10:00+02:00", "2022-06-25T08:00:00Z", true),
        ("2022-06", "2022-06-24T12:00:00Z", false),
        ("2022-07", "2022-06-24T12:00:00Z", true),
        ("2023", "2022-06-24T12:00:00Z", true),
    ])
    func `a date is later when it is later everywhere on earth`(
        date: String,
        capture: String,
        isLater: Bool,
    ) throws {
        let year = StatedDate(year: 2023)
        let stated = try #require(date == "2023" ? year : parse(date)?.date)
        #expect(stated.isLater(than: try #require(parse(capture)?.date)) == isLater)
    }

    @Test(arguments: UInt64(1)...10)
    func `any words give a date of the calendar or none`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "2022", "12", "31", "9", "-", "/", ".", ":", " ", "T", "Z", "+", "June", "may", "年",
            "月",
            "日", "pm", "a.m.", "de", "th", ",", "GMT", "Time", "(", "99999999999999999999", "é",
        ]
        for _ in 0..<500 {
            var written = ""
            for _ in 0..<12 {
                written += pieces[Int.random(in: 0..<pieces.count, using: &generator)]
            }
            if let match = parse(written, .unknown) {
                #expect(match.date.month <= 12 && match.range.upperBound <= written.utf8.count)
            }
        }
    }
}
