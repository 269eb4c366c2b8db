// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveIO
import ArchiveTestSupport
import BlobStore
import Provenance
import Synchronization
import SystemPackage
import Testing
import TransparencyLog

@testable import ArchiveStore

/// A writer dies between two steps, and the next one comes.
@Suite(.temporaryDirectory) struct AdoptionTests {
    private static let documents = (0..<3).map { Document("document \($0)") }

    private func makeWorld() throws -> World {
        try World(try LocalStorage(making: TemporaryDirectory.current.appending("archive")))
    }

    /// A writer adds the documents and dies at the first call whose name starts so.
    private func die(
        _ world: World,
        at call: String,
        _ kind: FaultPlan.Kind,
    ) throws {
        let plan = FaultPlan(.fromFirst(call), kind: kind)
        let dying = world.with(FaultyStorage(world.storage, plan))
        #expect(throws: (any Error).self) { try dying.commit(Self.documents) }
        #expect(plan.calls.contains { $0.hasPrefix(call) })
    }

    private func packs(_ world: World) throws -> [String] {
        try world.storage.items(in: "packs").flatMap { folder in
            try world.storage.items(in: "packs/" + folder.text).map(\.text)
        }
    }

    private func expectStored(
        _ world: World,
        packCount: Int,
        _ comment: Comment = "",
    ) throws {
        var writer = try world.writer()
        #expect(writer.archive.treeSize == 2 + 1 + UInt64(Self.documents.count), comment)
        for document in Self.documents {
            #expect(try writer.archive.contents(at: document.address) == [document.id], comment)
            #expect(try !writer.add(document).isAdded, comment)
        }
        #expect(try writer.commit() == nil, comment)
        let inspection = try world.inspect()
        #expect(inspection.problems == [], comment)
        #expect(inspection.captures.count == Self.documents.count, comment)
        #expect(try packs(world).count == packCount, comment)
        #expect(try world.storage.items(in: "staging").isEmpty, comment)
    }

    @Test(arguments: [
        ("publish packs/", FaultPlan.Kind.failedButPersisted), ("makeFile commit", .failed),
        ("makeFile commit", .failedButPersisted), ("write commit", .failed),
        ("publish log/", .failed),
    ])
    func `a pack that was published is committed by the next writer`(
        call: String,
        kind: FaultPlan.Kind,
    ) throws {
        let world = try makeWorld()
        try die(world, at: call, kind)
        #expect(try world.inspect().commitCount == 1)
        #expect(try packs(world).count == 2)
        try expectStored(world, packCount: 2)
    }

    @Test func `what was committed is not committed again`() throws {
        let world = try makeWorld()
        try die(world, at: "publish log/", .failedButPersisted)
        #expect(try world.inspect().commitCount == 2)
        try expectStored(world, packCount: 2)
    }

    @Test(arguments: 1...2)
    func `what was committed after a writer opened is not committed again`(
        staleListingCount: Int
    ) throws {
        let world = try makeWorld()
        let storage = StaleStorage(
            inner: world.storage,
            hidden: Commit.fileName(firstIndex: 2),
            count: staleListingCount,
        )
        // Of another machine: here the head would tell that the listing lacks something.
        var second = try world.with(storage).withOwnHeads().writer()
        try world.commit([Document("meanwhile")])
        try die(world, at: "publish log/", .failedButPersisted)
        try second.adoptFinishedPacks(world.keys)
        #expect(second.archive.treeSize == 8)
        let inspection = try world.inspect()
        #expect(inspection.problems == [])
        #expect(inspection.commitCount == 3)
        #expect(try world.storage.items(in: "staging").isEmpty)
    }

    @Test func `no error of the disk makes a finished pack an orphan`() throws {
        let base = try makeWorld()
        try die(base, at: "publish log/", .failed)
        let root = FilePath(base.storage.name)
        func copy(_ name: String) throws -> World {
            let target = TemporaryDirectory.current.appending(name)
            #expect(shell("cp -r '\(root)' '\(target)'").exitCode == 0)
            return base.with(try LocalStorage(target)).withOwnHeads()
        }
        let plan = FaultPlan()
        let clean = try copy("clean")
        _ = try clean.with(FaultyStorage(clean.storage, plan)).writer()
        let calls = plan.calls
        #expect(calls.contains { $0.hasPrefix("open packs/") })
        for (number, call) in calls.enumerated() {
            let world = try copy("copy-\(number)")
            plan.restart(.only(number + 1))
            _ = try? world.with(FaultyStorage(world.storage, plan)).writer()
            try expectStored(world, packCount: 2, "\(call)")
        }
    }

