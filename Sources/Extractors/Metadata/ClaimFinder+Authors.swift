// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Authors: names that the page's data, fields or elements give.
extension ClaimFinder {
    /// The fields that hold an author, best first.
    private static let authorFields: [StaticString] = [
        "citation_author", "dc.creator", "dcterms.creator", "author", "article:author",
        "parsely-author", "sailthru.author", "byl", "og:author", "creator", "rbauthors",
        "dc:creator",
    ]

    /// Finds the authors, and the agency that the text comes from.
    mutating func findAuthors() {
        addLinkedAuthors()
        let fromData = claims.authors.count
        for name in Self.authorFields {
            let before = claims.authors.count
            for field in fields.all(name) {
                let counts = fromData == 0
                addNames(field.value, .authorMeta, original(field.source), counts: counts)
            }
            if claims.authors.count > before { break }
        }
        addAuthorElements()
    }

    private mutating func addLinkedAuthors() {
        for item in linked.items(articlesOnly: true) {
            let json = linked.scripts[item.script].json
            guard let author = json.member("author", of: item.object) else { continue }
            let isList = json.nodes[author].kind == .array
            for value in isList ? json.children(of: author) : [author] {
                addLinkedAuthor(value, item, json)
            }
        }
    }

    private mutating func addLinkedAuthor(_ value: Int, _ item: LinkedData.Item, _ json: LooseJSON)
    {
        var names = [value]
        var isPerson = true
        if json.nodes[value].kind == .object {
            isPerson = !ASCII.holds(LinkedData.type(of: value, json), "org")
            guard let name = json.member("name", of: value) else { return }
            names = json.nodes[name].kind == .array ? json.children(of: name) : [name]
        }
        for name in names {
            guard let text = json.text(of: name) else { continue }
            let source = original(linked.source(item.script, name))
            addNames(PlainText.ofMarkup(text), .authorLinkedData, source, counts: isPerson)
        }
    }

    /// The first element that says it holds the author.
    private mutating func addAuthorElements() {
        let hadAuthors = !claims.authors.isEmpty
        var found = 0
        for index in tree.nodes.indices where found < 4 && saysAuthor(index) {
            let text = tree.plainText(of: index, limit: 200)
            let count = Scalars.count(text)
            guard count > 3, count < 70 else { continue }
            let before = claims.candidates.count
            addNames(text, .authorElement, original(textOf: index), counts: !hadAuthors)
            found += claims.candidates.count > before ? 1 : 0
            if !hadAuthors, !claims.authors.isEmpty { return }
        }
    }

    private func saysAuthor(_ index: Int) -> Bool {
        let node = tree.nodes[index]
        guard node.attributeCount > 0 else { return false }
        if let rel = tree.attribute(.rel, of: index), tree.value(of: rel, is: "author") {
            return true
        }
        if let itemprop = tree.attribute(.itemprop, of: index),
            ASCII.holds(tree.plainText(of: itemprop), "author")
        {
            return true
        }
        let roles = words[index]
        guard roles.contains(.author), !roles.contains(.notAuthor) else { return false }
        switch node.tag {
        case .a, .span, .p, .div, .address, .strong, .li, .h3, .h4, .cite: return true
        default: return false
        }
    }

    /// Adds the names that a text gives.
    private mutating func addNames(
        _ text: [UInt8],
        _ rule: ClaimRule,
        _ source: Range<Int>,
        counts: Bool,
    ) {
        let site = claims.siteName.map { Folding.folded($0.value) }
        for name in PersonNames.names(in: text) where !PersonNames.holdsAddress(text) {
            if Agencies.holds(name) {
                let claim = add(.source, name, .sourceName, source)
                if claims.source == nil {
                    claims.source = claim
                }
                continue
            }
            guard PersonNames.isName(name) else { continue }
            let folded = Folding.folded(name)
            if folded == site, rule == .authorElement || !name.contains(0x20) { continue }
            let isKnown = claims.authors.contains { Folding.folded($0.value) == folded }
            let claim = add(.author, name, rule, source)
            if counts, !isKnown {
                claims.authors.append(claim)
            }
        }
    }
}

/// The news agencies that are named where authors are.
enum Agencies {
    private static let table = NameTable(
        """
        aap adn afp agencies agerpres anp ansa ap apa associated-press ats belga bloomberg cnn \
        dpa efe interfax kna kyodo lusa pa-media pap press-association reuters ria-novosti ritzau \
        sid tass the-associated-press tt upi xinhua
        """
    )

    /// Whether a name is an agency's.
    static func holds(_ name: [UInt8]) -> Bool {
        let folded = Folding.folded(name).map { $0 == 0x20 ? Mark.dash : $0 }
        return table.position(of: 0..<folded.count, in: folded.span) >= 0
    }
}

