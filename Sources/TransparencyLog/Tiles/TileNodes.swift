// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// The hashes of a tree's perfect subtrees, read from its tiles.
///
/// What the tiles say is believed; a proof made from damaged tiles does not verify.
public struct TileNodes<Cause: Error>: NodeSource {
    /// Why a hash could not be had.
    public typealias Failure = TileReadFailure<Cause>

    private let treeSize: UInt64
    private let read: (Tile) throws(Cause) -> [UInt8]

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - treeSize: The size of the tree that the tiles were written for; only tiles of that
    ///     tree are asked for.
    ///   - read: Returns the bytes of a hash tile, or of the full tile at its place. Called once
    ///     for each hash, so a caller whose tiles are far away remembers the last few.
    public init(treeSize: UInt64, read: @escaping (Tile) throws(Cause) -> [UInt8]) {
        self.treeSize = treeSize
        self.read = read
    }

    /// Returns the hash of a perfect subtree.
    ///
    /// - Throws: ``TileReadFailure``.
    public func hash(of node: TreeNode) throws(Failure) -> Digest {
        let height = node.level % 8
        let content = Tile.Content.hashes(level: node.level / 8)
        let first = node.index << UInt64(height)
        guard node.index < content.count(treeSize: treeSize) >> UInt64(height),
            let tile = Tile.tile(content, index: first >> 8, treeSize: treeSize)
        else {
            throw .missing(node)
        }
        let offset = Int(first & 255)
        let all = try readHashes(of: tile, with: read)
        var hashes = Array(all[offset..<offset + (1 << height)])
        var hasher = TreeHasher()
        while hashes.count > 1 {
            hashes = stride(from: 0, to: hashes.count, by: 2).map {
                hasher.nodeHash(hashes[$0], hashes[$0 + 1])
            }
        }
        return hashes[0]
    }
}
