// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// A text of JSON-LD with its place.
package struct LinkedValue: Equatable, Sendable {
    /// The text; character references of HTML are as they were.
    package let text: [UInt8]

    /// Where it stands in the decoded document, without quotes.
    package let range: Range<Int>
}

/// What JSON-LD says of one article.
///
/// Values that are doubtful are left out, see ``LooseJSON/Node/isDoubtful``.
package struct LinkedArticle: Sendable {
    /// `headline`.
    package var headlines: [LinkedValue] = []

    /// Names of `author`, but for organizations.
    package var authors: [LinkedValue] = []

    /// Names of `author` that are organizations.
    package var organizations: [LinkedValue] = []

    /// `datePublished`, then `dateCreated`, then `uploadDate`.
    package var published: [LinkedValue] = []

    /// `dateModified`.
    package var modified: [LinkedValue] = []

    /// The name of `publisher`.
    package var publishers: [LinkedValue] = []

    /// `inLanguage`.
    package var languages: [LinkedValue] = []

    /// `articleBody`.
    package var bodies: [LinkedValue] = []

    /// The most names that are read of one article.
    private static let nameLimit = 64

    /// Reads the articles of a text of JSON-LD, in order.
    ///
    /// At the top, in arrays, and in `@graph`, `mainEntity` and `mainEntityOfPage`, at most six deep.
    /// An article is what has a type with `Article`, `Posting` or `Report` in its name, but not
    /// `WebPage`.
    package static func articles(_ tree: LooseJSON) -> [LinkedArticle] {
        var articles: [LinkedArticle] = []
        for node in objects(tree) where isArticle(tree, node) {
            articles.append(article(tree, node))
        }
        return articles
    }

    /// The objects that describe the page or its parts.
    private static func objects(_ tree: LooseJSON) -> [Int] {
        var depths = [Int](repeating: -1, count: tree.nodes.count)
        var found: [Int] = []
        for index in tree.nodes.indices {
            let node = tree.nodes[index]
            guard node.kind == .object || node.kind == .array else {
                continue
            }
            let isTop = node.parent < 0
            let isInArray = !isTop && tree.nodes[node.parent].kind == .array
            let isPart =
                isTop || isInArray || tree.hasKey("@graph", index)
                || tree.hasKey("mainEntity", index) || tree.hasKey("mainEntityOfPage", index)
            let depth = isTop ? 0 : depths[node.parent] + 1
            if isPart && (isTop || depths[node.parent] >= 0) && depth <= 6 {
                depths[index] = depth
                if node.kind == .object {
                    found.append(index)
                }
            }
        }
        return found
    }

    /// The names of an object's types.
    private static func types(_ tree: LooseJSON, _ node: Int) -> [[UInt8]] {
        guard let type = tree.member("@type", of: node) else {
            return []
        }
        if let name = tree.text(of: type) {
            return [name]
        }
        var names: [[UInt8]] = []
        for child in tree.children(of: type).prefix(16) {
            if let name = tree.text(of: child) {
                names.append(name)
            }
        }
        return names
    }

    private static func isArticle(_ tree: LooseJSON, _ node: Int) -> Bool {
        var isArticle = false
        for name in types(tree, node) {
            if holds(name, "webpage") {
                return false
            }
            isArticle =
                isArticle || holds(name, "article") || holds(name, "posting")
                || holds(name, "report")
        }
        return isArticle
    }

    /// Whether a name has a word in it, without regard to ASCII case.
    private static func holds(_ name: [UInt8], _ word: StaticString) -> Bool {
        for offset in name.indices.prefix(64) where name.startsWithASCII(word, at: offset) {
            return true
        }
        return false
    }

    private static func article(_ tree: LooseJSON, _ node: Int) -> LinkedArticle {
        var article = LinkedArticle()
        article.headlines = strings(tree, node, "headline")
        article.published =
            strings(tree, node, "datePublished") + strings(tree, node, "dateCreated")
            + strings(tree, node, "uploadDate")
        article.modified = strings(tree, node, "dateModified")
        article.languages = strings(tree, node, "inLanguage")
        article.bodies = strings(tree, node, "articleBody")
        if let author = tree.member("author", of: node) {
            for found in names(tree, author) {
                if found.isOrganization {
                    article.organizations.append(found.value)
                } else {
                    article.authors.append(found.value)
                }
            }
        }
        if let publisher = tree.member("publisher", of: node) {
            article.publishers = names(tree, publisher).map { $0.value }
        }
        return article
    }

    private static func strings(
        _ tree: LooseJSON,
        _ node: Int,
        _ key: StaticString,
    ) -> [LinkedValue] {
        guard let member = tree.member(key, of: node) else {
            return []
        }
        let candidates = tree.nodes[member].kind == .array ? tree.children(of: member) : [member]
        var values: [LinkedValue] = []
        for candidate in candidates.prefix(nameLimit) {
            if let value = value(tree, candidate) {
                values.append(value)
            }
        }
        return values
    }

    private static func value(_ tree: LooseJSON, _ node: Int) -> LinkedValue? {
        guard !tree.nodes[node].isDoubtful, let text = tree.text(of: node), !text.isEmpty else {
            return nil
        }
        return LinkedValue(text: text, range: tree.nodes[node].range)
    }

    /// A name, and whether it is that of an organization.
    private struct Name {
        let value: LinkedValue
        let isOrganization: Bool
    }

    /// The names in a text, an object with a `name`, or an array of them.
    private static func names(_ tree: LooseJSON, _ node: Int) -> [Name] {
        let parts = tree.nodes[node].kind == .array ? tree.children(of: node) : [node]
        var names: [Name] = []
        for part in parts.prefix(nameLimit) {
            if let value = value(tree, part) {
                names.append(Name(value: value, isOrganization: false))
                continue
            }
            let isOrganization = types(tree, part).contains { holds($0, "org") }
            for value in strings(tree, part, "name") {
                names.append(Name(value: value, isOrganization: isOrganization))
            }
        }
        return names
    }
}
