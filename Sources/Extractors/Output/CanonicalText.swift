// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Writes text in the canonical form text/1.
///
/// UTF-8 without a byte order mark; one line for each paragraph, a line feed behind each, no white
/// space at its ends and no run of it within; no other control characters. Preformatted text keeps
/// its indentation and spaces, and in pages its line feeds. Empty text has no bytes.
package struct CanonicalText: Sendable {
    /// A paragraph in the output and in the original.
    package struct Paragraph: Equatable, Sendable {
        /// Its bytes in the output, without the line feed.
        package let output: ByteRange

        /// The parts of the original that it was made from, in order; at least one.
        package let originals: [ByteRange]
    }

    /// What was written so far.
    package private(set) var bytes: [UInt8] = []

    /// The paragraphs, in order.
    package private(set) var paragraphs: [Paragraph] = []

    /// Creates an empty text.
    package init() {}

    /// Appends a paragraph with its white space collapsed; nothing when nothing is left of it.
    package mutating func append(_ text: [UInt8], original: ByteRange) {
        let start = bytes.count
        Self.collapse(text, 0..<text.count, into: &bytes)
        end(start, [original])
    }

    /// Appends a paragraph that is canonical already; nothing when it is empty.
    mutating func append(canonical text: [UInt8], originals: [ByteRange]) {
        let start = bytes.count
        bytes.append(contentsOf: text)
        end(start, originals)
    }

    private mutating func end(_ start: Int, _ originals: [ByteRange]) {
        guard bytes.count > start else {
            return
        }
        let output = ByteRange(start..<bytes.count)
        paragraphs.append(Paragraph(output: output, originals: originals))
        bytes.append(0x0A)
    }

    /// Appends a line as it is but for white space at its end and control characters other than tabs.
    package mutating func appendPreformatted(_ text: [UInt8], original: ByteRange) {
        let start = bytes.count
        var offset = 0
        while offset < text.count {
            let scalar = UTF8Scalar(wellFormed: text, at: offset)
            if scalar.value >= 0x20 && !Letters.isDropped(scalar.value) || scalar.value == 0x09 {
                bytes.append(contentsOf: text[offset..<(offset + scalar.width)])
            }
            offset += scalar.width
        }
        bytes.removeLast(bytes.count - Self.lineEnd(start..<bytes.count, of: bytes))
        end(start, [original])
    }

    /// Returns where a line ends without the white space at its end.
    static func lineEnd(_ line: Range<Int>, of bytes: [UInt8]) -> Int {
        let inner = trimmed(line, of: bytes)
        return inner.isEmpty ? line.lowerBound : inner.upperBound
    }

    /// Returns a range without the white space and what is left out at its ends.
    static func trimmed(_ range: Range<Int>, of bytes: [UInt8]) -> Range<Int> {
        var start = range.lowerBound
        while start < range.upperBound {
            let scalar = UTF8Scalar(wellFormed: bytes, at: start)
            guard Letters.isSpace(scalar.value) || Letters.isDropped(scalar.value) else {
                break
            }
            start += scalar.width
        }
        var end = range.upperBound
        while end > start {
            var first = end - 1
            while first > start && bytes[first] & 0xC0 == 0x80 {
                first -= 1
            }
            let scalar = UTF8Scalar(wellFormed: bytes, at: first)
            guard Letters.isSpace(scalar.value) || Letters.isDropped(scalar.value) else {
                break
            }
            end = first
        }
        return start..<end
    }

    /// Returns text with runs of white space as one space, none at its ends, and no controls.
    package static func collapsed(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        collapse(text, 0..<text.count, into: &result)
        return result
    }

    /// Appends a range of text with its white space collapsed.
    static func collapse(_ text: [UInt8], _ range: Range<Int>, into result: inout [UInt8]) {
        var collapser = SpaceCollapser()
        collapser.append(range, of: text, to: &result, lineStart: result.count)
    }
}
