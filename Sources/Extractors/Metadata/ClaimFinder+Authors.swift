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
        let hasDataAuthors = claims.value(.author) != nil
        for name in Self.authorFields {
            var isFound = false
            for field in fields.all(name) {
                isFound = addNames(field.value, .authorMeta, original(field.source)) || isFound
            }
            if isFound, !hasDataAuthors { break }
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
            isPerson = !LinkedData.type(of: value, json).holdsASCII("org")
            guard let name = json.member("name", of: value) else { return }
            names = json.nodes[name].kind == .array ? json.children(of: name) : [name]
        }
        for name in names {
            guard let text = json.text(of: name) else { continue }
            let source = original(linked.source(item.script, name))
            _ = addNames(PlainText.ofMarkup(text), .authorLinkedData, source, isPerson: isPerson)
        }
    }

    /// The first element that says it holds the author.
    private mutating func addAuthorElements() {
        let hadAuthors = claims.value(.author) != nil
        var found = 0
        for index in tree.nodes.indices where found < 4 && saysAuthor(index) {
            let text = tree.plainText(of: index, limit: 200)
            let count = UTF8Scalar.count(text)
            guard count > 3, count < 70 else { continue }
            let before = claims.candidates.count
            _ = addNames(text, .authorElement, original(textOf: index))
            found += claims.candidates.count > before ? 1 : 0
            if !hadAuthors, claims.value(.author) != nil { return }
        }
    }

    private func saysAuthor(_ index: Int) -> Bool {
        let node = tree.nodes[index]
        guard node.attributeCount > 0 else { return false }
        if let rel = tree.attribute(.rel, of: index), tree.value(of: rel, is: "author") {
            return true
        }
        if let itemprop = tree.attribute(.itemprop, of: index),
            tree.plainText(of: itemprop).holdsASCII("author")
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

    /// Adds the names that a text gives; returns whether one of them is an author's.
    private mutating func addNames(
        _ text: [UInt8],
        _ rule: PageRule,
        _ evidence: ByteRange,
        isPerson: Bool = true,
    ) -> Bool {
        if WebAddress.occurs(in: text) { return false }
        let site = claims.value(.siteName).map { Letters.foldedWords($0.value) }
        var isFound = false
        for found in Byline.names(text, form: .any) {
            if found.isAgency {
                add(.source, found.name, .sourceName, evidence)
                continue
            }
            let folded = Letters.foldedWords(found.name)
            let isLoose = rule.confidence == .weak || !found.name.contains(0x20)
            if folded == site, isLoose { continue }
            let isKnown = claims.candidates.contains {
                $0.property == .author && $0.rule == rule.name
                    && Letters.foldedWords($0.value) == folded
            }
            if isKnown { continue }
            add(.author, found.name, rule, evidence, refusal: isPerson ? nil : .organization)
            isFound = isFound || isPerson
        }
        return isFound
    }
}
