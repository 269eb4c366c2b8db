// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// JSON as pages carry it, read tolerantly: what can be read is, and what is doubtful says so.
///
/// The nodes are in the order of the text, so that a node's contents follow it. Values keep their
/// places; strings are decoded when asked for.
package struct LooseJSON: Sendable {
    /// What a node is.
    package enum Kind: UInt8, Sendable {
        case object, array, string, number, bool, null
    }

    /// A value in the text.
    package struct Node: Sendable {
        /// What it is.
        package let kind: Kind

        /// The object or array it is in, or -1 at the top.
        package let parent: Int

        /// Where its key stands without quotes, or nil for what has none.
        package let key: Range<Int>?

        /// Where it stands, a string without its quotes.
        package internal(set) var range: Range<Int>

        /// The next value in the same object or array, or -1.
        package internal(set) var next = -1

        /// The first value in it, or -1.
        package internal(set) var first = -1

        /// The last value in it, or -1.
        var last = -1

        /// Whether the text goes on behind it as it must not: a quotation mark within a string cuts
        /// the string short.
        package internal(set) var isDoubtful = false
    }

    /// The text that was read.
    package let bytes: [UInt8]

    /// All values in the order in which they start.
    package let nodes: [Node]

    /// Whether all of the text was JSON, but for comments and commas too many.
    package let isSound: Bool

    /// The values at the top, in order: one in good texts.
    package var roots: [Int] {
        var roots: [Int] = []
        for index in nodes.indices where nodes[index].parent < 0 {
            roots.append(index)
        }
        return roots
    }

    /// Returns the values in an object or array, in order.
    package func children(of node: Int) -> [Int] {
        var children: [Int] = []
        var child = nodes[node].first
        while child >= 0 {
            children.append(child)
            child = nodes[child].next
        }
        return children
    }

    /// Returns the last value of an object with a key, which is in ASCII.
    package func member(_ name: StaticString, of node: Int) -> Int? {
        guard nodes[node].kind == .object else {
            return nil
        }
        var found: Int?
        var child = nodes[node].first
        while child >= 0 {
            if hasKey(name, child) {
                found = child
            }
            child = nodes[child].next
        }
        return found
    }

    /// Whether a value has a key.
    package func hasKey(_ name: StaticString, _ node: Int) -> Bool {
        guard let range = nodes[node].key else {
            return false
        }
        guard !bytes[range].contains(UInt8(ascii: "\\")) else {
            return JSONText.unescaped(bytes, range) == EncodingTables.bytes(name)
        }
        guard range.count == name.utf8CodeUnitCount else {
            return false
        }
        for offset in 0..<range.count
        where bytes[range.lowerBound + offset] != name.byte(at: offset) {
            return false
        }
        return true
    }

    /// Returns the text of a string, or nil for what is none or was cut short.
    package func text(of node: Int) -> [UInt8]? {
        guard nodes[node].kind == .string, !nodes[node].isDoubtful else {
            return nil
        }
        return JSONText.unescaped(bytes, nodes[node].range)
    }
}

/// The text of JSON strings.
enum JSONText {
    /// Returns the text of a string without its quotes.
    ///
    /// Half a surrogate pair becomes U+FFFD; an escape that JSON does not have stands for its
    /// letter.
    static func unescaped(_ bytes: [UInt8], _ range: Range<Int>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(range.count)
        var offset = range.lowerBound
        while offset < range.upperBound {
            guard bytes[offset] == UInt8(ascii: "\\"), offset + 1 < range.upperBound else {
                text.append(bytes[offset])
                offset += 1
                continue
            }
            let letter = bytes[offset + 1]
            offset += 2
            switch letter {
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"): unicode(bytes, &offset, range.upperBound, &text)
            default: text.append(letter)
            }
        }
        return text
    }

    /// Reads four digits, and the second half of a pair where there is one.
    private static func unicode(
        _ bytes: [UInt8],
        _ offset: inout Int,
        _ end: Int,
        _ text: inout [UInt8],
    ) {
        guard let unit = digits(bytes, offset, end) else {
            text.append(UInt8(ascii: "u"))
            return
        }
        offset += 4
        guard unit & 0xFC00 == 0xD800 else {
            // A second half alone is no scalar value and becomes U+FFFD.
            UTF8Scalar.append(unit, to: &text)
            return
        }
        guard offset + 1 < end, bytes[offset] == UInt8(ascii: "\\"),
            bytes[offset + 1] == UInt8(ascii: "u"), let low = digits(bytes, offset + 2, end),
            low & 0xFC00 == 0xDC00
        else {
            UTF8Scalar.append(0xFFFD, to: &text)
            return
        }
        offset += 6
        UTF8Scalar.append(0x1_0000 + (unit & 0x3FF) << 10 + (low & 0x3FF), to: &text)
    }

    private static func digits(_ bytes: [UInt8], _ start: Int, _ end: Int) -> UInt32? {
        guard start + 4 <= end else {
            return nil
        }
        var value: UInt32 = 0
        for byte in bytes[start..<(start + 4)] {
            guard let digit = byte.hexValue else {
                return nil
            }
            value = value << 4 | digit
        }
        return value
    }
}
