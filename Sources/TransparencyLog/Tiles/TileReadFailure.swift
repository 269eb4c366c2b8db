// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// Why hashes could not be had from tiles.
public enum TileReadFailure<Cause: Error>: Error {
    /// The tile could not be read.
    case unreadable(Tile, cause: Cause)

    /// The tile's bytes are not those of its width, nor those of the full tile.
    case malformed(Tile, DecodingFailure)

    /// The tree in the tiles is too small to have this subtree.
    case missing(TreeNode)
}

extension TileReadFailure: Equatable where Cause: Equatable {}
extension TileReadFailure: Hashable where Cause: Hashable {}

/// Reads the hashes of a tile through a closure that gives its bytes.
func readHashes<Cause: Error>(
    of tile: Tile,
    with read: (Tile) throws(Cause) -> [UInt8],
) throws(TileReadFailure<Cause>) -> [Digest] {
    var bytes: [UInt8] = []
    do {
        bytes = try read(tile)
    } catch {
        throw .unreadable(tile, cause: error)
    }
    do {
        return try HashTile.decode(bytes, width: tile.width)
    } catch {
        throw .malformed(tile, error)
    }
}
