// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// A title: the page's heading, or what the page's fields say, without the site's name.
extension ClaimFinder {
    /// The fields that hold a title, best first.
    private static let titleFields: [StaticString] = [
        "og:title", "citation_title", "dc.title", "dcterms.title", "parsely-title",
        "sailthru.title", "twitter:title", "headline", "title",
    ]

    /// Finds the title.
    mutating func findTitle() {
        var title: [UInt8] = []
        if let node = fields.title {
            title = tree.plainText(of: node)
        }
        let foldedTitle = Letters.foldedWords(title)
        addHeading(in: foldedTitle)
        addLinkedTitle()
        addTitleField(title)
        if fields.headings.count == 1, let heading = fields.headings.first {
            let text = tree.plainText(of: heading)
            add(.title, text, .titleOnlyHeading, original(textOf: heading))
        }
        if let node = fields.title, let part = TitleParts.longest(of: title) {
            add(.title, part, .titlePart, original(textOf: node))
        }
    }

    /// The heading that is a part of the window's title, and not the site's name.
    private mutating func addHeading(in title: [UInt8]) {
        let site = fields.first("og:site_name").map { Letters.foldedWords($0.value) } ?? []
        let shared = fields.first("og:title").map { Letters.foldedWords($0.value) }
        for heading in fields.headings {
            let text = tree.plainText(of: heading)
            let folded = Letters.foldedWords(text)
            if folded == site { continue }
            // A site's name ends the title, and the page's own field says something else.
            if let shared, title.count > folded.count,
                title.suffix(folded.count).elementsEqual(folded),
                !shared.holds(folded), title.holds(shared)
            {
                continue
            }
            if !folded.isEmpty, text.count > 8, title.holds(folded) {
                add(.title, text, .titleHeadingInTitle, original(textOf: heading))
                return
            }
        }
    }

    private mutating func addLinkedTitle() {
        for item in linked.items(articlesOnly: true) {
            let json = linked.scripts[item.script].json
            guard let headline = json.member("headline", of: item.object),
                let text = json.text(of: headline)
            else { continue }
            let value = PlainText.ofMarkup(text)
            if value.isEmpty { continue }
            let source = original(linked.source(item.script, headline))
            add(.title, value, .titleLinkedData, source)
            return
        }
    }

    private mutating func addTitleField(_ title: [UInt8]) {
        for name in Self.titleFields {
            guard let field = fields.first(name) else { continue }
            let text = PlainText.ofMarkup(field.value)
            let site = fields.first("og:site_name").map { Letters.foldedWords($0.value) }
            let value = TitleParts.withoutSite(text, site: site, isWholeTitle: text == title)
            add(.title, value, .titleMeta, original(field.source))
            return
        }
    }
}

/// The parts of a title between bars, dashes and the like.
enum TitleParts {
    /// The longest part that is not the site's name.
    static func longest(of title: [UInt8]) -> [UInt8]? {
        var best: Range<Int>?
        for part in parts(of: title) where part.count > (best?.count ?? 0) {
            best = part
        }
        return best.map { Array(title[$0]) }
    }

    /// Returns a title without its last part when that is the site's name.
    static func withoutSite(
        _ title: [UInt8],
        site: [UInt8]?,
        isWholeTitle: Bool,
    ) -> [UInt8] {
        let parts = parts(of: title)
        guard parts.count > 1, let last = parts.last, let first = parts.first else { return title }
        let isSite = site.map { Letters.foldedWords(Array(title[last])) == $0 } ?? false
        guard isSite || isWholeTitle && first.count >= 15 else { return title }
        return Array(title[first.lowerBound..<parts[parts.count - 2].upperBound])
    }

    /// Returns the parts: separators have spaces on both sides, a bar and a guillemet need none.
    static func parts(of title: [UInt8]) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = 0
        var offset = 0
        while offset < title.count {
            let first = offset
            let scalar = UTF8Scalar.next(title, &offset)
            guard isSeparator(scalar) else { continue }
            let isStrong = scalar == 0x7C || scalar == 0xBB
            let hasSpaces =
                first > 0 && title[first - 1] == 0x20
                && (offset == title.count || title[offset] == 0x20)
            if isStrong || hasSpaces {
                add(start..<first, of: title, &parts)
                start = offset
            }
        }
        add(start..<title.count, of: title, &parts)
        return parts
    }

    private static func add(_ range: Range<Int>, of title: [UInt8], _ parts: inout [Range<Int>]) {
        let part = title.trimmingHTMLSpace(range)
        if !part.isEmpty {
            parts.append(part)
        }
    }

    /// Returns how many bytes the separator has with which a text ends, or 0.
    static func lengthOfSeparator(endOf text: ArraySlice<UInt8>) -> Int {
        var length = 1
        while length < min(4, text.count), text[text.endIndex - length] & 0xC0 == 0x80 {
            length += 1
        }
        guard length <= text.count else { return 0 }
        let last = Array(text.suffix(length))
        var offset = 0
        return isSeparator(UTF8Scalar.next(last, &offset)) ? length : 0
    }

    private static func isSeparator(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x7C, 0x2D, 0x2013, 0x2014, 0xB7, 0x2022, 0xBB, 0xAB, 0x3A, 0x203A, 0x2F, 0x7E,
            0x2192:
            true
        default: false
        }
    }
}