/// Parts what stands where a page names its authors.
enum PersonNames {
    /// What stands before names; a longer one before those it begins with.
    private static let openings: [StaticString] = [
        "alle artikel von", "alle beiträge von", "alle posts vom autor", "alle posts von",
        "artikel von", "autorin", "autor", "author", "by", "eingestellt von", "fotos", "foto",
        "geschrieben von", "interview", "par", "por", "post author", "posted by", "publié par",
        "text", "veröffentlicht von", "view all posts by", "vom", "von", "written by",
        "zeige alle beiträge von",
    ]

    /// What stands where names do and is none.
    private static let noNames: [StaticString] = [
        "admin", "administrator", "alle beiträge", "anonymous", "author", "autor", "autorin",
        "contributor", "editor", "guest", "no author", "posted in", "posted on", "publiziert am",
        "redaktion", "staff", "unknown", "user", "veröffentlicht am", "webmaster",
    ]

    private static let joiners: [StaticString] = [" and ", " und ", " et "]

    /// Returns the names in a text.
    static func names(in text: [UInt8]) -> [[UInt8]] {
        let start = endOfOpening(text)
        var names: [[UInt8]] = []
        var first = start
        var offset = start
        while offset <= text.count {
            let length = offset == text.count ? 1 : joint(at: offset, text)
            if length > 0 {
                let name = trimmed(text[first..<offset])
                if !name.isEmpty, names.count < 20 { names.append(name) }
                offset += length
                first = min(offset, text.count)
            } else {
                offset += 1
            }
        }
        return names
    }

    /// Returns the offset behind all that stands before the first name.
    private static func endOfOpening(_ text: [UInt8]) -> Int {
        var start = 0
        var isFound = true
        while isFound {
            isFound = false
            for opening in openings where ASCII.starts(text, with: opening, at: start) {
                var offset = start + opening.utf8CodeUnitCount
                guard offset < text.count, text[offset] == 0x20 || text[offset] == 0x3A else {
                    continue
                }
                while offset < text.count, text[offset] == 0x20 || text[offset] == 0x3A {
                    offset += 1
                }
                start = offset
                isFound = true
                break
            }
        }
        return start
    }

    /// Returns how long what parts two names is, or 0.
    private static func joint(at offset: Int, _ text: [UInt8]) -> Int {
        switch text[offset] {
        case UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "|"), UInt8(ascii: "&"),
            UInt8(ascii: "/"):
            return 1
        case 0x20:
            for joiner in joiners where ASCII.starts(text, with: joiner, at: offset) {
                return joiner.utf8CodeUnitCount
            }
            return 0
        default: return 0
        }
    }

    /// Returns a name without what follows an at sign or a parenthesis, and without marks at its
    /// ends; the full stop of a short last word stays.
    private static func trimmed(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var end = text.startIndex
        while end < text.endIndex, text[end] != 0x40, text[end] != 0x28 {
            end += 1
        }
        var start = text.startIndex
        while start < end, isTrimmed(text[start]) || text[start] == 0x2E {
            start += 1
        }
        while end > start {
            let length =
                isTrimmed(text[end - 1])
                ? 1 : TitleParts.lengthOfSeparator(endOf: text[start..<end])
            if length == 0 { break }
            end -= length
        }
        if end > start, text[end - 1] == 0x2E, end - start < 4 || text[end - 4] != 0x20 {
            end -= 1
        }
        return Array(text[start..<end])
    }

    private static func isTrimmed(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x2C || byte == 0x3A || byte == Mark.dash
    }

    /// Whether a text can be a person's name: no digit and none of the words for no one.
    static func isName(_ name: [UInt8]) -> Bool {
        let count = Scalars.count(name)
        guard count > 2, count < 50 else { return false }
        for text in noNames where ASCII.same(name, text) || startsPhrase(name, text) {
            return false
        }
        for byte in name where ASCII.isDigit(byte) {
            return false
        }
        return true
    }

    /// Whether a name starts with a text of more than one word.
    private static func startsPhrase(_ name: [UInt8], _ text: StaticString) -> Bool {
        guard ASCII.starts(name, with: text) else { return false }
        for offset in 0..<text.utf8CodeUnitCount where text.byte(at: offset) == 0x20 {
            return true
        }
        return false
    }

    /// Whether a text holds an address of the web.
    static func holdsAddress(_ text: [UInt8]) -> Bool {
        ASCII.holds(text, "http:") || ASCII.holds(text, "https:") || ASCII.holds(text, "www.")
    }
}
