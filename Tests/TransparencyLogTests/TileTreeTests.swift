// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Testing
import TransparencyLog

/// A log's hash tiles in memory, as a builder gives them.
struct TileFolder {
    struct Missing: Error, Hashable {
        let tile: Tile
    }

    private(set) var files: [Tile: [UInt8]] = [:]
    private var builder = TileBuilder()
    private var hashes: [Digest] = []
    private(set) var treeSize: UInt64 = 0

    /// Adds leaves, writes the partial tiles, and starts anew from the files the next time.
    mutating func append(_ leafHashes: some Sequence<Digest>) throws {
        var tree = try TreeAccumulator(treeSize: treeSize, hashes: hashes)
        builder = try TileBuilder(treeSize: treeSize) { [files] tile throws(Missing) in
            try Self.read(tile, from: files)
        }
        for leafHash in leafHashes {
            tree.append(leafHash: leafHash) { node, hash in
                if let (tile, bytes) = builder.append(hash, at: node) {
                    files[tile] = bytes
                }
            }
        }
        for (tile, bytes) in builder.partialTiles {
            files[tile] = bytes
        }
        treeSize = tree.treeSize
        hashes = tree.hashes
    }

    static func read(_ tile: Tile, from files: [Tile: [UInt8]]) throws(Missing) -> [UInt8] {
        guard let bytes = files[tile] ?? files[tile.full] else {
            throw Missing(tile: tile)
        }
        return bytes
    }

    func nodes(treeSize: UInt64) -> TileNodes<Missing> {
        TileNodes(treeSize: treeSize) { [files] tile throws(Missing) in
            try Self.read(tile, from: files)
        }
    }
}

@Suite struct TileBuilderTests {
    @Test func `the large log has the known files`() throws {
        var folder = TileFolder()
        try folder.append(numberedLeafHashes(70_000))
        let expected = [
            (
                "tile/0/000", 8192,
                "b9704a8bfbee2c61185ceb38904a49f3f703c81e194b5b2ccdc254c2bdaaa62b",
            ),
            (
                "tile/0/273.p/112", 3584,
                "4d21244557c976993a9a89bf928a46b5a876585228df279878239fd84489e5a5",
            ),
            (
                "tile/1/000", 8192,
                "ea7b038bc73489c89c31a27ac355aaca65a4ed73f0dd7484e68deb29d30f10a2",
            ),
            (
                "tile/1/001.p/17", 544,
                "adfaca2731630fe7944a4b98a0f98ef3e98685eafda09e6f81070218fb759ce4",
            ),
            (
                "tile/2/000.p/1", 32,
                "f0113c8bad855b49f9a5dd661d50012cd94f19aae87a45eb8334666835e3caea",
            ),
        ]
        for (path, count, hash) in expected {
            let bytes = try #require(folder.files[try Tile.decode(path: path)])
            #expect(bytes.count == count)
            #expect(sha256Hex(bytes) == hash, "\(path)")
        }
        #expect(Set(folder.files.keys) == Set(TileSequence(.hashTiles, treeSize: 70_000)))
    }

    @Test(arguments: [
        (0, 256, "94693d5c6d6a0355ec07bac8214516c1ce6a5100b0588f226fd95f26571157d7"),
        (273, 112, "36c3ec44895d1b8098dbe8523078d6750bf09e0f12cd64671ebfe165b7647405"),
    ])
    func `the large log has the known entry bundles`(index: Int, width: Int, hash: String) {
        let entries = (0..<width).map { utf8("\(256 * index + $0)") }
        #expect(sha256Hex(EntryBundle.encode(entries)) == hash)
    }

    @Test func `a log that grows in steps has the tiles of each size`() throws {
        let leaves = numberedLeafHashes(66_000)
        var steps = TileFolder()
        for size in [1, 2, 200, 256, 257, 700, 65_535, 65_536, 66_000] {
            let before = Set(steps.files.keys)
            let oldSize = steps.treeSize
            try steps.append(leaves[Int(oldSize)..<size])
            let fresh = Set(TileSequence(.hashTiles, from: oldSize, to: UInt64(size)))
            #expect(fresh.isSubset(of: steps.files.keys))
            #expect(fresh.isDisjoint(with: before))
            let root = try NodeTable(leafHashes: leaves.prefix(size))
                .rootHash(treeSize: UInt64(size))
            let read = try steps.nodes(treeSize: UInt64(size)).rootHash(treeSize: UInt64(size))
            #expect(read == root)
        }
        var whole = TileFolder()
        try whole.append(leaves)
        for (tile, bytes) in whole.files {
            #expect(steps.files[tile] == bytes, "\(tile.path)")
        }
    }

    @Test func `tiles that are missing or cut are refused`() {
        struct Lost: Error, Hashable {}
        let tile = Tile(.hashes(level: 0), index: 1, width: 44)
        #expect(throws: TileReadFailure.unreadable(tile, cause: Lost())) {
            _ = try TileBuilder(treeSize: 300) { _ throws(Lost) in throw Lost() }
        }
        let failure = DecodingFailure.wrongLength(expected: 44 * 32, actual: 5)
        #expect(throws: TileReadFailure<Never>.malformed(tile, failure)) {
            _ = try TileBuilder(treeSize: 300) { _ throws(Never) in [1, 2, 3, 4, 5] }
        }
    }
}

@Suite struct TileNodesTests {
    @Test func `proofs from tiles are those from memory`() throws {
        let leaves = numberedLeafHashes(70_000)
        var folder = TileFolder()
        try folder.append(leaves)
        let table = NodeTable(leafHashes: leaves)
        for size: UInt64 in [1, 2, 255, 256, 257, 1000, 65_536, 65_537, 70_000] {
            let nodes = folder.nodes(treeSize: size)
            #expect(try nodes.rootHash(treeSize: size) == (try table.rootHash(treeSize: size)))
            for index: UInt64 in [0, 1, 255, 256, 12_345, 65_535, 65_536, 69_999]
            where index < size {
                #expect(
                    try InclusionProof(index: index, treeSize: size, from: nodes)
                        == (try InclusionProof(index: index, treeSize: size, from: table))
                )
                #expect(
                    try ConsistencyProof(oldSize: index + 1, newSize: size, from: nodes)
                        == (try ConsistencyProof(oldSize: index + 1, newSize: size, from: table))
                )
            }
        }
    }

    @Test(arguments: [
        TreeNode(level: 0, index: 300), TreeNode(level: 2, index: 75),
        TreeNode(level: 8, index: 1), TreeNode(level: 16, index: 0),
        TreeNode(level: 62, index: 0), TreeNode(level: 7, index: .max),
    ])
    func `a subtree outside the tree is missing`(node: TreeNode) {
        let nodes = TileNodes(treeSize: 300) { _ throws(Never) in [] }
        #expect(throws: TileReadFailure<Never>.missing(node)) {
            try nodes.hash(of: node)
        }
    }

    @Test func `only tiles of the tree are asked for`() {
        let nodes = TileFolder().nodes(treeSize: 300)
        let tile = Tile(.hashes(level: 0), index: 1, width: 44)
        #expect(throws: TileReadFailure.unreadable(tile, cause: TileFolder.Missing(tile: tile))) {
            try nodes.hash(of: TreeNode(level: 3, index: 36))
        }
    }
}
