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

extension [UInt8] {
    /// Returns the bytes without tabs, line ends, form feeds and spaces around them.
    func trimmingHTMLSpace() -> [UInt8] {
        var start = 0
        var end = count
        while start < end && self[start].isHTMLSpace {
            start += 1
        }
        while end > start && self[end - 1].isHTMLSpace {
            end -= 1
        }
        return start == 0 && end == count ? self : [UInt8](self[start..<end])
    }
}

extension UInt8 {
    /// Whether this is a tab, line feed, form feed, carriage return or space.
    package var isHTMLSpace: Bool {
        self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0C || self == 0x0D
    }

    /// An upper-case ASCII letter as lower case, anything else as it is.
    package var asciiLowercased: UInt8 {
        self >= 0x41 && self <= 0x5A ? self | 0x20 : self
    }

    /// Whether this is an ASCII letter.
    package var isASCIILetter: Bool {
        let lower = self | 0x20
        return lower >= 0x61 && lower <= 0x7A
    }

    /// Whether this is an ASCII digit.
    package var isASCIIDigit: Bool {
        self >= 0x30 && self <= 0x39
    }
}
