// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// A value of JSON.
package indirect enum StrictJSON {
    case object([(key: [UInt8], value: StrictJSON)])
    case array([StrictJSON])
    case string([UInt8])
    case integer(Int)
    case null

    /// The value of an object's member.
    package subscript(key: String) -> StrictJSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == Array(key.utf8) }?.value
    }

    /// The values of an array.
    package var elements: [StrictJSON] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// The value of an integer.
    package var number: Int? {
        if case .integer(let number) = self { number } else { nil }
    }

    /// Reads canonical JSON without booleans: keys in order and once each, integers, the shortest
    /// escapes, no white space; nil for anything else.
    package static func canonical(_ bytes: [UInt8]) -> StrictJSON? {
        guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
        var reader = StrictJSONReader(bytes)
        guard let value = reader.value(0), reader.isAtEnd else { return nil }
        return value
    }
}

/// Reads canonical JSON; shares nothing with what writes it.
private struct StrictJSONReader {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool {
        offset == bytes.count
    }

    private var byte: UInt8? {
        offset < bytes.count ? bytes[offset] : nil
    }

    private mutating func take(_ text: String) -> Bool {
        guard bytes[offset...].starts(with: Array(text.utf8)) else { return false }
        offset += text.utf8.count
        return true
    }

    mutating func value(_ depth: Int) -> StrictJSON? {
        guard depth < 16 else { return nil }
        switch byte {
        case UInt8(ascii: "{"): return object(depth)
        case UInt8(ascii: "["): return array(depth)
        case UInt8(ascii: "\""): return string().map { .string($0) }
        case UInt8(ascii: "n"): return take("null") ? .null : nil
        default: return integer()
        }
    }

    private mutating func object(_ depth: Int) -> StrictJSON? {
        offset += 1
        var members: [(key: [UInt8], value: StrictJSON)] = []
        if take("}") { return .object(members) }
        repeat {
            guard let key = string(), take(":"), let value = value(depth + 1) else { return nil }
            if let last = members.last, !last.key.lexicographicallyPrecedes(key) { return nil }
            members.append((key, value))
        } while take(",")
        return take("}") ? .object(members) : nil
    }

    private mutating func array(_ depth: Int) -> StrictJSON? {
        offset += 1
        var elements: [StrictJSON] = []
        if take("]") { return .array(elements) }
        repeat {
            guard let value = value(depth + 1) else { return nil }
            elements.append(value)
        } while take(",")
        return take("]") ? .array(elements) : nil
    }

    private mutating func integer() -> StrictJSON? {
        let start = offset
        _ = take("-")
        let first = offset
        while let byte, (0x30...0x39).contains(byte) { offset += 1 }
        let digits = offset - first
        guard digits > 0, digits == 1 || bytes[first] != 0x30,
            let value = Int(String(decoding: bytes[start..<offset], as: UTF8.self)),
            value != 0 || first == start, abs(value) < 1 << 53
        else { return nil }
        return .integer(value)
    }

    private mutating func string() -> [UInt8]? {
        guard take("\"") else { return nil }
        var text: [UInt8] = []
        while let byte {
            offset += 1
            if byte == UInt8(ascii: "\"") { return text }
            if byte < 0x20 { return nil }
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            guard let escaped = escape() else { return nil }
            text.append(escaped)
        }
        return nil
    }

    private mutating func escape() -> UInt8? {
        let short: [(String, UInt8)] = [
            ("\"", 0x22), ("\\", 0x5C), ("b", 0x08), ("t", 0x09), ("n", 0x0A), ("f", 0x0C),
            ("r", 0x0D),
        ]
        for (letter, value) in short where take(letter) { return value }
        guard take("u00"), offset + 2 <= bytes.count else { return nil }
        let digits = String(decoding: bytes[offset..<offset + 2], as: UTF8.self)
        guard digits == digits.lowercased(), let value = UInt8(digits, radix: 16), value < 0x20,
            !short.contains(where: { $0.1 == value })
        else { return nil }
        offset += 2
        return value
    }
}
