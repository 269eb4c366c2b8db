// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Testing
import TransparencyLog

@Suite struct TileTests {
    /// Sources: C2SP tlog-tiles; the last is the largest that any tree has.
    static let paths: [(Tile, String)] = [
        (Tile(.hashes(level: 0), index: 0), "tile/0/000"),
        (Tile(.hashes(level: 0), index: 5), "tile/0/005"),
        (Tile(.hashes(level: 1), index: 999), "tile/1/999"),
        (Tile(.hashes(level: 2), index: 1000), "tile/2/x001/000"),
        (Tile(.entries, index: 1_234_067), "tile/entries/x001/x234/067"),
        (Tile(.hashes(level: 63), index: 123_456_789), "tile/63/x123/x456/789"),
        (Tile(.entries, index: 1 << 40), "tile/entries/x001/x099/x511/x627/776"),
        (Tile(.hashes(level: 0), index: 273, width: 112), "tile/0/273.p/112"),
        (Tile(.entries, index: 1_000_000, width: 1), "tile/entries/x001/x000/000.p/1"),
        (Tile(.hashes(level: 0), index: 0, width: 255), "tile/0/000.p/255"),
        (Tile(.entries, index: Tile.maximumIndex), "tile/entries/x036/x028/x797/x018/x963/967"),
    ]

    @Test(arguments: paths)
    func `paths are encoded and decoded`(tile: Tile, path: String) throws {
        #expect(tile.path == path)
        #expect(try Tile.decode(path: path) == tile)
    }

    static let badPaths: [(String, TilePathFailure)] = [
        ("", .notATile),
        ("tile", .notATile),
        ("tile/0", .notATile),
        ("/tile/0/000", .notATile),
        ("Tile/0/000", .notATile),
        ("tile/0/" + String(repeating: "x000/", count: 20) + "000", .notATile),
        ("tile/00/000", .badLevel),
        ("tile/64/000", .badLevel),
        ("tile/-1/000", .badLevel),
        ("tile//000", .badLevel),
        ("tile/data/000", .badLevel),
        ("tile/0/123/456/078", .badIndex),
        ("tile/0/x1/000", .badIndex),
        ("tile/0/x000/001", .badIndex),
        ("tile/0/1", .badIndex),
        ("tile/0/0001", .badIndex),
        ("tile/0/00a", .badIndex),
        ("tile/0/x001", .badIndex),
        ("tile/0/x001/", .badIndex),
        ("tile/0/001/", .badIndex),
        ("tile/0/001.p", .badIndex),
        ("tile/0/x036/x028/x797/x018/x963/968", .badIndex),
        ("tile/0/x001/x000/x000/x000/x000/x000/000", .badIndex),
        ("tile/0/001.p/", .badWidth),
        ("tile/0/001.p/0", .badWidth),
        ("tile/0/001.p/256", .badWidth),
        ("tile/0/001.p/05", .badWidth),
        ("tile/0/001.p/1/1", .badIndex),
        ("tile/0/.p/1", .badIndex),
    ]

    @Test(arguments: badPaths)
    func `other paths are refused`(path: String, failure: TilePathFailure) {
        #expect(throws: failure) {
            try Tile.decode(path: path)
        }
    }

    @Test func `cut and changed paths are of other tiles or none`() throws {
        for (tile, path) in Self.paths {
            var refused = 0
            for bytes in beginnings(of: utf8(path)) + changes(of: utf8(path)) {
                do {
                    let other = try Tile.decode(path: String(decoding: bytes, as: UTF8.self))
                    #expect(other != tile)
                    #expect(utf8(other.path) == bytes)
                } catch {
                    refused += 1
                }
            }
            #expect(refused > path.utf8.count)
        }
    }

    @Test func `a full tile takes the place of a partial one`() {
        let tile = Tile(.entries, index: 7, width: 3)
        #expect(!tile.isFull)
        #expect(tile.full == Tile(.entries, index: 7))
        #expect(tile.full.isFull)
    }
}

@Suite struct TileSequenceTests {
    @Test(
        arguments: [
            (0, []),
            (1, ["tile/0/000.p/1"]),
            (255, ["tile/0/000.p/255"]),
            (256, ["tile/0/000", "tile/1/000.p/1"]),
            (257, ["tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"]),
            (512, ["tile/0/000", "tile/0/001", "tile/1/000.p/2"]),
        ] as [(UInt64, [String])]
    )
    func `a small tree has these hash tiles`(size: UInt64, paths: [String]) {
        #expect(TileSequence(.hashTiles, treeSize: size).map(\.path) == paths)
    }

    @Test func `a tree of 70000 leaves has these tiles`() {
        let tiles = Array(TileSequence(.hashTiles, treeSize: 70_000))
        #expect(tiles.count == 274 + 2 + 1)
        #expect(
            tiles.filter { !$0.isFull }.map(\.path) == [
                "tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1",
            ]
        )
        let bundles = TileSequence(.entryBundles, treeSize: 70_000)
        #expect(
            bundles.map(\.path)
                == tiles.prefix(274).map {
                    $0.path.replacing("tile/0/", with: "tile/entries/")
                }
        )
    }

    @Test(arguments: [TileSequence.Kind.hashTiles, .entryBundles])
    func `the tiles between two sizes are those that are new`(kind: TileSequence.Kind) {
        let sizes: [UInt64] = [
            0, 1, 2, 255, 256, 257, 511, 512, 513, 65_279, 65_280, 65_535, 65_536, 65_537,
            65_792, 70_000, 131_072,
        ]
        for (position, old) in sizes.enumerated() {
            let before = Set(TileSequence(kind, treeSize: old))
            for new in sizes[position...] {
                let fresh = TileSequence(kind, treeSize: new).filter { !before.contains($0) }
                let listed = Array(TileSequence(kind, from: old, to: new))
                #expect(listed == fresh, "from \(old) to \(new)")
            }
        }
    }

    @Test func `the largest tree is listed without end of memory or numbers`() {
        let largest = TreeNode.maximumTreeSize
        let tiles = Array(TileSequence(.hashTiles, from: largest - 1, to: largest))
        #expect(tiles == [Tile(.hashes(level: 0), index: Tile.maximumIndex, width: 255)])
        #expect(
            TileSequence(.entryBundles, treeSize: largest).prefix(3).map(\.index) == [0, 1, 2]
        )
    }

    @Test func `a tree has no tile beyond its end`() {
        #expect(Tile.tile(.entries, index: 1, treeSize: 256) == nil)
        #expect(Tile.tile(.entries, index: .max, treeSize: 256) == nil)
        #expect(Tile.tile(.hashes(level: 8), index: 0, treeSize: .max) == nil)
        #expect(Tile.tile(.entries, index: 1, treeSize: 257)?.width == 1)
    }
}
