// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// The bytes of an entry bundle: each entry after its length in two bytes, big-endian.
public enum EntryBundle {
    /// The most bytes that an entry may have here.
    public static let maximumEntryByteCount = Int(UInt16.max)

    /// Returns the bytes of a bundle.
    ///
    /// - Parameter entries: At most 256, each of at most ``maximumEntryByteCount`` bytes.
    /// - Returns: The entries with their lengths, one after the other.
    public static func encode(_ entries: [[UInt8]]) -> [UInt8] {
        precondition(entries.count <= Tile.fullWidth, "a bundle has at most 256 entries")
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.reduce(0) { $0 + 2 + $1.count })
        for entry in entries {
            precondition(entry.count <= maximumEntryByteCount, "the entry is too long")
            bytes.append(bigEndian: UInt16(entry.count))
            bytes += entry
        }
        return bytes
    }

    /// Returns the entries of a bundle.
    ///
    /// - Parameters:
    ///   - bytes: The bundle, with nothing after its last entry.
    ///   - width: How many entries it has, 1 to 256.
    /// - Returns: Exactly `width` entries.
    /// - Throws: ``DecodingFailure/truncated(offset:missing:)`` when bytes are missing,
    ///   ``DecodingFailure/wrongLength(expected:actual:)`` when some are left over.
    public static func decode(
        _ bytes: [UInt8],
        width: Int,
    ) throws(DecodingFailure) -> [[UInt8]] {
        precondition((1...Tile.fullWidth).contains(width), "a bundle has 1 to 256 entries")
        var entries: [[UInt8]] = []
        var offset = 0
        for _ in 0..<width {
            guard bytes.count - offset >= 2 else {
                throw .truncated(offset: offset, missing: 2 - (bytes.count - offset))
            }
            let count = Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
            offset += 2
            guard bytes.count - offset >= count else {
                throw .truncated(offset: offset, missing: count - (bytes.count - offset))
            }
            entries.append(Array(bytes[offset..<offset + count]))
            offset += count
        }
        guard offset == bytes.count else {
            throw .wrongLength(expected: offset, actual: bytes.count)
        }
        return entries
    }
}
