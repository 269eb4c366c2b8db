// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Writes lines of canonical text from parts: runs of white space as one space, none at the ends,
/// no control characters.
///
/// The only such rule there is: texts, claims and what is compared are all made by it.
struct SpaceCollapser: Sendable {
    private var needsSpace = false

    /// Appends a part of a line; a character that is cut at the part's end is left out.
    ///
    /// - Parameters:
    ///   - range: The part.
    ///   - storage: The well-formed UTF-8 that it is a part of.
    ///   - output: What it is appended to.
    ///   - start: Where the line starts in the output.
    mutating func append(
        _ range: Range<Int>,
        of storage: [UInt8],
        to output: inout [UInt8],
        lineStart start: Int,
    ) {
        var offset = range.lowerBound
        let end = range.upperBound
        while offset < end {
            let first = offset
            var byte = storage[offset]
            if byte > 0x20, byte < 0x7F {
                repeat {
                    offset += 1
                    byte = offset < end ? storage[offset] : 0
                } while byte > 0x20 && byte < 0x7F
            } else {
                if byte >= 0xC0, end - offset < (byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2) {
                    return
                }
                switch Characters.kind(UTF8Scalar.next(storage, &offset)) {
                case .space:
                    needsSpace = true
                    continue
                case .nothing: continue
                case .mark, .closing, .other: break
                }
            }
            if needsSpace, output.count > start {
                output.append(0x20)
            }
            needsSpace = false
            output.append(contentsOf: storage[first..<offset])
        }
    }
}
