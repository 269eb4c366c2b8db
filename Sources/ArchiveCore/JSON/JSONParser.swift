// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Reads one JSON value.
///
/// RFC 8259; the canonical form is SPEC §3.1.
///
/// Keeps its own stack instead of recursing, so the depth of the input costs no call frames.
struct JSONParser {
    /// A list or object that is not closed yet.
    private struct Frame {
        let isObject: Bool
        /// Where its values start in `scratch`.
        let base: Int
        /// Whether the names so far are in ascending order.
        var isSorted = true
        /// The name of the member whose value comes next.
        var name = ""
        var nameOffset = 0
    }

    /// A value whose list or object is not closed yet.
    private struct Pending {
        let name: String
        let nameOffset: Int
        let value: JSONValue
    }

    let limits: JSONLimits
    let isCanonical: Bool
    var offset = 0
    /// Bytes of the string that is being unescaped.
    var text: [UInt8] = []
    private var frames: [Frame] = []
    private var scratch: [Pending] = []

    init(limits: JSONLimits, isCanonical: Bool) {
        self.limits = limits
        self.isCanonical = isCanonical
    }

    mutating func parse(_ bytes: Span<UInt8>) throws(JSONFailure) -> JSONValue {
        guard bytes.count <= limits.byteCount else {
            throw failure(.tooLong(limit: limits.byteCount), at: limits.byteCount)
        }
        try skipSpace(in: bytes)
        while true {
            guard var value = try startValue(in: bytes) else {
                continue
            }
            repeat {
                guard let frame = frames.last else {
                    try expectEnd(of: bytes)
                    return value
                }
                scratch.append(
                    Pending(name: frame.name, nameOffset: frame.nameOffset, value: value)
                )
                guard let closed = try finishMember(in: bytes) else {
                    break
                }
                value = closed
            } while true
        }
    }

    /// Returns the byte at the offset.
    ///
    /// Throws when there is none.
    func peek(_ bytes: Span<UInt8>) throws(JSONFailure) -> UInt8 {
        guard offset < bytes.count else {
            throw failure(.endsEarly, at: bytes.count)
        }
        return bytes[offset]
    }

    func failure(_ problem: JSONFailure.Problem, at offset: Int) -> JSONFailure {
        JSONFailure(offset: offset, problem: problem)
    }

    /// Reads a value that is complete, or opens a list or object and returns `nil`.
    private mutating func startValue(in bytes: Span<UInt8>) throws(JSONFailure) -> JSONValue? {
        let byte = try peek(bytes)
        switch byte {
        case UInt8(ascii: "\""):
            return .string(try readString(in: bytes))
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            return try open(isObject: byte == UInt8(ascii: "{"), in: bytes)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return .integer(try readInteger(in: bytes))
        case UInt8(ascii: "t"):
            try readLiteral("true", in: bytes)
            return .bool(true)
        case UInt8(ascii: "f"):
            try readLiteral("false", in: bytes)
            return .bool(false)
        case UInt8(ascii: "n"):
            try readLiteral("null", in: bytes)
            return .null
        default:
            throw failure(.unexpectedByte(byte), at: offset)
        }
    }

    /// Opens a list or object; returns it when it is empty.
    private mutating func open(
        isObject: Bool,
        in bytes: Span<UInt8>,
    ) throws(JSONFailure) -> JSONValue? {
        guard frames.count < limits.depth else {
            throw failure(.tooDeep(limit: limits.depth), at: offset)
        }
        offset += 1
        try skipSpace(in: bytes)
        if try peek(bytes) == UInt8(ascii: isObject ? "}" : "]") {
            offset += 1
            return isObject ? .object(JSONObject()) : .array([])
        }
        frames.append(Frame(isObject: isObject, base: scratch.count))
        if isObject {
            try readName(in: bytes, isFirst: true)
        }
        return nil
    }

    /// Reads what follows a value in a list or object; returns the list or object when it ends.
    private mutating func finishMember(in bytes: Span<UInt8>) throws(JSONFailure) -> JSONValue? {
        try skipSpace(in: bytes)
        let frame = frames[frames.count - 1]
        let byte = try peek(bytes)
        switch byte {
        case UInt8(ascii: ","):
            offset += 1
            try skipSpace(in: bytes)
            if frame.isObject {
                try readName(in: bytes, isFirst: false)
            }
            return nil
        case UInt8(ascii: "}") where frame.isObject:
            offset += 1
            frames.removeLast()
            return .object(try closeObject(frame))
        case UInt8(ascii: "]") where !frame.isObject:
            offset += 1
            frames.removeLast()
            let values = scratch[frame.base...].map(\.value)
            scratch.removeSubrange(frame.base...)
            return .array(values)
        default:
            throw failure(.unexpectedByte(byte), at: offset)
        }
    }

    private mutating func closeObject(_ frame: Frame) throws(JSONFailure) -> JSONObject {
        if !frame.isSorted {
            // Ties by offset, so that of two equal names the later is reported.
            scratch[frame.base...].sort { left, right in
                left.name.hasSameBytes(as: right.name)
                    ? left.nameOffset < right.nameOffset
                    : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
            }
            for index in scratch.indices[(frame.base + 1)...]
            where scratch[index].name.hasSameBytes(as: scratch[index - 1].name) {
                throw failure(.duplicateName, at: scratch[index].nameOffset)
            }
        }
        let members = scratch[frame.base...].map { pending in
            JSONObject.Member(name: pending.name, value: pending.value)
        }
        scratch.removeSubrange(frame.base...)
        return JSONObject(sortedMembers: members)
    }

    /// Reads a member's name and the colon behind it.
    private mutating func readName(
        in bytes: Span<UInt8>,
        isFirst: Bool,
    ) throws(JSONFailure) {
        let start = offset
        let byte = try peek(bytes)
        guard byte == UInt8(ascii: "\"") else {
            throw failure(.unexpectedByte(byte), at: offset)
        }
        let name = try readString(in: bytes)
        let top = frames.count - 1
        if !isFirst, !frames[top].name.utf8.lexicographicallyPrecedes(name.utf8) {
            if frames[top].name.hasSameBytes(as: name) {
                throw failure(.duplicateName, at: start)
            }
            frames[top].isSorted = false
        }
        if isCanonical, !frames[top].isSorted || !name.utf8.allSatisfy({ $0 < 0x80 }) {
            throw failure(.notCanonical, at: start)
        }
        frames[top].name = name
        frames[top].nameOffset = start
        try skipSpace(in: bytes)
        let colon = try peek(bytes)
        guard colon == UInt8(ascii: ":") else {
            throw failure(.unexpectedByte(colon), at: offset)
        }
        offset += 1
        try skipSpace(in: bytes)
    }

    private mutating func expectEnd(of bytes: Span<UInt8>) throws(JSONFailure) {
        try skipSpace(in: bytes)
        guard offset == bytes.count else {
            throw failure(.trailingBytes, at: offset)
        }
    }

    /// Skips white space; canonical JSON has none.
    private mutating func skipSpace(in bytes: Span<UInt8>) throws(JSONFailure) {
        while offset < bytes.count, bytes[offset] <= 0x20 {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0A, 0x0D:
                guard !isCanonical else {
                    throw failure(.notCanonical, at: offset)
                }
                offset += 1
            default:
                return
            }
        }
    }
}