    @Test(arguments: ["write pack", "makeFile entries", "write entries", "publish packs/"])
    func `what was not published is gone`(call: String) throws {
        let world = try makeWorld()
        try die(world, at: call, .failed)
        _ = try world.writer()
        #expect(try world.inspect().commitCount == 1)
        #expect(try world.storage.items(in: "staging").isEmpty)
        try world.commit(Self.documents)
        try expectStored(world, packCount: 2)
    }

    @Test func `another commit in between is no obstacle`() throws {
        let world = try makeWorld()
        try die(world, at: "publish log/", .failed)
        // A writer that was open all the time commits first, without having seen staging.
        let blind = world.with(BlindStorage(inner: world.storage))
        try blind.commit([Document("meanwhile")])
        var writer = try world.writer()
        for document in Self.documents {
            #expect(try !writer.add(document).isAdded)
        }
        let inspection = try world.inspect()
        #expect(inspection.problems == [])
        #expect(inspection.captures.count == 4)
    }

    @Test func `a living writer's pack is left to it`() throws {
        let world = try makeWorld()
        var writer = try world.writer()
        _ = try writer.add(Self.documents[0])
        _ = try world.writer()
        #expect(try writer.commit() != nil)
        #expect(try world.inspect().commitCount == 2)
    }

    @Test func `lists are removed after their own commits`() throws {
        let world = try makeWorld()
        // Two writers die; both are open before, so that neither adopts the other's pack.
        let dying = (0..<2).map { _ in
            world.with(FaultyStorage(world.storage, FaultPlan(.fromFirst("publish log/"))))
        }
        var first = try dying[0].writer()
        var second = try dying[1].writer()
        _ = try first.add(Document("first"))
        _ = try second.add(Document("second"))
        #expect(throws: ArchiveError.self) { _ = try first.commit() }
        #expect(throws: ArchiveError.self) { _ = try second.commit() }
        _ = consume first
        _ = consume second
        #expect(try world.storage.items(in: "staging").count == 2)
        // The one who adopts them dies after the first: at its second commit.
        let next = FaultPlan(.fromFirst("publish log/00000000000000000004"))
        let adopting = world.with(FaultyStorage(world.storage, next))
        #expect(refusal { _ = try adopting.writer() } == .inputOutput)
        #expect(try world.inspect().captures.count == 1)
        _ = try world.writer()
        let inspection = try world.inspect()
        #expect(inspection.problems == [])
        #expect(inspection.captures.count == 2)
        #expect(try world.storage.items(in: "staging").isEmpty)
    }

    // MARK: Lists that do not count

