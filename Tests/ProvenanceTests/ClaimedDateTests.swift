// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveTestSupport
import Provenance
import Testing

@Suite struct ClaimedDateTests {
    @Test(
        arguments: [
            ("2022", "2022", .year), ("0001", "0001", .year), ("9999", "9999", .year),
            ("2022-06", "2022-06", .month), ("2022-06-25", "2022-06-25", .day),
            ("20220625", "2022-06-25", .day), ("2024-02-29", "2024-02-29", .day),
            ("2000-02-29", "2000-02-29", .day), ("2022-12-31", "2022-12-31", .day),
            ("2022-06-25T10:00:00Z", "2022-06-25T10:00:00Z", .instant),
            ("2022-06-25t10:00:00z", "2022-06-25T10:00:00Z", .instant),
            ("2022-06-25 10:00:00+02:00", "2022-06-25T10:00:00+02:00", .instant),
            (
                "2022-06-25T23:59:59.123456789-23:59", "2022-06-25T23:59:59.123456789-23:59",
                .instant,
            ),
            ("2022-06-25 00:00:00.0z", "2022-06-25T00:00:00.0Z", .instant),
            ("2022-06-25T10:00:00-00:00", "2022-06-25T10:00:00-00:00", .instant),
            ("20220625101112", "2022-06-25T10:11:12Z", .instant),
        ] as [(String, String, ClaimedDate.Precision)]
    )
    func `what people write is read`(
        text: String,
        value: String,
        precision: ClaimedDate.Precision,
    ) throws {
        let date = try ClaimedDate(operatorText: text)
        #expect(date.value == value)
        #expect(date.precision == precision)
        #expect(date.raw == (text == value ? nil : text))
        #expect(date.source == .operator)
        #expect(try ClaimedDate(value: value, raw: text, source: .operator) == date)
        #expect(try ClaimedDate(operatorText: text, source: .list).source == .list)
    }

