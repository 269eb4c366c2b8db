// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

extension JSONParser {
    /// Reads a string; the offset is at its opening quote, afterwards behind the closing one.
    mutating func readString(in bytes: Span<UInt8>) throws(JSONFailure) -> String {
        let start = offset + 1
        var end = start
        var hasEscape = false
        while true {
            guard end < bytes.count else {
                throw failure(.endsEarly, at: bytes.count)
            }
            let byte = bytes[end]
            if byte == UInt8(ascii: "\"") {
                break
            }
            guard byte >= 0x20 else {
                throw failure(.unexpectedByte(byte), at: end)
            }
            if byte == UInt8(ascii: "\\") {
                hasEscape = true
                end += 1
            }
            end += 1
        }
        offset = end + 1
        let raw = bytes.extracting(start..<end)
        let value: String
        // Escapes are ASCII, so the raw bytes are UTF-8 exactly when what they stand for is.
        do throws(Unicode.UTF8.ValidationError) {
            value = String(copying: try UTF8Span(validating: raw))
        } catch {
            throw failure(.invalidUTF8, at: start + error.byteOffsets.lowerBound)
        }
        return hasEscape ? try unescape(raw, at: start) : value
    }

    /// Reads `true`, `false` or `null`.
    mutating func readLiteral(
        _ literal: StaticString,
        in bytes: Span<UInt8>,
    ) throws(JSONFailure) {
        for expected in literal.description.utf8 {
            let byte = try peek(bytes)
            guard byte == expected else {
                throw failure(.unexpectedByte(byte), at: offset)
            }
            offset += 1
        }
    }

    /// Reads a whole number.
    mutating func readInteger(in bytes: Span<UInt8>) throws(JSONFailure) -> Int64 {
        let start = offset
        let isNegative = bytes[start] == UInt8(ascii: "-")
        if isNegative {
            offset += 1
        }
        let first = try peek(bytes)
        guard isDigit(first) else {
            throw failure(.unexpectedByte(first), at: offset)
        }
        let firstOffset = offset
        var magnitude: Int64 = 0
        while offset < bytes.count, isDigit(bytes[offset]) {
            guard first != UInt8(ascii: "0") || offset == firstOffset else {
                throw failure(.unexpectedByte(bytes[offset]), at: offset)
            }
            if magnitude <= JSONValue.integerLimit {
                magnitude = magnitude * 10 + Int64(bytes[offset] - UInt8(ascii: "0"))
            }
            offset += 1
        }
        if offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
                throw failure(.fraction, at: start)
            default:
                break
            }
        }
        guard magnitude <= JSONValue.integerLimit else {
            throw failure(.numberTooLarge, at: start)
        }
        guard !isNegative || magnitude > 0 else {
            throw failure(.negativeZero, at: start)
        }
        return isNegative ? -magnitude : magnitude
    }

    private func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Returns the text of a string with escapes.
    ///
    /// What is between the quotes starts at `start` and is valid UTF-8.
    private mutating func unescape(
        _ raw: Span<UInt8>,
        at start: Int,
    ) throws(JSONFailure) -> String {
        text.removeAll(keepingCapacity: true)
        var index = 0
        while index < raw.count {
            guard raw[index] == UInt8(ascii: "\\") else {
                text.append(raw[index])
                index += 1
                continue
            }
            // A quote ends the string only when no backslash precedes it, so one byte follows.
            if let byte = Self.shortEscape(raw[index + 1]) {
                if isCanonical, raw[index + 1] == UInt8(ascii: "/") {
                    throw failure(.notCanonical, at: start + index)
                }
                text.append(byte)
                index += 2
            } else if raw[index + 1] == UInt8(ascii: "u") {
                index += try unescapeUnicode(raw, index: index, start: start)
            } else {
                throw failure(.unexpectedByte(raw[index + 1]), at: start + index + 1)
            }
        }
        // Valid by the caller's check; `decoding` has nothing to repair.
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends what a `\u` escape or a pair of them stands for; returns its length in bytes.
    private mutating func unescapeUnicode(
        _ raw: Span<UInt8>,
        index: Int,
        start: Int,
    ) throws(JSONFailure) -> Int {
        let unit = try readUnit(raw, index: index, start: start)
        if isCanonical {
            let digits = raw.extracting(index + 2..<index + 6)
            let hasUpperCase = (0..<4).contains { digits[$0] < 0x60 && digits[$0] > 0x39 }
            let hasShortForm = [0x08, 0x09, 0x0A, 0x0C, 0x0D].contains(unit)
            guard unit < 0x20, !hasUpperCase, !hasShortForm else {
                throw failure(.notCanonical, at: start + index)
            }
        }
        var length = 6
        var code = UInt32(unit)
        if UTF16.isLeadSurrogate(unit) {
            let next = index + 6
            guard next + 1 < raw.count, raw[next] == UInt8(ascii: "\\"),
                raw[next + 1] == UInt8(ascii: "u")
            else {
                throw failure(.loneSurrogate, at: start + index)
            }
            let trail = try readUnit(raw, index: next, start: start)
            guard UTF16.isTrailSurrogate(trail) else {
                throw failure(.loneSurrogate, at: start + index)
            }
            code = 0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(trail & 0x3FF))
            length = 12
        }
        guard let scalar = Unicode.Scalar(code) else {
            throw failure(.loneSurrogate, at: start + index)
        }
        text.append(contentsOf: Character(scalar).utf8)
        return length
    }

    /// Returns the four hexadecimal digits behind `\u` as a number.
    private func readUnit(
        _ raw: Span<UInt8>,
        index: Int,
        start: Int,
    ) throws(JSONFailure) -> UInt16 {
        var unit: UInt16 = 0
        for position in index + 2..<index + 6 {
            guard position < raw.count else {
                // The closing quote stands where a digit should.
                throw failure(.unexpectedByte(UInt8(ascii: "\"")), at: start + position)
            }
            let digit =
                switch raw[position] {
                case UInt8(ascii: "0")...UInt8(ascii: "9"): raw[position] - UInt8(ascii: "0")
                case UInt8(ascii: "a")...UInt8(ascii: "f"): raw[position] - UInt8(ascii: "a") + 10
                case UInt8(ascii: "A")...UInt8(ascii: "F"): raw[position] - UInt8(ascii: "A") + 10
                default:
                    throw failure(.unexpectedByte(raw[position]), at: start + position)
                }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    /// Returns the byte that a backslash and one character stand for.
    private static func shortEscape(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): character
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "r"): 0x0D
        default: nil
        }
    }
}
