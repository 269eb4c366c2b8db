// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore

/// Reads the fields of a message's body, each behind its length.
struct FieldReader {
    private let bytes: [UInt8]
    private(set) var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads a number.
    mutating func number<Number: FixedWidthInteger & UnsignedInteger>()
        throws(MessageFailure) -> Number
    {
        let count = Number.bitWidth / 8
        guard bytes.count - offset >= count else {
            throw .truncated(offset: offset)
        }
        var value: Number = 0
        for index in 0..<count {
            value |= Number(bytes[offset + index]) << Number(8 * index)
        }
        offset += count
        return value
    }

    /// Reads bytes.
    mutating func data() throws(MessageFailure) -> [UInt8] {
        let start = offset
        let count: UInt64 = try number()
        guard count <= UInt64(bytes.count - offset) else {
            throw .truncated(offset: start)
        }
        defer { offset += Int(count) }
        return Array(bytes[offset..<offset + Int(count)])
    }

    /// Reads text.
    mutating func text() throws(MessageFailure) -> String {
        let start = offset
        guard let text = String(validating: try data(), as: UTF8.self) else {
            throw .badValue(offset: start)
        }
        return text
    }

    /// Reads what may be absent.
    mutating func optional<Value>(
        _ read: (inout Self) throws(MessageFailure) -> Value
    ) throws(MessageFailure) -> Value? {
        let start = offset
        let mark: UInt8 = try number()
        switch mark {
        case 0: return nil
        case 1: return try read(&self)
        default: throw .badValue(offset: start)
        }
    }

    /// Reads a list; its length is held against the bytes that are left before anything is made.
    mutating func list<Value>(
        _ read: (inout Self) throws(MessageFailure) -> Value
    ) throws(MessageFailure) -> [Value] {
        let start = offset
        let count: UInt64 = try number()
        guard count <= UInt64(bytes.count - offset) else {
            throw .truncated(offset: start)
        }
        var values: [Value] = []
        for _ in 0..<count {
            values.append(try read(&self))
        }
        return values
    }

    /// Requires that nothing is left.
    func finish() throws(MessageFailure) {
        guard offset == bytes.count else {
            throw .trailing(byteCount: bytes.count - offset)
        }
    }
}

extension [UInt8] {
    /// Appends a field of bytes.
    mutating func append(field data: [UInt8]) {
        append(littleEndian: UInt64(data.count))
        append(contentsOf: data)
    }

    /// Appends a field of text.
    mutating func append(field text: String) {
        append(littleEndian: UInt64(text.utf8.count))
        append(contentsOf: text.utf8)
    }

    /// Appends what may be absent.
    mutating func append<Value>(optional value: Value?, _ write: (inout Self, Value) -> Void) {
        append(value == nil ? 0 : 1)
        if let value {
            write(&self, value)
        }
    }

    /// Appends a text that may be absent.
    mutating func append(optionalField text: String?) {
        append(optional: text) { $0.append(field: $1) }
    }

    /// Appends a number that may be absent.
    mutating func append(optionalNumber number: UInt64?) {
        append(optional: number) { $0.append(littleEndian: $1) }
    }
}
