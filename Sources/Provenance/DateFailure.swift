// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Why a text is not a date.
public enum DateFailure: Error, Hashable, Sendable {
    /// The text has none of the forms that are read.
    case form

    /// There is no such year; years are 0001 to 9999.
    case year

    /// There is no such month.
    case month(Int)

    /// The month does not have that day; `last` is its last one.
    case day(Int, last: Int)

    /// There is no such hour, minute or second; leap seconds are not recorded.
    case time

    /// The time has no seconds.
    case secondsMissing

    /// The fraction of the second has no digits or more than nine.
    case fraction

    /// The time has no zone.
    case zoneMissing

    /// The zone is neither `Z` nor of the form `+hh:mm` or `-hh:mm`, or over 23:59.
    case zone
}

extension DateFailure: CustomStringConvertible {
    /// What is wrong and what to do, for a person.
    public var description: String {
        switch self {
        case .form:
            "not a date that can be read; write 2022, 2022-06, 2022-06-25, "
                + "or 2022-06-25T14:30:00Z"
        case .year:
            "there is no such year; years are 0001 to 9999"
        case .month(let month):
            "there is no month \(month); months are 01 to 12, written as 2022-06-25"
        case .day(let day, let last):
            "there is no day \(day) in that month; days are 01 to \(last)"
        case .time:
            "there is no such time of day; times are 00:00:00 to 23:59:59"
        case .secondsMissing:
            "the time has no seconds; add them, or give only the day"
        case .fraction:
            "a fraction of a second has 1 to 9 digits behind a full stop"
        case .zoneMissing:
            "the time has no zone; add Z or an offset such as +02:00, or give only the day"
        case .zone:
            "the zone cannot be read; write Z or an offset such as +02:00, at most 23:59"
        }
    }
}
