// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// A date as somebody claims it, as precise as they claim it, never converted.
///
/// SPEC §3.4.
public struct ClaimedDate: Hashable, Sendable {
    /// How precise a date is.
    public enum Precision: String, CaseIterable, Hashable, Sendable {
        /// `YYYY`.
        case year

        /// `YYYY-MM`.
        case month

        /// `YYYY-MM-DD`.
        case day

        /// `YYYY-MM-DDThh:mm:ss`, a fraction or none, and the zone as stated.
        case instant
    }

    /// The date in the form of its precision.
    public let value: String

    /// How precise the date is.
    public let precision: Precision

    /// The text as it was found, when it differs from the value.
    public let raw: String?

    /// Who says so.
    public let source: ClaimSource

    /// Creates a date that was checked before.
    init(checked value: String, precision: Precision, raw: String?, source: ClaimSource) {
        self.value = value
        self.precision = precision
        self.raw = raw
        self.source = source
    }

    /// Creates a date from its value; the form tells the precision.
    ///
    /// - Parameters:
    ///   - value: A date in one of the forms of ``Precision``.
    ///   - raw: The text it was found as; dropped when it is the same.
    ///   - source: Who says so.
    /// - Throws: ``DateFailure`` when the value is in no such form or not in the calendar.
    public init(
        value: String,
        raw: String? = nil,
        source: ClaimSource,
    ) throws(DateFailure) {
        let precision = try CalendarText.precision(of: value.utf8.span)
        let isSame = raw.map { $0.utf8.elementsEqual(value.utf8) } ?? true
        self.init(checked: value, precision: precision, raw: isSame ? nil : raw, source: source)
    }

    /// Creates a date from what a person wrote.
    ///
    /// Besides the forms of ``Precision``: `20220625`; the 14 digits `YYYYMMDDhhmmss`, which are
    /// UTC as in WARC and Memento; a space instead of `T`; and small `t` and `z`. What was written
    /// is kept as ``raw`` when it differs from the value.
    ///
    /// - Parameters:
    ///   - text: What was written.
    ///   - source: Who says so.
    /// - Throws: ``DateFailure``, whose description says what to write instead.
    public init(
        operatorText text: String,
        source: ClaimSource = .operator,
    ) throws(DateFailure) {
        let value = CalendarText.spelledOut(text)
        try self.init(value: value, raw: text, source: source)
    }

    /// Creates an instant in UTC from a clock.
    ///
    /// - Parameters:
    ///   - seconds: Seconds since 1970-01-01T00:00:00Z, without leap seconds.
    ///   - source: Who says so.
    /// - Throws: ``DateFailure/year`` before the year 1 and after the year 9999.
    public init(
        secondsSince1970 seconds: Int64,
        source: ClaimSource = .clock,
    ) throws(DateFailure) {
        let value = try CalendarText.instant(secondsSince1970: seconds)
        self.init(checked: value, precision: .instant, raw: nil, source: source)
    }
}
