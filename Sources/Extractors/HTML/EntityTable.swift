// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Looks up the names of characters in ``EntityNames``.
enum EntityTable {
    /// The number of letters and digits of the longest name.
    static let longestName = 31

    /// Appends the characters that a name, without its semicolon, stands for.
    ///
    /// Returns false, and appends nothing, when there is no such name.
    static func append(
        nameAt range: Range<Int>,
        of bytes: [UInt8],
        to output: inout [UInt8],
    ) -> Bool {
        let names = EntityNames.terminated
        let found = search(names, range, bytes, acceptsPrefix: false)
        guard found > 0 else { return false }
        appendValue(at: found + 1, of: names, to: &output)
        return true
    }

    /// A name that needs no semicolon.
    struct BareName: Sendable {
        /// Where the name ends in the document.
        let end: Int

        fileprivate let value: Int
    }

    /// Returns the name with which the range begins, or nil.
    static func bareName(_ range: Range<Int>, of bytes: [UInt8]) -> BareName? {
        let names = EntityNames.bare
        let found = search(names, range, bytes, acceptsPrefix: true)
        guard found > 0 else { return nil }
        let length = found - start(of: found, names)
        return BareName(end: range.lowerBound + length, value: found + 1)
    }

    /// Appends the characters that a name stands for.
    static func append(_ name: BareName, to output: inout [UInt8]) {
        appendValue(at: name.value, of: EntityNames.bare, to: &output)
    }

    private static func appendValue(
        at start: Int,
        of names: StaticString,
        to output: inout [UInt8],
    ) {
        var offset = start
        var value: UInt32 = 0
        while offset < names.utf8CodeUnitCount {
            let byte = names.byte(at: offset)
            if let digit = ASCII.hexValue(byte) {
                value = value << 4 | digit
            } else {
                UTF8Scalar.append(value, to: &output)
                value = 0
                // A plus sign joins two characters.
                if byte != 0x2B { return }
            }
            offset += 1
        }
        UTF8Scalar.append(value, to: &output)
    }

    /// Returns the offset of the equals sign behind the name that is searched, or 0.
    private static func search(
        _ names: StaticString,
        _ range: Range<Int>,
        _ bytes: [UInt8],
        acceptsPrefix: Bool,
    ) -> Int {
        var low = 0
        var high = names.utf8CodeUnitCount
        while low < high {
            let first = start(of: (low + high) / 2, names)
            var offset = first
            var index = range.lowerBound
            while index < range.upperBound, names.byte(at: offset) == bytes[index] {
                offset += 1
                index += 1
            }
            let isWhole = names.byte(at: offset) == Mark.equals
            if isWhole, acceptsPrefix || index == range.upperBound {
                return offset
            }
            // What is longer comes later; digits and letters are above the equals sign.
            if index < range.upperBound, isWhole || names.byte(at: offset) < bytes[index] {
                low = end(of: offset, names) + 1
            } else {
                high = first
            }
        }
        return 0
    }

    /// Returns where the record starts that an offset is in, or the one before a separator.
    private static func start(of offset: Int, _ names: StaticString) -> Int {
        var start = offset
        while start > 0, !isSeparator(names.byte(at: start - 1)) {
            start -= 1
        }
        return start
    }

    private static func end(of offset: Int, _ names: StaticString) -> Int {
        var end = offset
        while end < names.utf8CodeUnitCount, !isSeparator(names.byte(at: end)) {
            end += 1
        }
        return end
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A
    }
}
