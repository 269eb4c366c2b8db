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

/// Changes of keys that are valid alone and not in a row: SPEC §3.6, E405.
@Suite(.temporaryDirectory) struct KeyRaceTests {
    private typealias Change = (action: KeyChange.Action, key: UInt8)

    /// A world with two keys in force, the first of which signs.
    private func makeWorld(_ storage: any ArchiveStorage = MemoryStorage()) throws -> World {
        var world = try World(storage)
        try record((.add, 2), world)
        world.keys.append(try signer(2))
        return world
    }

    private func body(_ change: Change) throws -> Statement.Body {
        let key = try signer(change.key).verifierKey.encode()
        return .key(KeyChange(action: change.action, verifierKey: key))
    }

    private func record(_ change: Change, _ world: World) throws {
        var writer = try world.writer()
        _ = try writer.add(body(change))
        _ = try writer.commit()
    }

    /// Whether every key statement of the log is valid, judged from the log alone.
    private func expectValidKeys(_ world: World, inForce: [UInt8]) throws {
        var history = KeyHistory()
        let archive = try world.reader()
        try archive.forEachEntry { (index, _, content) throws(ArchiveError) in
            if case .key(let change)? = content.statement?.statement.body {
                #expect(history.apply(change, entry: index) == nil)
            }
            return true
        }
        #expect(try history.inForce == inForce.map { try signer($0).verifierKey })
        #expect(try world.inspect().problems == [])
    }

    /// Each is valid alone; of a pair, the one that comes second is not.
    private static let pairs: [(Change, Change, inForce: [UInt8])] = [
        ((.retire, 2), (.retire, 2), [1]),
        ((.revoke, 2), (.revoke, 2), [1]),
        ((.revoke, 2), (.retire, 2), [1]),
        ((.add, 3), (.add, 3), [1, 2, 3]),
        ((.retire, 2), (.retire, 1), [1]),
        ((.revoke, 2), (.revoke, 1), [1]),
        ((.retire, 1), (.retire, 2), [2]),
    ]

    @Test(arguments: pairs.indices)
    func `of two changes that exclude each other one is committed`(pair: Int) throws {
        let (first, second, inForce) = Self.pairs[pair]
        let world = try makeWorld()
        var winner = try world.writer()
        var loser = try world.writer()
        // Both are judged when they are added, and both are valid then.
        _ = try loser.add(body(second))
        _ = try winner.add(body(first))
        _ = try winner.commit()
        let commitCount = try world.inspect().commitCount
        let error = #expect(throws: ArchiveError.self) { _ = try loser.commit() }
        if first.action != .add, first.key == 1 {
            // The loser's own key went out of force.
            #expect(error?.code == .notTrusted)
        } else {
            #expect(error?.code == .invalidRequest)
            #expect(error?.message.contains("archive key") == true)
        }
        #expect(try world.inspect().commitCount == commitCount)
        #expect(refusal { _ = try loser.commit() } == .inputOutput)
        try expectValidKeys(world, inForce: inForce)
        // The archive goes on, and nobody adopts what was refused.
        try world.commit([Document("afterwards")])
        try expectValidKeys(world, inForce: inForce)
    }

    @Test func `a change that others did not touch is rebased`() throws {
        let world = try makeWorld()
        var winner = try world.writer()
        var loser = try world.writer()
        _ = try loser.add(body((.retire, 2)))
        _ = try winner.add(body((.add, 3)))
        _ = try winner.commit()
        _ = try loser.commit()
        try expectValidKeys(world, inForce: [1, 3])
    }

    private static let invalid: [[Change]] = [
        [(.add, 1)], [(.add, 2)], [(.retire, 3)], [(.revoke, 3)],
        [(.retire, 2), (.retire, 1)], [(.revoke, 2), (.revoke, 2)], [(.add, 3), (.add, 3)],
    ]

    @Test(arguments: invalid.indices)
    func `an invalid change is refused when it is added`(index: Int) throws {
        let world = try makeWorld()
        var writer = try world.writer()
        let changes = Self.invalid[index]
        for change in changes.dropLast() {
            _ = try writer.add(body(change))
        }
        let failure = #expect(throws: ArchiveWriter.DocumentFailure.self) {
            _ = try writer.add(body(changes[changes.count - 1]))
        }
        guard case .archive(let error)? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(error.code == .invalidRequest)
        // The writer goes on without it.
        _ = try writer.add(Document("afterwards"))
        #expect(try writer.commit() != nil)
        #expect(try world.inspect().captures.count == 1)
    }

    @Test func `a key of another name and a second first statement are refused`() throws {
        let world = try makeWorld()
        var writer = try world.writer()
        let foreign = try signer(4, name: "example.org/other").verifierKey.encode()
        let own = try signer(4).verifierKey.encode()
        let archive = KeyChange.Archive(
            origin: "example.org/archive",
            specification: digest([]),
            specificationByteCount: 0,
        )
        for change in [
            KeyChange(action: .add, verifierKey: foreign),
            KeyChange(action: .add, verifierKey: own, archive: archive),
            KeyChange(action: .add, verifierKey: "nonsense"),
        ] {
            #expect(throws: ArchiveWriter.DocumentFailure.self) {
                _ = try writer.add(.key(change))
            }
        }
        #expect(try writer.commit() == nil)
    }

    // MARK: Batches of dead writers

    private func makeFolderWorld() throws -> World {
        try makeWorld(try LocalStorage(making: TemporaryDirectory.current.appending("archive")))
    }

    /// A writer dies after it published the pack with a change of keys.
    private func die(_ change: Change, _ world: World) throws {
        let plan = FaultPlan(.fromFirst("publish log/"))
        let dying = world.with(FaultyStorage(world.storage, plan))
        #expect(throws: ArchiveError.self) { try record(change, dying) }
    }

    @Test func `a dead writer's change that is still valid is committed`() throws {
        let world = try makeFolderWorld()
        try die((.retire, 2), world)
        _ = try world.writer()
        try expectValidKeys(world, inForce: [1])
    }

    @Test func `a dead writer's change that is invalid by now is not committed`() throws {
        let world = try makeFolderWorld()
        var open = try world.writer()
        try die((.retire, 2), world)
        _ = try open.add(body((.revoke, 2)))
        _ = try open.commit()
        let commitCount = try world.inspect().commitCount
        _ = try world.writer()
        #expect(try world.inspect().commitCount == commitCount)
        #expect(try world.storage.items(in: "staging").isEmpty)
        try expectValidKeys(world, inForce: [1])
    }

    @Test func `of two dead writers' changes one is committed`() throws {
        let world = try makeFolderWorld()
        let dying = (0..<2).map { _ in
            world.with(FaultyStorage(world.storage, FaultPlan(.fromFirst("publish log/"))))
        }
        var first = try dying[0].writer()
        var second = try dying[1].writer()
        _ = try first.add(body((.add, 3)))
        _ = try second.add(body((.add, 3)))
        #expect(throws: ArchiveError.self) { _ = try first.commit() }
        #expect(throws: ArchiveError.self) { _ = try second.commit() }
        _ = consume first
        _ = consume second
        _ = try world.writer()
        try expectValidKeys(world, inForce: [1, 2, 3])
    }

    @Test func `a writer whose key goes with an adopted change signs with the next one`() throws {
        let world = try makeFolderWorld()
        try die((.retire, 1), world)
        var writer = try world.writer()
        _ = try writer.add(Document("by the second key"))
        #expect(try writer.commit() != nil)
        try expectValidKeys(world, inForce: [2])
    }
}
