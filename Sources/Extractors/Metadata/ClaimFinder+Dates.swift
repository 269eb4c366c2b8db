// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// When a page was published, and when it was changed.
extension ClaimFinder {
    /// The fields that hold a date of publication, best first.
    private static let publishedFields: [StaticString] = [
        "article:published_time", "og:article:published_time", "article:published",
        "og:published_time", "datepublished", "dc.date.issued", "dcterms.issued",
        "dcterms.created", "dc.date.created", "dc.created", "citation_publication_date",
        "citation_date", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate",
        "publish-date", "publish_date", "publication_date", "publication-date",
        "date_published", "published_time", "published-date", "originalpublicationdate",
        "article_date_original", "cxenseparse:recs:publishtime", "article.published",
        "article.created", "date", "dc.date", "dcterms.date", "rbpubdate", "bt:pubdate",
        "displaydate", "created", "datecreated", "date_created", "timestamp",
    ]

    /// How many blocks of a page are searched for a date.
    private static let blockLimit = 4000

    /// The fields that hold a date of change, best first.
    private static let modifiedFields: [StaticString] = [
        "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
        "dc.modified", "last-modified",
    ]

    /// Finds the dates.
    mutating func findDates() {
        let isAmerican = claims.language.map { ASCII.starts($0.value, with: "en-us") } ?? false
        let parser = DateParser(last: context.captured, monthFirst: isAmerican)
        findPublished(parser)
        findModified(parser)
    }

    private mutating func findPublished(_ parser: DateParser) {
        addPathDate(parser)
        addDates(Self.publishedFields, .published, .dateMeta, parser)
        addLinkedDates(["datePublished", "dateCreated", "uploadDate"], .published, parser)
        addTimes(parser)
        if claims.published == nil {
            addDateElements(parser)
        }
        if claims.published == nil {
            addDateInText(parser)
        }
        let found = claims.candidates.filter {
            $0.property == .published && ($0.role == .value || $0.role == .url)
        }
        if found.count > 1, let first = found[0].date, let second = found[1].date {
            let days = first.dayNumber - second.dayNumber
            claims.datesConflict = days > 1 || days < -1
        }
    }

    private mutating func findModified(_ parser: DateParser) {
        addDates(Self.modifiedFields, .modified, .modifiedMeta, parser)
        addLinkedDates(["dateModified"], .modified, parser)
    }

    /// Records a date; the first one counts, unless its place is for something else.
    private mutating func addDate(
        _ property: PageClaim.Property,
        _ found: (date: CalendarDate, text: [UInt8]),
        _ rule: ClaimRule,
        _ source: Range<Int>?,
        role: PageClaim.Role = .value,
    ) {
        var claim = PageClaim(property: property, value: found.text, rule: rule, source: source)
        claim.date = found.date
        claim.role = role
        claims.add(claim)
        guard role == .value || role == .url else { return }
        if property == .published {
            claims.published = claims.published ?? claim
        } else {
            claims.modified = claims.modified ?? claim
        }
    }

    private func parse(
        _ text: [UInt8],
        _ parser: DateParser,
    ) -> (date: CalendarDate, text: [UInt8])? {
        guard let date = parser.date(in: text) else { return nil }
        return (date, TimeText.withTime(date, text) ?? date.text)
    }

    private mutating func addPathDate(_ parser: DateParser) {
        let address = claims.canonicalURL?.value ?? context.url ?? []
        guard let date = PathDate.date(in: address, parser) else { return }
        let source = claims.canonicalURL?.source
        addDate(.published, (date, date.text), .dateCanonicalPath, source, role: .url)
    }

    private mutating func addDates(
        _ names: [StaticString],
        _ property: PageClaim.Property,
        _ rule: ClaimRule,
        _ parser: DateParser,
    ) {
        for name in names {
            for field in fields.all(name) {
                if let found = parse(field.value, parser) {
                    addDate(property, found, rule, original(field.source))
                    break
                }
            }
        }
    }

    private mutating func addLinkedDates(
        _ names: [StaticString],
        _ property: PageClaim.Property,
        _ parser: DateParser,
    ) {
        let rule = property == .published ? ClaimRule.dateLinkedData : .modifiedLinkedData
        for item in linked.items(articlesOnly: false) {
            let json = linked.scripts[item.script].json
            for name in names {
                guard let member = json.member(name, of: item.object),
                    let text = json.text(of: member), let found = parse(text, parser)
                else { continue }
                let source = original(linked.source(item.script, member))
                addDate(property, found, rule, source)
                break
            }
        }
    }

