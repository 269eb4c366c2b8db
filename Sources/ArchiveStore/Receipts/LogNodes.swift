// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import TransparencyLog

/// The hashes of subtrees, computed from the entries below them.
///
/// An inclusion proof needs every entry but one, once, so this reads each commit about once.
struct LogNodes: NodeSource {
    let log: LogFolder

    func hash(of node: TreeNode) throws(ArchiveError) -> Digest {
        var tree = TreeAccumulator()
        var cursor = LogCursor(log)
        let start = node.index << UInt64(node.level)
        for index in start..<start + (1 << UInt64(node.level)) {
            tree.append(leafHash: try cursor.entry(at: index).leafHash)
        }
        return tree.rootHash
    }
}
