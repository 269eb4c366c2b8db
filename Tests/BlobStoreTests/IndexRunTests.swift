// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveIO
import ArchiveTestSupport
import Testing

@testable import BlobStore

/// What a run must answer, kept in dictionaries.
private struct Oracle {
    var packs: [(digest: Digest, places: [BlobPlace])] = []
    var keys: [IndexRun.Key] = []

    /// Draws packs and keys; some blobs are in several packs, some keys lead to several entries.
    init(_ generator: inout SeededGenerator, entries: Range<UInt64>) {
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            let places = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
                BlobPlace(
                    id: Self.digest(upTo: 90, &generator),
                    kind: Bool.random(using: &generator) ? .blobs : .lastSegment,
                    position: UInt16.random(in: 0...442, using: &generator),
                    offset: generator.next(),
                )
            }
            packs.append((BlobStoreTests.digest(generator.bytes(upTo: 40)), places))
        }
        for entry in entries {
            keys.append(.init(digest: Self.digest(upTo: 50, &generator), entry: entry))
        }
    }

    static func digest(upTo limit: UInt8, _ generator: inout SeededGenerator) -> Digest {
        BlobStoreTests.digest([UInt8.random(in: 0..<limit, using: &generator)])
    }

    func builder(entries: Range<UInt64>, attachment: [UInt8]) -> IndexRunBuilder {
        var builder = IndexRunBuilder(entries: entries)
        builder.attachment = attachment
        for (digest, places) in packs {
            builder.add(pack: digest, places: places)
        }
        for key in keys.reversed() {
            builder.add(key)
        }
        return builder
    }

    func places(of id: BlobID) -> [BlobPlace] {
        packs.flatMap(\.places).filter { $0.id == id }
    }

    func packs(of id: BlobID) -> [Digest] {
        packs.flatMap { pack in pack.places.filter { $0.id == id }.map { _ in pack.digest } }
    }

    func entries(for key: Digest) -> [UInt64] {
        keys.filter { $0.digest == key }.map(\.entry).sorted()
    }
}

@Suite struct IndexRunTests {
    private func written(
        _ write: (any ByteSink) throws(StoreError) -> Void
    ) throws -> [UInt8] {
        let storage = MemoryStorage()
        try storage.replaceCache("run", writing: write)
        return unpaged(storage.files["run"] ?? [])
    }

    /// A run of bytes that are put into pages with good checksums, whatever they say.
    private func makeRun(_ bytes: [UInt8]) throws -> IndexRun? {
        IndexRun(try storedFile(paged(bytes)))
    }

    private func expectAnswers(_ run: IndexRun, _ oracle: Oracle, _ comment: Comment) throws {
        for value in UInt8(0)..<100 {
            let id = digest([value])
            let found = try run.places(of: id)
            #expect(Set(found.map(\.place)) == Set(oracle.places(of: id)), comment)
            #expect(found.map(\.pack) == oracle.packs(of: id), comment)
            #expect(try run.entries(for: id) == oracle.entries(for: id), comment)
        }
        #expect(run.weight == oracle.packs.flatMap(\.places).count + oracle.keys.count, comment)
        #expect(try run.packs() == oracle.packs.map(\.digest), comment)
    }

    @Test(arguments: UInt64(0)..<20) func `look-ups answer as a dictionary does`(seed: UInt64)
        throws
    {
        var generator = SeededGenerator(seed: seed)
        let entries = 7..<7 + generator.next() % 90
        let oracle = Oracle(&generator, entries: entries)
        let attachment = generator.bytes(upTo: 200)
        let builder = oracle.builder(entries: entries, attachment: attachment)
        let run = try #require(try makeRun(try written(builder.write)))
        #expect(run.entries == entries)
        #expect(run.attachment == attachment)
        try expectAnswers(run, oracle, "seed \(seed)")
    }

