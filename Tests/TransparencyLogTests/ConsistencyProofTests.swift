// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Testing
import TransparencyLog

@Suite struct ConsistencyProofTests {
    /// Over the eight well-known leaves. Source: RFC 6962 test data, transparency-dev/merkle.
    @Test(
        arguments: [
            (1, 1, []),
            (
                1, 8,
                [
                    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
                ],
            ),
            (
                6, 8,
                [
                    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                ],
            ),
            (
                2, 5,
                [
                    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                ],
            ),
            (
                6, 7,
                [
                    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                    "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                ],
            ),
        ] as [(UInt64, UInt64, [String])]
    )
    func agreesWithPublishedProofs(old: UInt64, new: UInt64, hashes: [String]) throws {
        let known = TreeAccumulatorTests.wellKnown
        let table = NodeTable(leafHashes: try known.map { try digest(hex: $0.1) })
        let proof = try ConsistencyProof(oldSize: old, newSize: new, from: table)
        #expect(proof.hashes.map(\.hex) == hashes)
        #expect(
            proof.isValid(
                oldRootHash: try digest(hex: known[Int(old) - 1].2),
                newRootHash: try digest(hex: known[Int(new) - 1].2),
            )
        )
    }

    @Test(arguments: 1...200)
    func `every proof of a tree holds, and nothing close to it does`(size: Int) throws {
        let leaves = numberedLeafHashes(size)
        let table = NodeTable(leafHashes: leaves)
        let new = ReferenceTree(leafHashes: leaves).root(0, size)
        for oldSize in 1...size {
            let old = try table.rootHash(treeSize: UInt64(oldSize))
            let proof = try ConsistencyProof(
                oldSize: UInt64(oldSize),
                newSize: UInt64(size),
                from: table,
            )
            #expect(proof.isValid(oldRootHash: old, newRootHash: new))
            func isAccepted(_ hashes: [Digest], oldSize other: Int? = nil) -> Bool {
                let other = UInt64(other ?? oldSize)
                return ConsistencyProof(oldSize: other, newSize: UInt64(size), hashes: hashes)
                    .isValid(oldRootHash: old, newRootHash: new)
            }
            var accepted: [Int] = []
            for position in proof.hashes.indices {
                var hashes = proof.hashes
                hashes[position] = try corrupted(hashes[position], bit: oldSize + position)
                let isCorruptedAccepted = isAccepted(hashes)
                hashes.remove(at: position)
                if isCorruptedAccepted || isAccepted(hashes) {
                    accepted.append(position)
                }
            }
            #expect(accepted == [], "corrupted or dropped hashes in the proof from \(oldSize)")
            #expect(!isAccepted(proof.hashes + [new]))
            #expect(!isAccepted([old] + proof.hashes))
            #expect(!isAccepted(proof.hashes, oldSize: oldSize - 1))
            #expect(!isAccepted(proof.hashes, oldSize: oldSize + 1))
            #expect(!proof.isValid(oldRootHash: try corrupted(old), newRootHash: new))
            #expect(!proof.isValid(oldRootHash: old, newRootHash: try corrupted(new)))
        }
    }

