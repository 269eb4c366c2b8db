// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveTestSupport
import Testing
import TransparencyLog

@testable import ArchiveStore
@testable import BlobStore

@Suite struct LostAndChangedFileTests {
    private func makeWorld() throws -> (World, MemoryStorage) {
        let world = try World()
        try world.commit([Document("first")])
        try world.commit([Document("second")])
        return (world, try #require(world.storage as? MemoryStorage))
    }

    @Test func `the pack of a lost document is named, and the index stays`() throws {
        let (_, storage) = try makeWorld()
        let document = Document("second")
        let places = try ArchiveReader(storage).index.places(of: document.id)
        let path = PackName.path(of: try #require(places.first).pack)
        let cache = storage.files.keys.filter { $0.hasPrefix("cache/") }.sorted()
        #expect(!cache.isEmpty)
        storage.files[path] = nil

        let archive = try ArchiveReader(storage)
        for _ in 0..<2 {
            do throws(ArchiveError) {
                _ = try archive.bytes(of: document.id)
                Issue.record("a lost document was read")
            } catch {
                #expect(error.code == .missingOrDamaged)
                #expect(error.message.contains(path), "\(error.message)")
            }
        }
        #expect(storage.files.keys.filter { $0.hasPrefix("cache/") }.sorted() == cache)
        #expect(try archive.bytes(of: Document("first").id) == Document("first").bytes)
    }

    @Test func `a cache that others exchange at once is no obstacle to adding`() throws {
        let (world, storage) = try makeWorld()
        let size = try ArchiveReader(storage).treeSize
        // A batch with one document has three entries.
        let path = IndexSet.path(of: size..<size + 3)
        let other = MemoryStorage()
        other.files[path] = [1, 2, 3]
        let changing = ChangingStorage(storage, then: other, at: path, after: 0)
        var writer = try world.with(changing).writer()
        for number in 0..<3 {
            _ = try writer.add(Document("document \(number)"))
            _ = try writer.commit()
        }
        #expect(try world.inspect().problems == [])
        let archive = try ArchiveReader(storage)
        #expect(try archive.bytes(of: Document("document 2").id) == Document("document 2").bytes)
    }

    @Test func `a newest commit that differs when it is read again is refused`() throws {
        let (world, storage) = try makeWorld()
        let size = try ArchiveReader(storage).treeSize
        let short = try world.copy()
        let long = try world.copy()
        try short.world.commit([Document("third")])
        try long.world.commit([Document("third"), Document("fourth")])
        for (path, bytes) in long.storage.files where path.hasPrefix("cache/") {
            short.storage.files[path] = bytes
        }
        let path = "log/" + Commit.fileName(firstIndex: size)
        let changing = ChangingStorage(short.storage, then: long.storage, at: path)
        #expect(refusal { _ = try ArchiveReader(changing) } == .inputOutput)
    }
}
