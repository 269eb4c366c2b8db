// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// A rule that finds claims in a page, and how plainly the page says what it finds.
struct PageRule: Sendable {
    /// The rule's name.
    let name: RuleName

    /// How plainly a page says so.
    let confidence: ClaimConfidence

    private init(_ name: StaticString, _ confidence: ClaimConfidence) {
        self.name = RuleName(name)
        self.confidence = confidence
    }

    // MARK: Titles

    static let titleHeadingInTitle = PageRule("title-heading-in-title", .derived)
    static let titleLinkedData = PageRule("title-linked-data", .stated)
    static let titleMeta = PageRule("title-meta", .stated)
    static let titleOnlyHeading = PageRule("title-only-heading", .weak)
    static let titlePart = PageRule("title-part", .derived)

    // MARK: Names

    static let authorLinkedData = PageRule("author-linked-data", .stated)
    static let authorMeta = PageRule("author-meta", .stated)
    static let authorElement = PageRule("author-element", .weak)
    static let sourceName = PageRule("source-name", .derived)

    // MARK: Dates

    static let datePath = PageRule("url-path-date", .derived)
    static let dateMeta = PageRule("date-meta", .stated)
    static let dateLinkedData = PageRule("date-linked-data", .stated)
    static let dateTime = PageRule("date-time", .stated)
    static let dateElement = PageRule("date-element", .weak)
    static let dateFirstShortBlock = PageRule("date-first-short-block", .weak)
    static let dateFirstBlock = PageRule("date-first-block", .weak)
    static let modifiedMeta = PageRule("modified-meta", .stated)
    static let modifiedLinkedData = PageRule("modified-linked-data", .stated)

    // MARK: Origin

    static let addressLink = PageRule("address-link", .stated)
    static let addressMeta = PageRule("address-meta", .stated)
    static let siteMeta = PageRule("site-meta", .stated)
    static let siteLinkedData = PageRule("site-linked-data", .stated)
    static let siteApplication = PageRule("site-application", .derived)
    static let siteHost = PageRule("url-host", .derived)
    static let languageAttribute = PageRule("language-attribute", .stated)
    static let languageMeta = PageRule("language-meta", .stated)
}
