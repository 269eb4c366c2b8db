// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveIO
import ArchiveTestSupport
import BlobStore
import Provenance
import Testing
import TransparencyLog

@testable import ArchiveStore

@Suite struct TrustTests {
    private func makeWorld(_ count: Int = 2) throws -> (World, MemoryStorage) {
        let world = try World()
        for index in 0..<count {
            try world.commit([Document("document \(index)")])
        }
        return (world, try #require(world.storage as? MemoryStorage))
    }

    private func newestCommit(_ storage: MemoryStorage) throws -> String {
        try #require(storage.files.keys.filter { $0.hasPrefix("log/") }.max())
    }

    @Test(arguments: [false, true])
    func `a log that was rolled back is refused`(keepsCache: Bool) throws {
        let (world, storage) = try makeWorld()
        storage.files[try newestCommit(storage)] = nil
        if !keepsCache {
            storage.files = storage.files.filter { !$0.key.hasPrefix("cache/") }
        }
        #expect(refusal { _ = try world.writer() } == .notTrusted)
        #expect(try world.reader().treeSize == 4)
    }

    @Test func `an archive that names another origin for a moment is refused`() throws {
        let (world, storage) = try makeWorld()
        storage.files[try newestCommit(storage)] = nil
        let other = MemoryStorage(files: storage.files)
        let name = "example.org/unknown"
        other.files["ARCHIVE"] = ArchiveFile(key: try signer(1, name: name).verifierKey).encode()
        for count in 1...2 {
            for (first, second) in [(other, storage), (storage, other)] {
                let changing = ChangingStorage(first, then: second, at: "ARCHIVE", after: count)
                #expect(refusal { _ = try world.with(changing).writer() } == .notTrusted)
            }
        }
    }

    @Test func `a log that was rolled back while a writer was open is not signed`() throws {
        let (world, storage) = try makeWorld()
        var late = try world.writer()
        _ = try late.add(Document("late"))
        let path = try newestCommit(storage)
        try world.commit([Document("meanwhile")])
        let removed = try newestCommit(storage)
        #expect(removed != path)
        storage.files[removed] = nil
        #expect(refusal { _ = try late.commit() } == .notTrusted)
        #expect(try newestCommit(storage) == path)
    }

    @Test(arguments: [true, false])
    func `a larger head that was remembered meanwhile must be of this log`(isFork: Bool) throws {
        struct OvertakenHeads: HeadStore {
            let inner: MemoryHeadStore
            let larger: @Sendable () -> RememberedHead?

            func head(of origin: Origin) throws(ArchiveError) -> RememberedHead? {
                try inner.head(of: origin)
            }

            // Another process comes first, and the larger head stays.
            func remember(_ head: RememberedHead) throws(ArchiveError) {
                try inner.remember(larger() ?? head)
            }
        }
        let (world, storage) = try makeWorld()
        let (copy, copied) = try world.copy()
        let heads = OvertakenHeads(inner: world.heads) {
            if !isFork {
                copied.files = storage.files
            }
            for index in 0..<2 {
                try? copy.commit([Document("there \(index)")])
            }
            if !isFork {
                storage.files = copied.files
            }
            return copy.heads.all.values.first
        }
        var writer = try ArchiveWriter.open(
            storage,
            keys: world.keys,
            heads: heads,
            options: world.options,
        )
        _ = try writer.add(Document("here"))
        if isFork {
            #expect(refusal { _ = try writer.commit() } == .notTrusted)
        } else {
            #expect(try writer.commit()?.firstEntry == 6)
            #expect(writer.archive.treeSize == 12)
            #expect(try world.inspect().problems == [])
        }
    }

    @Test(arguments: [1, 2, 3]) func `a fork is refused`(commitCount: Int) throws {
        let (world, _) = try makeWorld(1)
        let (fork, forked) = try world.copy()
        try world.commit([Document("here")])
        for index in 0..<commitCount {
            try fork.commit([Document("there \(index)")])
        }
        let swapped = world.with(forked)
        #expect(refusal { _ = try swapped.writer() } == .notTrusted)
        // Each is fine for whoever saw only that one.
        _ = try world.writer()
        _ = try fork.writer()
    }

    @Test func `a log that grew elsewhere is accepted`() throws {
        let (world, _) = try makeWorld(1)
        let (copy, storage) = try world.copy()
        try copy.commit([Document("there")])
        let grown = world.with(storage)
        try grown.commit([Document("here")])
        #expect(try grown.inspect().problems == [])
        #expect(try grown.inspect().captures.count == 3)
    }

    @Test func `first use is reported`() throws {
        let (world, storage) = try makeWorld(1)
        let isFirstUse = try world.writer().isFirstUse
        #expect(!isFirstUse)
        let stranger = try ArchiveWriter.open(
            storage,
            keys: world.keys,
            heads: MemoryHeadStore(),
            options: world.options,
        )
        let isFirstUseForStranger = stranger.isFirstUse
        #expect(isFirstUseForStranger)
    }

    @Test func `a remembered head that cannot be read stops the writer`() throws {
        struct BrokenHeads: HeadStore {
            func head(of origin: Origin) throws(ArchiveError) -> RememberedHead? {
                throw ArchiveError(.inputOutput, "planned")
            }

            func remember(_ head: RememberedHead) throws(ArchiveError) {}
        }
        let (world, storage) = try makeWorld(1)
        let code = refusal {
            _ = try ArchiveWriter.open(
                storage,
                keys: world.keys,
                heads: BrokenHeads(),
                options: world.options,
            )
        }
        #expect(code == .inputOutput)
    }

    // MARK: Keys

    private func change(
        _ world: World,
        _ action: KeyChange.Action,
        _ key: SignerKey,
    ) throws {
        var writer = try world.writer()
        let text = key.verifierKey.encode()
        _ = try writer.add(.key(KeyChange(action: action, verifierKey: text)))
        _ = try writer.commit()
    }

    @Test func `without a key in force nothing is signed`() throws {
        var (world, _) = try makeWorld(1)
        let right = world.keys
        for keys in [[], [try signer(2)], [try signer(1, name: "example.org/other")]] {
            world.keys = keys
            #expect(refusal { _ = try world.writer() } == .notTrusted)
        }
        world.keys = [try signer(2)] + right
        try world.commit([Document("signed by the second")])
        #expect(try world.inspect().problems == [])
    }

    @Test(arguments: [KeyChange.Action.retire, .revoke])
    func `a key that is no longer in force is refused`(action: KeyChange.Action) throws {
        var (world, _) = try makeWorld(1)
        let old = try signer(1)
        let new = try signer(2)
        try change(world, .add, new)
        // Signed by the very key that goes: it counts from the next commit on.
        try change(world, action, old)
        #expect(try world.reader().keysInForce() == [new.verifierKey])
        #expect(refusal { _ = try world.writer() } == .notTrusted)
        world.keys = [old, new]
        try world.commit([Document("by the new key")])
        let bytes = try world.storage.open("log/00000000000000000008").readAll(limit: 10_000)
        let commit = try Commit.decode(try #require(bytes))
        #expect(commit.checkpoint.note.signatures.map(\.keyID) == [new.verifierKey.keyID])
        #expect(try world.inspect().problems == [])
    }

    @Test func `a writer does not sign with the key that it took out of force`() throws {
        var (world, _) = try makeWorld(1)
        try change(world, .add, try signer(2))
        world.keys.append(try signer(2))
        var writer = try world.writer()
        let text = world.keys[0].verifierKey.encode()
        _ = try writer.add(.key(KeyChange(action: .retire, verifierKey: text)))
        #expect(try writer.commit() != nil)
        _ = try writer.add(Document("late"))
        #expect(refusal { _ = try writer.commit() } == .notTrusted)
        try world.commit([Document("by the other")])
        #expect(try world.inspect().problems == [])
    }

    @Test func `a writer does not sign with a key that another took out of force`() throws {
        var (world, _) = try makeWorld(1)
        try change(world, .add, try signer(2))
        world.keys.append(try signer(2))
        var writer = try world.writer()
        _ = try writer.add(Document("late"))
        try change(world, .retire, world.keys[0])
        #expect(refusal { _ = try writer.commit() } == .notTrusted)
        #expect(try world.inspect().captures.count == 1)
    }

    @Test func `an invalid key statement changes nothing`() throws {
        var history = KeyHistory()
        let one = try signer(1).verifierKey.encode()
        let two = try signer(2).verifierKey.encode()
        let foreign = try signer(3, name: "example.org/other").verifierKey.encode()
        let archive = KeyChange.Archive(
            origin: "example.org/archive",
            specification: digest([]),
            specificationByteCount: 0,
        )
        var entry: UInt64 = 0
        func apply(
            _ action: KeyChange.Action,
            _ key: String,
            _ archive: KeyChange.Archive? = nil,
        ) -> Bool {
            entry += 1
            let change = KeyChange(action: action, verifierKey: key, archive: archive)
            return history.apply(change, entry: entry) == nil
        }
        #expect(!apply(.add, one))
        entry = 0
        #expect(!apply(.retire, one, archive))
        entry = 0
        #expect(!apply(.add, foreign, archive))
        entry = 0
        #expect(apply(.add, one, archive))
        #expect(!apply(.add, one))
        #expect(!apply(.retire, one))
        #expect(!apply(.revoke, one))
        #expect(!apply(.retire, two))
        #expect(!apply(.revoke, two))
        #expect(!apply(.add, foreign))
        #expect(!apply(.add, two, archive))
        #expect(apply(.add, two))
        #expect(history.inForce.map { $0.encode() } == [one, two])
        #expect(apply(.retire, one))
        #expect(!apply(.retire, one))
        #expect(!apply(.add, one))
        #expect(apply(.revoke, one))
        #expect(!apply(.revoke, one))
        #expect(!apply(.revoke, two))
        #expect(history.inForce.map { $0.encode() } == [two])
        let origin = try Origin("example.org/archive")
        #expect(KeyHistory.decode(history.encode(), origin: origin) == history)
    }

    // MARK: A log that does not fit

    @Test func `a checkpoint with another signature is not built upon`() throws {
        let (world, storage) = try makeWorld(1)
        let path = try newestCommit(storage)
        let commit = try Commit.decode(try #require(storage.files[path]))
        let forged = try SignedCheckpoint(commit.checkpoint.checkpoint, signedBy: signer(9))
        let other = try Commit(entries: commit.entries, checkpoint: forged)
        storage.files[path] = other.encode()
        #expect(refusal { _ = try world.writer() } == .notTrusted)
    }

    @Test func `a checkpoint over other entries is not built upon`() throws {
        let (world, storage) = try makeWorld(1)
        storage.files = storage.files.filter { !$0.key.hasPrefix("cache/") }
        let path = try newestCommit(storage)
        let commit = try Commit.decode(try #require(storage.files[path]))
        let other = try Commit(entries: commit.entries.reversed(), checkpoint: commit.checkpoint)
        storage.files[path] = other.encode()
        #expect(refusal { _ = try world.writer() } == .notTrusted)
    }

    @Test func `a checkpoint of another origin is not built upon`() throws {
        let (world, storage) = try makeWorld(1)
        let path = try newestCommit(storage)
        let commit = try Commit.decode(try #require(storage.files[path]))
        let checkpoint = try Checkpoint(
            origin: Origin("example.org/other"),
            treeSize: commit.checkpoint.checkpoint.treeSize,
            rootHash: commit.checkpoint.checkpoint.rootHash,
        )
        let signed = try SignedCheckpoint(checkpoint, signedBy: world.keys[0])
        storage.files[path] = try Commit(entries: commit.entries, checkpoint: signed).encode()
        #expect(refusal { _ = try world.writer() } == .notTrusted)
    }

    @Test(arguments: [0, 2, 4]) func `a missing commit is named and no trap`(first: Int) throws {
        let (world, storage) = try makeWorld(3)
        storage.files = storage.files.filter { !$0.key.hasPrefix("cache/") }
        let path = "log/" + Commit.fileName(firstIndex: UInt64(first))
        #expect(storage.files.removeValue(forKey: path) != nil)
        let error = #expect(throws: ArchiveError.self) { _ = try ArchiveReader(storage) }
        #expect(error?.code == .missingOrDamaged)
        #expect(error?.message.contains(path) == true)
        #expect(refusal { _ = try world.writer() } == .missingOrDamaged)
    }

    @Test func `what is in a missing commit is missing and the rest is there`() throws {
        let (_, storage) = try makeWorld(3)
        #expect(storage.files.removeValue(forKey: "log/00000000000000000002") != nil)
        let archive = try ArchiveReader(storage)
        let code = refusal { _ = try archive.contents(at: Document("document 0").address) }
        #expect(code == .missingOrDamaged)
        let other = Document("document 2")
        #expect(try archive.contents(at: other.address) == [other.id])
    }

    @Test(arguments: [
        [UInt8](), [0x0A], Array("pack\n".utf8), [UInt8](repeating: 0x61, count: 500),
    ])
    func `a damaged commit is named`(bytes: [UInt8]) throws {
        let (_, storage) = try makeWorld(3)
        storage.files = storage.files.filter { !$0.key.hasPrefix("cache/") }
        for first: UInt64 in [0, 2, 6] {
            let path = "log/" + Commit.fileName(firstIndex: first)
            let old = storage.files[path] ?? []
            storage.files[path] = bytes
            let error = #expect(throws: ArchiveError.self) { _ = try ArchiveReader(storage) }
            #expect(error?.code == .missingOrDamaged)
            #expect(error?.message.contains(path) == true)
            storage.files[path] = old
        }
        #expect(try ArchiveReader(storage).treeSize == 8)
    }

    @Test func `a commit under another name is damaged`() throws {
        let (_, storage) = try makeWorld(2)
        let path = try newestCommit(storage)
        storage.files["log/00000000000000000009"] = storage.files.removeValue(forKey: path)
        #expect(refusal { _ = try ArchiveReader(storage) } == .missingOrDamaged)
    }

    @Test func `names that are no commits are passed over`() throws {
        let (world, storage) = try makeWorld(1)
        storage.files["log/readme"] = [1]
        storage.files["log/00000000000000000099.bak"] = [1]
        storage.place(.folder, at: "log/00000000000000000098")
        try world.commit([Document("goes on")])
        #expect(try world.reader().treeSize == 6)
    }

    @Test func `a log without commits is damaged`() throws {
        let (_, storage) = try makeWorld(1)
        storage.files = storage.files.filter { !$0.key.hasPrefix("log/") }
        #expect(refusal { _ = try ArchiveReader(storage) } == .missingOrDamaged)
        storage.files["log/readme"] = [1]
        #expect(refusal { _ = try ArchiveReader(storage) } == .missingOrDamaged)
        storage.files = [:]
        #expect(refusal { _ = try ArchiveReader(storage) } == .notAnArchive)
    }
}
