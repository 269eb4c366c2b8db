// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Testing
import TransparencyLog

@Suite struct HashTileTests {
    @Test(arguments: [1, 2, 255, 256])
    func `a tile is its hashes one after the other`(width: Int) throws {
        let hashes = numberedLeafHashes(width)
        let bytes = HashTile.encode(hashes)
        #expect(bytes == hashes.flatMap(\.bytes))
        #expect(try HashTile.decode(bytes, width: width) == hashes)
    }

    @Test func `a full tile serves for each partial one`() throws {
        let hashes = numberedLeafHashes(256)
        let bytes = HashTile.encode(hashes)
        #expect(try HashTile.decode(bytes, width: 3) == Array(hashes.prefix(3)))
    }

    @Test(arguments: [0, 1, 31, 32, 95, 97, 128, 8191, 8193])
    func `bytes of another length are refused`(count: Int) {
        #expect(throws: DecodingFailure.wrongLength(expected: 96, actual: count)) {
            try HashTile.decode([UInt8](repeating: 0, count: count), width: 3)
        }
    }
}

@Suite struct EntryBundleTests {
    @Test func `the published log's bundles have these sizes`() throws {
        let one = EntryBundle.encode(Array(PublishedLog.leaves.prefix(1)))
        #expect(one == [0, 3] + utf8("one"))
        let all = EntryBundle.encode(PublishedLog.leaves)
        #expect(all.count == 99)
        #expect(try EntryBundle.decode(all, width: 15) == PublishedLog.leaves)
    }

    @Test func `entries may be empty or 65535 bytes long`() throws {
        let entries = [[], [UInt8](repeating: 7, count: 65_535), []]
        let bytes = EntryBundle.encode(entries)
        #expect(bytes.count == 65_535 + 6)
        #expect(try EntryBundle.decode(bytes, width: 3) == entries)
    }

    @Test func `a bundle with too few or too many entries is refused`() {
        let bytes = EntryBundle.encode([[1], [2, 3]])
        #expect(throws: DecodingFailure.truncated(offset: 7, missing: 2)) {
            try EntryBundle.decode(bytes, width: 3)
        }
        #expect(throws: DecodingFailure.wrongLength(expected: 3, actual: 7)) {
            try EntryBundle.decode(bytes, width: 1)
        }
        #expect(throws: DecodingFailure.truncated(offset: 5, missing: 1)) {
            try EntryBundle.decode(Array(bytes.dropLast()), width: 2)
        }
    }

    @Test func `cut and changed bundles decode to what they say or not at all`() throws {
        let golden = EntryBundle.encode(PublishedLog.leaves)
        for bytes in beginnings(of: golden) {
            #expect(throws: DecodingFailure.self) {
                try EntryBundle.decode(bytes, width: 15)
            }
        }
        var refused = 0
        for bytes in changes(of: golden) {
            do {
                let entries = try EntryBundle.decode(bytes, width: 15)
                #expect(entries != PublishedLog.leaves)
                #expect(EntryBundle.encode(entries) == bytes)
            } catch {
                refused += 1
            }
        }
        #expect(refused >= 15 * 2 * 3)
    }
}
