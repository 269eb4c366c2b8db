// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveIO
import ArchiveTestSupport
import BlobStore
import Provenance
import SystemPackage
import Testing
import TransparencyLog

@testable import ArchiveStore

@Suite(.temporaryDirectory) struct WriterRaceTests {
    @Test func `the writer that comes second rebases`() throws {
        let world = try World()
        var first = try world.writer()
        var second = try world.writer()
        let one = Document("one")
        let two = Document("two")
        _ = try second.add(two)
        _ = try first.add(one)
        #expect(try first.commit()?.firstEntry == 2)
        #expect(try second.commit()?.firstEntry == 4)
        #expect(try world.inspect().problems == [])
        for archive in [second.archive, try world.reader()] {
            #expect(archive.treeSize == 6)
            #expect(try archive.contents(at: one.address) == [one.id])
            #expect(try archive.contents(at: two.address) == [two.id])
            #expect(try archive.bytes(of: one.id) == one.bytes)
        }
        // The first does not know yet, and goes on all the same.
        let three = Document("three")
        _ = try first.add(three)
        #expect(try first.commit()?.firstEntry == 6)
        #expect(try first.archive.contents(at: two.address) == [two.id])
        #expect(try world.inspect().problems == [])
    }

    @Test func `a writer that lost several races in a row rebases on all`() throws {
        let world = try World()
        var slow = try world.writer()
        _ = try slow.add(Document("slow"))
        for index in 0..<5 {
            try world.commit([Document("fast \(index)")])
        }
        #expect(try slow.commit()?.firstEntry == 12)
        let inspection = try world.inspect()
        #expect(inspection.problems == [])
        #expect(inspection.captures.count == 6)
    }

