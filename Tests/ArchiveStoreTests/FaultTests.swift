// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveIO
import ArchiveTestSupport
import BlobStore
import SystemPackage
import Testing
import TransparencyLog

@testable import ArchiveStore

/// Every call to the storage fails once, or it and all after it.
@Suite(.temporaryDirectory) struct FaultTests {
    private static let earlier = [Document("earlier one"), Document("earlier two")]
    private static let documents = [
        Document("one"), Document(bytes: [], "https://example.org/empty"), Document("three"),
        Document("earlier one", "https://example.org/again"),
    ]

    /// Adds and commits; returns what was acknowledged.
    private func add(_ world: World) -> [Document] {
        do {
            var writer = try world.writer()
            for document in Self.documents {
                _ = try writer.add(document)
            }
            _ = try writer.commit()
            return Self.documents
        } catch {
            return []
        }
    }

    private func expectSound(
        _ world: World,
        acknowledged: [Document],
        storesOnce: Bool = true,
        _ comment: Comment,
    ) throws {
        let after = try world.inspect()
        #expect(after.problems == [], comment)
        for document in acknowledged + Self.earlier {
            #expect(after.captureCount(at: document.address) == 1, comment)
        }
        // All or nothing of what was not acknowledged.
        let stored = Self.documents.filter { after.captureCount(at: $0.address) > 0 }
        #expect(stored.isEmpty || stored.count == Self.documents.count, comment)
        // Adding again succeeds, and afterwards everything is there once.
        var writer = try world.writer()
        for document in Self.documents {
            _ = try writer.add(document)
        }
        _ = try writer.commit()
        let end = try world.inspect()
        #expect(end.problems == [], comment)
        for document in Self.documents + Self.earlier {
            #expect(end.captureCount(at: document.address) == 1, comment)
            #expect(try writer.archive.bytes(of: document.id) == document.bytes, comment)
            // What could not be read, while the index was built or a copy was looked at, may be
            // stored once more.
            let copyCount = try #require(end.blobCounts[document.id], comment)
            #expect(copyCount == 1 || (copyCount == 2 && !storesOnce), comment)
        }
    }

    private func callCount(_ base: World) throws -> Int {
        let plan = FaultPlan()
        let (world, storage) = try base.copy()
        #expect(add(world.with(FaultyStorage(storage, plan))).count == Self.documents.count)
        return plan.calls.count
    }

    @Test(
        arguments: FaultPlan.Kind.allCases,
        [(true, true), (true, false), (false, true), (false, false)],
    )
    func `no fault loses what was acknowledged`(
        kind: FaultPlan.Kind,
        how: (isOnce: Bool, keepsCache: Bool),
    ) throws {
        let original = try World()
        try original.commit(Self.earlier)
        let base = try original.copy(keepingCache: how.keepsCache).world
        let count = try callCount(base)
        #expect(count > 20)
        var acknowledgedCount = 0
        for call in 1...count {
            let (world, storage) = try base.copy()
            let plan = FaultPlan(how.isOnce ? .only(call) : .from(call), kind: kind)
            let acknowledged = add(world.with(FaultyStorage(storage, plan)))
            acknowledgedCount += acknowledged.isEmpty ? 0 : 1
            let name = plan.calls.count >= call ? plan.calls[call - 1] : "none"
            try expectSound(
                world,
                acknowledged: acknowledged,
                storesOnce: how.keepsCache && !name.contains("read") && !name.contains("open"),
                "call \(call), \(name)",
            )
        }
        // A cache that cannot be written is no reason to store nothing.
        #expect(acknowledgedCount > 0 && acknowledgedCount < count)
    }

    @Test(arguments: FaultPlan.Kind.allCases)
    func `no fault in a folder loses what was acknowledged`(kind: FaultPlan.Kind) throws {
        let original = try World()
        try original.commit(Self.earlier)
        let count = try callCount(original)
        let files = try #require(original.storage as? MemoryStorage).files
        for call in 1...count {
            let path = TemporaryDirectory.current.appending("archive-\(call)")
            let storage = try LocalStorage(making: path)
            let staging = try storage.makeStaging()
            for (index, file) in files.enumerated() {
                let staged = try staging.makeFile("\(index)")
                try staged.write(file.value.span)
                try staging.publish(staged, as: file.key)
            }
            staging.remove()
            let world = try original.copy().world.with(storage)
            let plan = FaultPlan(.from(call), kind: kind)
            let acknowledged = add(world.with(FaultyStorage(storage, plan)))
            let name = plan.calls.count >= call ? plan.calls[call - 1] : "none"
            try expectSound(world, acknowledged: acknowledged, "call \(call), \(name)")
            #expect(try storage.items(in: "staging").isEmpty)
        }
    }

