// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

extension ClaimRule {
    /// The first of three header lines.
    package static let textHeaderTitle = ClaimRule("text-header-title")

    /// The second of three header lines: eight digits.
    package static let textHeaderDate = ClaimRule("text-header-date")

    /// The third of three header lines: an address.
    package static let textHeaderURL = ClaimRule("text-header-url")

    /// The heading a Markdown text starts with.
    package static let markdownTitle = ClaimRule("markdown-title")

    /// A line that stands in a text more than once, as titles do.
    package static let textRepeatedLine = ClaimRule("text-repeated-line")

    /// The first line that is not furniture.
    package static let textFirstLine = ClaimRule("text-first-line")

    /// A line before the text that starts like `By`.
    package static let textByline = ClaimRule("text-byline")

    /// An agency in parentheses at the start of the text.
    package static let textDateline = ClaimRule("text-dateline")

    /// A line before the text that is a date.
    package static let textDateLine = ClaimRule("text-date-line")

    /// A short line before or behind the text that holds a date.
    package static let textShortLine = ClaimRule("text-short-line")

    /// An address behind `Original url:`.
    package static let textOriginalURL = ClaimRule("text-original-url")

    /// An address that is a line of its own before the text.
    package static let textLineURL = ClaimRule("text-line-url")

    /// A date in the path of the document's address.
    package static let urlPathDate = ClaimRule("url-path-date")

    /// The host of the document's address.
    package static let urlHost = ClaimRule("url-host")

    /// The months the text names and counts do not fit the date.
    package static let contentMonths = ClaimRule("content-months")
}
