// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveIO
import ArchiveTestSupport
import Provenance
import SystemPackage
import Testing
import TransparencyLog

@testable import ArchiveStore
@testable import BlobStore

@Suite(.temporaryDirectory) struct IndexTests {
    private static let documents = (0..<12).map { Document("document number \($0)") }

    private func makeWorld() throws -> (World, MemoryStorage) {
        let world = try World()
        for start in stride(from: 0, to: 12, by: 3) {
            try world.commit(Array(Self.documents[start..<start + 3]))
        }
        return (world, try #require(world.storage as? MemoryStorage))
    }

    private func expectAnswers(_ archive: ArchiveReader) throws {
        #expect(archive.index.coveredCount == archive.treeSize)
        for document in Self.documents {
            #expect(try archive.contents(at: document.address) == [document.id])
            #expect(try archive.bytes(of: document.id) == document.bytes)
            let found = try archive.statements(for: document.id)
            #expect(found.count == 1)
            #expect(try archive.statements(for: #require(found.first).id).count == 1)
        }
        #expect(try archive.contents(at: "https://example.org/other").isEmpty)
        #expect(try archive.statements(for: digest([1])).isEmpty)
        #expect(try archive.statements(ofType: .key).map(\.entry) == [1])
        #expect(refusal { _ = try archive.bytes(of: digest([1])) } == .missingOrDamaged)
    }

    private func expectSound(_ world: World, _ storage: any ArchiveStorage) throws {
        try expectAnswers(try ArchiveReader(storage))
        try expectAnswers(try ArchiveReader(storage))
        var writer = try world.with(storage).writer()
        for document in Self.documents {
            #expect(try !writer.add(document).isAdded)
        }
        _ = try writer.add(Document("one more"))
        _ = try writer.commit()
        #expect(try world.with(storage).inspect().problems == [])
    }

    private func damage(
        _ storage: MemoryStorage,
        _ change: (inout [UInt8]) -> Void,
    ) -> Int {
        var count = 0
        for (path, bytes) in storage.files where path.hasPrefix("cache/") {
            var bytes = bytes
            change(&bytes)
            storage.files[path] = bytes
            count += 1
        }
        return count
    }

    @Test func `runs are merged so that there are few`() throws {
        let world = try World()
        for index in 0..<40 {
            try world.commit([Document("document \(index)")])
        }
        let archive = try world.reader()
        #expect(archive.index.runs.count <= 6)
        let names = try world.storage.items(in: "cache/index").map(\.text)
        #expect(names.count == archive.index.runs.count)
    }

    @Test func `a lost index is built again`() throws {
        let (world, storage) = try makeWorld()
        storage.files = storage.files.filter { !$0.key.hasPrefix("cache/") }
        try expectSound(world, storage)
    }

    @Test(arguments: [0, 1, 71, 72, 200]) func `a cut index is built again`(count: Int) throws {
        let (world, storage) = try makeWorld()
        #expect(damage(storage) { $0 = Array($0.prefix(count)) } > 0)
        try expectSound(world, storage)
    }

    @Test(arguments: [UInt64(1), 2, 3]) func `garbage is no index`(seed: UInt64) throws {
        let (world, storage) = try makeWorld()
        var generator = SeededGenerator(seed: seed)
        let count = damage(storage) { bytes in
            bytes = (0..<bytes.count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        }
        #expect(count > 0)
        try expectSound(world, storage)
    }

    @Test func `an index with another tree is built again`() throws {
        let (world, storage) = try makeWorld()
        // The attachment, which holds the tree's hashes, is behind the header.
        #expect(damage(storage) { $0[72] ^= 1 } > 0)
        try expectSound(world, storage)
    }

    @Test func `an index of a history that was rolled back is built again`() throws {
        let world = try World()
        let (other, otherStorage) = try world.copy()
        for index in 0..<4 {
            try other.commit((0..<3).map { Document("other \(index) \($0)") })
        }
        let (same, storage) = (world, try #require(world.storage as? MemoryStorage))
        for start in stride(from: 0, to: 12, by: 3) {
            try same.commit(Array(Self.documents[start..<start + 3]))
        }
        storage.files = storage.files.filter { !$0.key.hasPrefix("cache/") }
        for (path, bytes) in otherStorage.files where path.hasPrefix("cache/") {
            storage.files[path] = bytes
        }
        try expectSound(same, storage)
    }

    @Test func `a run whose end no log can have is no trap`() throws {
        let (world, storage) = try makeWorld()
        var builder = IndexRunBuilder(entries: 0..<UInt64.max)
        builder.attachment = [1]
        let huge = "cache/index/00000000000000000000-09223372036854775807"
        try storage.replaceCache(huge, writing: builder.write)
        storage.files["cache/index/00000000000000000000-zzz"] = [1]
        try expectSound(world, storage)
    }

    @Test(arguments: UInt64(0)..<8) func `damaged records are found out`(seed: UInt64) throws {
        let (world, storage) = try makeWorld()
        var generator = SeededGenerator(seed: seed)
        let changed = damage(storage) { bytes in
            // Behind header and tree: packs, blobs and keys.
            for offset in 400..<bytes.count where generator.next() % 20 == 0 {
                bytes[offset] = UInt8(truncatingIfNeeded: generator.next())
            }
        }
        #expect(changed > 0)
        try expectSound(world, storage)
    }

    @Test(arguments: UInt64(0)..<8) func `records may say anything without a trap`(
        seed: UInt64
    ) throws {
        let (world, storage) = try makeWorld()
        var generator = SeededGenerator(seed: seed)
        let changed = damage(storage) { file in
            changeRun(&file) { bytes in
                for offset in 400..<bytes.count where generator.next() % 20 == 0 {
                    bytes[offset] = UInt8(truncatingIfNeeded: generator.next())
                }
            }
        }
        #expect(changed > 0)
        let archive = try ArchiveReader(storage)
        for document in Self.documents {
            // Wrong answers are errors or nothing, never another document.
            if let bytes = try? archive.bytes(of: document.id) {
                #expect(bytes == document.bytes, "seed \(seed)")
            }
            if let found = try? archive.contents(at: document.address), !found.isEmpty {
                #expect(found == [document.id], "seed \(seed)")
            }
        }
        _ = try? world.writer()
    }

    /// An index with good checksums whose records lie.
    private func lie(
        _ storage: MemoryStorage,
        _ change: (inout [IndexRun.Key], inout [Digest: [BlobPlace]]) -> Void,
    ) throws {
        let archive = try ArchiveReader(storage)
        let last = try #require(archive.index.runs.last)
        var builder = IndexRunBuilder(entries: 0..<archive.treeSize)
        builder.attachment = last.attachment
        var keys: [IndexRun.Key] = []
        var places: [Digest: [BlobPlace]] = [:]
        for run in archive.index.runs {
            let packs = try run.packs()
            for index in 0..<run.keyCount {
                keys.append(try run.key(at: index))
            }
            for index in 0..<run.blobCount {
                let (pack, place) = try run.blob(at: index)
                places[packs[pack], default: []].append(place)
            }
        }
        change(&keys, &places)
        for (pack, places) in places {
            builder.add(pack: pack, places: places)
        }
        for key in keys {
            builder.add(key)
        }
        storage.files = storage.files.filter { !$0.key.hasPrefix("cache/") }
        try storage.replaceCache(
            IndexSet.path(of: 0..<archive.treeSize),
            writing: builder.write,
        )
        #expect(try ArchiveReader(storage).index.runs.map(\.entries) == [0..<archive.treeSize])
    }

    @Test func `an index that leads to another statement is built again`() throws {
        let (world, storage) = try makeWorld()
        try lie(storage) { keys, _ in
            let all = keys
            for index in keys.indices {
                keys[index].entry = all[(index + 1) % all.count].entry
            }
        }
        try expectSound(world, storage)
    }

    @Test func `an index that leads to a pack's entry is built again`() throws {
        let (world, storage) = try makeWorld()
        try lie(storage) { keys, _ in
            for index in keys.indices {
                keys[index].entry = 0
            }
        }
        try expectSound(world, storage)
    }

    @Test func `an index that has blobs in other places is built again`() throws {
        let (world, storage) = try makeWorld()
        try lie(storage) { _, places in
            for pack in places.keys {
                places[pack] = places[pack]?.map { place in
                    var place = place
                    place.offset += 1
                    return place
                }
            }
        }
        try expectSound(world, storage)
    }

    @Test func `an index that lacks blobs is built again`() throws {
        let (_, storage) = try makeWorld()
        try lie(storage) { _, places in places = [:] }
        try expectAnswers(try ArchiveReader(storage))
    }

    @Test func `a description that leads elsewhere is no reason to store nothing`() throws {
        let (world, storage) = try makeWorld()
        // The same bytes under an address that is new here.
        let document = Document(bytes: Self.documents[0].bytes, "https://example.org/new")
        let capture = try document.description.capture(
            of: document.id,
            byteCount: UInt64(document.bytes.count),
        )
        try lie(storage) { keys, _ in
            let key = LookUpKey.description(capture.descriptionBytes).digest
            keys.append(IndexRun.Key(digest: key, entry: 3))
        }
        var writer = try world.writer()
        #expect(try writer.add(document).isAdded)
        _ = try writer.commit()
        #expect(try world.reader().contents(at: document.address) == [document.id])
    }

    @Test func `a read-only archive is read all the same`() throws {
        let (_, memory) = try makeWorld()
        memory.files = memory.files.filter { !$0.key.hasPrefix("cache/") }
        let storage = ReadOnlyStorage(inner: memory)
        try expectAnswers(try ArchiveReader(storage))
        #expect(memory.files.keys.allSatisfy { !$0.hasPrefix("cache/") })
    }

    @Test func `damage to a pack is passed over when the index is built`() throws {
        let (world, storage) = try makeWorld()
        let pack = try #require(try world.inspect().entries.last { $0.type == "pack" })
        storage.files = storage.files.filter { !$0.key.hasPrefix("cache/") }
        storage.files[pack.digest.packPath] = nil
        let archive = try ArchiveReader(storage)
        #expect(try archive.contents(at: Self.documents[0].address) == [Self.documents[0].id])
        #expect(try archive.contents(at: Self.documents[11].address).isEmpty)
        #expect(refusal { _ = try archive.bytes(of: Self.documents[11].id) } == .missingOrDamaged)
    }

    @Test(arguments: [true, false])
    func `a pack that is restored is found again`(isLost: Bool) throws {
        let (world, storage) = try makeWorld()
        let files = storage.files
        for pack in try world.inspect().entries.filter({ $0.type == "pack" }).map(\.digest) {
            storage.files = files.filter { !$0.key.hasPrefix("cache/") }
            storage.files[pack.packPath] = isLost ? nil : files[pack.packPath]?.dropLast(30)
            _ = try ArchiveReader(storage)
            _ = try? world.writer()
            storage.files[pack.packPath] = files[pack.packPath]
            try expectAnswers(try ArchiveReader(storage))
            _ = try world.writer()
        }
    }

    @Test func `an index that is built at once finds segmented blobs`() throws {
        let world = try World()
        let large = Document(bytes: largeBytes(17 << 20), "https://example.org/large")
        try world.commit([Document("before"), large, Document("after")])
        let storage = try #require(world.storage as? MemoryStorage)
        storage.files = storage.files.filter { !$0.key.hasPrefix("cache/") }
        let archive = try ArchiveReader(storage)
        #expect(try archive.bytes(of: large.id) == large.bytes)
        var writer = try world.writer()
        #expect(try writer.add(large).isAdded == false)
    }

    @Test(arguments: [0, 1, 100, 4_096, 5_000])
    func `an index that is cut while it is open is built again`(count: Int) throws {
        let path = TemporaryDirectory.current.appending("archive")
        let world = try World(try LocalStorage(making: path))
        for start in stride(from: 0, to: 12, by: 3) {
            try world.commit(Array(Self.documents[start..<start + 3]))
        }
        let archive = try world.reader()
        var writer = try world.writer()
        for item in try world.storage.items(in: IndexSet.folder) {
            let file = try FileDescriptor.open(
                path.appending(IndexSet.folder).appending(item.text),
                .readWrite,
            )
            // In place, so that it is cut for those too who have it open.
            try file.closeAfter { try file.resize(to: Int64(count), retryOnInterrupt: true) }
        }
        try expectAnswers(archive)
        for document in Self.documents {
            #expect(try !writer.add(document).isAdded)
        }
        try expectAnswers(try world.reader())
    }

    // MARK: Reading

    @Test func `entries and statements are found by number`() throws {
        let (world, _) = try makeWorld()
        let archive = try world.reader()
        var seen: [UInt64] = []
        try archive.forEachEntry { index, entry, content in
            let recorded = content.statement
            seen.append(index)
            #expect((recorded == nil) == (entry.type == LogEntry.packType))
            #expect(recorded.map { $0.id == entry.digest && $0.entry == index } ?? true)
            return true
        }
        #expect(seen == Array(0..<archive.treeSize))
        #expect(try archive.statement(atEntry: 0) == nil)
        #expect(try archive.statement(atEntry: 1)?.entry == 1)
        #expect(try archive.statement(atEntry: archive.treeSize) == nil)
        #expect(try archive.statement(atEntry: .max) == nil)
        seen = []
        try archive.forEachEntry(from: 5) { index, _, _ in
            seen.append(index)
            return index < 7
        }
        #expect(seen == [5, 6, 7])
        try archive.forEachEntry(from: archive.treeSize) { index, _, _ in
            Issue.record("entry \(index)")
            return true
        }
    }

    @Test(arguments: 0..<9) func `the commit of an entry is found`(count: Int) throws {
        var log = try LogFolder(MemoryStorage(files: ["log/readme": []]))
        var firsts: [UInt64] = []
        var next: UInt64 = count % 2 == 0 ? 0 : 3
        for index in 0..<count {
            firsts.append(next)
            log.append(firstIndex: next)
            next += UInt64(1 + index % 3)
        }
        for entry in 0..<next + 3 {
            #expect(log.firstIndex(containing: entry) == firsts.last { $0 <= entry })
            for end in entry...next + 3 {
                let range = entry..<end
                #expect(log.firstIndices(in: range) == firsts.filter(range.contains))
            }
        }
        #expect(log.firstIndex(containing: .max) == firsts.last)
    }

    @Test func `a cursor gives any entry in any order`() throws {
        let (world, _) = try makeWorld()
        let archive = try world.reader()
        let entries = try world.inspect().entries
        var cursor = LogCursor(archive.log)
        var order = Array(0..<entries.count)
        var generator = SeededGenerator(seed: 9)
        order.shuffle(using: &generator)
        for index in order + order.sorted() + order.sorted().reversed() {
            #expect(try cursor.entry(at: UInt64(index)) == entries[index])
        }
        for index in [UInt64(entries.count), .max] {
            let error = #expect(throws: ArchiveError.self) { try cursor.entry(at: index) }
            #expect(error?.code == .missingOrDamaged)
        }
        #expect(try cursor.entry(at: 0) == entries[0])
    }

    @Test func `another copy of a blob is read when one is damaged`() throws {
        let world = try World()
        let document = Document("twice", "https://example.org/1")
        var first = try world.writer()
        var second = try world.writer()
        _ = try first.add(document)
        _ = try second.add(Document("twice", "https://example.org/2"))
        _ = try first.commit()
        _ = try second.commit()
        let inspection = try world.inspect()
        #expect(inspection.blobCounts[document.id] == 2)
        let storage = try #require(world.storage as? MemoryStorage)
        let packs = inspection.entries.filter { $0.type == "pack" }.map(\.digest.packPath)
            .dropFirst()
        for path in packs {
            let (copy, damaged) = try world.copy()
            damaged.files[path] = [0]
            #expect(try copy.reader().bytes(of: document.id) == document.bytes)
            damaged.files[path] = nil
            #expect(try copy.reader().bytes(of: document.id) == document.bytes)
        }
        for path in packs {
            storage.files[path] = nil
        }
        #expect(refusal { _ = try world.reader().bytes(of: document.id) } == .missingOrDamaged)
    }

    @Test(arguments: [true, false])
    func `a document whose copy is damaged or gone is stored again`(isGone: Bool) throws {
        let (world, storage) = try makeWorld()
        let pack = try #require(try world.inspect().entries.last { $0.type == "pack" }).digest
        let lost = Self.documents[11]
        var bytes = try #require(storage.files[pack.packPath])
        // The first member holds the documents; its deflate stream is behind the header.
        bytes[38 + 36 * 3 + 5] ^= 1
        storage.files[pack.packPath] = isGone ? nil : bytes
        var writer = try world.writer()
        #expect(try writer.add(lost).isNew == true)
        #expect(try !writer.add(Self.documents[0]).isAdded)
        _ = try writer.commit()
        #expect(try world.reader().bytes(of: lost.id) == lost.bytes)
    }

    @Test func `a sink that fails is not tried with another copy`() throws {
        let (world, _) = try makeWorld()
        let archive = try world.reader()
        let stop = StoreError(.inputOutput, "the disk is full")
        var count = 0
        let error = #expect(throws: ArchiveError.self) {
            try archive.read(Self.documents[0].id) { _ throws(StoreError) in
                count += 1
                throw stop
            }
        }
        #expect(error?.cause == stop)
        #expect(count == 1)
    }

    @Test func `a document with the bytes of a statement is read`() throws {
        let world = try World()
        try world.commit([Document("hello")])
        let archive = try world.reader()
        let statement = try #require(
            try archive.statements(ofAddress: Document("hello").address).first
        )
        #expect(try archive.bytes(of: statement.id) == statement.bytes)
        var writer = try world.writer()
        let copy = Document(bytes: statement.bytes, "https://example.org/statement")
        #expect(try writer.add(copy).isNew == true)
        _ = try writer.commit()
        #expect(try writer.archive.bytes(of: copy.id) == copy.bytes)
        #expect(try world.inspect().problems == [])
    }
}

/// A storage whose cache cannot be written, as on read-only media.
private struct ReadOnlyStorage: WrappedStorage {
    let inner: any ArchiveStorage

    private var refusal: StoreError {
        StoreError(.inputOutput, "read-only")
    }

    func makeStaging() throws(StoreError) -> any StagingArea {
        throw refusal
    }

    func synchronize(_ path: String) throws(StoreError) {
        throw refusal
    }

    func clearAbandonedStaging(_ isDone: ([UInt8]) -> Bool) throws(StoreError) {
        throw refusal
    }

    func replaceCache(
        _ path: String,
        writing body: (any ByteSink) throws(StoreError) -> Void,
    ) throws(StoreError) {
        throw refusal
    }

    func removeCache(_ path: String) throws(StoreError) {
        throw refusal
    }
}