    /// The list that a dead writer left.
    private func leftList(_ world: World) throws -> (folder: Folder, bytes: [UInt8]) {
        let staging = try Folder.open(FilePath(world.storage.name).appending("staging"))
        let name = try #require(try staging.items().first).text
        let folder = try staging.folder(name)
        let file = try LocalFile(try folder.file(StagingName.entries))
        return (folder, try #require(try file.readAll(limit: 1 << 20)))
    }

    private func expectIgnored(_ world: World, _ folder: Folder, _ bytes: [UInt8]) throws {
        try folder.replaceFile(StagingName.entries, with: bytes.span)
        _ = try world.writer()
        let inspection = try world.inspect()
        #expect(inspection.commitCount == 1)
        #expect(inspection.problems == [])
        #expect(try world.storage.items(in: "staging").isEmpty)
    }

    @Test(arguments: 0..<12) func `a list that is not what a key in force signed is ignored`(
        change: Int
    ) throws {
        let world = try makeWorld()
        try die(world, at: "publish log/", .failed)
        let (folder, bytes) = try leftList(world)
        let keys = world.keys.map(\.verifierKey)
        let entries = try #require(StagedEntries.decode(bytes, keys: keys))
        let lines = entries.flatMap { entry -> [UInt8] in entry.encode() + [0x0A] }
        var changed: [UInt8]
        switch change {
        case 0: changed = []
        case 1: changed = [0x0A, 0x0A]
        case 2: changed = lines
        case 3: changed = lines + [0x0A]
        case 4: changed = Array(bytes.dropLast(5))
        case 5: changed = StagedEntries.encode(entries, try signer(9))
        case 6: changed = StagedEntries.encode(Array(entries.dropFirst()), world.keys[0])
        case 7: changed = StagedEntries.encode([entries[0]], world.keys[0])
        case 8: changed = StagedEntries.encode(entries + [entries[0]], world.keys[0])
        case 9: changed = StagedEntries.encode(entries, world.keys[0]) + [0x0A]
        case 10:
            changed = bytes
            changed[100] ^= 1
        default:
            let wrong = LogEntry(pack: entries[0].digest, byteCount: 1, memberCount: 1)
            changed = StagedEntries.encode([wrong] + entries.dropFirst(), world.keys[0])
        }
        try expectIgnored(world, folder, changed)
    }

    @Test func `every flipped byte of a list makes it none`() throws {
        let key = try signer(1)
        let entries = [
            LogEntry(pack: digest([1]), byteCount: 5, memberCount: 1),
            try LogEntry(type: "capture", digest: digest([2])),
        ]
        let bytes = StagedEntries.encode(entries, key)
        #expect(StagedEntries.decode(bytes, keys: [key.verifierKey]) == entries)
        #expect(StagedEntries.decode(bytes, keys: []) == nil)
        for offset in bytes.indices {
            var changed = bytes
            changed[offset] ^= 1
            #expect(StagedEntries.decode(changed, keys: [key.verifierKey]) == nil)
            let cut = Array(bytes[..<offset])
            #expect(StagedEntries.decode(cut, keys: [key.verifierKey]) == nil)
        }
    }

    @Test func `a list is no commit and holds no checkpoint`() throws {
        let key = try signer(1)
        let entries = [
            LogEntry(pack: digest([1]), byteCount: 5, memberCount: 1),
            try LogEntry(type: "capture", digest: digest([2])),
        ]
        let bytes = StagedEntries.encode(entries, key)
        #expect(throws: CommitFailure.self) { try Commit.decode(bytes) }
    }

    @Test(arguments: [true, false])
    func `a pack that is gone or damaged is not committed`(isGone: Bool) throws {
        let world = try makeWorld()
        try die(world, at: "publish log/", .failed)
        let named = Set(try world.inspect().entries.map(\.digest.hex))
        let orphan = try #require(try packs(world).first { !named.contains(String($0.prefix(64))) })
        let root = try Folder.open(FilePath(world.storage.name))
        let folder = try root.folder("packs").folder(String(orphan.prefix(2)))
        if isGone {
            try folder.remove(orphan)
        } else {
            let file = try LocalFile(try folder.file(orphan))
            var bytes = try #require(try file.readAll(limit: 1 << 20))
            bytes[bytes.count - 9] ^= 1
            try folder.replaceFile(orphan, with: bytes.span)
        }
        _ = try world.writer()
        #expect(try world.inspect().commitCount == 1)
        try world.commit(Self.documents)
        let inspection = try world.inspect()
        #expect(inspection.problems == [])
        #expect(inspection.captures.count == 3)
    }

    @Test func `a list by a key that was retired meanwhile is ignored`() throws {
        var world = try makeWorld()
        let next = try signer(2)
        var writer = try world.writer()
        let added = KeyChange(action: .add, verifierKey: next.verifierKey.encode())
        _ = try writer.add(.key(added))
        _ = try writer.commit()
        try die(world, at: "publish log/", .failed)
        let blind = world.with(BlindStorage(inner: world.storage))
        writer = try blind.writer()
        let retired = KeyChange(action: .retire, verifierKey: world.keys[0].verifierKey.encode())
        _ = try writer.add(.key(retired))
        _ = try writer.commit()
        world.keys.append(next)
        _ = try world.writer()
        let inspection = try world.inspect()
        #expect(inspection.problems == [])
        #expect(inspection.captures.isEmpty)
    }
}

/// A storage whose first listings of the log lack its newest commits, as a network's can.
private final class StaleStorage: WrappedStorage {
    let inner: any ArchiveStorage
    private let hidden: String
    private let count: Int
    private let listingCount = Mutex(0)

    init(inner: any ArchiveStorage, hidden: String, count: Int) {
        self.inner = inner
        self.hidden = hidden
        self.count = count
    }

    func items(in folder: String) throws(StoreError) -> [Folder.Item] {
        let items = try inner.items(in: folder)
        guard folder == "log" else {
            return items
        }
        let number = listingCount.withLock { count in
            count += 1
            return count
        }
        return number <= count ? items.filter { $0.text < hidden } : items
    }
}

/// A storage that does not look into staging.
private struct BlindStorage: WrappedStorage {
    let inner: any ArchiveStorage

    func synchronize(_ path: String) throws(StoreError) {}

    func clearAbandonedStaging(_ isDone: ([UInt8]) -> Bool) throws(StoreError) {}
}