    @Test(arguments: UInt64(0)..<20) func `the names in a range are those of the blobs in it`(
        seed: UInt64
    ) throws {
        var generator = SeededGenerator(seed: seed)
        let oracle = Oracle(&generator, entries: 0..<20)
        let run = try #require(
            makeRun(try written(oracle.builder(entries: 0..<20, attachment: []).write))
        )
        let all = Set(oracle.packs.flatMap(\.places).map(\.id)).sorted()
        for _ in 0..<50 {
            let ends = [
                Oracle.digest(upTo: 255, &generator), Oracle.digest(upTo: 255, &generator),
            ].sorted()
            let range = ends[0]...ends[1]
            #expect(
                try run.ids(in: range, limit: .max - 10_000) == all.filter(range.contains),
                "seed \(seed)",
            )
            #expect(try run.ids(in: range, limit: 3).count <= 3)
        }
        for id in all {
            #expect(try run.ids(in: id...id, limit: 1) == [id])
        }
    }

    @Test(arguments: UInt64(0)..<20) func `merging is building at once`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var left = Oracle(&generator, entries: 0..<30)
        let right = Oracle(&generator, entries: 30..<50)
        let attachment: [UInt8] = [4, 5]
        let first = left.builder(entries: 0..<30, attachment: [1, 2, 3])
        let second = right.builder(entries: 30..<50, attachment: attachment)
        let earlier = try #require(try makeRun(try written(first.write)))
        let later = try #require(try makeRun(try written(second.write)))
        let merged = try written { (sink) throws(StoreError) in
            try earlier.merge(with: later, to: sink)
        }
        left.packs += right.packs
        left.keys += right.keys
        let atOnce = left.builder(entries: 0..<50, attachment: attachment)
        #expect(try merged == written(atOnce.write), "seed \(seed)")
        try expectAnswers(try #require(try makeRun(merged)), left, "seed \(seed)")
    }

    @Test func `an empty run answers nothing`() throws {
        let run = try #require(try makeRun(try written(IndexRunBuilder(entries: 3..<3).write)))
        #expect(run.weight == 0)
        #expect(run.packCount == 0 && run.attachment.isEmpty)
        #expect(try run.places(of: digest([])).isEmpty)
        #expect(try run.entries(for: digest([])).isEmpty)
    }

    @Test func `a run over one buffer's length is written whole`() throws {
        var builder = IndexRunBuilder(entries: 0..<8_000)
        let places = (0..<8_000).map { index in
            let id = digest([UInt8(truncatingIfNeeded: index), UInt8(index >> 8)])
            return BlobPlace(id: id, kind: .blobs, position: 0, offset: UInt64(index))
        }
        builder.add(pack: digest([]), places: places)
        for place in places {
            builder.add(.init(digest: place.id, entry: place.offset))
        }
        let run = try #require(try makeRun(try written(builder.write)))
        for place in places {
            #expect(try run.places(of: place.id).map(\.place) == [place])
            #expect(try run.entries(for: place.id) == [place.offset])
        }
    }

    @Test func `a sink that fails fails the writing`() throws {
        let storage = FaultyStorage(MemoryStorage(), FaultPlan(.only(2)))
        #expect(throws: StoreError.self) {
            try storage.replaceCache("run", writing: IndexRunBuilder(entries: 0..<1).write)
        }
    }

    // MARK: Hostile runs

    private func sample() throws -> (bytes: [UInt8], oracle: Oracle) {
        var generator = SeededGenerator(seed: 71)
        var oracle = Oracle(&generator, entries: 0..<12)
        while oracle.packs.count < 2 {
            oracle = Oracle(&generator, entries: 0..<12)
        }
        return (try written(oracle.builder(entries: 0..<12, attachment: [1]).write), oracle)
    }

    @Test func `every cut run is none`() throws {
        let bytes = try sample().bytes
        #expect(try makeRun(bytes) != nil)
        for count in bytes.indices {
            #expect(try makeRun(Array(bytes[..<count])) == nil)
        }
        #expect(try makeRun(bytes + [0]) == nil)
    }

    @Test func `a run with a changed header is none`() throws {
        let bytes = try sample().bytes
        var accepted: [String] = []
        for offset in 0..<68 {
            for change in UInt8(1)...255 {
                var changed = bytes
                changed[offset] ^= change
                if try makeRun(changed) != nil {
                    accepted.append("\(offset): \(change)")
                }
            }
        }
        #expect(accepted == [])
    }

    private static let hugeNumbers: [UInt64] = [
        0x8000_0000_0000_0000, .max, 461_168_601_842_738_790, 384_307_168_202_282_326,
        1_099_511_627_776,
    ]

    @Test(arguments: hugeNumbers)
    func `a header that says too much is refused`(number: UInt64) throws {
        for field in 0..<6 {
            var changed = try sample().bytes
            for index in 0..<8 {
                let byte = UInt8(truncatingIfNeeded: number >> UInt64(8 * index))
                changed[16 + 8 * field + index] = byte
            }
            let sum = crc32(changed.span.extracting(..<64))
            for index in 0..<4 {
                changed[64 + index] = UInt8(truncatingIfNeeded: sum >> UInt32(8 * index))
            }
            // Only the entries' end may be any number that an index can be.
            let isAllowed = field == 1 && number <= UInt64(Int64.max)
            #expect(try (makeRun(changed) != nil) == isAllowed)
        }
    }

    /// Asks a hostile run everything; none of it may trap.
    private func askEverything(_ run: IndexRun) throws -> Int {
        var count = run.packCount + run.attachment.count
        for value in UInt8(0)..<100 {
            count += try run.places(of: digest([value])).count
            count += (try? run.entries(for: digest([value])))?.count ?? 0
        }
        for index in 0..<run.blobCount {
            count += try run.places(of: try run.blob(at: index).place.id).count
        }
        return count
    }

    @Test(arguments: UInt64(0)..<10) func `a run may have any records`(seed: UInt64) throws {
        let (bytes, _) = try sample()
        var generator = SeededGenerator(seed: seed)
        var changed = bytes
        for offset in 72..<bytes.count where seed > 5 || generator.next() % 10 == 0 {
            changed[offset] = UInt8(truncatingIfNeeded: generator.next())
        }
        let run = try #require(try makeRun(changed))
        #expect(try askEverything(run) >= run.packCount)
    }

    @Test func `a pack's number that is out of range leads nowhere`() throws {
        let id = digest([1])
        var builder = IndexRunBuilder(entries: 0..<1)
        builder.add(
            pack: digest([]),
            places: [BlobPlace(id: id, kind: .blobs, position: 0, offset: 0)],
        )
        var bytes = try written(builder.write)
        let record = bytes.count - 48
        for index in 0..<4 {
            bytes[record + 32 + index] = 0xFF
        }
        let hostile = try #require(try makeRun(bytes))
        #expect(try hostile.places(of: id).isEmpty)
        // Merging must not make room for it either.
        let next = try #require(try makeRun(try written(IndexRunBuilder(entries: 1..<2).write)))
        let before = IndexRunBuilder(entries: 0..<0)
        let start = try #require(try makeRun(try written(before.write)))
        for (left, right) in [(hostile, next), (start, hostile)] {
            let merged = try written { (sink) throws(StoreError) in
                try left.merge(with: right, to: sink)
            }
            #expect(try #require(try makeRun(merged)).places(of: id).isEmpty)
        }
    }

    @Test func `a pack's number that is out of range does not grow over the limit when merged`()
        throws
    {
        let id = digest([1])
        var builder = IndexRunBuilder(entries: 1..<2)
        builder.add(
            pack: digest([]),
            places: [BlobPlace(id: id, kind: .blobs, position: 0, offset: 0)],
        )
        var bytes = try written(builder.write)
        for index in 0..<4 {
            bytes[bytes.count - 48 + 32 + index] = 0xFF
        }
        let hostile = try #require(try makeRun(bytes))
        var first = IndexRunBuilder(entries: 0..<1)
        first.add(pack: digest([3]), places: [])
        let start = try #require(try makeRun(try written(first.write)))
        let merged = try written { (sink) throws(StoreError) in
            try start.merge(with: hostile, to: sink)
        }
        #expect(try #require(try makeRun(merged)).places(of: id).isEmpty)
    }

    @Test func `a kind that is none is taken for a segment`() throws {
        let id = digest([1])
        var builder = IndexRunBuilder(entries: 0..<1)
        builder.add(
            pack: digest([]),
            places: [BlobPlace(id: id, kind: .blobs, position: 0, offset: 0)],
        )
        var bytes = try written(builder.write)
        bytes[bytes.count - 48 + 38] = 99
        #expect(try #require(try makeRun(bytes)).places(of: id).map(\.place.kind) == [.segment])
    }

    // MARK: Pages

    /// A run of several pages, and its file.
    private func largeRun() throws -> (bytes: [UInt8], keys: [IndexRun.Key]) {
        var builder = IndexRunBuilder(entries: 0..<500)
        builder.attachment = [1, 2, 3]
        let keys = (0..<500).map { index in
            IndexRun.Key(
                digest: digest([UInt8(index & 255), UInt8(index >> 8)]),
                entry: UInt64(index),
            )
        }
        for key in keys {
            builder.add(key)
        }
        return (paged(try written(builder.write)), keys)
    }

    @Test func `a damaged byte is found out by whoever reads its page`() throws {
        let (bytes, keys) = try largeRun()
        #expect(bytes.count > 4 * 4_096)
        for offset in stride(from: 0, to: bytes.count, by: 97) {
            var changed = bytes
            changed[offset] ^= 0x10
            guard let run = IndexRun(try storedFile(changed)) else {
                #expect(offset < 4_096)
                continue
            }
            var refusalCount = 0
            for key in keys {
                do throws(StoreError) {
                    #expect(try run.entries(for: key.digest) == [key.entry])
                } catch {
                    refusalCount += 1
                    #expect(error.code == .damaged)
                }
            }
            #expect(refusalCount > 0, "\(offset)")
            #expect(throws: StoreError.self) {
                let next = try #require(
                    makeRun(try written(IndexRunBuilder(entries: 500..<501).write))
                )
                _ = try written { (sink) throws(StoreError) in try run.merge(with: next, to: sink) }
            }
        }
    }

    @Test func `a page of zeros and a page in another's place are damaged`() throws {
        let (bytes, keys) = try largeRun()
        var zeros = bytes
        var exchanged = bytes
        for offset in 0..<4_096 {
            zeros[2 * 4_096 + offset] = 0
            exchanged.swapAt(4_096 + offset, 2 * 4_096 + offset)
        }
        for changed in [zeros, exchanged] {
            let run = try #require(IndexRun(try storedFile(changed)))
            #expect(throws: StoreError.self) {
                for key in keys {
                    _ = try run.entries(for: key.digest)
                }
            }
        }
    }

    @Test func `an entry that the run does not cover is damage`() throws {
        var builder = IndexRunBuilder(entries: 5..<9)
        builder.add(IndexRun.Key(digest: digest([1]), entry: 9))
        builder.add(IndexRun.Key(digest: digest([2]), entry: 8))
        let run = try #require(try makeRun(try written(builder.write)))
        #expect(throws: StoreError.self) { try run.entries(for: digest([1])) }
        #expect(try run.entries(for: digest([2])) == [8])
    }
}
