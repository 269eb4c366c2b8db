// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Text that is being decoded, with its offset map.
struct DecodedOutput {
    private(set) var bytes: [UInt8] = []
    private(set) var map = OffsetMap()
    private(set) var replacementCount = 0

    init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    /// Appends a code point that `width` bytes of the original stand for.
    @inline(__always)
    mutating func append(_ point: UInt32, consuming width: Int) {
        let written = UTF8Scalar.append(point, to: &bytes)
        map.append(decodedWidth: written, originalWidth: width)
    }

    /// Appends two code points that `width` bytes stand for together.
    mutating func append(_ first: UInt32, _ second: UInt32, consuming width: Int) {
        let written = UTF8Scalar.append(first, to: &bytes) + UTF8Scalar.append(second, to: &bytes)
        map.append(decodedWidth: written, originalWidth: width)
    }

    /// Appends U+FFFD for `width` bytes that stand for nothing.
    mutating func appendReplacement(consuming width: Int) {
        append(0xFFFD, consuming: width)
        replacementCount += 1
    }

    /// Passes over bytes that give no text.
    mutating func skip(_ count: Int) {
        map.append(decodedWidth: 0, originalWidth: 1, count: count)
    }

    /// Appends bytes of the original as they are.
    mutating func copy(_ original: [UInt8], from start: Int, to end: Int) {
        guard end > start else {
            return
        }
        if end - start < 24 {
            // Quicker than a slice, for the words and spaces of most legacy texts.
            for offset in start..<end {
                bytes.append(original[offset])
            }
        } else {
            bytes.append(contentsOf: original[start..<end])
        }
        map.append(decodedWidth: 1, originalWidth: 1, count: end - start)
    }

    /// Copies the ASCII bytes from an offset on; returns where they end.
    mutating func copyASCII(_ original: [UInt8], from start: Int) -> Int {
        var end = start
        while end < original.count && original[end] < 0x80 {
            end += 1
        }
        copy(original, from: start, to: end)
        return end
    }

    /// Closes the offset map.
    mutating func finish() {
        map.finish()
    }
}
