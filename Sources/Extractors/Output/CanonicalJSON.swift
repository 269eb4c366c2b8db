// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Writes canonical JSON: RFC 8785 with integers only.
///
/// Keys are ASCII and are given in their order; what is not in order is a programmer's mistake.
package struct CanonicalJSON {
    /// An object or array that is open.
    private struct Level {
        let isObject: Bool
        var isEmpty = true
        var lastKey: [UInt8] = []
    }

    /// What was written so far.
    package private(set) var bytes: [UInt8] = []
    private var levels: [Level] = []

    /// Whether a key was written whose value is still missing.
    private var hasKey = false

    /// Creates an empty text.
    package init() {}

    /// Opens an object.
    package mutating func beginObject() {
        separate()
        bytes.append(UInt8(ascii: "{"))
        levels.append(Level(isObject: true))
    }

    /// Closes the innermost object.
    package mutating func endObject() {
        let level = levels.popLast()
        precondition(level?.isObject == true && !hasKey, "no object is open")
        bytes.append(UInt8(ascii: "}"))
    }

    /// Opens an array.
    package mutating func beginArray() {
        separate()
        bytes.append(UInt8(ascii: "["))
        levels.append(Level(isObject: false))
    }

    /// Closes the innermost array.
    package mutating func endArray() {
        let level = levels.popLast()
        precondition(level?.isObject == false, "no array is open")
        bytes.append(UInt8(ascii: "]"))
    }

    /// Writes the key of the next value.
    package mutating func key(_ name: StaticString) {
        let key = EncodingTables.bytes(name)
        guard let level = levels.indices.last, levels[level].isObject, !hasKey else {
            preconditionFailure("a key stands in an object")
        }
        let isInOrder =
            levels[level].isEmpty || levels[level].lastKey.lexicographicallyPrecedes(key)
        precondition(isInOrder, "keys are in order")
        separate()
        levels[level].lastKey = key
        quote(key)
        bytes.append(UInt8(ascii: ":"))
        hasKey = true
    }

    /// Writes well-formed UTF-8 as a string.
    package mutating func string(_ text: [UInt8]) {
        separate()
        quote(text)
    }

    /// Writes a name as a string.
    package mutating func string(_ text: StaticString) {
        string(EncodingTables.bytes(text))
    }

    /// Writes an integer, of magnitude below 2^53.
    package mutating func integer(_ value: Int) {
        separate()
        if value < 0 {
            bytes.append(UInt8(ascii: "-"))
        }
        bytes.appendDigits(abs(value))
    }

    /// Writes null.
    package mutating func null() {
        separate()
        bytes.append(contentsOf: [0x6E, 0x75, 0x6C, 0x6C])
    }

    /// Writes the comma before a value or key, where one belongs.
    private mutating func separate() {
        if hasKey {
            hasKey = false
            return
        }
        guard let level = levels.indices.last else {
            return
        }
        if !levels[level].isEmpty {
            bytes.append(UInt8(ascii: ","))
        }
        levels[level].isEmpty = false
    }

    private mutating func quote(_ text: [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [0x5C, byte])
            case 0x08: bytes.append(contentsOf: [0x5C, 0x62])
            case 0x09: bytes.append(contentsOf: [0x5C, 0x74])
            case 0x0A: bytes.append(contentsOf: [0x5C, 0x6E])
            case 0x0C: bytes.append(contentsOf: [0x5C, 0x66])
            case 0x0D: bytes.append(contentsOf: [0x5C, 0x72])
            case 0..<0x20:
                let low = byte & 0x0F
                bytes.append(contentsOf: [0x5C, 0x75, 0x30, 0x30, 0x30 + (byte >> 4)])
                bytes.append(low < 10 ? 0x30 + low : 0x57 + low)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
