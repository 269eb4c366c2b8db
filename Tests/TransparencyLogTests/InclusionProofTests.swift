// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Testing
import TransparencyLog

@Suite struct InclusionProofTests {
    /// Over the eight well-known leaves. Source: RFC 6962 test data, transparency-dev/merkle.
    @Test(
        arguments: [
            (0, 1, []),
            (
                0, 8,
                [
                    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
                ],
            ),
            (
                5, 8,
                [
                    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                ],
            ),
            (
                2, 3,
                [
                    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
                ],
            ),
            (
                1, 5,
                [
                    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                ],
            ),
        ] as [(UInt64, UInt64, [String])]
    )
    func agreesWithPublishedProofs(index: UInt64, size: UInt64, hashes: [String]) throws {
        let leaves = try TreeAccumulatorTests.wellKnown.map { try digest(hex: $0.1) }
        let root = try digest(hex: TreeAccumulatorTests.wellKnown[Int(size) - 1].2)
        let table = NodeTable(leafHashes: leaves)
        let proof = try InclusionProof(index: index, treeSize: size, from: table)
        #expect(proof.hashes.map(\.hex) == hashes)
        #expect(proof.isValid(leafHash: leaves[Int(index)], rootHash: root))
    }

    @Test(arguments: 1...200)
    func `every proof of a tree holds, and nothing close to it does`(size: Int) throws {
        let leaves = numberedLeafHashes(size)
        let root = ReferenceTree(leafHashes: leaves).root(0, size)
        let table = NodeTable(leafHashes: leaves)
        for index in 0..<size {
            let proof = try InclusionProof(
                index: UInt64(index),
                treeSize: UInt64(size),
                from: table,
            )
            let leaf = leaves[index]
            #expect(proof.isValid(leafHash: leaf, rootHash: root))
            #expect(
                InclusionProof.hashCount(index: UInt64(index), treeSize: UInt64(size))
                    == ReferenceTree.shape(index: index, treeSize: size).count
            )
            func isAccepted(_ hashes: [Digest]) -> Bool {
                InclusionProof(index: UInt64(index), treeSize: UInt64(size), hashes: hashes)
                    .isValid(leafHash: leaf, rootHash: root)
            }
            var accepted: [Int] = []
            for position in proof.hashes.indices {
                var hashes = proof.hashes
                hashes[position] = try corrupted(hashes[position], bit: index + position)
                let isCorruptedAccepted = isAccepted(hashes)
                hashes.remove(at: position)
                if isCorruptedAccepted || isAccepted(hashes) {
                    accepted.append(position)
                }
            }
            #expect(accepted == [], "corrupted or dropped hashes in the proof of leaf \(index)")
            #expect(!isAccepted(proof.hashes + [root]))
            #expect(!isAccepted([leaf] + proof.hashes))
            #expect(!proof.isValid(leafHash: try corrupted(leaf, bit: index), rootHash: root))
            #expect(!proof.isValid(leafHash: leaf, rootHash: try corrupted(root, bit: index)))
        }
    }

    @Test(arguments: 1...17)
    func `another index or size is refused unless the path is the same`(size: Int) throws {
        let leaves = numberedLeafHashes(size)
        let root = ReferenceTree(leafHashes: leaves).root(0, size)
        let table = NodeTable(leafHashes: leaves)
        for index in 0..<size {
            let proof = try InclusionProof(
                index: UInt64(index),
                treeSize: UInt64(size),
                from: table,
            )
            let shape = ReferenceTree.shape(index: index, treeSize: size)
            for otherSize in 0...2 * size {
                for otherIndex in 0...otherSize {
                    let other = InclusionProof(
                        index: UInt64(otherIndex),
                        treeSize: UInt64(otherSize),
                        hashes: proof.hashes,
                    )
                    let isSame =
                        otherIndex < otherSize
                        && ReferenceTree.shape(index: otherIndex, treeSize: otherSize) == shape
                    #expect(other.isValid(leafHash: leaves[index], rootHash: root) == isSame)
                }
            }
        }
    }

    /// Number of hashes and SHA-256 of them, at size 70000 of the log of decimal numbers.
    @Test func agreesWithTheLargeLog() throws {
        let expected: [(UInt64, Int, String)] = [
            (0, 17, "834e90bf94e0793f400559c4912e0ea1e6265be0e53eb0ef946aceac71f62881"),
            (255, 17, "53a5cc22aeb16c066a97fa13e5968eca9f022063476dda1bb25d6b06b2fc1746"),
            (256, 17, "21012894493e1c605995382084cd7be67d52d4d8451497e33d4ab0ad06d02879"),
            (12345, 17, "15e3537b4677d40e7f98553df49a1f00747bdfcd478b0592c64864516e6b1f91"),
            (65535, 17, "f28ab759f69c32d0a5668eb3e45b21dd05ae827916cd894222a106d20f8f61d8"),
            (65536, 14, "f38ccfccec8efb20ea1159d3bf46d806713aef674afc0b136298c85d170dac07"),
            (69999, 9, "06840adeb9aef6246e85c1dd08b547ca4a0b6f7c20da6a20ceed1be00bebfe4c"),
        ]
        let leaves = numberedLeafHashes(70_000)
        let table = NodeTable(leafHashes: leaves)
        let root = try table.rootHash(treeSize: 70_000)
        for (index, count, hash) in expected {
            let proof = try InclusionProof(index: index, treeSize: 70_000, from: table)
            #expect(proof.hashes.count == count)
            #expect(sha256Hex(proof.hashes) == hash)
            #expect(proof.isValid(leafHash: leaves[Int(index)], rootHash: root))
        }
    }

    @Test(arguments: [(0, 0), (1, 1), (5, 4), (.max, .max)] as [(UInt64, UInt64)])
    func `a leaf outside the tree has no proof`(index: UInt64, size: UInt64) {
        #expect(InclusionProof.hashCount(index: index, treeSize: size) == nil)
        let leaf = leafHash([])
        let proof = InclusionProof(index: index, treeSize: size, hashes: [])
        #expect(!proof.isValid(leafHash: leaf, rootHash: leaf))
    }

    @Test(arguments: [0, 1, 63, 64, 65])
    func `the largest sizes do not overflow`(count: Int) throws {
        let leaf = leafHash([])
        for index: UInt64 in [0, 1, .max / 2, .max - 1] {
            let hashes = numberedLeafHashes(count)
            let proof = InclusionProof(index: index, treeSize: .max, hashes: hashes)
            #expect(!proof.isValid(leafHash: leaf, rootHash: leaf))
        }
        #expect(InclusionProof.hashCount(index: 0, treeSize: .max) == 64)
    }

    @Test func `a proof that needs a missing subtree is not made`() {
        let table = NodeTable(leafHashes: numberedLeafHashes(5))
        #expect(throws: NodeTable.Failure.missing(TreeNode(level: 1, index: 2))) {
            try InclusionProof(index: 0, treeSize: 6, from: table)
        }
    }
}
