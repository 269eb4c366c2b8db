// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The words of class names and identifiers that say who wrote a page, and when.
struct ClaimWords: Sendable {
    /// What the words of an element say.
    struct Roles: OptionSet, Sendable {
        let rawValue: UInt8

        /// It names an author.
        static let author = Roles(rawValue: 1)

        /// It is a comment, or about the author.
        static let notAuthor = Roles(rawValue: 2)

        /// It holds a date.
        static let date = Roles(rawValue: 4)

        /// It is beside the article.
        static let aside = Roles(rawValue: 8)

        /// It is below the article.
        static let below = Roles(rawValue: 16)

        /// It belongs to the article.
        static let entry = Roles(rawValue: 32)
    }

    /// The words, each with its roles: the letter's code less 64.
    static let table: StaticString = """
        archive=P archives=P artikeldatum=D author=A autor=A avatar=B bio=B box=B \
        byline=E comment=J comments=J created=D data=D date=D dateline=D datum=D entry=` \
        entrydate=D fecha=D footer=P meta=D postdate=D posted=D postmeta=D pubdate=D \
        publish=D published=d related=J sidebar=H time=D timestamp=D widget=H
        """

    private var roles: [Roles] = []

    /// Reads the class names of a page.
    init(_ tree: HTMLTree) {
        let table = NameTable(Self.table)
        roles.reserveCapacity(tree.nodes.count)
        for node in tree.nodes {
            var own: Roles = []
            let first = Int(node.firstAttribute)
            for position in first..<first + Int(node.attributeCount) {
                let attribute = tree.attributes[position]
                switch attribute.name {
                case .class, .id, .dataComponent, .dataTestid:
                    own.formUnion(Self.roles(of: attribute, tree, table))
                default: break
                }
            }
            roles.append(own)
        }
    }

    private static func roles(
        of attribute: Attribute,
        _ tree: HTMLTree,
        _ table: NameTable,
    ) -> Roles {
        var roles: Roles = []
        let bytes = tree.storage(attribute.value)
        var scanner = WordScanner(attribute.value.bytes.range, of: bytes)
        while let word = scanner.next() {
            let position = table.position(of: word, in: bytes.span)
            if position >= 0 {
                roles.formUnion(Roles(rawValue: table.value(at: position) - 0x40))
            }
        }
        return roles
    }

    /// Returns what the words of a node say.
    subscript(index: Int) -> Roles {
        roles[index]
    }

    /// Whether one of the six elements around a node has one of the roles.
    func isWithin(_ index: Int, _ wanted: Roles, _ tree: HTMLTree) -> Bool {
        var node = Int(tree.nodes[index].parent)
        for _ in 0..<6 where node > 0 {
            if !roles[node].isDisjoint(with: wanted) { return true }
            node = Int(tree.nodes[node].parent)
        }
        return false
    }
}
