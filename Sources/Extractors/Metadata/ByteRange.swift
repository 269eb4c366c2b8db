// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// A run of bytes by its start and length.
package struct ByteRange: Hashable, Sendable {
    /// The offset of the first byte.
    package let start: Int

    /// How many bytes, possibly none.
    package let length: Int

    /// Creates a range.
    package init(start: Int, length: Int) {
        self.start = start
        self.length = length
    }

    /// Creates a range that ends before an offset.
    package init(_ range: Range<Int>) {
        self.init(start: range.lowerBound, length: range.count)
    }

    /// The same without its end.
    package var range: Range<Int> {
        start..<(start + length)
    }
}

extension DecodedText {
    /// Returns the bytes of the original that a range of ``bytes`` was decoded from.
    package func original(of range: Range<Int>) -> ByteRange {
        let start = originalOffset(of: range.lowerBound)
        return ByteRange(start: start, length: originalOffset(of: range.upperBound) - start)
    }
}
