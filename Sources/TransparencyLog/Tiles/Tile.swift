// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore

/// One file of a log in tiles: up to 256 hashes of one level, or up to 256 entries.
///
/// C2SP tlog-tiles v0.1.0.
public struct Tile: Hashable, Sendable {
    /// What a tile holds.
    public enum Content: Hashable, Sendable {
        /// Hashes: those of the tree's level 8 · `level`. `level` is 0 to 63.
        case hashes(level: Int)

        /// Entries: then the tile is an entry bundle.
        case entries
    }

    /// The number of hashes or entries of a full tile.
    public static let fullWidth = 256

    /// The largest index that a tile of any tree has.
    public static let maximumIndex = TreeNode.maximumTreeSize >> 8

    /// The levels that a tree of any size has tiles of.
    static let levelCount = 8

    /// What the tile holds.
    public let content: Content

    /// How many tiles of this content and level are to the left.
    public let index: UInt64

    /// The number of hashes or entries, 1 to 256.
    public let width: Int

    /// Creates the name of a tile.
    ///
    /// - Parameters:
    ///   - content: With a level of 0 to 63.
    ///   - index: At most ``maximumIndex``.
    ///   - width: 1 to ``fullWidth``.
    public init(_ content: Content, index: UInt64, width: Int = Self.fullWidth) {
        if case .hashes(let level) = content {
            precondition((0...63).contains(level), "tiles have levels 0 to 63")
        }
        precondition(index <= Self.maximumIndex, "no tree has so many tiles")
        precondition((1...Self.fullWidth).contains(width), "a tile has 1 to 256 hashes")
        self.content = content
        self.index = index
        self.width = width
    }

    /// Whether the tile never grows again.
    public var isFull: Bool {
        width == Self.fullWidth
    }

    /// The tile at the same place once it is full.
    public var full: Self {
        Self(content, index: index)
    }

    /// Returns the tile in a tree, with the width that it has there; nil if it has none.
    ///
    /// - Parameters:
    ///   - content: What the tile holds.
    ///   - index: How many tiles are to the left.
    ///   - treeSize: The number of leaves.
    /// - Returns: The tile, full or partial.
    public static func tile(_ content: Content, index: UInt64, treeSize: UInt64) -> Self? {
        let count = content.count(treeSize: treeSize)
        guard index <= count >> 8 else {
            return nil
        }
        let width = Int(min(count - index << 8, UInt64(fullWidth)))
        return width == 0 ? nil : Self(content, index: index, width: width)
    }
}

extension Tile.Content {
    /// How many hashes or entries a tree has in all tiles of this content.
    func count(treeSize: UInt64) -> UInt64 {
        switch self {
        case .entries: treeSize
        case .hashes(let level): treeSize >> UInt64(8 * level)
        }
    }
}
