// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveIO
import ArchiveTestSupport
import BlobStore
import Testing

@Suite struct MemoryStorageTests {
    @Test(arguments: ArchiveStorageConformance.Rule.allCases)
    func `it keeps the rules of a storage`(rule: ArchiveStorageConformance.Rule) throws {
        let storage = MemoryStorage()
        try ArchiveStorageConformance(storage) { storage.place($0, at: $1) }.check(rule)
    }

    @Test func `files given at the start are there`() throws {
        let storage = MemoryStorage(files: ["log/a": [1, 2]])
        #expect(try storage.open("log/a").readAll(limit: 9) == [1, 2])
        #expect(storage.name == "memory")
        storage.files["log/a"] = nil
        #expect(throws: StoreError.self) { try storage.open("log/a") }
    }

    @Test func `a thing placed on a file stands for it`() throws {
        let storage = MemoryStorage(files: ["ARCHIVE": [1]])
        storage.place(.folder, at: "ARCHIVE")
        #expect(try storage.items(in: "").map(\.kind) == [.folder])
        #expect(storage.files.isEmpty)
    }
}
