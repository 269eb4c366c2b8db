// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore

/// What is wrong with the path of a tile.
public enum TilePathFailure: Error, Hashable, Sendable {
    /// The path is not `tile`, level or `entries`, and index.
    case notATile

    /// The level is not a decimal number of 0 to 63.
    case badLevel

    /// The index is not in groups of three digits, has a group too many, or is over the limit.
    case badIndex

    /// The width after `.p/` is not a decimal number of 1 to 255.
    case badWidth
}

extension Tile {
    private static let maximumPathByteCount = 64

    /// The path under the log's prefix, such as `tile/0/x001/x234/067.p/5`.
    public var path: String {
        var path = "tile/"
        switch content {
        case .entries: path += "entries"
        case .hashes(let level): path += "\(level)"
        }
        var groups: [String] = []
        var rest = index
        repeat {
            let digits = String(rest % 1000)
            groups.append(String(repeating: "0", count: 3 - digits.utf8.count) + digits)
            rest /= 1000
        } while rest > 0
        for group in groups.dropFirst().reversed() {
            path += "/x" + group
        }
        path += "/" + groups[0]
        return isFull ? path : path + ".p/\(width)"
    }

    /// Decodes a path; there is one spelling for each tile.
    ///
    /// - Throws: ``TilePathFailure``.
    public static func decode(path: String) throws(TilePathFailure) -> Self {
        let bytes = Array(path.utf8.prefix(maximumPathByteCount + 1))
        var parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard bytes.count <= maximumPathByteCount, parts.count >= 3,
            parts.removeFirst().elementsEqual("tile".utf8)
        else {
            throw .notATile
        }
        let content = try decodeContent(parts.removeFirst())
        var width = fullWidth
        let suffix = Array(".p".utf8)
        if parts.count >= 2, parts[parts.count - 2].suffix(2).elementsEqual(suffix) {
            guard let partial = number(parts.removeLast()), (1...255).contains(partial) else {
                throw .badWidth
            }
            width = Int(partial)
            parts.append(parts.removeLast().dropLast(suffix.count))
        }
        return Self(content, index: try decodeIndex(parts), width: width)
    }

    private static func decodeContent(
        _ part: ArraySlice<UInt8>
    ) throws(TilePathFailure) -> Content {
        if part.elementsEqual("entries".utf8) {
            return .entries
        }
        guard let level = number(part), level <= 63 else {
            throw .badLevel
        }
        return .hashes(level: Int(level))
    }

    private static func decodeIndex(
        _ groups: [ArraySlice<UInt8>]
    ) throws(TilePathFailure) -> UInt64 {
        // Six groups of three digits hold every index there is.
        guard groups.count <= 6 else {
            throw .badIndex
        }
        var index: UInt64 = 0
        for (position, group) in groups.enumerated() {
            let isLast = position == groups.count - 1
            let digits = isLast ? group : group.dropFirst()
            guard digits.count == 3, isLast || group.first == UInt8(ascii: "x"),
                digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
            else {
                throw .badIndex
            }
            index = digits.reduce(index) { $0 * 10 + UInt64($1 - UInt8(ascii: "0")) }
            guard index > 0 || isLast, index <= maximumIndex else {
                throw .badIndex
            }
        }
        return index
    }

    private static func number(_ part: ArraySlice<UInt8>) -> UInt64? {
        let digits = Array(part)
        do {
            return try Decimal.decode(digits.span)
        } catch {
            return nil
        }
    }
}
