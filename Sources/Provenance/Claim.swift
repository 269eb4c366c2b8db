// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore

/// Who says a date or a claim.
///
/// SPEC §3.4.
public enum ClaimSource: String, CaseIterable, Hashable, Sendable {
    /// This machine's clock, when something was added.
    case clock

    /// Given by hand.
    case `operator`

    /// Given in a list file.
    case list

    /// The file or WARC record that the document came in.
    case container

    /// The document itself.
    case document
}

/// Something that is said about a document, with who says it.
///
/// SPEC §3.5.
public struct Claim: Hashable, Sendable {
    /// What the claim is about: `published`, `modified`, `author`, `title`, or another name of
    /// ASCII letters that starts with a small one.
    public let property: String

    /// The claimed value; a date when there is a ``precision``.
    public let value: String

    /// The precision of a date, `nil` for text.
    public let precision: ClaimedDate.Precision?

    /// The text as it was found, when it differs from the value.
    public let raw: String?

    /// Who says so.
    public let source: ClaimSource

    private init(property: String, date: ClaimedDate) {
        self.property = property
        value = date.value
        precision = date.precision
        raw = date.raw
        source = date.source
    }

    private init(property: String, text: String, raw: String?, source: ClaimSource) {
        self.property = property
        value = text
        precision = nil
        self.raw = raw.flatMap { $0.utf8.elementsEqual(text.utf8) ? nil : $0 }
        self.source = source
    }

    /// A claim about when the document was published.
    public static func published(_ date: ClaimedDate) -> Self {
        Self(property: "published", date: date)
    }

    /// A claim about when the document was changed last.
    public static func modified(_ date: ClaimedDate) -> Self {
        Self(property: "modified", date: date)
    }

    /// A claim about who wrote the document.
    public static func author(
        _ text: String,
        raw: String? = nil,
        source: ClaimSource,
    ) -> Self {
        Self(property: "author", text: text, raw: raw, source: source)
    }

    /// A claim about the document's title.
    public static func title(
        _ text: String,
        raw: String? = nil,
        source: ClaimSource,
    ) -> Self {
        Self(property: "title", text: text, raw: raw, source: source)
    }

    /// A claim of another kind in words.
    ///
    /// - Throws: ``StatementFailure/wrongForm(member:expected:)`` when the property is no name, or
    ///   its values are dates.
    public static func other(
        _ property: String,
        text: String,
        raw: String? = nil,
        source: ClaimSource,
    ) throws(StatementFailure) -> Self {
        try Self.check(property: property, precision: nil)
        return Self(property: property, text: text, raw: raw, source: source)
    }

    /// A claim of another kind that is a date.
    ///
    /// - Throws: ``StatementFailure/wrongForm(member:expected:)`` when the property is no name, or
    ///   its values are not dates.
    public static func other(
        _ property: String,
        date: ClaimedDate,
    ) throws(StatementFailure) -> Self {
        try Self.check(property: property, precision: date.precision)
        return Self(property: property, date: date)
    }

    /// The claim's date, or `nil` when it is text.
    public var date: ClaimedDate? {
        precision.map { precision in
            ClaimedDate(checked: value, precision: precision, raw: raw, source: source)
        }
    }
}

extension Claim {
    init(_ members: Members) throws(StatementFailure) {
        property = try members.text("property")
        source = try members.oneOf("source", ClaimSource.self)
        raw = try members.optionalText("raw")
        value = try members.text("value")
        if try members.value("precision").isNull {
            precision = nil
        } else {
            precision = try ClaimedDate.precision(of: value, members)
        }
        if let problem = Self.problem(property: property, precision: precision) {
            throw members.wrongForm(problem.member, problem.expected)
        }
    }

    var json: JSONValue {
        [
            "precision": JSONValue(precision?.rawValue),
            "property": .string(property),
            "raw": JSONValue(raw),
            "source": .string(source.rawValue),
            "value": .string(value),
        ]
    }

    private static func check(
        property: String,
        precision: ClaimedDate.Precision?,
    ) throws(StatementFailure) {
        if let problem = problem(property: property, precision: precision) {
            throw .wrongForm(member: problem.member, expected: problem.expected)
        }
    }

    /// What is wrong with a property, or with its having or lacking a precision.
    private static func problem(
        property: String,
        precision: ClaimedDate.Precision?,
    ) -> (member: String, expected: String)? {
        switch property {
        case "published", "modified":
            return precision == nil ? ("precision", "that of a date") : nil
        case "title", "author":
            return precision == nil ? nil : ("precision", "null")
        default:
            let isName =
                property.utf8.first.map { isSmallLetter($0) } == true
                && property.utf8.allSatisfy { isSmallLetter($0) || isSmallLetter($0 | 0x20) }
            return isName ? nil : ("property", "a name of letters that starts with a small one")
        }
    }

    private static func isSmallLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
}
