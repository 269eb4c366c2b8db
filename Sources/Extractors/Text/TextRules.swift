// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

extension RuleName {
    /// The first of three header lines.
    package static let textHeaderTitle = RuleName("text-header-title")

    /// The second of three header lines: eight digits.
    package static let textHeaderDate = RuleName("text-header-date")

    /// The third of three header lines: an address.
    package static let textHeaderURL = RuleName("text-header-url")

    /// The heading a Markdown text starts with.
    package static let markdownTitle = RuleName("markdown-title")

    /// A line that stands in a text more than once, as titles do.
    package static let textRepeatedLine = RuleName("text-repeated-line")

    /// The first line that is not furniture.
    package static let textFirstLine = RuleName("text-first-line")

    /// A line before the text that starts like `By`.
    package static let textByline = RuleName("text-byline")

    /// A name behind `Source:` in a short line.
    package static let textSourceLine = RuleName("text-source-line")

    /// An agency in parentheses at the start of the text.
    package static let textDateline = RuleName("text-dateline")

    /// A line before the text that is a date.
    package static let textDateLine = RuleName("text-date-line")

    /// A short line before or behind the text that holds a date.
    package static let textShortLine = RuleName("text-short-line")

    /// An address behind `Original url:`.
    package static let textOriginalURL = RuleName("text-original-url")

    /// An address that is a line of its own before the text.
    package static let textLineURL = RuleName("text-line-url")

    /// A date in the path of the document's address.
    package static let urlPathDate = RuleName("url-path-date")

    /// The host of the document's address.
    package static let urlHost = RuleName("url-host")

    /// The months the text names and counts do not fit the date.
    package static let contentMonths = RuleName("content-months")
}
