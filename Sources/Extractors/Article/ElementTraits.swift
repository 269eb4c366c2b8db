// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// What an element's attributes say about it.
struct ElementTraits: OptionSet, Sendable {
    let rawValue: UInt8

    /// Not shown.
    static let isHidden = ElementTraits(rawValue: 1)

    /// Its class names speak against it.
    static let hasNegativeWords = ElementTraits(rawValue: 2)

    /// Its class names, or what it says itself, name the article's text.
    static let namesArticleText = ElementTraits(rawValue: 4)

    /// Its role is that of page furniture.
    static let hasFurnitureRole = ElementTraits(rawValue: 8)

    /// It links to the author, to a tag, or to the next page.
    static let isLinkOfPage = ElementTraits(rawValue: 16)

    /// It says that it holds the author, a date, or the like.
    static let isClaim = ElementTraits(rawValue: 32)

    /// Its class names are those of a teaser.
    static let isTeaser = ElementTraits(rawValue: 64)

    /// Its class names are those of readers' comments.
    static let isComments = ElementTraits(rawValue: 128)
}

/// Reads the attributes of elements.
struct TraitReader: Sendable {
    private let words = NameTable(ClassWords.table)
    private let roles = NameTable(
        """
        alert alertdialog banner button complementary contentinfo dialog menu menubar navigation \
        search tablist toolbar
        """
    )
    private let claims = NameTable(
        "author breadcrumb datemodified datepublished image publisher"
    )
    private let relations = NameTable("author next prev tag")
    private var findings = WordFindings()

    /// Returns what the attributes of an element say.
    mutating func traits(of node: Node, in tree: HTMLTree) -> ElementTraits {
        var traits: ElementTraits = []
        guard node.attributeCount > 0 else { return traits }
        findings.clear()
        var saysArticleText = false
        var isDescription = false
        let first = Int(node.firstAttribute)
        for position in first..<first + Int(node.attributeCount) {
            let attribute = tree.attributes[position]
            let bytes = tree.storage(attribute.value)
            let range = attribute.value.bytes.range
            switch attribute.name {
            case .class, .id:
                findings.read(range, of: bytes, words, canStandAlone: true)
            case .dataComponent, .dataTestid:
                findings.read(range, of: bytes, words, canStandAlone: false)
            case .hidden:
                if !tree.value(of: attribute, is: "until-found") { traits.insert(.isHidden) }
            case .ariaHidden:
                if tree.value(of: attribute, is: "true") { traits.insert(.isHidden) }
            case .style:
                if Self.hides(range, bytes) { traits.insert(.isHidden) }
            case .role:
                if roles.position(of: range, in: bytes.span) >= 0 {
                    traits.insert(.hasFurnitureRole)
                }
            case .rel:
                if relations.position(of: range, in: bytes.span) >= 0 {
                    traits.insert(.isLinkOfPage)
                }
            case .itemprop:
                if claims.position(of: range, in: bytes.span) >= 0 { traits.insert(.isClaim) }
                if tree.value(of: attribute, is: "articlebody") { saysArticleText = true }
                if tree.value(of: attribute, is: "description") { isDescription = true }
            default: break
            }
        }
        if saysArticleText || findings.namesArticleText {
            traits.insert(.namesArticleText)
        }
        if !saysArticleText {
            if findings.isNegative { traits.insert(.hasNegativeWords) }
            if findings.namesComments { traits.insert(.isComments) }
            if findings.namesTeaser, !isDescription { traits.insert(.isTeaser) }
        }
        return traits
    }

    /// Whether a style hides the element: `display:none` or `visibility:hidden`, white space and
    /// case ignored.
    private static func hides(_ range: Range<Int>, _ bytes: [UInt8]) -> Bool {
        for offset in range {
            let byte = bytes[offset] | 0x20
            if byte == UInt8(ascii: "d"), holds("display:none", at: offset, range, bytes) {
                return true
            }
            if byte == UInt8(ascii: "v"), holds("visibility:hidden", at: offset, range, bytes) {
                return true
            }
        }
        return false
    }

    private static func holds(
        _ text: StaticString,
        at start: Int,
        _ range: Range<Int>,
        _ bytes: [UInt8],
    ) -> Bool {
        var offset = start
        var index = 0
        while index < text.utf8CodeUnitCount {
            guard offset < range.upperBound else { return false }
            let byte = bytes[offset]
            offset += 1
            if byte == 0x20 { continue }
            guard byte.asciiLowercased == text.byte(at: index) else { return false }
            index += 1
        }
        return true
    }
}
