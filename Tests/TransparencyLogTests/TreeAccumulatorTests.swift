// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Testing
import TransparencyLog

@Suite struct TreeAccumulatorTests {
    /// Leaf, leaf hash, root of the leaves so far. Source: RFC 6962 test data.
    static let wellKnown: [(String, String, String)] = [
        (
            "",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        ),
        (
            "00",
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        ),
        (
            "10",
            "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        ),
        (
            "2021",
            "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ),
        (
            "3031",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        ),
        (
            "40414243",
            "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        ),
        (
            "5051525354555657",
            "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        ),
        (
            "606162636465666768696a6b6c6d6e6f",
            "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ),
    ]

    /// Leaf i is the decimal number i. Recomputed with golang.org/x/mod/sumdb/tlog.
    static let largeRoots: [(Int, String)] = [
        (1, "db3426e878068d28d269b6c87172322ce5372b65756d0789001d34835f601c03"),
        (2, "cb00989d94a569c0a678ae042b63dcd4625db96440517f37a6eb7976ea24ed4b"),
        (3, "725d5230db68f557470dc35f1d8865813acd7ebb07ad152774141decbae71327"),
        (4, "9f4a3fc20d4162dc37d4e23d907848731a76043ffff6d69288bf1abfbcff478e"),
        (5, "b6748f6ed7a99de7da84fd97e1a3bac6fab8999f4a43695cab9528a2de431147"),
        (255, "32f85bcaa87d7bcd05728f09e9aeba350ba6a2f733830087f0597682848be5cb"),
        (256, "828515d033c19d8c901f37eccb8aed919667703486f8d2fff1cf7040321c5db1"),
        (257, "1eda049a4351d86f76252bd7ec0b7746ad75b7fa0316ad5f541dbda458a312c4"),
        (300, "84e13ec1e037155ae619757599b2cd21ada5a565e0fd9b3139c0c3c6c1b8ada9"),
        (511, "5f3d69e102370be409122d11a2e605e6b653b071b8b4b4bd2833fae40652f11d"),
        (512, "d4b2162495ca609dc06390d353ca0c55107765c609e0226eb747d89105dc8d55"),
        (513, "c24f62075c76ec77f6bf5159e732cf1952814fb1bea007e33e92ad9bdd7afda0"),
        (1000, "638afa98022925bacfddadb15ef22fd0199c1ac99c2973b6158243d13fce05c2"),
        (65535, "74f13a0e1a75689372efb990cf68c664e44c763d9304844955b2eaff624e8df1"),
        (65536, "f025d06ed804859fd274a1bdacadd6e48ea87634aa91e1edb20143f9498cd02b"),
        (65537, "dc8795a25fd4bd52a0b84f639fd3139ba160824023d188e428eb5db0f3ce221a"),
        (70000, "1a4cdfcb66374a0c0dcbef49acbd4976d13ee864fb3cb241fc943cad04f02f7e"),
    ]

    @Test func `the well-known leaves give the well-known roots`() throws {
        var tree = TreeAccumulator()
        #expect(tree.rootHash == TreeHasher.emptyRoot)
        for (leaf, hash, root) in Self.wellKnown {
            let bytes = utf8(leaf)
            let entry = try Hex.decode(bytes.span)
            #expect(leafHash(entry).hex == hash)
            tree.append(leafHash: leafHash(entry))
            #expect(tree.rootHash.hex == root)
        }
        #expect(tree.treeSize == 8)
    }

    @Test func `a large log has the published roots`() throws {
        let roots = Dictionary(uniqueKeysWithValues: Self.largeRoots)
        var tree = TreeAccumulator()
        var seen = 0
        for hash in numberedLeafHashes(70_000) {
            tree.append(leafHash: hash)
            if let root = roots[Int(tree.treeSize)] {
                #expect(tree.rootHash.hex == root, "size \(tree.treeSize)")
                seen += 1
            }
        }
        #expect(seen == Self.largeRoots.count)
    }

    @Test func `each completed subtree is reported once, lowest first`() {
        let leaves = numberedLeafHashes(64)
        let reference = ReferenceTree(leafHashes: leaves)
        var tree = TreeAccumulator()
        var nodes: Set<TreeNode> = []
        for (index, leaf) in leaves.enumerated() {
            var levels: [Int] = []
            tree.append(leafHash: leaf) { node, hash in
                let width = 1 << node.level
                let begin = Int(node.index) * width
                #expect(begin + width == index + 1)
                #expect(hash == reference.root(begin, begin + width))
                #expect(nodes.insert(node).inserted)
                levels.append(node.level)
            }
            #expect(levels == Array(0...(index + 1).trailingZeroBitCount))
        }
        #expect(nodes.count == 127)
    }

    @Test(arguments: [0, 1, 2, 3, 7, 8, 100])
    func `a restored tree goes on as the first one does`(size: Int) throws {
        let leaves = numberedLeafHashes(size + 20)
        var tree = TreeAccumulator()
        for leaf in leaves.prefix(size) {
            tree.append(leafHash: leaf)
        }
        var restored = try TreeAccumulator(treeSize: tree.treeSize, hashes: tree.hashes)
        let roots = leaves.dropFirst(size).map { leaf in
            tree.append(leafHash: leaf)
            restored.append(leafHash: leaf)
            #expect(tree.rootHash == restored.rootHash)
            #expect(tree.hashes == restored.hashes)
            return restored.rootHash
        }
        #expect(roots.last == ReferenceTree(leafHashes: leaves).root(0, leaves.count))
    }

    @Test(arguments: [(5, 1), (5, 3), (0, 1), (1, 0)] as [(UInt64, Int)])
    func `a tree with another number of hashes is refused`(size: UInt64, count: Int) {
        let hashes = numberedLeafHashes(count)
        #expect(
            throws: DecodingFailure.wrongLength(expected: size.nonzeroBitCount, actual: count)
        ) {
            _ = try TreeAccumulator(treeSize: size, hashes: hashes)
        }
    }

    @Test func `a tree over the largest size is refused`() throws {
        #expect(throws: DecodingFailure.overLimit(limit: Int.max, actual: Int.max)) {
            _ = try TreeAccumulator(treeSize: 1 << 63, hashes: numberedLeafHashes(1))
        }
        let largest = TreeNode.maximumTreeSize
        let tree = try TreeAccumulator(treeSize: largest, hashes: numberedLeafHashes(63))
        #expect(tree.treeSize == largest)
    }

    @Test func `the tree of the largest size takes its last leaf`() throws {
        let size = TreeNode.maximumTreeSize - 1
        var tree = try TreeAccumulator(treeSize: size, hashes: numberedLeafHashes(62))
        var nodes: [TreeNode] = []
        tree.append(leafHash: leafHash([])) { node, _ in nodes.append(node) }
        #expect(nodes == [TreeNode(level: 0, index: size)])
        #expect(tree.hashes.count == 63)
    }
}