    @Test(
        arguments: [
            ("", .form), ("22", .form), ("202", .form), ("202206", .form), ("2022-6", .form),
            ("2022-06-5", .form), ("2022/06/25", .form), ("25.06.2022", .form),
            ("June 2022", .form),
            (" 2022", .form), ("2022 ", .form), ("-2022", .form), ("2022-06-", .form),
            ("2022-06-25T", .form), ("2022-06-25X10:00:00Z", .form),
            ("2022-06-25  10:00:00Z", .form),
            ("2022-06-25T1:00:00Z", .form), ("2022-06-25T10", .form),
            ("2022-06-25T10-00:00Z", .form),
            ("2022-06-25T10:00:0Z", .form), ("２０２２", .form), ("202206251011", .form),
            ("2022061", .form), ("2022062510111213", .form), ("2022-0625", .form),
            ("2022_06", .form), ("2022-06_25", .form),
            ("0000", .year), ("0000-01-01", .year), ("00000101", .year),
            ("2022-00", .month(0)), ("2022-13-01", .month(13)), ("20221301", .month(13)),
            ("2022-06-00", .day(0, last: 30)), ("2022-06-31", .day(31, last: 30)),
            ("2023-02-29", .day(29, last: 28)), ("1900-02-29", .day(29, last: 28)),
            ("2024-02-30", .day(30, last: 29)), ("20220132000000", .day(32, last: 31)),
            ("2022-06-25T24:00:00Z", .time), ("2022-06-25T10:60:00Z", .time),
            ("2016-12-31T23:59:60Z", .time), ("20220625250000", .time),
            ("2022-06-25T10:00Z", .secondsMissing), ("2022-06-25 10:00", .secondsMissing),
            ("2022-06-25T10:00+02:00", .secondsMissing),
            ("2022-06-25T10:00:00.Z", .fraction), ("2022-06-25T10:00:00.1234567890Z", .fraction),
            ("2022-06-25T10:00:00", .zoneMissing), ("2022-06-25 10:00:00.5", .zoneMissing),
            ("2022-06-25T10:00:00+0200", .zone), ("2022-06-25T10:00:00+02", .zone),
            ("2022-06-25T10:00:00+24:00", .zone), ("2022-06-25T10:00:00+02:60", .zone),
            ("2022-06-25T10:00:00 UTC", .zone), ("2022-06-25T10:00:00ZZ", .zone),
            ("2022-06-25T10:00:00,5Z", .zone), ("2022-06-25T10:00:00+02:00 ", .zone),
            ("2022-06-25T10:00:00 +02:00", .zone),
        ] as [(String, DateFailure)]
    )
    func `anything else is refused`(text: String, failure: DateFailure) {
        #expect(throws: failure) {
            try ClaimedDate(operatorText: text)
        }
    }

    @Test(arguments: ["20220625", "2022-06-25 10:00:00Z", "2022-06-25T10:00:00z", "20220625101112"])
    func `values have only the form of the format`(value: String) {
        #expect(throws: DateFailure.self) {
            try ClaimedDate(value: value, source: .operator)
        }
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"), (951_868_799, "2000-02-29T23:59:59Z"),
            (1_800_000_000, "2027-01-15T08:00:00Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"), (-62_135_596_800, "0001-01-01T00:00:00Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"), (1_709_164_800, "2024-02-29T00:00:00Z"),
        ] as [(Int64, String)]
    )
    func `a clock is read as UTC`(seconds: Int64, value: String) throws {
        let date = try ClaimedDate(secondsSince1970: seconds)
        #expect(date.value == value)
        #expect(date.precision == .instant)
        #expect(date.raw == nil)
        #expect(date.source == .clock)
    }

    @Test(arguments: [-62_135_596_801, 253_402_300_800, .min, .max] as [Int64])
    func `a clock outside of the calendar is refused`(seconds: Int64) {
        #expect(throws: DateFailure.year) {
            try ClaimedDate(secondsSince1970: seconds)
        }
    }

    @Test func `every day of the calendar follows the one before`() throws {
        var (year, month, day) = (1, 1, 1)
        var seconds: Int64 = -62_135_596_800
        // The years around each kind of leap year, and both ends.
        while year < 10_000 {
            let text = try ClaimedDate(secondsSince1970: seconds).value
            let parts = text.prefix(10).split(separator: "-").compactMap { Int($0) }
            guard parts == [year, month, day] else {
                Issue.record("\(text) is not \(year)-\(month)-\(day)")
                return
            }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let last = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
            seconds += 86_400
            day += 1
            if day > last { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
            if year == 401, month == 1, day == 1 {
                // 24 eras of 400 years are alike.
                (year, seconds) = (9_601, seconds + 23 * 146_097 * 86_400)
            }
        }
        #expect(seconds == 253_402_300_800)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `noise never traps and values stay as they are`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let golden = Array("2022-06-25T10:00:00.25+02:00".utf8)
        for _ in 0..<2_000 {
            var bytes = Array(golden.prefix(Int.random(in: 0...28, using: &generator)))
            for _ in 0..<Int.random(in: 0...2, using: &generator) where !bytes.isEmpty {
                let index = Int.random(in: bytes.indices, using: &generator)
                bytes[index] =
                    Array("0123456789-:.+TtZz ".utf8).randomElement(using: &generator) ?? 0
            }
            let text = String(decoding: bytes, as: UTF8.self)
            guard let date = try? ClaimedDate(operatorText: text) else { continue }
            #expect((try? ClaimedDate(operatorText: date.value))?.value == date.value, "\(text)")
            #expect(date.raw == nil || date.raw == text, "\(text)")
        }
    }

    @Test(
        arguments: [
            (.form, "2022-06-25T14:30:00Z"), (.year, "0001 to 9999"), (.month(13), "no month 13"),
            (.day(31, last: 30), "01 to 30"), (.time, "23:59:59"),
            (.secondsMissing, "only the day"),
            (.fraction, "1 to 9 digits"), (.zone, "+02:00"),
            (.zoneMissing, "add Z or an offset such as +02:00, or give only the day"),
        ] as [(DateFailure, String)]
    )
    func `a failure says what to do`(failure: DateFailure, part: String) {
        #expect(failure.description.contains(part))
    }
}
