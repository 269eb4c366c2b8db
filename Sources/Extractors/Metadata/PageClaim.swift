// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// What a page says about itself, with the place where it says so.
package struct PageClaim: Sendable, Hashable {
    /// What the claim is about.
    package enum Property: Sendable, Hashable {
        case title
        case author

        /// The news agency or other house that the text comes from.
        case source
        case published
        case modified
        case canonicalURL
        case siteName
        case language
    }

    /// What the place of a date is for.
    package enum Role: Sendable, Hashable {
        /// The property itself.
        case value

        /// A path of an address that looks like a date.
        case url

        /// The date of a picture.
        case caption

        /// The year of a copyright.
        case copyrightYear
    }

    /// How plainly the page says it.
    package enum Confidence: Sendable, Hashable {
        /// In a field made for it.
        case stated

        /// Worked out from such fields.
        case derived

        /// Found in text or by class names.
        case weak
    }

    /// What the claim is about.
    package let property: Property

    /// The value: UTF-8, white space collapsed.
    ///
    /// A date is `YYYY-MM-DD`, or with a time `YYYY-MM-DDThh:mm:ss` and the offset as stated.
    package internal(set) var value: [UInt8]

    /// The date, for dates.
    package internal(set) var date: CalendarDate?

    /// The rule that found it.
    package let rule: ClaimRule

    /// What the place is for.
    package internal(set) var role = Role.value

    /// The bytes of the original that say so; nil for what the context says.
    package let source: Range<Int>?

    /// How plainly the page says it.
    package var confidence: Confidence {
        rule.confidence
    }
}

/// The rules that find claims.
///
/// The order of the cases is that in which rules are tried, property by property.
package enum ClaimRule: UInt8, Sendable, Hashable {
    // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
    case
        titleHeadingInTitle, titleLinkedData, titleMeta, titleOnlyHeading, titlePart,
        authorLinkedData, authorMeta, authorElement,
        sourceName,
        dateCanonicalPath, dateMeta, dateLinkedData, dateTime, dateElement, dateFirstShortBlock,
        dateFirstBlock, datePicture, dateCopyright,
        modifiedMeta, modifiedLinkedData,
        addressLink, addressMeta,
        siteMeta, siteLinkedData, siteApplication, siteHost,
        languageAttribute, languageMeta

    /// The names in the order of the cases.
    private static let names: StaticString = """
        title-heading-in-title title-linked-data title-meta title-only-heading title-part \
        author-linked-data author-meta author-element \
        source-name \
        date-canonical-path date-meta date-linked-data date-time date-element \
        date-first-short-block date-first-block date-picture date-copyright \
        modified-meta modified-linked-data \
        address-link address-meta \
        site-meta site-linked-data site-application site-host \
        language-attribute language-meta
        """

    /// The rule's name in ASCII.
    package var name: [UInt8] {
        var name: [UInt8] = []
        var spaces = 0
        for offset in 0..<Self.names.utf8CodeUnitCount {
            let byte = Self.names.byte(at: offset)
            if byte == 0x20 {
                spaces += 1
            } else if spaces == Int(rawValue) {
                name.append(byte)
            }
        }
        return name
    }

    /// How plainly a page says what the rule finds.
    package var confidence: PageClaim.Confidence {
        switch self {
        case .titleLinkedData, .titleMeta, .authorLinkedData, .authorMeta, .dateMeta,
            .dateLinkedData, .dateTime, .modifiedMeta, .modifiedLinkedData, .addressLink,
            .addressMeta, .siteMeta, .siteLinkedData, .languageAttribute, .languageMeta:
            .stated
        case .titleHeadingInTitle, .titlePart, .dateCanonicalPath, .siteApplication, .siteHost,
            .sourceName:
            .derived
        case .titleOnlyHeading, .authorElement, .dateElement, .dateFirstShortBlock,
            .dateFirstBlock, .datePicture, .dateCopyright:
            .weak
        }
    }
}
