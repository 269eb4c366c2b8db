// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Sorted ASCII names that are looked up by their bytes.
///
/// A name is found by a binary search for its first eight bytes, then compared whole. It may bear
/// a value, a single byte behind an equals sign.
struct NameTable: Sendable {
    /// The position that stands for a name that is not in the table.
    static let absent = -1

    private let literal: StaticString
    private var keys: [UInt64] = []
    private var starts: [UInt32] = []
    private var ends: [UInt32] = []

    /// Reads names that are sorted by their bytes and separated by single spaces.
    ///
    /// Names are lower case, not empty, and none occurs twice.
    init(_ names: StaticString) {
        literal = names
        let count = names.utf8CodeUnitCount
        var start = 0
        while start < count {
            var key: UInt64 = 0
            var end = start
            while end < count, !Self.endsName(names.byte(at: end)) {
                if end - start < 8 {
                    key = key << 8 | UInt64(names.byte(at: end))
                }
                end += 1
            }
            keys.append(end - start < 8 ? key << UInt64(8 * (8 - end + start)) : key)
            starts.append(UInt32(truncatingIfNeeded: start))
            ends.append(UInt32(truncatingIfNeeded: end))
            let hasValue = end < count && names.byte(at: end) == Mark.equals
            start = end + (hasValue ? 3 : 1)
        }
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == Mark.equals
    }

    /// Returns the byte behind a name's equals sign.
    func value(at position: Int) -> UInt8 {
        literal.byte(at: Int(ends[position]) + 1)
    }

    /// The number of names.
    var count: Int {
        keys.count
    }

    /// Returns the position of the name that the range of bytes spells, upper or lower case.
    ///
    /// ``absent`` when there is none.
    func position(of range: Range<Int>, in bytes: borrowing Span<UInt8>) -> Int {
        let length = range.count
        guard length > 0 else { return Self.absent }
        var key: UInt64 = 0
        let last = range.lowerBound + min(8, length)
        for index in range.lowerBound..<last {
            key = key << 8 | UInt64(bytes[index].asciiLowercased)
        }
        if length < 8 {
            key <<= UInt64(8 * (8 - length))
        }
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key {
                low = middle + 1
            } else {
                high = middle
            }
        }
        while low < keys.count, keys[low] == key {
            if matches(low, range, bytes) {
                return low
            }
            low += 1
        }
        return Self.absent
    }

    private func matches(
        _ position: Int,
        _ range: Range<Int>,
        _ bytes: borrowing Span<UInt8>,
    ) -> Bool {
        let start = Int(starts[position])
        let end = Int(ends[position])
        guard end - start == range.count else { return false }
        var index = 8
        while index < range.count {
            let byte = bytes[range.lowerBound + index].asciiLowercased
            if literal.byte(at: start + index) != byte {
                return false
            }
            index += 1
        }
        return true
    }
}
