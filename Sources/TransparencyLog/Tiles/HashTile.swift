// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// The bytes of a hash tile: its hashes from left to right, 32 bytes each.
public enum HashTile {
    /// Returns the bytes of a tile.
    public static func encode(_ hashes: [Digest]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(hashes.count * Digest.byteCount)
        for hash in hashes {
            hash.append(to: &bytes)
        }
        return bytes
    }

    /// Returns the hashes of a tile.
    ///
    /// - Parameters:
    ///   - bytes: The tile of that width, or the full tile that has taken its place.
    ///   - width: How many hashes to return, 1 to 256.
    /// - Returns: Exactly `width` hashes.
    /// - Throws: ``DecodingFailure/wrongLength(expected:actual:)``.
    public static func decode(
        _ bytes: [UInt8],
        width: Int,
    ) throws(DecodingFailure) -> [Digest] {
        let expected = width * Digest.byteCount
        guard bytes.count == expected || bytes.count == Tile.fullWidth * Digest.byteCount else {
            throw .wrongLength(expected: expected, actual: bytes.count)
        }
        var reader = ByteReader(bytes)
        var hashes: [Digest] = []
        for _ in 0..<width {
            hashes.append(try reader.readDigest())
        }
        return hashes
    }
}
