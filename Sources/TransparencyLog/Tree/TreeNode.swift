// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The place of a perfect subtree in a log's Merkle tree.
///
/// It covers the leaves from `index` · 2^`level` up to, not including, (`index` + 1) · 2^`level`.
public struct TreeNode: Hashable, Sendable {
    /// The largest tree size there is, in leaves.
    public static let maximumTreeSize = UInt64(Int64.max)

    /// The height above the leaves, which are at level 0; at most 62.
    public let level: Int

    /// How many subtrees of this level are to the left.
    public let index: UInt64

    /// Creates a place from a level of 0 to 62 and an index.
    public init(level: Int, index: UInt64) {
        precondition((0...62).contains(level), "a tree has levels 0 to 62")
        self.level = level
        self.index = index
    }

    /// Returns the perfect subtrees that leaves `begin` up to, not including, `end` consist of.
    ///
    /// - Parameters:
    ///   - begin: A multiple of the largest power of two that is at most `end` - `begin`.
    ///   - end: At least `begin`.
    /// - Returns: From left to right, each subtree larger than the next.
    static func covering(from begin: UInt64, to end: UInt64) -> [Self] {
        var nodes: [Self] = []
        var position = begin
        while position < end {
            let level = (end - position).bitWidth - 1 - (end - position).leadingZeroBitCount
            nodes.append(Self(level: level, index: position >> UInt64(level)))
            position += 1 << UInt64(level)
        }
        return nodes
    }
}

extension UInt64 {
    /// The number of bits from the lowest up to and including the highest one set.
    var bitLength: Int {
        bitWidth - leadingZeroBitCount
    }

    /// The largest power of two below this number, which is at least 2.
    var largestPowerOfTwoBelow: UInt64 {
        1 << UInt64((self - 1).bitLength - 1)
    }
}
