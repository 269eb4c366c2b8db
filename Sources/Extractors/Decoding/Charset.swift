// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// How a document's bytes were understood as text, and why.
package struct Charset: Hashable, Sendable {
    /// What decided, in the order of precedence.
    ///
    /// The order differs from the WHATWG Encoding Standard on purpose: of real pages that declare
    /// another encoding, more than a quarter are UTF-8 all the same.
    package enum Rule: UInt8, Sendable {
        /// A byte order mark.
        case byteOrderMark = 1

        /// The bytes are well-formed UTF-8 with a character of more than one byte.
        case multibyteUTF8 = 2

        /// The charset of the HTTP content type.
        case http = 3

        /// A declaration in the document's first 16 KiB.
        case meta = 4

        /// The bytes are ASCII.
        case ascii = 5

        /// Nothing else: windows-1252.
        case fallback = 6

        /// A label was declared that names no encoding of the standard, and no other rule applies.
        ///
        /// The bytes were decoded as windows-1252 so that offsets exist; this is not a finding of
        /// what they mean.
        case unsupported = 7
    }

    /// A label as someone declared it.
    package struct Label: Hashable, Sendable {
        /// The label without white space around it, at most 64 bytes.
        package let bytes: [UInt8]

        /// The encoding it names, or nil for a label that is not in the standard.
        package let encoding: TextEncoding?

        /// Creates a label from its bytes.
        package init(_ bytes: [UInt8]) {
            let trimmed = bytes.trimmingHTMLSpace()
            self.bytes = [UInt8](trimmed.prefix(64))
            encoding = TextEncoding(label: trimmed)
        }
    }

    /// The encoding that was used.
    package let encoding: TextEncoding

    /// What decided for it.
    package let rule: Rule

    /// The charset of the HTTP content type, if it has one.
    package let declaredHTTP: Label?

    /// What the document's markup declares, if anything.
    package let declaredMeta: Label?

    /// How many times U+FFFD stands for bytes that the encoding cannot hold.
    package let replacementCount: Int
}
