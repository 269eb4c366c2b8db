// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveIO
import ArchiveTestSupport
import BlobStore
import Glibc
import SystemPackage
import Testing

@Suite(.temporaryDirectory) struct LocalStorageTests {
    private let root = TemporaryDirectory.current.appending("archive")

    private func path(_ relative: String) -> FilePath {
        root.appending(relative)
    }

    private func makeStorage() throws -> LocalStorage {
        try LocalStorage(making: root)
    }

    @Test(arguments: ArchiveStorageConformance.Rule.allCases)
    func `it keeps the rules of a storage`(rule: ArchiveStorageConformance.Rule) throws {
        let conformance = ArchiveStorageConformance(try makeStorage()) { kind, relative in
            let place = path(relative).string
            let status =
                kind == .link
                ? unsafe symlink("/etc/hostname", place) : unsafe mkfifo(place, 0o600)
            #expect(status == 0)
        }
        try conformance.check(rule)
    }

    @Test func `an absent folder is not an archive`() {
        #expect(throws: StoreError.self) { try LocalStorage(path("nowhere")) }
    }

    @Test func `a link to a folder is not followed inside of the archive`() throws {
        let storage = try makeStorage()
        #expect(unsafe mkdir(path("real").string, 0o700) == 0)
        #expect(unsafe symlink("real", path("log").string) == 0)
        for attempt in [{ _ = try storage.items(in: "log") }, { _ = try storage.open("log/a") }] {
            let error = #expect(throws: StoreError.self, performing: attempt)
            #expect(error?.code == .notPlain)
        }
        let staging = try storage.makeStaging()
        let file = try staging.makeFile("file")
        let error = #expect(throws: StoreError.self) { try staging.publish(file, as: "log/a") }
        #expect(error?.code == .notPlain)
    }

    @Test func `published files can only be read`() throws {
        let storage = try makeStorage()
        let staging = try storage.makeStaging()
        try staging.publish(try staging.makeFile("file"), as: "packs/ab/one")
        var status = stat()
        #expect(unsafe stat(path("packs/ab/one").string, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o444)
    }

    @Test func `its name is its path`() throws {
        #expect(try makeStorage().name == root.string)
    }

    // MARK: Abandoned staging

    /// Makes a staging folder as a process leaves it that died.
    private func abandon(_ name: String, entries: [UInt8]?) throws -> Folder {
        let folder = try Folder.make(path("staging").appending(name))
        _ = try folder.makeFile("lock")
        _ = try folder.makeFile("pack")
        if let entries {
            try folder.makeFile(StagingName.entries).write(entries.span)
        }
        return folder
    }

    @Test func `abandoned staging is removed and its entries are handed over`() throws {
        let storage = try makeStorage()
        _ = try abandon("a", entries: [1, 2])
        _ = try abandon("b", entries: nil)
        _ = try abandon("c", entries: [3])
        #expect(try storage.clearAbandonedStaging() == [[1, 2], [3]])
        #expect(try storage.items(in: "staging").isEmpty)
        #expect(try storage.clearAbandonedStaging() == [])
    }

    @Test func `staging that somebody has locked stays`() throws {
        let storage = try makeStorage()
        // A lock belongs to the open file description, so this is as good as another process.
        let lock = try abandon("a", entries: [1]).file("lock")
        #expect(try lock.tryLock())
        #expect(try storage.clearAbandonedStaging() == [])
        #expect(try storage.items(in: "staging").map(\.text) == ["a"])
        #expect(try storage.items(in: "staging/a").map(\.text) == ["entries", "lock", "pack"])
    }

    @Test func `what is not done with stays and is handed over again`() throws {
        let storage = try makeStorage()
        _ = try abandon("a", entries: [1])
        _ = try abandon("b", entries: [2])
        var seen: [[UInt8]] = []
        try storage.clearAbandonedStaging { list in
            seen.append(list)
            // Nobody else gets it meanwhile.
            #expect((try? storage.clearAbandonedStaging()) == (list == [1] ? [[2]] : []))
            return false
        }
        #expect(seen == [[1]])
        #expect(try storage.clearAbandonedStaging() == [[1]])
        #expect(try storage.items(in: "staging").isEmpty)
    }

    @Test func `a folder whose maker died before it had a lock is removed`() throws {
        let storage = try makeStorage()
        let staging = try Folder.make(path("staging"))
        _ = try staging.makeFolder("empty")
        // Not ours: there never was anything before the lock.
        _ = try staging.makeFolder("foreign").makeFile("something")
        #expect(try storage.clearAbandonedStaging() == [])
        #expect(try storage.items(in: "staging").map(\.text) == ["foreign"])
    }

    @Test func `staging whose process ended is abandoned`() throws {
        let storage = try makeStorage()
        do {
            let staging = try storage.makeStaging()
            let list = try staging.makeFile(StagingName.entries)
            let bytes: [UInt8] = [7]
            try list.write(bytes.span)
            #expect(try LocalStorage(root).clearAbandonedStaging() == [])
        }
        #expect(try LocalStorage(root).clearAbandonedStaging() == [[7]])
    }

    @Test func `what is no staging folder is left alone`() throws {
        let storage = try makeStorage()
        let staging = try Folder.make(path("staging"))
        _ = try staging.makeFile("file")
        _ = try staging.makeFolder("without-lock").makeFile("something")
        let odd = try staging.makeFolder("lock-is-a-pipe")
        #expect(unsafe mkfifo(path("staging/lock-is-a-pipe/lock").string, 0o600) == 0)
        _ = odd
        let nested = try abandon("nested", entries: [5])
        _ = try nested.makeFolder("folder")
        #expect(try storage.clearAbandonedStaging() == [[5]])
        let names = try staging.items().map(\.text)
        #expect(names == ["file", "lock-is-a-pipe", "nested", "without-lock"])
        #expect(try nested.items().map(\.text) == ["folder"])
    }

    @Test func `entries that are longer than any commit are not handed over`() throws {
        let storage = try makeStorage()
        let folder = try abandon("a", entries: nil)
        try folder.makeFile(StagingName.entries).truncate(to: 32 << 20 + 1)
        #expect(try storage.clearAbandonedStaging() == [])
        #expect(try storage.items(in: "staging").isEmpty)
    }

    @Test func `many processes can make and clear staging at once`() async throws {
        let root = root
        _ = try makeStorage()
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var failures = 0
                    for round in 0..<40 {
                        do throws(StoreError) {
                            let storage = try LocalStorage(root)
                            let staging = try storage.makeStaging()
                            _ = try storage.clearAbandonedStaging()
                            _ = try staging.makeFile("pack")
                            if round.isMultiple(of: 2) {
                                staging.remove()
                            }
                        } catch {
                            failures += 1
                        }
                    }
                    return failures
                }
            }
            for await failures in group {
                #expect(failures == 0)
            }
        }
        _ = try LocalStorage(root).clearAbandonedStaging()
        #expect(try LocalStorage(root).items(in: "staging").isEmpty)
    }
}
