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
        guard let name = names.word(range, of: bytes) else { return false }
        append(names.value(of: name), of: names, to: &output)
        return true
    }

    /// Returns the name that needs no semicolon with which the range begins, or nil.
    static func bareName(_ range: Range<Int>, of bytes: [UInt8]) -> WordTable.Match? {
        EntityNames.bare.longest(startOf: range, of: bytes)
    }

    /// Appends the characters that such a name stands for.
    static func append(_ bareName: WordTable.Match, to output: inout [UInt8]) {
        append(EntityNames.bare.value(of: bareName), of: EntityNames.bare, to: &output)
    }

    /// Appends hexadecimal numbers of characters, joined by plus signs.
    private static func append(
        _ value: Range<Int>,
        of names: WordTable,
        to output: inout [UInt8],
    ) {
        var scalar: UInt32 = 0
        for offset in value {
            if let digit = names.byte(at: offset).hexValue {
                scalar = scalar << 4 | digit
            } else {
                UTF8Scalar.append(scalar, to: &output)
                scalar = 0
            }
        }
        UTF8Scalar.append(scalar, to: &output)
    }
}
