// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// An element or a text of a document.
package struct Node: Sendable {
    /// The element's name, or ``Tag/text``.
    package let tag: Tag

    /// How many attributes the element has.
    var attributeCount: UInt8 = 0

    /// The index of the element this one is in.
    package let parent: Int32

    /// The index behind the last node within this one.
    package internal(set) var end: Int32 = 0

    /// The index of the first attribute.
    var firstAttribute: Int32 = 0

    /// The text, or the element's name.
    let content: TextRange

    /// The text, or the start tag, in the decoded document; empty for an element without tag.
    package let source: SourceRange
}

/// A document's elements and texts in document order.
///
/// The nodes within a node follow it directly, up to its ``Node/end``: so a walk is a loop, sums
/// over all that is within are made from the last node to the first, and no depth matters.
package struct HTMLTree: Sendable {
    /// The nodes; the first is the document itself.
    package internal(set) var nodes: [Node] = []

    /// The document.
    package let text: DecodedText

    /// Text that does not stand in the document as it is meant.
    var decoded: [UInt8] = []

    /// The attributes of all elements.
    var attributes: [Attribute] = []

    /// The index of the element `html`.
    package internal(set) var html = 1

    /// The index of the element `body`.
    package internal(set) var body = 1

    /// Whether a limit kept a part of the document from being read.
    package internal(set) var isCut = false

    /// A tree without nodes.
    init(text: DecodedText) {
        self.text = text
    }

    /// Reads a document.
    ///
    /// Never fails: each sequence of bytes is some document.
    package static func read(
        _ text: DecodedText,
        limits: HTMLLimits = .standard,
    ) -> HTMLTree {
        var builder = TreeBuilder(text, limits: limits)
        return builder.build()
    }
}

extension HTMLTree {
    /// Whether one of the innermost elements around a node is a picture with its caption.
    func isInPicture(_ index: Int) -> Bool {
        var node = index
        for _ in 0..<6 where node > 0 {
            let tag = nodes[node].tag
            if tag == .figure || tag == .figcaption { return true }
            node = Int(nodes[node].parent)
        }
        return false
    }

    /// Returns an element's attribute of that name, or nil.
    func attribute(_ name: AttributeName, of index: Int) -> Attribute? {
        let node = nodes[index]
        let first = Int(node.firstAttribute)
        for position in first..<first + Int(node.attributeCount)
        where attributes[position].name == name {
            return attributes[position]
        }
        return nil
    }

    /// Returns the bytes that a range of text is one of.
    func storage(_ range: TextRange) -> [UInt8] {
        range.isDecoded ? decoded : text.bytes
    }

    /// Returns a copy of some text.
    func copy(_ range: TextRange) -> [UInt8] {
        Array(storage(range)[range.bytes.range])
    }

    /// Whether an attribute's value is an ASCII text, white space around it and case ignored.
    func value(of attribute: Attribute, is wanted: StaticString) -> Bool {
        let bytes = storage(attribute.value)
        let range = bytes.trimmingHTMLSpace(attribute.value.bytes.range)
        guard range.count == wanted.utf8CodeUnitCount else { return false }
        for index in 0..<range.count
        where bytes[range.lowerBound + index].asciiLowercased != wanted.byte(at: index) {
            return false
        }
        return true
    }
}
