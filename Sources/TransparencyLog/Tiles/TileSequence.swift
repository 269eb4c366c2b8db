// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The tiles that a tree of one size has and a smaller one has not, or has with less width.
///
/// First the hash tiles, level by level, or the entry bundles; each from left to right. Only the
/// last of a level may be partial. Nothing is kept in memory, so any size will do.
public struct TileSequence: Sequence, IteratorProtocol, Sendable {
    private let oldSize: UInt64
    private let newSize: UInt64
    private var content: Tile.Content
    private var index: UInt64

    /// Lists all tiles of a tree.
    ///
    /// - Parameters:
    ///   - content: Whether the hash tiles of all levels or the entry bundles.
    ///   - treeSize: The number of leaves.
    public init(_ content: Kind, treeSize: UInt64) {
        self.init(content, from: 0, to: treeSize)
    }

    /// Lists the tiles to write when a tree has grown.
    ///
    /// - Parameters:
    ///   - content: Whether the hash tiles of all levels or the entry bundles.
    ///   - oldSize: The number of leaves before.
    ///   - newSize: The number of leaves now, at least as many.
    public init(_ content: Kind, from oldSize: UInt64, to newSize: UInt64) {
        precondition(oldSize <= newSize, "a log does not shrink")
        precondition(newSize <= TreeNode.maximumTreeSize, "a tree has at most 2^63 - 1 leaves")
        self.oldSize = oldSize
        self.newSize = newSize
        self.content = content == .entryBundles ? .entries : .hashes(level: 0)
        index = oldSize >> 8
    }

    /// What a sequence lists.
    public enum Kind: Hashable, Sendable {
        /// Hash tiles.
        case hashTiles

        /// Entry bundles.
        case entryBundles
    }

    /// Returns the next tile.
    public mutating func next() -> Tile? {
        while true {
            // On a level that has not grown the old last tile is the same as the new one.
            let isGrown = content.count(treeSize: oldSize) < content.count(treeSize: newSize)
            if isGrown, let tile = Tile.tile(content, index: index, treeSize: newSize) {
                index += 1
                return tile
            }
            guard case .hashes(let level) = content, level + 1 < Tile.levelCount else {
                return nil
            }
            content = .hashes(level: level + 1)
            index = content.count(treeSize: oldSize) >> 8
        }
    }
}
