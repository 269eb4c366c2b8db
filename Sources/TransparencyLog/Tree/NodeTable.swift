// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// The hashes of all perfect subtrees of a tree, in memory: 64 bytes per leaf.
public struct NodeTable: NodeSource, Sendable {
    /// Why the table does not give a hash.
    public enum Failure: Error, Hashable, Sendable {
        /// The tree in the table is too small to have this subtree.
        case missing(TreeNode)
    }

    private var levels: [[Digest]] = []

    /// Creates the table of a tree without leaves.
    public init() {}

    /// Creates the table of a tree with these leaves.
    public init(leafHashes: some Sequence<Digest>) {
        var tree = TreeAccumulator()
        for leafHash in leafHashes {
            tree.append(leafHash: leafHash) { append($1, at: $0) }
        }
    }

    /// Adds a subtree as ``TreeAccumulator/append(leafHash:completed:)`` reports it.
    ///
    /// Within a level the subtrees come from left to right without a gap.
    public mutating func append(_ hash: Digest, at node: TreeNode) {
        if node.level == levels.count {
            levels.append([])
        }
        precondition(
            node.level < levels.count && node.index == UInt64(levels[node.level].count),
            "subtrees are added in order",
        )
        levels[node.level].append(hash)
    }

    /// Returns the hash of a perfect subtree.
    ///
    /// - Throws: ``Failure/missing(_:)``.
    public func hash(of node: TreeNode) throws(Failure) -> Digest {
        guard node.level < levels.count, node.index < UInt64(levels[node.level].count) else {
            throw .missing(node)
        }
        return levels[node.level][Int(node.index)]
    }
}
