// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The elements that are open while a document is read.
///
/// Each question, and ending an element, takes the same time however deep the elements nest.
struct OpenElements: Sendable {
    /// What stands for no position.
    static let none = -1

    /// An open element.
    struct Entry: Sendable {
        /// The node.
        var node: Int32

        /// The element's name.
        var tag: Tag

        /// Whether its end tag was read while elements in it stayed open.
        var isEnded = false

        /// The position of the next outer element of the same name.
        var outerSame: Int16

        /// The position of the next outer element that bounds end tags.
        var outerScope: Int16

        /// The position of the next outer element of the document's structure.
        var outerStructure: Int16

        /// The position of the next outer element that keeps an item around it open.
        var outerKeeper: Int16
    }

    private(set) var entries: [Entry] = []
    private var innermost = [Int16](repeating: -1, count: 256)

    /// The position of the innermost element that bounds end tags.
    private(set) var scope: Int16 = -1

    /// The position of the innermost element of the document's structure.
    private(set) var structure: Int16 = -1

    /// The position of the innermost element that keeps an item around it open.
    private(set) var keeper: Int16 = -1

    /// The number of open elements.
    var count: Int {
        entries.count
    }

    /// The position of the innermost element.
    var top: Int {
        entries.count - 1
    }

    /// The node of the innermost element.
    var current: Int {
        Int(entries[entries.count - 1].node)
    }

    /// The name of the innermost element.
    var currentTag: Tag {
        entries[entries.count - 1].tag
    }

    /// Returns the position of the innermost element of that name.
    func position(of tag: Tag) -> Int {
        Int(innermost[Int(tag.rawValue)])
    }

    /// Returns the position of the innermost element that has one of the names.
    func position(of tags: [Tag]) -> Int {
        var found = Self.none
        for tag in tags {
            found = max(found, position(of: tag))
        }
        return found
    }

    /// Opens an element.
    mutating func push(_ node: Int, _ tag: Tag) {
        let position = Int16(truncatingIfNeeded: entries.count)
        let slot = Int(tag.rawValue)
        entries.append(
            Entry(
                node: Int32(truncatingIfNeeded: node),
                tag: tag,
                outerSame: innermost[slot],
                outerScope: scope,
                outerStructure: structure,
                outerKeeper: keeper,
            )
        )
        innermost[slot] = position
        if tag.isScope {
            scope = position
        }
        if tag.isStructure {
            structure = position
        }
        if tag.keepsItemOpen {
            keeper = position
        }
    }

    /// Ends the element at a position and all in it, and those around it that were waiting.
    mutating func end(_ position: Int) {
        while entries.count > position {
            pop()
        }
        while let last = entries.last, last.isEnded {
            pop()
        }
    }

    /// Ends the element at a position, which is no structure, and leaves open what is in it.
    mutating func endAlone(_ position: Int) {
        guard position < top else {
            end(position)
            return
        }
        entries[position].isEnded = true
        let slot = Int(entries[position].tag.rawValue)
        if Int(innermost[slot]) == position {
            innermost[slot] = entries[position].outerSame
        }
    }

    private mutating func pop() {
        guard let last = entries.popLast() else { return }
        let slot = Int(last.tag.rawValue)
        if Int(innermost[slot]) == entries.count {
            innermost[slot] = last.outerSame
        }
        scope = last.outerScope
        structure = last.outerStructure
        keeper = last.outerKeeper
    }
}
