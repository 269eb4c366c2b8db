// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// Proves that a leaf is in a tree.
///
/// RFC 9162 §2.1.3; the bytes are those of RFC 6962 §2.1.1.
public struct InclusionProof: Hashable, Sendable {
    /// The index of the leaf.
    public let index: UInt64

    /// The number of leaves of the tree.
    public let treeSize: UInt64

    /// The hashes, the leaf's sibling first.
    public let hashes: [Digest]

    /// Creates a proof from its parts, which may be wrong.
    public init(index: UInt64, treeSize: UInt64, hashes: [Digest]) {
        self.index = index
        self.treeSize = treeSize
        self.hashes = hashes
    }

    /// Makes the proof for a leaf.
    ///
    /// - Parameters:
    ///   - index: The index of the leaf, below `treeSize`.
    ///   - treeSize: The number of leaves that the proof is about; the source may know more.
    ///   - source: Knows the hashes.
    /// - Throws: The failure of the source.
    public init<Source: NodeSource>(
        index: UInt64,
        treeSize: UInt64,
        from source: Source,
    ) throws(Source.Failure) {
        precondition(index < treeSize, "the leaf is outside the tree")
        precondition(treeSize <= TreeNode.maximumTreeSize, "a tree has at most 2^63 - 1 leaves")
        var begin: UInt64 = 0
        var end = treeSize
        var hashes: [Digest] = []
        while end - begin > 1 {
            let middle = begin + (end - begin).largestPowerOfTwoBelow
            if index < middle {
                hashes.append(try source.rootHash(from: middle, to: end))
                end = middle
            } else {
                hashes.append(try source.rootHash(from: begin, to: middle))
                begin = middle
            }
        }
        self.init(index: index, treeSize: treeSize, hashes: hashes.reversed())
    }

    /// How many hashes the proof for this leaf of this tree has; nil if there is no such leaf.
    public static func hashCount(index: UInt64, treeSize: UInt64) -> Int? {
        guard index < treeSize else {
            return nil
        }
        let inner = (index ^ (treeSize - 1)).bitLength
        return inner + (index >> UInt64(inner)).nonzeroBitCount
    }

    /// Whether a tree with this root hash has this leaf at ``index``.
    public func isValid(leafHash: Digest, rootHash: Digest) -> Bool {
        guard let count = Self.hashCount(index: index, treeSize: treeSize), hashes.count == count
        else {
            return false
        }
        var hasher = TreeHasher()
        var node = index
        var lastNode = treeSize - 1
        var result = leafHash
        // With the count right, lastNode is above 0 before each hash and 0 after the last.
        for hash in hashes {
            if !node.isMultiple(of: 2) || node == lastNode {
                result = hasher.nodeHash(hash, result)
                let skipped = UInt64(node.trailingZeroBitCount)
                node >>= skipped
                lastNode >>= skipped
            } else {
                result = hasher.nodeHash(result, hash)
            }
            node >>= 1
            lastNode >>= 1
        }
        return result == rootHash
    }
}
