// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// A document's body prepared for the search for its article.
///
/// What does not depend on any choice is found once: the measure of each text, what attributes
/// say, and where each node is.
struct Page: Sendable {
    /// Where a node is.
    struct Place: Sendable {
        /// The innermost element around the node, or the node, that sets its text apart.
        var block: Int32

        /// What kind of text the node's is.
        var kind: Tag

        /// Whether the node is within a link.
        var isLink: Bool

        /// Whether the node is within preformatted text.
        var isPreformatted: Bool

        /// Whether the node is in an item of a list.
        var isItem: Bool

        /// Whether the node is in a cell of a table.
        var isCell: Bool
    }

    /// The document.
    let tree: HTMLTree

    /// The indices of the body and what is in it.
    let range: Range<Int>

    /// Each node's place; the first is that of the body.
    private var places: [Place] = []
    private var measures: [TextMeasure] = []
    private var allTraits: [ElementTraits] = []

    /// Prepares a document.
    init(_ tree: HTMLTree) {
        self.tree = tree
        let body = tree.body
        range = body..<Int(tree.nodes[body].end)
        places.reserveCapacity(range.count)
        measures.reserveCapacity(range.count)
        allTraits.reserveCapacity(range.count)
        let top = Place(
            block: Int32(truncatingIfNeeded: body),
            kind: .div,
            isLink: false,
            isPreformatted: false,
            isItem: false,
            isCell: false,
        )
        var reader = TraitReader()
        for index in range {
            let node = tree.nodes[index]
            var place = index == body ? top : places[Int(node.parent) - body]
            var measure = TextMeasure()
            var traits: ElementTraits = []
            if node.tag == .text {
                if !tree.nodes[Int(node.parent)].tag.isNeverText {
                    let bytes = tree.storage(node.content)
                    measure = TextMeasure(node.content.bytes.range, of: bytes)
                }
            } else {
                place.enter(node.tag, index)
                traits = reader.traits(of: node, in: tree)
            }
            places.append(place)
            measures.append(measure)
            allTraits.append(traits)
        }
    }

    /// Returns where a node of the body is.
    func place(_ index: Int) -> Place {
        places[index - range.lowerBound]
    }

    /// Returns the measure of a text of the body.
    func measure(_ index: Int) -> TextMeasure {
        measures[index - range.lowerBound]
    }

    /// Returns what an element's attributes say.
    func traits(_ index: Int) -> ElementTraits {
        allTraits[index - range.lowerBound]
    }

    /// Returns the index behind the last node within a node.
    func end(of index: Int) -> Int {
        Int(tree.nodes[index].end)
    }
}

extension Page.Place {
    /// Moves into an element.
    fileprivate mutating func enter(_ tag: Tag, _ index: Int) {
        if tag.isBlock {
            block = Int32(truncatingIfNeeded: index)
        }
        if tag.namesKindOfText {
            kind = tag
        }
        switch tag {
        case .a: isLink = true
        case .pre: isPreformatted = true
        case .li: isItem = true
        case .td, .th: isCell = true
        default: break
        }
    }
}
