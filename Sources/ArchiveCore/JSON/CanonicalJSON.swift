// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// JSON in the one spelling that a statement may have.
///
/// SPEC §3.1.
public enum CanonicalJSON {
    /// Returns the canonical bytes of a value.
    ///
    /// They are what ``decode(_:limits:)`` takes, provided that the names are ASCII and no number
    /// is over ``JSONValue/integerLimit``; this is for the caller to see to.
    public static func encode(_ value: JSONValue) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1024)
        append(value, to: &bytes)
        return bytes
    }

    /// Returns the value that canonical bytes stand for.
    ///
    /// - Throws: ``JSONFailure`` for everything that ``JSONValue/init(parsing:limits:)-(Span,_)``
    ///   refuses, and with ``JSONFailure/Problem/notCanonical`` for any other spelling of a value.
    public static func decode(
        _ bytes: Span<UInt8>,
        limits: JSONLimits,
    ) throws(JSONFailure) -> JSONValue {
        var parser = JSONParser(limits: limits, isCanonical: true)
        return try parser.parse(bytes)
    }

    /// Returns the value that canonical bytes stand for.
    ///
    /// - Throws: ``JSONFailure``.
    public static func decode(
        _ bytes: [UInt8],
        limits: JSONLimits,
    ) throws(JSONFailure) -> JSONValue {
        try decode(bytes.span, limits: limits)
    }

    private static func append(_ value: JSONValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): bytes.append(contentsOf: String(value).utf8)
        case .string(let value): append(value, to: &bytes)
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for index in values.indices {
                if index > 0 {
                    bytes.append(UInt8(ascii: ","))
                }
                append(values[index], to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object):
            bytes.append(UInt8(ascii: "{"))
            for index in object.members.indices {
                if index > 0 {
                    bytes.append(UInt8(ascii: ","))
                }
                append(object.members[index].name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                append(object.members[index].value, to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        if text.utf8.allSatisfy({ !needsEscape($0) }) {
            bytes.append(contentsOf: text.utf8)
        } else {
            for byte in text.utf8 {
                if needsEscape(byte) {
                    appendEscape(of: byte, to: &bytes)
                } else {
                    bytes.append(byte)
                }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func appendEscape(of byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case ..<0x20: bytes.append(contentsOf: ("u00" + Hex.encode([byte])).utf8)
        default: bytes.append(byte)
        }
    }
}
