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

    /// The number of bytes of a text that are searched for a date.
    private static let byteLimit = 160

    /// How many dates of the page's text are recorded that cannot be its own.
    private static let refusedLimit = 4

    /// Finds the dates.
    mutating func findDates() {
        let order = SlashOrder(language: claims.value(.language)?.value ?? [])
        let reader = DateReader(DateFinder(order: order), context.captureDate)
        findPublished(reader)
        addDates(Self.modifiedFields, .modified, .modifiedMeta, reader)
        addLinkedDates(["dateModified"], .modified, .modifiedLinkedData, reader)
        claims.compareDates(.published)
    }

    private mutating func findPublished(_ reader: DateReader) {
        addPathDate(reader)
        addDates(Self.publishedFields, .published, .dateMeta, reader)
        let names: [StaticString] = ["datePublished", "dateCreated", "uploadDate"]
        addLinkedDates(names, .published, .dateLinkedData, reader)
        addTimes(reader)
        if claims.value(.published) == nil {
            addDateElements(reader)
        }
        if claims.value(.published) == nil {
            addDateInText(reader)
        }
    }

    /// Reads the dates of a page, all in the same way.
    private struct DateReader {
        private let finder: DateFinder
        let captured: StatedDate?

        init(_ finder: DateFinder, _ captured: StatedDate?) {
            self.finder = finder
            self.captured = captured
        }

        /// Returns the first day in a text that a page can be of, else the first.
        func day(in text: [UInt8]) -> DateMatch? {
            let range = 0..<min(text.count, ClaimFinder.byteLimit)
            guard text[range].contains(where: { $0.isASCIIDigit }) else { return nil }
            let good = finder.firstDate(in: text, range) {
                $0.date.day > 0 && $0.refusal(.value, captured: captured) == nil
            }
            return good ?? finder.firstDate(in: text, range) { $0.date.day > 0 }
        }
    }

    /// Records a date.
    private mutating func addDate(
        _ property: ClaimProperty,
        _ found: DateMatch,
        _ rule: PageRule,
        _ evidence: ByteRange?,
        _ reader: DateReader,
        role: ClaimRole = .value,
    ) {
        add(
            ClaimCandidate(
                property,
                date: found.date,
                rule: rule.name,
                role: role,
                confidence: rule.confidence,
                evidence: evidence,
                refusal: found.refusal(role, captured: reader.captured),
            )
        )
    }

    private mutating func addPathDate(_ reader: DateReader) {
        let address = claims.value(.canonicalURL)
        guard let found = WebAddress.pathDate(address?.value ?? context.url ?? []) else { return }
        addDate(.published, found, .datePath, address?.evidence, reader, role: .url)
    }

    private mutating func addDates(
        _ names: [StaticString],
        _ property: ClaimProperty,
        _ rule: PageRule,
        _ reader: DateReader,
    ) {
        for name in names {
            for field in fields.all(name) {
                if let found = reader.day(in: field.value) {
                    addDate(property, found, rule, original(field.source), reader)
                    break
                }
            }
        }
    }

    private mutating func addLinkedDates(
        _ names: [StaticString],
        _ property: ClaimProperty,
        _ rule: PageRule,
        _ reader: DateReader,
    ) {
        for item in linked.items(articlesOnly: false) {
            let json = linked.scripts[item.script].json
            for name in names {
                guard let member = json.member(name, of: item.object),
                    let text = json.text(of: member), let found = reader.day(in: text)
                else { continue }
                let source = original(linked.source(item.script, member))
                addDate(property, found, rule, source, reader)
                break
            }
        }
    }

    /// The elements `time`: those that are marked as the page's first.
    private mutating func addTimes(_ reader: DateReader) {
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
            guard let found = reader.day(in: text) else { continue }
            let source =
                value.isEmpty
                ? original(textOf: index) : attribute.map { original($0.source.range) }
            let role: ClaimRole = tree.isInPicture(index) ? .caption : .value
            addDate(.published, found, .dateTime, source, reader, role: role)
        }
    }

    private func isMarkedTime(_ index: Int) -> Bool {
        if tree.attribute(.pubdate, of: index) != nil || words[index].contains(.entry) {
            return true
        }
        guard let itemprop = tree.attribute(.itemprop, of: index) else { return false }
        return tree.plainText(of: itemprop).holdsASCII("datepublished")
    }

    /// Elements whose class names speak of a date.
    private mutating func addDateElements(_ reader: DateReader) {
        var looked = 0
        for index in tree.nodes.indices where looked < 200 {
            guard saysDate(index), !words.isWithin(index, [.aside, .below], tree) else { continue }
            looked += 1
            let attribute =
                tree.attribute(.content, of: index) ?? tree.attribute(.datetime, of: index)
            let text =
                attribute.map { tree.plainText(of: $0) } ?? tree.plainText(of: index, limit: 300)
            guard (7..<300).contains(text.count), let found = reader.day(in: text) else { continue }
            let source =
                attribute.map { original($0.source.range) } ?? original(textOf: index)
            let role: ClaimRole = tree.isInPicture(index) ? .caption : .value
            addDate(.published, found, .dateElement, source, reader, role: role)
            if claims.value(.published) != nil { return }
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
    private mutating func addDateInText(_ reader: DateReader) {
        let page = Page(tree)
        let selection = Pruning.selection(page, .none)
        let blocks = selection.blocks(of: page)
        var count = 0
        for isShort in [true, false] {
            for block in blocks.prefix(Self.blockLimit)
            where !isShort || block.characters < Boilerplate.length {
                var writer = TextWriter(limit: Self.byteLimit)
                writer.append(block, of: page, selection)
                guard let source = writer.sources.first, let last = writer.sources.last,
                    let found = reader.day(in: writer.bytes)
                else { continue }
                let range = Int(source.start)..<Int(last.end)
                let place = original(tree.text.bytes.trimmingHTMLSpace(range))
                let rule: PageRule = isShort ? .dateFirstShortBlock : .dateFirstBlock
                let role = role(of: block, writer.bytes)
                addDate(.published, found, rule, place, reader, role: role)
                if claims.value(.published) != nil { return }
                count += 1
                if count == Self.refusedLimit { return }
            }
        }
    }

    private func role(of block: Block, _ text: [UInt8]) -> ClaimRole {
        if tree.isInPicture(block.element) { return .caption }
        return text.starts(with: [0xC2, 0xA9]) || text.startsWithASCII("copyright", at: 0)
            ? .copyrightYear : .value
    }
}
