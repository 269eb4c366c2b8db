// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveIO

/// Reads comma-separated values, RFC 4180: quoted fields may hold commas, line ends and `""`.
///
/// Bytes are kept as they are, since file names need not be UTF-8. Memory is one record.
struct CSVReader {
    struct Line {
        /// The line that it starts on, from 1.
        let line: Int
        let fields: [[UInt8]]
    }

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let lineFeed: UInt8 = 0x0A
    private static let carriageReturn: UInt8 = 0x0D
    private static let recordByteLimit = 1 << 20

    private var bytes: FileByteReader
    private var line = 1

    /// Why reading ended early, if it did.
    private(set) var failure: ListFailure?

    init(_ file: OpenFile) {
        bytes = FileByteReader(file)
    }

    /// Returns the next record, or `nil` at the end; empty lines are passed over.
    mutating func next() throws(StoreError) -> Line? {
        while failure == nil {
            let start = line
            var fields: [[UInt8]] = []
            var byteCount = 0
            var end = Separator.comma
            while end == .comma {
                var field: [UInt8] = []
                end = try readField(&field, start: start)
                byteCount += field.count
                fields.append(field)
                if byteCount > Self.recordByteLimit || fields.count > 1_000 {
                    fail(start, "the record is longer than 1 MiB or 1,000 fields")
                    return nil
                }
            }
            if failure != nil || (end == .end && fields == [[]]) {
                return nil
            }
            if fields != [[]] {
                return Line(line: start, fields: fields)
            }
        }
        return nil
    }

    private enum Separator {
        case comma
        case line
        case end
    }

    private mutating func readField(
        _ field: inout [UInt8],
        start: Int,
    ) throws(StoreError) -> Separator {
        var byte = try bytes.next()
        let isQuoted = byte == Self.quote
        if isQuoted {
            guard try readQuoted(&field, start: start) else {
                return .end
            }
            byte = try bytes.next()
            if byte == Self.carriageReturn, try bytes.peek() == Self.lineFeed {
                byte = try bytes.next()
            }
            if let byte, byte != Self.comma, byte != Self.lineFeed {
                fail(line, "something follows the closing quote of a field")
                return .end
            }
        }
        while let current = byte {
            switch current {
            case Self.comma:
                return .comma
            case Self.lineFeed:
                line += 1
                if !isQuoted, field.last == Self.carriageReturn {
                    field.removeLast()
                }
                return .line
            case Self.quote:
                fail(line, "a quote inside of a field that does not start with one")
                return .end
            default:
                field.append(current)
            }
            guard field.count <= Self.recordByteLimit else {
                fail(start, "the record is longer than 1 MiB")
                return .end
            }
            byte = try bytes.next()
        }
        return .end
    }

    /// Reads up to the closing quote; `false` when there is none.
    private mutating func readQuoted(
        _ field: inout [UInt8],
        start: Int,
    ) throws(StoreError) -> Bool {
        while let byte = try bytes.next() {
            if byte == Self.quote {
                guard try bytes.peek() == Self.quote else {
                    return true
                }
                _ = try bytes.next()
            } else if byte == Self.lineFeed {
                line += 1
            }
            field.append(byte)
            guard field.count <= Self.recordByteLimit else {
                break
            }
        }
        fail(start, "a quoted field does not end")
        return false
    }

    private mutating func fail(_ line: Int, _ message: String) {
        failure = failure ?? ListFailure(line: line, message: message)
    }
}
