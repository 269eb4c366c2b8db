// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveIO
import ArchiveTestSupport
import BlobStore
import Testing

@testable import ArchiveStore

@Suite struct ChangingDocumentTests {
    /// More than a segment, and another of the same length.
    private static let large = largeBytes(17 << 20, seed: 1)
    private static let other = largeBytes(17 << 20, seed: 2)

    private func failure(
        _ writer: inout ArchiveWriter,
        _ source: any DocumentSource,
    ) -> ArchiveWriter.DocumentFailure? {
        #expect(throws: ArchiveWriter.DocumentFailure.self) {
            _ = try writer.add(source, DocumentDescription())
        }
    }

    /// Commits with one more document, and expects that these are all.
    private func expectOnly(
        _ contents: [[UInt8]],
        _ writer: inout ArchiveWriter,
        _ world: World,
    ) throws {
        let last = Document("last")
        _ = try writer.add(last)
        _ = try writer.commit()
        let inspection = try world.inspect()
        #expect(inspection.problems == [])
        let expected = contents.map { digest($0) } + [last.id, digest(World.specification)]
        #expect(Set(inspection.blobCounts.keys) == Set(expected))
        let archive = try world.reader()
        for bytes in contents {
            #expect(try archive.bytes(of: digest(bytes)) == bytes)
        }
    }

    @Test(arguments: [
        (ChangingSource.State([1, 2]), ChangingSource.State([1, 2, 3])),
        (.init([1, 2]), .init([3, 4], modified: 1_001)),
        (.init([1, 2]), .init([3, 4], nanoseconds: 1)),
        (.init([1, 2]), .init([], modified: 900)),
    ])
    func `a document that changes once is read again`(
        first: ChangingSource.State,
        second: ChangingSource.State,
    ) throws {
        let world = try World()
        var writer = try world.writer()
        let source = ChangingSource([first, second])
        let outcome = try writer.add(source, DocumentDescription())
        #expect(outcome.isNew == true)
        try expectOnly([second.bytes], &writer, world)
    }

    @Test(arguments: [1, 2, 3]) func `a large document that changes once is read again`(
        readCount: Int
    ) throws {
        let world = try World()
        var writer = try world.writer()
        let source = ChangingSource(
            [.init(Self.large), .init(Self.other, modified: 1_001)],
            changesAfter: readCount,
        )
        #expect(try writer.add(source, DocumentDescription()).isNew == true)
        try expectOnly([readCount == 3 ? Self.large : Self.other], &writer, world)
    }

    @Test func `a document that becomes small while it is read is stored small`() throws {
        let world = try World()
        var writer = try world.writer()
        let states = [ChangingSource.State(Self.large), .init([1, 2, 3], modified: 1_001)]
        let source = ChangingSource(states, changesAfter: 2)
        #expect(try writer.add(source, DocumentDescription()).isNew == true)
        try expectOnly([[1, 2, 3]], &writer, world)
    }

    @Test func `a document that always changes is refused`() throws {
        let world = try World()
        var writer = try world.writer()
        let states = (0..<10).map { ChangingSource.State([UInt8($0)], modified: $0) }
        #expect(failure(&writer, ChangingSource(states)) == .changing)
        try expectOnly([], &writer, world)
    }

    @Test func `nothing of a large document that always changes remains`() throws {
        let world = try World()
        var writer = try world.writer()
        let states = (0..<10).map { number in
            ChangingSource.State(
                number.isMultiple(of: 2) ? Self.large : Self.other,
                modified: number,
            )
        }
        let source = ChangingSource(states)
        #expect(failure(&writer, source) == .changing)
        #expect(source.readCount == 4)
        try expectOnly([], &writer, world)
        let packs = try #require(world.storage as? MemoryStorage).files.filter {
            $0.key.hasPrefix("packs/")
        }
        #expect(packs.allSatisfy { $0.value.count < 10_000 })
    }

    @Test func `a length that is not what was read is a change`() throws {
        let world = try World()
        var writer = try world.writer()
        var state = ChangingSource.State([1, 2, 3])
        state.status = fileStatus(byteCount: 2)
        #expect(failure(&writer, ChangingSource([state])) == .changing)
        try expectOnly([], &writer, world)
    }

    @Test(arguments: [(5, 0), (17 << 20, 0), (17 << 20, 1)])
    func `a document that cannot be read is rolled back and the next is fine`(
        byteCount: Int,
        failingRead: Int,
    ) throws {
        let world = try World()
        var writer = try world.writer()
        _ = try writer.add(Document("before"))
        let source = ChangingSource(
            [.init(largeBytes(byteCount))],
            failingReads: failingRead..<100,
        )
        guard case .unreadable(let cause)? = failure(&writer, source) else {
            Issue.record("not unreadable")
            return
        }
        #expect(cause.message == "changing: planned fault.")
        try expectOnly([Document("before").bytes], &writer, world)
    }

    @Test(arguments: [5, 17 << 20], [0, 1])
    func `a document without a status is rolled back`(byteCount: Int, failing: Int) throws {
        let world = try World()
        var writer = try world.writer()
        let source = ChangingSource([.init(largeBytes(byteCount))], failingStatus: failing)
        guard case .unreadable? = failure(&writer, source) else {
            Issue.record("not unreadable")
            return
        }
        try expectOnly([], &writer, world)
    }

    // MARK: Large documents

    @Test func `a large document that is seen again is not stored again`() throws {
        let world = try World()
        let one = Document(bytes: Self.large, "https://example.org/1")
        let two = Document(bytes: Self.large, "https://example.org/2")
        try world.commit([one])
        var writer = try world.writer()
        #expect(try writer.add(one).isAdded == false)
        #expect(try writer.add(two).isNew == false)
        _ = try writer.commit()
        #expect(try world.inspect().blobCounts[one.id] == 1)
        #expect(try writer.archive.contents(at: two.address) == [one.id])
    }

    @Test func `a large document twice in a batch is stored once`() throws {
        let world = try World()
        var writer = try world.writer()
        #expect(try writer.add(Document(bytes: Self.large, "https://example.org/1")).isNew == true)
        #expect(
            try writer.add(Document(bytes: Self.large, "https://example.org/2")).isNew == false
        )
        try expectOnly([Self.large], &writer, world)
    }

    @Test func `another large document of the same length is stored`() throws {
        let world = try World()
        try world.commit([Document(bytes: Self.large, "https://example.org/1")])
        var writer = try world.writer()
        let other = Document(bytes: Self.other, "https://example.org/2")
        #expect(try writer.add(other).isNew == true)
        try expectOnly([Self.large, Self.other], &writer, world)
    }

    @Test func `one that shrinks between being digested and stored is read again`() throws {
        let world = try World()
        try world.commit([Document(bytes: Self.large, "https://example.org/1")])
        var writer = try world.writer()
        // Two reads digest it; at the third, which would store it, it is something else.
        let states = [ChangingSource.State(Self.other), .init([9], modified: 1_001)]
        let source = ChangingSource(states, changesAfter: 2)
        #expect(try writer.add(source, DocumentDescription()).isNew == true)
        try expectOnly([Self.large, [9]], &writer, world)
    }
}