    @Test func `a writer that failed takes nothing more and commits nothing`() throws {
        let base = try World()
        let plan = FaultPlan()
        let world = base.with(FaultyStorage(base.storage, plan))
        var writer = try world.writer()
        _ = try writer.add(Document("before"))
        // The groups are flushed for the large document, and then the disk is full.
        let large = Document(bytes: largeBytes(17 << 20), "https://example.org/large")
        plan.restart(.from(8))
        let failure = #expect(throws: ArchiveWriter.DocumentFailure.self) {
            _ = try writer.add(large)
        }
        guard case .archive(let cause)? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(cause.code == .inputOutput)
        plan.restart(.none)
        #expect(throws: ArchiveWriter.DocumentFailure.self) { _ = try writer.add(Document("x")) }
        #expect(refusal { _ = try writer.commit() } == .inputOutput)
        #expect(try base.inspect().commitCount == 1)
        #expect(try base.storage.items(in: "packs").count == 1)
    }

    @Test func `what is there is called unchanged after it is on the disk`() throws {
        let base = try World()
        try base.commit(Self.earlier)
        let plan = FaultPlan()
        let world = base.with(FaultyStorage(base.storage, plan))
        var writer = try world.writer()
        plan.restart(.none)
        for document in Self.earlier {
            #expect(try !writer.add(document).isAdded)
        }
        #expect(plan.calls.filter { $0 == "synchronize" }.count == 1)
        #expect(try writer.commit() == nil)
        var next = try world.writer()
        plan.restart(.fromFirst("synchronize"))
        let failure = #expect(throws: ArchiveWriter.DocumentFailure.self) {
            _ = try next.add(Self.earlier[0])
        }
        guard case .archive(let cause)? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(cause.code == .inputOutput)
        // A commit that waited for the disk did so for all before it.
        plan.restart(.none)
        var last = try world.writer()
        _ = try last.add(Document("new"))
        _ = try last.commit()
        plan.restart(.fromFirst("synchronize"))
        #expect(try !last.add(Self.earlier[0]).isAdded)
    }

    @Test func `a head that cannot be remembered is not acknowledged`() throws {
        struct ForgetfulHeads: HeadStore {
            let inner: MemoryHeadStore

            func head(
                of origin: Origin
            ) throws(ArchiveError) -> RememberedHead? {
                try inner.head(of: origin)
            }

            func remember(_ head: RememberedHead) throws(ArchiveError) {
                throw ArchiveError(.inputOutput, "planned")
            }
        }
        let world = try World()
        var writer = try ArchiveWriter.open(
            world.storage,
            keys: world.keys,
            heads: ForgetfulHeads(inner: world.heads),
            options: world.options,
        )
        _ = try writer.add(Document("hello"))
        #expect(refusal { _ = try writer.commit() } == .inputOutput)
        #expect(refusal { _ = try writer.commit() } == .inputOutput)
        var next = try world.writer()
        #expect(try !next.add(Document("hello")).isAdded)
    }

    @Test func `an init that died half way can be told from an archive`() throws {
        let base = try World()
        let plan = FaultPlan()
        func create(_ storage: any ArchiveStorage) throws {
            _ = try ArchiveWriter.create(
                in: FaultyStorage(storage, plan),
                signer: base.keys[0],
                specification: World.specification,
                heads: MemoryHeadStore(),
                options: base.options,
            )
        }
        try create(MemoryStorage())
        for call in 1...plan.calls.count {
            for kind in FaultPlan.Kind.allCases {
                let storage = MemoryStorage()
                let faults = FaultPlan(.from(call), kind: kind)
                #expect(throws: ArchiveError.self) {
                    _ = try ArchiveWriter.create(
                        in: FaultyStorage(storage, faults),
                        signer: base.keys[0],
                        specification: World.specification,
                        heads: MemoryHeadStore(),
                        options: base.options,
                    )
                }
                guard !storage.files.isEmpty else {
                    continue
                }
                let error = #expect(throws: ArchiveError.self) { try create(storage) }
                let isArchive = storage.files["ARCHIVE"] != nil
                let expected = isArchive ? "is an archive already" : "Remove the folder"
                #expect(error?.message.contains(expected) == true, "call \(call)")
            }
        }
        let (copy, storage) = try base.copy(keepingCache: false)
        try copy.commit([Document("one")])
        storage.files["ARCHIVE"] = nil
        storage.files = storage.files.filter { !$0.key.hasPrefix("cache/") }
        let error = #expect(throws: ArchiveError.self) { try create(storage) }
        #expect(error?.message.contains("restore the file from a copy") == true)
    }
}
