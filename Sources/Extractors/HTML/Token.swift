// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// A piece of a document.
struct Token: Sendable {
    /// What a token is.
    enum Kind: Sendable {
        /// Text between tags.
        case text

        /// `<name …>`, with its attributes in ``Tokenizer/attributes``.
        case startTag

        /// `</name …>`.
        case endTag

        /// `<!-- … -->`, or what is treated so.
        case comment

        /// `<!DOCTYPE …>`.
        case doctype

        /// The document's end.
        case end
    }

    /// What the token is.
    var kind: Kind

    /// The bytes it was read from.
    var source: Range<Int>

    /// The text, the tag's name, or the comment between its marks.
    var content: Range<Int>

    /// The tag's name.
    var tag = Tag.other

    /// Whether the tag ends with `/>`.
    var isSelfClosing = false

    /// Whether the content has character references, carriage returns or U+0000.
    var needsDecoding = false

    /// A token without tag and attributes.
    init(_ kind: Kind, source: Range<Int>, content: Range<Int>, needsDecoding: Bool = false) {
        self.kind = kind
        self.source = source
        self.content = content
        self.needsDecoding = needsDecoding
    }
}

/// An attribute as it stands in a tag.
struct RawAttribute: Sendable {
    /// The name.
    var name: Range<Int>

    /// The value without its quotes; empty when there is none.
    var value: Range<Int>

    /// Whether the value has character references, carriage returns or U+0000.
    var needsDecoding: Bool
}