    @Test func `a log that is another one all of a sudden is not signed`() throws {
        let world = try World()
        let (fork, forked) = try world.copy()
        try world.commit([Document("here")])
        try fork.commit([Document("there")])
        try fork.commit([Document("there too")])
        var writer = try world.writer()
        _ = try writer.add(Document("mine"))
        let memory = try #require(world.storage as? MemoryStorage)
        memory.files = forked.files
        #expect(refusal { _ = try writer.commit() } == .notTrusted)
        #expect(refusal { _ = try writer.commit() } == .inputOutput)
        #expect(throws: ArchiveWriter.DocumentFailure.self) {
            _ = try writer.add(Document("more"))
        }
        #expect(try fork.inspect().problems == [])
        #expect(try memory.items(in: "log").count == 3)
    }

    @Test func `a log that became shorter is not signed`() throws {
        let world = try World()
        try world.commit([Document("one")])
        let memory = try #require(world.storage as? MemoryStorage)
        var writer = try world.writer()
        _ = try writer.add(Document("two"))
        var files = memory.files
        // The place that the writer wants is taken by something that is no commit.
        files["log/00000000000000000002"] = nil
        memory.files = files
        memory.place(.folder, at: "log/00000000000000000004")
        #expect(refusal { _ = try writer.commit() } == .notTrusted)
    }

    @Test(.timeLimit(.minutes(1)))
    func `something that is no commit in a commit's place ends an add`() throws {
        let world = try World()
        let memory = try #require(world.storage as? MemoryStorage)
        var writer = try world.writer()
        _ = try writer.add(Document("one"))
        memory.place(.folder, at: "log/00000000000000000002")
        #expect(refusal { _ = try writer.commit() } == .missingOrDamaged)
        #expect(try memory.items(in: "log").map(\.kind) == [.file, .folder])
    }

    @Test func `a commit whose reply was lost is not made twice`() throws {
        let world = try World()
        let storage = LostReplyStorage(inner: world.storage)
        var writer = try world.with(storage).writer()
        _ = try writer.add(Document("one"))
        #expect(try writer.commit()?.firstEntry == 2)
        #expect(try world.inspect().commitCount == 2)
        #expect(try world.inspect().problems == [])
    }

    @Test func `an error of the disk is not taken for other bytes`() throws {
        let document = Document("one")
        func add(_ storage: any ArchiveStorage, _ world: World) throws {
            var writer = try world.with(LostReplyStorage(inner: storage)).writer()
            _ = try writer.add(document)
            _ = try writer.commit()
        }
        let base = try World()
        let plan = FaultPlan()
        let (clean, memory) = try base.copy()
        try add(FaultyStorage(memory, plan), clean)
        let calls = plan.calls
        #expect(calls.count > 10)
        for (number, call) in calls.enumerated() {
            let (world, memory) = try base.copy()
            plan.restart(.only(number + 1))
            do {
                try add(FaultyStorage(memory, plan), world)
            } catch let error as ArchiveError {
                #expect(error.code == .inputOutput, "\(number) \(call)")
            } catch ArchiveWriter.DocumentFailure.archive(let error) {
                #expect(error.code == .inputOutput, "\(number) \(call)")
            }
            let inspection = try world.inspect()
            #expect(inspection.problems == [], "\(number) \(call)")
            #expect(inspection.captures.count <= 1, "\(number) \(call)")
        }
    }

    @Test func `a lost race costs no second walk over what was checked`() throws {
        let world = try World()
        let memory = try #require(world.storage as? MemoryStorage)
        // Another machine writes as well, so that the head here stays behind.
        let elsewhere = try world.copy().world.with(memory)
        for index in 0..<3 {
            try elsewhere.commit([Document("elsewhere \(index)")])
        }
        let plan = FaultPlan()
        var writer = try world.with(FaultyStorage(memory, plan)).writer()
        #expect(plan.calls.contains("open log/" + Commit.fileName(firstIndex: 2)))
        _ = try writer.add(Document("here"))
        try elsewhere.commit([Document("elsewhere again")])
        plan.restart(.none)
        #expect(try writer.commit()?.firstEntry == 10)
        #expect(!plan.calls.contains("open log/" + Commit.fileName(firstIndex: 2)))
        #expect(plan.calls.contains("open log/" + Commit.fileName(firstIndex: 8)))
        #expect(try world.inspect().problems == [])
    }

    @Test(arguments: [0, 1]) func `a pack's place that is taken by other bytes is an error`(
        change: Int
    ) throws {
        let world = try World()
        let memory = try #require(world.storage as? MemoryStorage)
        let storage = LostReplyStorage(inner: memory) { path in
            if path.hasPrefix("packs/"), var bytes = memory.files[path] {
                bytes[20] ^= UInt8(change)
                memory.files[path] = bytes + (change == 0 ? [0] : [])
            }
        }
        var writer = try world.with(storage).writer()
        _ = try writer.add(Document("one"))
        let error = #expect(throws: ArchiveError.self) { _ = try writer.commit() }
        #expect(error?.code == .missingOrDamaged)
        #expect(error?.message.contains("Move it out of the archive") == true)
        #expect(try world.inspect().commitCount == 1)
        // It is an orphan, and no obstacle.
        try world.commit([Document("one")])
        #expect(try world.inspect().problems == [])
    }

    @Test func `four writers at once lose nothing`() async throws {
        let storage = try LocalStorage(making: TemporaryDirectory.current.appending("archive"))
        let world = try World(storage)
        let path = FilePath(storage.name)
        let failures = await withTaskGroup(of: [String].self) { group in
            for number in 0..<4 {
                group.addTask {
                    do {
                        let own = world.with(try LocalStorage(path))
                        var writer = try own.writer()
                        for round in 0..<20 {
                            _ = try writer.add(Document("writer \(number), round \(round)"))
                            _ = try writer.commit()
                        }
                        return []
                    } catch {
                        return ["writer \(number): \(error)"]
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(failures == [])
        let inspection = try world.inspect()
        #expect(inspection.problems == [])
        #expect(inspection.commitCount == 81)
        let archive = try ArchiveReader(storage)
        for number in 0..<4 {
            for round in 0..<20 {
                let document = Document("writer \(number), round \(round)")
                #expect(try archive.contents(at: document.address) == [document.id])
                #expect(try archive.bytes(of: document.id) == document.bytes)
            }
        }
        #expect(try storage.items(in: "staging").isEmpty)
    }
}

/// A storage that publishes and then says that the name was there already, as a network can.
private struct LostReplyStorage: WrappedStorage {
    private struct Staging: StagingArea {
        let inner: any StagingArea
        let then: @Sendable (String) -> Void

        func makeFile(_ name: String) throws(StoreError) -> any StagedFile {
            try inner.makeFile(name)
        }

        func publish(_ file: any StagedFile, as path: String) throws(StoreError) {
            try inner.publish(file, as: path)
            then(path)
            throw StoreError(.alreadyExists, "planned")
        }

        func remove() {
            inner.remove()
        }
    }

    let inner: any ArchiveStorage
    var then: @Sendable (String) -> Void = { _ in }

    func makeStaging() throws(StoreError) -> any StagingArea {
        Staging(inner: try inner.makeStaging(), then: then)
    }
}
