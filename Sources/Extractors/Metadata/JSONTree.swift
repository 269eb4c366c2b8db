// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The values of a JSON text in document order.
///
/// Pages hold JSON that is nearly right: commas too many, line feeds within strings, an end that
/// is missing. What can be read is read.
struct JSONTree: Sendable {
    /// What a value is.
    enum Kind: Sendable {
        case object
        case array
        case string
        case other
    }

    /// A value.
    struct Value: Sendable {
        /// What it is.
        let kind: Kind

        /// The name under which it stands in an object, between the quotes; empty in an array.
        let name: Range<Int>

        /// A string between the quotes, anything else whole.
        var content: Range<Int>

        /// The index of the value that holds it, or -1.
        let parent: Int

        /// The index behind the last value within it.
        var end: Int
    }

    /// How deep objects and arrays may nest.
    static let depth = 32

    /// How many values are read.
    static let count = 20_000

    /// The values; each is followed by those within it.
    private(set) var values: [Value] = []

    /// The bytes that were read.
    let bytes: [UInt8]

    /// Reads a text.
    init(_ range: Range<Int>, of bytes: [UInt8]) {
        self.bytes = bytes
        var reader = JSONReader(range, of: bytes)
        values = reader.read()
    }

    /// Returns the indices of the values directly within one.
    func children(of index: Int) -> [Int] {
        var children: [Int] = []
        var child = index + 1
        while child < values[index].end {
            children.append(child)
            child = values[child].end
        }
        return children
    }

    /// Returns the index of the value of that name, or nil.
    func member(_ name: StaticString, of index: Int) -> Int? {
        guard values[index].kind == .object else { return nil }
        var child = index + 1
        while child < values[index].end {
            if isText(values[child].name, name) { return child }
            child = values[child].end
        }
        return nil
    }

    private func isText(_ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        for offset in 0..<range.count
        where bytes[range.lowerBound + offset] != text.byte(at: offset) {
            return false
        }
        return true
    }

    /// Returns a string's text; nil for any other value.
    func string(_ index: Int) -> [UInt8]? {
        guard values[index].kind == .string else { return nil }
        return JSONReader.decoded(values[index].content, of: bytes)
    }
}

/// Reads JSON without recursion.
private struct JSONReader {
    private let bytes: [UInt8]
    private let end: Int
    private var position: Int
    private var values: [JSONTree.Value] = []
    private var open: [Int] = []

    init(_ range: Range<Int>, of bytes: [UInt8]) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
        // Comments and marked sections around the text.
        while position < end, bytes[position] != 0x7B, bytes[position] != 0x5B {
            position += 1
        }
    }

    mutating func read() -> [JSONTree.Value] {
        while position < end, values.count < JSONTree.count {
            skipSpace()
            guard position < end else { break }
            let byte = bytes[position]
            if byte == 0x7D || byte == 0x5D {
                position += 1
                close()
                if open.isEmpty { break }
                continue
            }
            var name = position..<position
            if let container = open.last, values[container].kind == .object {
                guard byte == Mark.quote else { break }
                name = string()
                skipSpace()
                guard position < end, bytes[position] == 0x3A else { break }
                position += 1
                skipSpace()
            }
            guard position < end, value(name) else { break }
            if open.isEmpty { break }
        }
        while !open.isEmpty {
            close()
        }
        return values
    }

    /// Skips white space and commas, needed or not.
    private mutating func skipSpace() {
        while position < end, bytes[position] <= 0x20 || bytes[position] == 0x2C {
            position += 1
        }
    }

    private mutating func close() {
        guard let index = open.popLast() else { return }
        values[index].end = values.count
        values[index].content = values[index].content.lowerBound..<position
    }

    /// Reads the value that starts here; returns whether there is one.
    private mutating func value(_ name: Range<Int>) -> Bool {
        let start = position
        let parent = open.last ?? -1
        func value(_ kind: JSONTree.Kind, _ content: Range<Int>, _ index: Int) -> JSONTree.Value {
            .init(kind: kind, name: name, content: content, parent: parent, end: index + 1)
        }
        switch bytes[position] {
        case 0x7B, 0x5B:
            guard open.count < JSONTree.depth else { return false }
            let kind: JSONTree.Kind = bytes[position] == 0x7B ? .object : .array
            position += 1
            open.append(values.count)
            values.append(value(kind, start..<position, values.count))
        case Mark.quote:
            let content = string()
            values.append(value(.string, content, values.count))
        case 0x7D, 0x5D, 0x3A: return false
        default:
            while position < end, bytes[position] > 0x20, bytes[position] != 0x2C,
                bytes[position] != 0x7D, bytes[position] != 0x5D
            {
                position += 1
            }
            values.append(value(.other, start..<position, values.count))
        }
        return true
    }

    /// Reads a string; returns what is between its quotes.
    private mutating func string() -> Range<Int> {
        position += 1
        let start = position
        while position < end, bytes[position] != Mark.quote {
            position += bytes[position] == 0x5C ? 2 : 1
        }
        position = min(position, end)
        let content = start..<position
        position = min(end, position + 1)
        return content
    }

    static func decoded(_ range: Range<Int>, of bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(range.count)
        var offset = range.lowerBound
        while offset < range.upperBound {
            guard bytes[offset] == 0x5C, offset + 1 < range.upperBound else {
                output.append(bytes[offset])
                offset += 1
                continue
            }
            let escape = bytes[offset + 1]
            offset += 2
            switch escape {
            case UInt8(ascii: "n"): output.append(0x0A)
            case UInt8(ascii: "t"): output.append(0x09)
            case UInt8(ascii: "r"): output.append(0x0D)
            case UInt8(ascii: "b"), UInt8(ascii: "f"): output.append(0x20)
            case UInt8(ascii: "u"): appendScalar(&offset, range.upperBound, bytes, &output)
            default:
                // Bytes of a longer character follow by themselves.
                output.append(escape)
            }
        }
        return output
    }

    private static func appendScalar(
        _ offset: inout Int,
        _ end: Int,
        _ bytes: [UInt8],
        _ output: inout [UInt8],
    ) {
        guard let first = unit(at: offset, end, bytes) else { return }
        offset += 4
        if first & 0xFC00 == 0xD800, offset + 1 < end, bytes[offset] == 0x5C,
            bytes[offset + 1] == UInt8(ascii: "u"),
            let second = unit(at: offset + 2, end, bytes), second & 0xFC00 == 0xDC00
        {
            offset += 6
            Scalars.append(0x1_0000 + (first & 0x3FF) << 10 + second & 0x3FF, to: &output)
        } else {
            Scalars.append(first & 0xF800 == 0xD800 ? 0xFFFD : first, to: &output)
        }
    }

    private static func unit(at offset: Int, _ end: Int, _ bytes: [UInt8]) -> UInt32? {
        guard offset + 4 <= end else { return nil }
        var value: UInt32 = 0
        for index in offset..<offset + 4 {
            guard let digit = ASCII.hexValue(bytes[index]) else { return nil }
            value = value << 4 | digit
        }
        return value
    }
}
