// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// A Merkle tree that grows at its right end and keeps one hash per perfect subtree.
///
/// At most 63 hashes, whatever the number of leaves. RFC 6962 §2.1.
public struct TreeAccumulator: ~Copyable {
    private var hasher = TreeHasher()

    /// The number of leaves.
    public private(set) var treeSize: UInt64

    /// The hashes of the perfect subtrees that the tree consists of, the largest first.
    ///
    /// One for each bit set in ``treeSize``; both together restore the tree.
    public private(set) var hashes: [Digest]

    /// Creates a tree without leaves.
    public init() {
        treeSize = 0
        hashes = []
    }

    /// Restores a tree from what ``treeSize`` and ``hashes`` were.
    ///
    /// - Throws: ``DecodingFailure/overLimit(limit:actual:)`` for a tree size over 2^63 - 1,
    ///   ``DecodingFailure/wrongLength(expected:actual:)`` unless there are as many hashes as
    ///   bits set in the tree size.
    public init(treeSize: UInt64, hashes: [Digest]) throws(DecodingFailure) {
        guard treeSize <= TreeNode.maximumTreeSize else {
            throw .overLimit(limit: Int.max, actual: Int.max)
        }
        guard hashes.count == treeSize.nonzeroBitCount else {
            throw .wrongLength(expected: treeSize.nonzeroBitCount, actual: hashes.count)
        }
        self.treeSize = treeSize
        self.hashes = hashes
    }

    /// The root hash over all leaves.
    public var rootHash: Digest {
        var hasher = TreeHasher()
        return hasher.fold(hashes)
    }

    /// Adds a leaf.
    public mutating func append(leafHash: Digest) {
        append(leafHash: leafHash) { _, _ in }
    }

    /// Adds a leaf and reports each perfect subtree that it completes.
    ///
    /// - Parameters:
    ///   - leafHash: The hash of the leaf.
    ///   - completed: Called for the leaf itself first, then for each larger subtree that ends
    ///     with it.
    public mutating func append(leafHash: Digest, completed: (TreeNode, Digest) -> Void) {
        precondition(treeSize < TreeNode.maximumTreeSize, "the tree is full")
        var hash = leafHash
        completed(TreeNode(level: 0, index: treeSize), hash)
        for level in 0..<(~treeSize).trailingZeroBitCount {
            hash = hasher.nodeHash(hashes.removeLast(), hash)
            completed(TreeNode(level: level + 1, index: treeSize >> UInt64(level + 1)), hash)
        }
        hashes.append(hash)
        treeSize += 1
    }
}
