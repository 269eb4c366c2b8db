// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Decodes the text of a document: character references, line ends, U+0000.
///
/// HTML standard, 13.2.5.72 and 13.2.3.5.
enum CharacterReferences {
    /// Where the text stands.
    enum Place: Sendable {
        /// Between tags: U+0000 is left out.
        case content

        /// In a title or a text field: U+0000 becomes U+FFFD.
        case escapableText

        /// In a script or a style: no references, U+0000 becomes U+FFFD.
        case rawText

        /// In an attribute's value: U+0000 becomes U+FFFD, and `&name` without a semicolon is no
        /// reference before `=`, a letter or a digit.
        case attribute

        /// As ``content``, but U+0000 stays.
        case verbatim
    }

    /// Appends the decoded text of a range.
    static func append(
        _ range: Range<Int>,
        of bytes: [UInt8],
        in place: Place,
        to output: inout [UInt8],
    ) {
        var copied = range.lowerBound
        var offset = range.lowerBound
        while offset < range.upperBound {
            let byte = bytes[offset]
            guard byte <= Mark.ampersand, byte == Mark.ampersand || byte == 0x0D || byte == 0
            else {
                offset += 1
                continue
            }
            if byte == Mark.ampersand, place == .rawText {
                offset += 1
                continue
            }
            output.append(contentsOf: bytes[copied..<offset])
            if byte == Mark.ampersand {
                offset = reference(at: offset, range.upperBound, bytes, place, &output)
            } else if byte == 0x0D {
                output.append(0x0A)
                offset += 1
                if offset < range.upperBound, bytes[offset] == 0x0A {
                    offset += 1
                }
            } else {
                appendNull(place, &output)
                offset += 1
            }
            copied = offset
        }
        output.append(contentsOf: bytes[copied..<range.upperBound])
    }

    private static func appendNull(_ place: Place, _ output: inout [UInt8]) {
        switch place {
        case .content: break
        case .verbatim: output.append(0)
        case .escapableText, .rawText, .attribute: UTF8Scalar.append(0xFFFD, to: &output)
        }
    }

    /// Appends what the reference at an offset stands for; returns the offset behind it.
    ///
    /// An ampersand that starts no reference is appended as it is.
    private static func reference(
        at start: Int,
        _ end: Int,
        _ bytes: [UInt8],
        _ place: Place,
        _ output: inout [UInt8],
    ) -> Int {
        let first = start + 1
        guard first < end else {
            output.append(Mark.ampersand)
            return first
        }
        if bytes[first] == 0x23 {
            return number(at: start, end, bytes, &output)
        }
        var last = first
        while last < end, last - first < EntityTable.longestName,
            bytes[last].isASCIILetter || bytes[last].isASCIIDigit
        {
            last += 1
        }
        if last > first, last < end, bytes[last] == 0x3B,
            EntityTable.append(nameAt: first..<last, of: bytes, to: &output)
        {
            return last + 1
        }
        if last > first, let name = EntityTable.bareName(first..<last, of: bytes),
            place != .attribute || !continues(at: first + name.length, end, bytes)
        {
            EntityTable.append(name, to: &output)
            return first + name.length
        }
        output.append(Mark.ampersand)
        return first
    }

    /// Whether a name in an attribute's value goes on, or a query's `=` follows.
    private static func continues(at offset: Int, _ end: Int, _ bytes: [UInt8]) -> Bool {
        guard offset < end else { return false }
        let byte = bytes[offset]
        return byte == Mark.equals || byte.isASCIILetter || byte.isASCIIDigit
    }

    private static func number(
        at start: Int,
        _ end: Int,
        _ bytes: [UInt8],
        _ output: inout [UInt8],
    ) -> Int {
        var offset = start + 2
        let isHex = offset < end && bytes[offset] | 0x20 == 0x78
        if isHex {
            offset += 1
        }
        let first = offset
        var value: UInt32 = 0
        while offset < end, let digit = bytes[offset].hexValue, isHex || digit < 10 {
            value = min(0x11_0000, value * (isHex ? 16 : 10) + digit)
            offset += 1
        }
        guard offset > first else {
            output.append(Mark.ampersand)
            return start + 1
        }
        if offset < end, bytes[offset] == 0x3B {
            offset += 1
        }
        UTF8Scalar.append(scalar(value), to: &output)
        return offset
    }

    /// Returns the character of a number, those of Windows-1252 for the controls from 0x80.
    private static func scalar(_ value: UInt32) -> UInt32 {
        if value == 0 || value > 0x10_FFFF || (0xD800...0xDFFF).contains(value) {
            return 0xFFFD
        }
        return (0x80...0x9F).contains(value) ? windows(value) : value
    }

    private static func windows(_ value: UInt32) -> UInt32 {
        switch value {
        case 0x80: 0x20AC
        case 0x82: 0x201A
        case 0x83: 0x0192
        case 0x84: 0x201E
        case 0x85: 0x2026
        case 0x86: 0x2020
        case 0x87: 0x2021
        case 0x88: 0x02C6
        case 0x89: 0x2030
        case 0x8A: 0x0160
        case 0x8B: 0x2039
        case 0x8C: 0x0152
        case 0x8E: 0x017D
        case 0x91: 0x2018
        case 0x92: 0x2019
        case 0x93: 0x201C
        case 0x94: 0x201D
        case 0x95: 0x2022
        case 0x96: 0x2013
        case 0x97: 0x2014
        case 0x98: 0x02DC
        case 0x99: 0x2122
        case 0x9A: 0x0161
        case 0x9B: 0x203A
        case 0x9C: 0x0153
        case 0x9E: 0x017E
        case 0x9F: 0x0178
        default: value
        }
    }
}
