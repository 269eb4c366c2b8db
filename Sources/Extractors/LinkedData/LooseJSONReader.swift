// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Reads JSON without recursion, in one pass.
///
/// Tolerates what pages have: comments and CDATA marks around or within, commas too many, a
/// semicolon behind, line ends in strings, several values in a row, and an end that is missing.
package struct LooseJSONReader {
    /// The most values that are read of one text.
    package static let nodeLimit = 20_000

    /// The deepest that objects and arrays may nest.
    package static let depthLimit = 64

    private let bytes: [UInt8]
    private let end: Int
    private var offset: Int
    private var nodes: [LooseJSON.Node] = []

    /// The objects and arrays that are open, the innermost last.
    private var open: [Int] = []
    private var key: Range<Int>?

    /// The last value, when neither a comma nor a bracket has followed it yet.
    private var lastValue = -1
    private var lastRoot = -1
    private var isSound = true

    private init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        offset = range.lowerBound
        end = range.upperBound
    }

    /// Reads the values in a range of well-formed UTF-8.
    ///
    /// Reading ends at ``nodeLimit`` values or ``depthLimit``; the tree is not sound then.
    package static func read(_ bytes: [UInt8], in range: Range<Int>) -> LooseJSON {
        var reader = LooseJSONReader(bytes, range)
        while reader.step() {}
        while let index = reader.open.popLast() {
            reader.isSound = false
            reader.nodes[index].range = reader.nodes[index].range.lowerBound..<reader.offset
        }
        return LooseJSON(bytes: bytes, nodes: reader.nodes, isSound: reader.isSound)
    }

    private mutating func step() -> Bool {
        guard skipSpace(), nodes.count < Self.nodeLimit else {
            isSound = isSound && offset >= end
            return false
        }
        let byte = bytes[offset]
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard open.count < Self.depthLimit else {
                isSound = false
                return false
            }
            beginValue()
            let kind: LooseJSON.Kind = byte == UInt8(ascii: "{") ? .object : .array
            append(kind, offset..<(offset + 1))
            open.append(nodes.count - 1)
            lastValue = -1
            offset += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            close(byte == UInt8(ascii: "}") ? .object : .array)
        case UInt8(ascii: ","):
            lastValue = -1
            key = nil
            offset += 1
        case UInt8(ascii: ";") where open.isEmpty:
            offset += 1
        case UInt8(ascii: "\""):
            string()
        default:
            word()
        }
        return true
    }

    // MARK: Values

    /// Notes that a value starts: where one stands already, that one is doubtful.
    private mutating func beginValue() {
        if lastValue >= 0 && !open.isEmpty {
            nodes[lastValue].isDoubtful = true
            isSound = false
        }
    }

    private mutating func append(_ kind: LooseJSON.Kind, _ range: Range<Int>) {
        let parent = open.last ?? -1
        let index = nodes.count
        nodes.append(LooseJSON.Node(kind: kind, parent: parent, key: key, range: range))
        key = nil
        if parent >= 0 {
            if nodes[parent].last >= 0 {
                nodes[nodes[parent].last].next = index
            } else {
                nodes[parent].first = index
            }
            nodes[parent].last = index
        } else {
            if lastRoot >= 0 {
                nodes[lastRoot].next = index
            }
            lastRoot = index
        }
        lastValue = index
    }

    private mutating func close(_ kind: LooseJSON.Kind) {
        offset += 1
        guard let index = open.last, nodes[index].kind == kind, key == nil else {
            key = nil
            isSound = false
            // A bracket of the other kind closes nothing unless what it belongs to is open.
            if open.contains(where: { nodes[$0].kind == kind }) {
                while let index = open.popLast() {
                    nodes[index].range = nodes[index].range.lowerBound..<offset
                    lastValue = index
                    if nodes[index].kind == kind {
                        break
                    }
                }
            }
            return
        }
        open.removeLast()
        nodes[index].range = nodes[index].range.lowerBound..<offset
        lastValue = index
    }

    /// Reads a string, which is a key when it stands in an object before a colon.
    private mutating func string() {
        let start = offset + 1
        offset = start
        while offset < end && bytes[offset] != UInt8(ascii: "\"") {
            offset += bytes[offset] == UInt8(ascii: "\\") ? 2 : 1
        }
        let isClosed = offset < end
        offset = min(offset, end)
        let range = start..<offset
        offset += isClosed ? 1 : 0
        isSound = isSound && isClosed
        if let parent = open.last, nodes[parent].kind == .object, key == nil {
            let hasMore = skipSpace()
            if hasMore && bytes[offset] == UInt8(ascii: ":") {
                beginValue()
                offset += 1
                key = range
                lastValue = -1
                return
            }
            // A string without a key is what is left of one that was cut short.
            beginValue()
            isSound = false
            return
        }
        beginValue()
        append(.string, range)
        if !isClosed {
            nodes[nodes.count - 1].isDoubtful = true
        }
    }

    /// Reads a number, a literal, or something else up to the next mark.
    private mutating func word() {
        let start = offset
        while offset < end && !Self.endsWord(bytes[offset]) {
            offset += 1
        }
        if offset == start {
            offset += 1
            isSound = false
            beginValue()
            return
        }
        beginValue()
        if let parent = open.last, nodes[parent].kind == .object, key == nil {
            isSound = false
            return
        }
        let range = start..<offset
        if bytes.hasASCII("true", from: start, to: offset)
            || bytes.hasASCII("false", from: start, to: offset)
        {
            append(.bool, range)
        } else if bytes[start].isASCIIDigit || bytes[start] == UInt8(ascii: "-") {
            append(.number, range)
        } else {
            isSound = isSound && bytes.hasASCII("null", from: start, to: offset)
            append(.null, range)
        }
    }

    private static func endsWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"),
            UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "\""):
            true
        default:
            byte <= 0x20
        }
    }

    // MARK: Space

    /// Passes white space, comments and CDATA marks; false at the end.
    private mutating func skipSpace() -> Bool {
        while offset < end {
            let byte = bytes[offset]
            if byte <= 0x20 {
                offset += 1
            } else if byte == 0xC2 && offset + 1 < end && bytes[offset + 1] == 0xA0 {
                offset += 2
            } else if bytes.startsWithASCII("\u{FEFF}", at: offset) {
                offset += 3
            } else if startsHere("/*") {
                offset += 2
                while offset < end && !startsHere("*/") {
                    offset += 1
                }
                offset = min(offset + 2, end)
            } else if startsHere("//") {
                while offset < end && bytes[offset] != 0x0A && bytes[offset] != 0x0D {
                    offset += 1
                }
            } else if startsHere("<![cdata[") {
                offset += 9
            } else if startsHere("<!--") {
                offset += 4
            } else if startsHere("-->") || startsHere("]]>") {
                offset += 3
            } else {
                return true
            }
        }
        return false
    }

    private func startsHere(_ text: StaticString) -> Bool {
        end - offset >= text.utf8CodeUnitCount && bytes.startsWithASCII(text, at: offset)
    }
}
