// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// Knows the hashes of a tree's perfect subtrees.
public protocol NodeSource {
    /// Why a hash could not be had.
    associatedtype Failure: Error

    /// Returns the hash of a perfect subtree.
    func hash(of node: TreeNode) throws(Failure) -> Digest
}

extension NodeSource {
    /// Returns the root hash of the tree of the first `treeSize` leaves.
    ///
    /// - Throws: ``Failure`` of the source.
    public func rootHash(treeSize: UInt64) throws(Failure) -> Digest {
        precondition(treeSize <= TreeNode.maximumTreeSize, "a tree has at most 2^63 - 1 leaves")
        return try rootHash(from: 0, to: treeSize)
    }

    /// Returns the root hash over leaves `begin` up to, not including, `end`.
    ///
    /// The range is one that ``TreeNode/covering(from:to:)`` takes.
    func rootHash(from begin: UInt64, to end: UInt64) throws(Failure) -> Digest {
        var hashes: [Digest] = []
        for node in TreeNode.covering(from: begin, to: end) {
            hashes.append(try hash(of: node))
        }
        var hasher = TreeHasher()
        return hasher.fold(hashes)
    }
}
