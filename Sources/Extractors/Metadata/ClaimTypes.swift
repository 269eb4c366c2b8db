// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// What a claim is about.
package enum ClaimProperty: UInt8, CaseIterable, Sendable {
    case title, author, source, published, modified, canonicalURL, siteName, language

    /// The name of the property in the metadata output.
    package var name: StaticString {
        switch self {
        case .title: "title"
        case .author: "authors"
        case .source: "source"
        case .published: "published"
        case .modified: "modified"
        case .canonicalURL: "canonicalUrl"
        case .siteName: "siteName"
        case .language: "language"
        }
    }
}

/// How a claim was found: a name that never changes its meaning.
///
/// Extractors add theirs in extensions.
package struct RuleName: Equatable, Sendable {
    /// Lower-case words with hyphens.
    package let name: StaticString

    /// Creates a rule.
    package init(_ name: StaticString) {
        self.name = name
    }

    /// Two rules are the same when their names are.
    package static func == (left: Self, right: Self) -> Bool {
        EncodingTables.bytes(left.name) == EncodingTables.bytes(right.name)
    }
}

/// How sure it is that a document says what was read from it; never whether it is true.
package enum ClaimConfidence: UInt8, Sendable {
    /// The document says so in a place meant for it.
    case stated

    /// It follows from something else that the document says.
    case derived

    /// It is likely from the shape of the text.
    case weak

    /// The name in the metadata output.
    package var name: StaticString {
        switch self {
        case .stated: "stated"
        case .derived: "derived"
        case .weak: "weak"
        }
    }
}

/// What a date or a name stands for where it was found.
package enum ClaimRole: UInt8, Sendable {
    case value, published, modified, caption, url, copyrightYear, dateline

    /// The name in the metadata output.
    package var name: StaticString {
        switch self {
        case .value: "value"
        case .published: "published"
        case .modified: "modified"
        case .caption: "caption"
        case .url: "url"
        case .copyrightYear: "copyright-year"
        case .dateline: "dateline"
        }
    }
}

/// Why a candidate can never be the value.
package enum ClaimRefusal: UInt8, Sendable {
    /// Dates of pictures are not those of documents.
    case caption

    /// The year of a copyright notice is not that of a document.
    case copyrightYear

    /// The date is before 1995-01-01.
    case tooEarly

    /// The date is later than the declared time of capture.
    case afterCapture

    /// Day and month may be the other way round.
    case ambiguous

    /// The date is not in the calendar, or the address not one of the web.
    case invalid

    /// The name is that of an organization, not of a person.
    case organization

    /// The name in the metadata output.
    package var name: StaticString {
        switch self {
        case .caption: "caption"
        case .copyrightYear: "copyright-year"
        case .tooEarly: "too-early"
        case .afterCapture: "after-capture"
        case .ambiguous: "ambiguous"
        case .invalid: "invalid"
        case .organization: "organization"
        }
    }
}

/// Something a document claims, as found in one place.
package struct ClaimCandidate: Sendable {
    /// What it is about.
    package let property: ClaimProperty

    /// The value in UTF-8; for a date its canonical text.
    package let value: [UInt8]

    /// The date, for the properties that have one.
    package let date: StatedDate?

    /// How it was found.
    package let rule: RuleName

    /// What it stands for there.
    package let role: ClaimRole

    /// How sure the reading is.
    package let confidence: ClaimConfidence

    /// Where it stands in the original, or nil when it comes from the declared context.
    package let evidence: ByteRange?

    /// Why it cannot be the value, or nil when it can.
    package let refusal: ClaimRefusal?

    /// Creates a candidate that is text.
    package init(
        _ property: ClaimProperty,
        text value: [UInt8],
        rule: RuleName,
        role: ClaimRole = .value,
        confidence: ClaimConfidence,
        evidence: ByteRange?,
        refusal: ClaimRefusal? = nil,
    ) {
        self.property = property
        self.value = value
        date = nil
        self.rule = rule
        self.role = role
        self.confidence = confidence
        self.evidence = evidence
        self.refusal = refusal
    }

    /// Creates a candidate that is a date.
    package init(
        _ property: ClaimProperty,
        date: StatedDate,
        rule: RuleName,
        role: ClaimRole,
        confidence: ClaimConfidence,
        evidence: ByteRange?,
        refusal: ClaimRefusal?,
    ) {
        self.property = property
        value = date.text
        self.date = date
        self.rule = rule
        self.role = role
        self.confidence = confidence
        self.evidence = evidence
        self.refusal = refusal
    }
}

/// Claims of one document that cannot all be right.
package struct ClaimConflict: Sendable {
    /// What it is about.
    package let property: ClaimProperty

    /// How it was noticed.
    package let reason: RuleName

    /// The claims or phrases, in the document's words or canonical text.
    package let values: [[UInt8]]

    /// Where they stand in the original, one for each value where known.
    package let evidence: [ByteRange?]

    /// Creates a conflict.
    package init(
        _ property: ClaimProperty,
        reason: RuleName,
        values: [[UInt8]],
        evidence: [ByteRange?],
    ) {
        self.property = property
        self.reason = reason
        self.values = values
        self.evidence = evidence
    }
}