    @Test(arguments: 1...64)
    func `the number of hashes is that of the definition`(size: Int) {
        /// SUBPROOF of RFC 9162 §2.1.4.1, counted.
        func count(_ old: Int, _ size: Int, _ isWhole: Bool) -> Int {
            if old == size {
                return isWhole ? 0 : 1
            }
            let middle = ReferenceTree.split(size)
            return old <= middle
                ? count(old, middle, isWhole) + 1 : count(old - middle, size - middle, false) + 1
        }
        for old in 1...size {
            #expect(
                ConsistencyProof.hashCount(oldSize: UInt64(old), newSize: UInt64(size))
                    == count(old, size, true)
            )
        }
    }

    /// Number of hashes and SHA-256 of them, to size 70000 of the log of decimal numbers.
    @Test func agreesWithTheLargeLog() throws {
        let expected: [(UInt64, Int, String)] = [
            (1, 17, "834e90bf94e0793f400559c4912e0ea1e6265be0e53eb0ef946aceac71f62881"),
            (255, 18, "4ef356a060559dfce1ef44dace21e77b4135cd7a00a3f70e8db569827e94e643"),
            (256, 9, "7ba523d54a784f421a1d5af22742ebafb01bedf4c5b4375b6eef8a49090e9116"),
            (257, 18, "cd1f1b65d42cb77a52296e05094bb824fbad15fb6f19c4010e864bcb9d9c8f7c"),
            (65535, 18, "6b601bcdffd786cc87e031f47e1bff054df8b8ab3b492bbcd329133ac0a36b3a"),
            (65536, 1, "08c5072bb2047f204fc175859dde7118068845dfd749145d47cc2d450b1f351b"),
            (65537, 15, "922bd62cffc6d2c4bba42c338b4d76f3fcf1cb8b8dd3114ff0d8dd9dc7847b4f"),
            (69999, 10, "ca14402a1c3a57366260e6ec029e1d346ee0f5bfffa146bd3830ed20d20fcc01"),
        ]
        let table = NodeTable(leafHashes: numberedLeafHashes(70_000))
        let new = try table.rootHash(treeSize: 70_000)
        for (oldSize, count, hash) in expected {
            let proof = try ConsistencyProof(oldSize: oldSize, newSize: 70_000, from: table)
            #expect(proof.hashes.count == count)
            #expect(sha256Hex(proof.hashes) == hash)
            let old = try table.rootHash(treeSize: oldSize)
            #expect(proof.isValid(oldRootHash: old, newRootHash: new))
        }
    }

    @Test func `a witness is shown that the published log grew from 7 to 15`() throws {
        let hashes = [
            "2Q0P5jSR+TdkwdXWyx+GbBWX0KZbNZkWzCjyTPSozsw=",
            "ThcgoV2DYcK+VCxBUDWAlNxmLy2r7dq7dK7+OlgQKWs=",
            "ycRkkNklus5eMVRUvkD1pK321vMrA+jjOiZKU8aOcY4=",
            "zY1lN35vrXYAPixXSd59LsU29xUJtuW4o2dNNg5Y2Co=",
            "5jLpqTgjsBDSEX6SgZiRnbTMdTuRd8bQ5tSsAOxe0Ks=",
        ]
        let table = NodeTable(leafHashes: PublishedLog.leaves.map(leafHash))
        let proof = try ConsistencyProof(oldSize: 7, newSize: 15, from: table)
        #expect(proof.hashes == (try hashes.map { try digest(base64: $0) }))
        let old = try digest(base64: PublishedLog.checkpoints[7].0)
        let new = try digest(base64: PublishedLog.checkpoints[15].0)
        #expect(proof.isValid(oldRootHash: old, newRootHash: new))
    }

    @Test(arguments: [(0, 0), (0, 1), (2, 1), (.max, 1)] as [(UInt64, UInt64)])
    func `nothing is proved of an empty or larger old tree`(old: UInt64, new: UInt64) {
        #expect(ConsistencyProof.hashCount(oldSize: old, newSize: new) == nil)
        let proof = ConsistencyProof(oldSize: old, newSize: new, hashes: [])
        let root = TreeHasher.emptyRoot
        #expect(!proof.isValid(oldRootHash: root, newRootHash: root))
    }

    @Test func `equal sizes need equal roots and no hashes`() throws {
        let root = leafHash([])
        let other = leafHash([1])
        for size: UInt64 in [1, 8, .max] {
            let proof = ConsistencyProof(oldSize: size, newSize: size, hashes: [])
            #expect(proof.isValid(oldRootHash: root, newRootHash: root))
            #expect(!proof.isValid(oldRootHash: root, newRootHash: other))
            let long = ConsistencyProof(oldSize: size, newSize: size, hashes: [root])
            #expect(!long.isValid(oldRootHash: root, newRootHash: root))
        }
    }

    @Test(arguments: [0, 1, 63, 64, 65])
    func `the largest sizes do not overflow`(count: Int) {
        let root = leafHash([])
        for oldSize: UInt64 in [1, 2, 3, 1 << 63, .max - 1] {
            let hashes = numberedLeafHashes(count)
            let proof = ConsistencyProof(oldSize: oldSize, newSize: .max, hashes: hashes)
            #expect(!proof.isValid(oldRootHash: root, newRootHash: root))
        }
        #expect(ConsistencyProof.hashCount(oldSize: 1, newSize: .max) == 64)
    }
}
