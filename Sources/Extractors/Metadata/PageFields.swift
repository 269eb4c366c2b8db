// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The fields of a page's head: `meta`, `link`, `title`.
struct PageFields: Sendable {
    /// A field.
    struct Field: Sendable {
        /// The name, trimmed.
        let name: [UInt8]

        /// The value, white space collapsed; not empty.
        let value: [UInt8]

        /// Where the value stands in the decoded document.
        let source: Range<Int>
    }

    /// How many fields of a kind are looked at.
    static let limit = 500

    /// The fields of `meta`, once for each name that an element bears.
    private(set) var meta: [Field] = []

    /// The targets of `link`, by their relations.
    private(set) var links: [Field] = []

    /// The node of the title, or nil.
    private(set) var title: Int?

    /// The nodes of the first headings of the first rank that have text.
    private(set) var headings: [Int] = []

    /// Reads a page.
    init(_ tree: HTMLTree) {
        for index in tree.nodes.indices {
            switch tree.nodes[index].tag {
            case .meta: addMeta(index, tree)
            case .link: addLink(index, tree)
            case .title where title == nil && tree.nodes[index].end > index + 1:
                title = index
            case .h1 where headings.count < 8:
                if !tree.plainText(of: index, limit: 8).isEmpty {
                    headings.append(index)
                }
            default: break
            }
        }
    }

    private mutating func addMeta(_ index: Int, _ tree: HTMLTree) {
        guard meta.count < Self.limit, let content = tree.attribute(.content, of: index) else {
            return
        }
        let value = tree.plainText(of: content)
        if value.isEmpty { return }
        for name in [AttributeName.property, .name, .itemprop, .httpEquiv] {
            if let attribute = tree.attribute(name, of: index) {
                let key = tree.plainText(of: attribute)
                meta.append(Field(name: key, value: value, source: content.source.range))
            }
        }
    }

    private mutating func addLink(_ index: Int, _ tree: HTMLTree) {
        guard links.count < Self.limit, let rel = tree.attribute(.rel, of: index),
            let href = tree.attribute(.href, of: index)
        else { return }
        let value = tree.plainText(of: href)
        if value.isEmpty { return }
        let name = tree.plainText(of: rel)
        links.append(Field(name: name, value: value, source: href.source.range))
    }

    /// Returns the fields of that name, in the page's order.
    func all(_ name: StaticString) -> [Field] {
        meta.filter { Self.isName($0.name, name) }
    }

    /// Returns the first field of that name.
    func first(_ name: StaticString) -> Field? {
        meta.first { Self.isName($0.name, name) }
    }

    /// Returns the first link of that relation.
    func link(_ name: StaticString) -> Field? {
        links.first { Self.isName($0.name, name) }
    }

    private static func isName(_ bytes: [UInt8], _ name: StaticString) -> Bool {
        bytes.isASCII(name)
    }
}
