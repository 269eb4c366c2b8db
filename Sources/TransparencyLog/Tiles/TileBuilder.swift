// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// Puts the hashes of a growing tree into tiles.
///
/// It is fed by ``TreeAccumulator/append(leafHash:completed:)`` and keeps only the tile at the
/// right end of each level, at most 64 KiB in all.
public struct TileBuilder: Sendable {
    private var indices = [UInt64](repeating: 0, count: Tile.levelCount)
    private var hashes = [[Digest]](repeating: [], count: Tile.levelCount)

    /// Starts with a tree without leaves.
    public init() {}

    /// Continues with a tree that has tiles.
    ///
    /// - Parameters:
    ///   - treeSize: The number of leaves so far.
    ///   - read: Returns the bytes of a partial hash tile, or of the full tile at its place.
    /// - Throws: ``TileReadFailure``.
    public init<Cause: Error>(
        treeSize: UInt64,
        read: (Tile) throws(Cause) -> [UInt8],
    ) throws(TileReadFailure<Cause>) {
        precondition(treeSize <= TreeNode.maximumTreeSize, "a tree has at most 2^63 - 1 leaves")
        for level in 0..<Tile.levelCount {
            let content = Tile.Content.hashes(level: level)
            indices[level] = content.count(treeSize: treeSize) >> 8
            if let tile = Tile.tile(content, index: indices[level], treeSize: treeSize) {
                hashes[level] = try readHashes(of: tile, with: read)
            }
        }
    }

    /// Adds a subtree, and returns the tile and its bytes if that has filled one.
    ///
    /// Subtrees of other levels than 0, 8, 16 and so on are in no tile.
    public mutating func append(_ hash: Digest, at node: TreeNode) -> (tile: Tile, bytes: [UInt8])?
    {
        guard node.level.isMultiple(of: 8) else {
            return nil
        }
        let level = node.level / 8
        precondition(
            node.index == indices[level] << 8 + UInt64(hashes[level].count),
            "subtrees are added in order",
        )
        hashes[level].append(hash)
        guard hashes[level].count == Tile.fullWidth else {
            return nil
        }
        let tile = Tile(.hashes(level: level), index: indices[level])
        let bytes = HashTile.encode(hashes[level])
        indices[level] += 1
        hashes[level].removeAll(keepingCapacity: true)
        return (tile, bytes)
    }

    /// The partial tiles of the tree as it is now and their bytes, from the lowest level up.
    public var partialTiles: [(tile: Tile, bytes: [UInt8])] {
        (0..<Tile.levelCount).filter { !hashes[$0].isEmpty }.map { level in
            let width = hashes[level].count
            let tile = Tile(.hashes(level: level), index: indices[level], width: width)
            return (tile, HashTile.encode(hashes[level]))
        }
    }
}
