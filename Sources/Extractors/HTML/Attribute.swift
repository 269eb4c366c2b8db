// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// An attribute's name, of those that some rule speaks of.
///
/// Raw values are positions in ``names``.
package enum AttributeName: UInt8, Sendable {
    // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
    case
        ariaHidden, charset, `class`, content, dataComponent, dataTestid, datetime, hidden, href,
        httpEquiv, id, itemprop, itemtype, lang, name, property, pubdate, rel, role, style, type,
        xmlLang

    /// The names in the order of the cases.
    static let names: StaticString = """
        aria-hidden charset class content data-component data-testid datetime hidden href \
        http-equiv id itemprop itemtype lang name property pubdate rel role style type xml:lang
        """
}

/// An attribute of an element, with its decoded value.
package struct Attribute: Sendable {
    /// The name.
    package let name: AttributeName

    /// Where the value stands, character references decoded.
    let value: TextRange

    /// Where the value stands in the decoded document, without its quotes.
    let source: SourceRange
}

/// A part of the decoded document.
package struct SourceRange: Sendable, Hashable {
    /// The offset of the first byte.
    package let start: Int32

    /// The offset behind the last byte.
    package let end: Int32

    /// Names a part of the document.
    init(_ range: Range<Int>) {
        start = Int32(truncatingIfNeeded: range.lowerBound)
        end = Int32(truncatingIfNeeded: range.upperBound)
    }

    /// The offsets as a range.
    package var range: Range<Int> {
        Int(start)..<Int(end)
    }
}

/// Text, either as it stands in the document or decoded from there.
struct TextRange: Sendable, Hashable {
    /// Whether the range is one of the tree's own bytes and not of the document.
    let isDecoded: Bool

    /// The bytes.
    let bytes: SourceRange
}
