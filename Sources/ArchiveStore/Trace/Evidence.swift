// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore

/// Where the paragraphs of a text came from: the output `evidence` of an extractor.
///
/// `{"paragraphs":[[a,b,c,d,…],…]}`: the paragraph of b bytes at offset a of the text was made from
/// the d bytes at offset c of the input, and from those of the pairs that follow.
struct Evidence {
    /// What stands in the output.
    private var bytes: [UInt8]
    private var position = 0

    /// The longest evidence that is read, in bytes.
    static let byteLimit = 256 << 20

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The parts of the input that a part of the text was made from.
    ///
    /// - Parameters:
    ///   - range: Bytes of the text.
    ///   - byteCount: The length of the input; evidence of more than it has is no evidence.
    /// - Returns: The parts in the order of the evidence, neighbours as one; `nil` when it is of
    ///   another form or does not fit the input.
    mutating func originals(
        of range: Range<UInt64>,
        byteCount: UInt64,
    ) -> [Range<UInt64>]? {
        position = 0
        guard skip("{\"paragraphs\":[") else {
            return nil
        }
        var found: [Range<UInt64>] = []
        if skip("]}") {
            return found
        }
        repeat {
            guard let numbers = readList(), numbers.count >= 4, numbers.count.isMultiple(of: 2),
                let paragraph = Self.range(numbers[0], numbers[1])
            else {
                return nil
            }
            guard paragraph.overlaps(range) else {
                continue
            }
            for index in stride(from: 2, to: numbers.count, by: 2) {
                guard let part = Self.range(numbers[index], numbers[index + 1]),
                    part.upperBound <= byteCount
                else {
                    return nil
                }
                Self.append(part, to: &found)
            }
        } while skip(",")
        return skip("]}") && position == bytes.count ? found : nil
    }

    /// What stands between two parts of a paragraph is tags, and is cut with them.
    private static func append(_ part: Range<UInt64>, to found: inout [Range<UInt64>]) {
        if let last = found.last, part.lowerBound >= last.lowerBound,
            part.lowerBound <= last.upperBound + 1_024
        {
            found[found.count - 1] = last.lowerBound..<max(last.upperBound, part.upperBound)
        } else {
            found.append(part)
        }
    }

    private static func range(_ start: UInt64, _ byteCount: UInt64) -> Range<UInt64>? {
        let (end, overflow) = start.addingReportingOverflow(byteCount)
        return overflow ? nil : start..<end
    }

    private mutating func skip(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard bytes.count - position >= count else {
            return false
        }
        let isThere = text.withUTF8Buffer { wanted in
            unsafe bytes[position..<position + count].elementsEqual(wanted)
        }
        position += isThere ? count : 0
        return isThere
    }

    private mutating func readList() -> [UInt64]? {
        guard skip("[") else {
            return nil
        }
        var numbers: [UInt64] = []
        repeat {
            let start = position
            var value: UInt64 = 0
            while position < bytes.count, bytes[position] &- 0x30 < 10, position - start < 16 {
                value = value * 10 + UInt64(bytes[position] - 0x30)
                position += 1
            }
            guard position > start else {
                return nil
            }
            numbers.append(value)
        } while skip(",")
        return skip("]") ? numbers : nil
    }
}
