// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Testing
import TransparencyLog

@Suite struct NodeTableTests {
    @Test(arguments: 0...40)
    func `the root is that of the first leaves`(size: Int) throws {
        let leaves = numberedLeafHashes(40)
        let root = try NodeTable(leafHashes: leaves).rootHash(treeSize: UInt64(size))
        #expect(root == ReferenceTree(leafHashes: leaves).root(0, size))
    }

    @Test(arguments: [
        TreeNode(level: 0, index: 5), TreeNode(level: 2, index: 1),
        TreeNode(level: 3, index: 0), TreeNode(level: 62, index: .max),
    ])
    func `a subtree that is not complete is missing`(node: TreeNode) {
        let table = NodeTable(leafHashes: numberedLeafHashes(5))
        #expect(throws: NodeTable.Failure.missing(node)) {
            try table.hash(of: node)
        }
    }

    @Test func `no root is given of more leaves than there are`() {
        let table = NodeTable(leafHashes: numberedLeafHashes(5))
        #expect(throws: NodeTable.Failure.missing(TreeNode(level: 1, index: 2))) {
            try table.rootHash(treeSize: 6)
        }
        #expect(throws: NodeTable.Failure.missing(TreeNode(level: 62, index: 0))) {
            try table.rootHash(treeSize: TreeNode.maximumTreeSize)
        }
    }
}
