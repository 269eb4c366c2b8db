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

/// The keys in force come from the remembered head or from the log, never from the cache.
@Suite struct RememberedKeysTests {
    /// Key 1 was revoked; key 2 is in force.
    private func makeWorld() throws -> (World, MemoryStorage) {
        var world = try World()
        world.keys.append(try signer(2))
        for (action, key) in [(KeyChange.Action.add, UInt8(2)), (.revoke, 1)] {
            var writer = try world.writer()
            let text = try signer(key).verifierKey.encode()
            _ = try writer.add(.key(KeyChange(action: action, verifierKey: text)))
            _ = try writer.commit()
        }
        try world.commit([Document("by key 2")])
        return (world, try #require(world.storage as? MemoryStorage))
    }

    private func expectRefused(_ world: World, _ key: UInt8) throws {
        var own = world
        own.keys = [try signer(key)]
        #expect(refusal { _ = try own.writer() } == .notTrusted)
    }

    /// The index without the entries that a key leads to, as somebody would leave it who can
    /// write to the cache.
    private func hide(_ type: StatementType, in storage: MemoryStorage) throws {
        let archive = try ArchiveReader(storage)
        let hidden = LookUpKey.type(type).digest
        for run in archive.index.runs {
            var bytes = try #require(storage.files[IndexSet.path(of: run.entries)])
            changeRun(&bytes) { bytes in
                for start in bytes.indices.dropLast(31)
                where bytes[start...].starts(with: hidden.bytes) {
                    for offset in start..<start + 32 {
                        bytes[offset] = 0xFF
                    }
                }
            }
            storage.files[IndexSet.path(of: run.entries)] = bytes
        }
    }

    @Test func `a cache that hides key statements brings no key back`() throws {
        let (world, storage) = try makeWorld()
        try hide(.key, in: storage)
        // Nor does it for who only looks.
        let shown = try ArchiveReader(storage).keysInForce()
        #expect(try shown == [ArchiveStoreTests.signer(2).verifierKey])
        try expectRefused(world, 1)
        // Neither for somebody who never saw the log.
        let stranger = try ArchiveWriter.open(
            storage,
            keys: [signer(1), signer(2)],
            heads: MemoryHeadStore(),
            options: world.options,
        )
        let signer = stranger.signer.verifierKey
        #expect(try signer == ArchiveStoreTests.signer(2).verifierKey)
        try world.commit([Document("goes on")])
        #expect(try world.inspect().problems == [])
    }

    @Test(arguments: 0...9)
    func `a commit that is another one when it is read again brings no key back`(
        readCount: Int
    ) throws {
        let (world, storage) = try makeWorld()
        // The commit that revokes key 1, and one in its place without that statement.
        let path = "log/" + Commit.fileName(firstIndex: 4)
        let commit = try Commit.decode(try #require(storage.files[path]))
        let pack = commit.entries[0]
        let other = MemoryStorage(files: storage.files)
        other.files[path] =
            try Commit(entries: [pack, pack], checkpoint: commit.checkpoint).encode()
        let code = refusal {
            _ = try ArchiveWriter.open(
                ChangingStorage(storage, then: other, at: path, after: readCount),
                keys: [signer(1)],
                heads: MemoryHeadStore(),
                options: world.options,
            )
        }
        #expect(code == .notTrusted || code == .missingOrDamaged)
    }

    @Test func `a head without keys is as good and costs a walk`() throws {
        let (world, storage) = try makeWorld()
        let origin = try Origin("example.org/archive")
        let head = try #require(try world.heads.head(of: origin))
        #expect(head.keys?.items.map(\.state) == [.revoked, .inForce])
        let old = MemoryHeadStore([origin: RememberedHead(head.signed)])
        let plan = FaultPlan()
        for (heads, isWalking) in [(world.heads, false), (old, true)] {
            plan.restart(.none)
            var writer = try ArchiveWriter.open(
                FaultyStorage(storage, plan),
                keys: world.keys,
                heads: heads,
                options: world.options,
            )
            // On the fast path no commit between the first and the newest is read.
            let first = "open log/" + Commit.fileName(firstIndex: 2)
            #expect(plan.calls.contains(first) == isWalking)
            _ = try writer.add(Document("walks: \(isWalking)"))
            _ = try writer.commit()
            #expect(try heads.head(of: origin)?.keys == head.keys)
        }
        #expect(try world.inspect().problems == [])
    }

    @Test func `what another machine did to the keys is read from the log`() throws {
        let (world, storage) = try makeWorld()
        let elsewhere = try world.copy().world
        var writer = try elsewhere.with(storage).writer()
        let third = try signer(3).verifierKey.encode()
        _ = try writer.add(.key(KeyChange(action: .add, verifierKey: third)))
        _ = try writer.commit()
        let second = try signer(2).verifierKey.encode()
        _ = try writer.add(.key(KeyChange(action: .retire, verifierKey: second)))
        _ = try writer.commit()
        try expectRefused(world, 2)
        var own = world
        own.keys = [try signer(3)]
        try own.commit([Document("by key 3")])
        #expect(try world.heads.all.values.first?.keys?.inForce == [signer(3).verifierKey])
    }

    @Test func `a newest commit that was signed again by nobody is refused`() throws {
        let (world, storage) = try makeWorld()
        let path = try #require(storage.files.keys.filter { $0.hasPrefix("log/") }.max())
        let commit = try Commit.decode(try #require(storage.files[path]))
        // The key that was revoked signs the same tree.
        let forged = try SignedCheckpoint(commit.checkpoint.checkpoint, signedBy: signer(1))
        storage.files[path] = try Commit(entries: commit.entries, checkpoint: forged).encode()
        #expect(refusal { _ = try world.writer() } == .notTrusted)
    }

    // MARK: The text form

    private func head() throws -> RememberedHead {
        try #require(try makeWorld().0.heads.all.values.first)
    }

    @Test func `a head is encoded and decoded with and without keys`() throws {
        let head = try head()
        let bytes = head.encode()
        #expect(bytes.starts(with: Array("archive head 1\nrevoked example.org/archive+".utf8)))
        #expect(try RememberedHead.decode(bytes) == head)
        let old = RememberedHead(head.signed)
        #expect(old.encode() == head.signed.encode())
        #expect(try RememberedHead.decode(head.signed.encode()) == old)
    }

    @Test func `a head of a newer program is told from a damaged one`() throws {
        let bytes = try head().encode()
        let newer = Array("archive head 2\n".utf8) + bytes.dropFirst(15)
        #expect(throws: RememberedHead.Failure.newer) { try RememberedHead.decode(newer) }
    }

    @Test func `every cut of a head is refused`() throws {
        let bytes = try head().encode()
        for count in bytes.indices {
            #expect(throws: RememberedHead.Failure.self, "\(count)") {
                try RememberedHead.decode(Array(bytes[..<count]))
            }
        }
    }

    @Test func `key lines that no log has are refused`() throws {
        let head = try head()
        let one = try signer(1).verifierKey.encode()
        let foreign = try signer(1, name: "example.org/other").verifierKey.encode()
        let note = head.signed.encode()
        for lines in [
            "in-force \(foreign)\n", "in-force \(one)\nretired \(foreign)\n",
            "", "\n", "in-force \(one)", "retired \(one)\n", "in-force \(one)\nrevoked \(one)\n",
            "in-force  \(one)\n", "in-force\n", "added \(one)\n", "in-force \(one)x\n",
        ] {
            let bytes = Array("archive head 1\n\(lines)\n".utf8) + note
            #expect(throws: RememberedHead.Failure.malformed, "\(lines)") {
                try RememberedHead.decode(bytes)
            }
        }
        let good = Array("archive head 1\nin-force \(one)\n\n".utf8) + note
        #expect(try RememberedHead.decode(good).keys?.inForce.map { $0.encode() } == [one])
    }
}