    /// The elements `time`: those that are marked as the page's first.
    private mutating func addTimes(_ parser: DateParser) {
        var marked: [Int] = []
        var others: [Int] = []
        for index in tree.nodes.indices
        where tree.nodes[index].tag == .time && marked.count + others.count < 32 {
            if words.isWithin(index, .aside, tree) { continue }
            if isMarkedTime(index) {
                marked.append(index)
            } else {
                others.append(index)
            }
        }
        for index in marked + others {
            let attribute = tree.attribute(.datetime, of: index)
            let value = attribute.map { tree.plainText(of: $0) } ?? []
            let text = value.isEmpty ? tree.plainText(of: index, limit: 200) : value
            guard let found = parse(text, parser) else { continue }
            let source =
                value.isEmpty
                ? original(textOf: index) : attribute.map { original($0.source.range) }
            let role: PageClaim.Role = isInPicture(index) ? .caption : .value
            addDate(.published, found, .dateTime, source, role: role)
        }
    }

    private func isMarkedTime(_ index: Int) -> Bool {
        if tree.attribute(.pubdate, of: index) != nil || words[index].contains(.entry) {
            return true
        }
        guard let itemprop = tree.attribute(.itemprop, of: index) else { return false }
        return ASCII.holds(tree.plainText(of: itemprop), "datepublished")
    }

    private func isInPicture(_ index: Int) -> Bool {
        var node = index
        for _ in 0..<6 where node > 0 {
            let tag = tree.nodes[node].tag
            if tag == .figure || tag == .figcaption { return true }
            node = Int(tree.nodes[node].parent)
        }
        return false
    }

    /// Elements whose class names speak of a date.
    private mutating func addDateElements(_ parser: DateParser) {
        var looked = 0
        for index in tree.nodes.indices where looked < 200 {
            guard saysDate(index), !words.isWithin(index, [.aside, .below], tree) else { continue }
            looked += 1
            let attribute =
                tree.attribute(.content, of: index) ?? tree.attribute(.datetime, of: index)
            let text =
                attribute.map { tree.plainText(of: $0) } ?? tree.plainText(of: index, limit: 300)
            guard (7..<300).contains(text.count), let found = parse(text, parser) else { continue }
            let source =
                attribute.map { original($0.source.range) } ?? original(textOf: index)
            let role: PageClaim.Role = isInPicture(index) ? .caption : .value
            addDate(.published, found, .dateElement, source, role: role)
            if claims.published != nil { return }
        }
    }

    private func saysDate(_ index: Int) -> Bool {
        if tree.nodes[index].attributeCount == 0 || tree.nodes[index].tag == .meta { return false }
        if words[index].contains(.date) { return true }
        guard let itemprop = tree.attribute(.itemprop, of: index) else { return false }
        return tree.value(of: itemprop, is: "datepublished")
            || tree.value(of: itemprop, is: "datecreated")
    }

    /// The first date in the page's text: in a short block, else in any.
    private mutating func addDateInText(_ parser: DateParser) {
        let page = Page(tree)
        let selection = Pruning.selection(page, .none)
        let blocks = selection.blocks(of: page)
        for isShort in [true, false] {
            for block in blocks.prefix(Self.blockLimit)
            where !isShort || block.characters < Boilerplate.length {
                var writer = TextWriter(limit: DateParser.byteLimit)
                writer.append(block, of: page, selection)
                guard let source = writer.sources.first, let last = writer.sources.last,
                    let found = parse(writer.bytes, parser)
                else { continue }
                let range = Int(source.start)..<Int(last.end)
                let place = original(ASCII.trimmed(range, of: tree.text.bytes))
                let rule: ClaimRule = isShort ? .dateFirstShortBlock : .dateFirstBlock
                let role = role(of: block, writer.bytes)
                addDate(.published, found, rule, place, role: role)
                if claims.published != nil { return }
            }
        }
    }

    private func role(of block: Block, _ text: [UInt8]) -> PageClaim.Role {
        if isInPicture(block.element) { return .caption }
        return text.starts(with: [0xC2, 0xA9]) || ASCII.starts(text, with: "copyright")
            ? .copyrightYear : .value
    }
}
