// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
public import ArchiveIO
public import BlobStore
internal import Testing

/// The rules of `ArchiveStorage`, for the suite of each implementation.
public struct ArchiveStorageConformance {
    /// One rule.
    public enum Rule: String, CaseIterable, Sendable {
        case listingIsSortedAndComplete
        case absentFolderIsNotListed
        case whatIsNoFolderIsNotListed
        case absentFileIsNotFound
        case whatIsNoPlainFileIsNotOpened
        case publishedBytesAreReadBack
        case existingNameIsRefusedAndLeftAlone
        case whatIsInTheWayIsNotReplaced
        case stagedFilesAreInvisible
        case truncatedFileGoesOn
        case cacheIsReplaced
        case failedCacheLeavesTheOldOne
        case cacheIsRemoved
        case liveStagingIsNotCleared
        case deepPathsWork
        case onlyWhatIsThereIsSynchronized
    }

    private let storage: any ArchiveStorage
    private let place: (FileStatus.Kind, String) throws -> Void

    /// Takes an empty storage.
    ///
    /// `place` puts a link or special file at a path.
    public init(
        _ storage: any ArchiveStorage,
        place: @escaping (FileStatus.Kind, String) throws -> Void,
    ) {
        self.storage = storage
        self.place = place
    }

    /// Checks one rule.
    public func check(_ rule: Rule) throws {
        switch rule {
        case .listingIsSortedAndComplete: try checkListing()
        case .absentFolderIsNotListed: try checkAbsentFolder()
        case .whatIsNoFolderIsNotListed: try checkNoFolder()
        case .absentFileIsNotFound: try checkAbsentFile()
        case .whatIsNoPlainFileIsNotOpened: try checkNoPlainFile()
        case .publishedBytesAreReadBack: try checkReading()
        case .existingNameIsRefusedAndLeftAlone: try checkExistingName()
        case .whatIsInTheWayIsNotReplaced: try checkInTheWay()
        case .stagedFilesAreInvisible: try checkStagedFiles()
        case .truncatedFileGoesOn: try checkTruncation()
        case .cacheIsReplaced: try checkCache()
        case .failedCacheLeavesTheOldOne: try checkFailedCache()
        case .cacheIsRemoved: try checkRemoval()
        case .liveStagingIsNotCleared: try checkLiveStaging()
        case .deepPathsWork: try checkDeepPaths()
        case .onlyWhatIsThereIsSynchronized: try checkSynchronizing()
        }
    }

    private func publish(_ bytes: [UInt8], _ path: String) throws {
        let staging = try storage.makeStaging()
        defer { staging.remove() }
        let file = try staging.makeFile("file")
        try file.write(bytes.span)
        try staging.publish(file, as: path)
    }

    private func contents(_ path: String) throws -> [UInt8]? {
        try storage.open(path).readAll(limit: 1 << 20)
    }

    private func code(_ body: () throws(StoreError) -> Void) -> StoreError.Code? {
        do throws(StoreError) {
            try body()
            return nil
        } catch {
            return error.code
        }
    }

    private func checkListing() throws {
        #expect(try storage.items(in: "").filter { $0.text != "staging" }.isEmpty)
        var generator = SeededGenerator(seed: 11)
        let names = Set((0..<150).map { _ in String(generator.next() % 100_000) })
        for name in names {
            try publish([1], "log/" + name)
        }
        try publish([1], "packs/ab/one")
        #expect(try storage.items(in: "log").map(\.text) == names.sorted())
        #expect(try storage.items(in: "log").allSatisfy { $0.kind == .file })
        #expect(
            try storage.items(in: "packs") == [Folder.Item(name: [0x61, 0x62], kind: .folder)]
        )
        let top = try storage.items(in: "").map(\.text).filter { $0 != "staging" }
        #expect(top == ["log", "packs"])
    }

    private func checkAbsentFolder() throws {
        try publish([1], "log/a")
        for folder in ["packs", "log/b", "packs/ab/cd"] {
            #expect(
                code { () throws(StoreError) in _ = try storage.items(in: folder) } == .notFound
            )
        }
    }

    private func checkNoFolder() throws {
        try publish([1], "log/a")
        try place(.link, "log/link")
        try place(.special, "log/pipe")
        for folder in ["log/a", "log/a/b", "log/link", "log/pipe"] {
            #expect(
                code { () throws(StoreError) in _ = try storage.items(in: folder) } == .notPlain
            )
        }
        let kinds = try storage.items(in: "log").map(\.kind)
        #expect(kinds == [.file, .link, .special])
    }

    private func checkAbsentFile() throws {
        try publish([1], "log/a")
        for path in ["ARCHIVE", "log/b", "packs/ab/cd"] {
            #expect(code { () throws(StoreError) in _ = try storage.open(path) } == .notFound)
        }
    }

    private func checkNoPlainFile() throws {
        try publish([1], "log/a")
        try place(.link, "log/link")
        try place(.special, "log/pipe")
        for path in ["log", "log/a/b", "log/link", "log/pipe"] {
            #expect(code { () throws(StoreError) in _ = try storage.open(path) } == .notPlain)
        }
    }

    private func checkReading() throws {
        var generator = SeededGenerator(seed: 12)
        for count in [0, 1, 4_095, 4_096, 70_000] {
            let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
            try publish(bytes, "packs/\(count)")
            let file = try storage.open("packs/\(count)")
            #expect(file.byteCount == UInt64(count))
            #expect(try file.readAll(limit: count) == bytes)
            #expect(try count == 0 || file.readAll(limit: count - 1) == nil)
            #expect(try file.read(count: 10, at: UInt64(count)) == [])
            #expect(try file.read(count: 10, at: UInt64(count) + 5) == [])
            #expect(try file.read(count: count + 1, at: 0) == bytes)
            if count > 10 {
                #expect(try file.read(count: 10, at: UInt64(count - 7)) == Array(bytes.suffix(7)))
                #expect(try file.read(count: 5, at: 3) == Array(bytes[3..<8]))
            }
        }
    }

    private func checkExistingName() throws {
        try publish([1, 2, 3], "log/a")
        let staging = try storage.makeStaging()
        let file = try staging.makeFile("other")
        let other: [UInt8] = [9]
        try file.write(other.span)
        let refusal = code { () throws(StoreError) in try staging.publish(file, as: "log/a") }
        #expect(refusal == .alreadyExists)
        #expect(try contents("log/a") == [1, 2, 3])
        try staging.publish(file, as: "log/b")
        staging.remove()
        #expect(try contents("log/b") == [9])
    }

    private func checkInTheWay() throws {
        try publish([1], "log/a")
        try place(.link, "log/link")
        let staging = try storage.makeStaging()
        defer { staging.remove() }
        let file = try staging.makeFile("file")
        for path in ["log", "log/link"] {
            let refusal = code { () throws(StoreError) in try staging.publish(file, as: path) }
            #expect(refusal == .alreadyExists)
        }
        let refusal = code { () throws(StoreError) in try staging.publish(file, as: "log/a/b") }
        #expect(refusal == .notPlain)
        #expect(try storage.items(in: "log").map(\.kind) == [.file, .link])
    }

    private func checkStagedFiles() throws {
        let staging = try storage.makeStaging()
        let file = try staging.makeFile("pack")
        #expect(file.stagedName == "pack")
        let bytes: [UInt8] = [1, 2, 3]
        try file.write(bytes.span)
        let names = try storage.items(in: "").map(\.text)
        #expect(names.filter { $0 != "staging" }.isEmpty)
        staging.remove()
        #expect(code { () throws(StoreError) in _ = try storage.open("pack") } == .notFound)
        let left = try? storage.items(in: "staging")
        #expect(left?.isEmpty ?? true)
    }

    private func checkTruncation() throws {
        let staging = try storage.makeStaging()
        defer { staging.remove() }
        let file = try staging.makeFile("file")
        let first: [UInt8] = [1, 2, 3, 4, 5]
        let second: [UInt8] = [6, 7]
        try file.write(first.span)
        try file.truncate(to: 2)
        try file.write(second.span)
        try file.truncate(to: 4)
        try file.write(first.span)
        try staging.publish(file, as: "packs/a")
        #expect(try contents("packs/a") == [1, 2, 6, 7, 1, 2, 3, 4, 5])
    }

    private func writeCache(_ bytes: [UInt8], _ path: String) throws {
        try storage.replaceCache(path) { (sink) throws(StoreError) in
            for byte in bytes {
                let piece = [byte]
                try sink.write(piece.span)
            }
        }
    }

    private func checkCache() throws {
        try writeCache([1, 2, 3], "cache/index/a")
        let old = try storage.open("cache/index/a")
        try writeCache([4], "cache/index/a")
        #expect(try contents("cache/index/a") == [4])
        #expect(try old.readAll(limit: 3) == [1, 2, 3])
        #expect(try storage.items(in: "cache/index").map(\.text) == ["a"])
    }

    private func checkFailedCache() throws {
        try writeCache([1, 2, 3], "cache/index/a")
        let planned = StoreError(.inputOutput, "planned")
        #expect(throws: planned) {
            try storage.replaceCache("cache/index/a") { (sink) throws(StoreError) in
                let piece: [UInt8] = [9]
                try sink.write(piece.span)
                throw planned
            }
        }
        #expect(try contents("cache/index/a") == [1, 2, 3])
        #expect(try storage.items(in: "cache/index").map(\.text) == ["a"])
    }

    private func checkRemoval() throws {
        try writeCache([1], "cache/index/a")
        try writeCache([1], "cache/index/b")
        try storage.removeCache("cache/index/a")
        #expect(try storage.items(in: "cache/index").map(\.text) == ["b"])
        let refusal = code { () throws(StoreError) in try storage.removeCache("cache/index/a") }
        #expect(refusal == .notFound)
    }

    private func checkLiveStaging() throws {
        #expect(try storage.clearAbandonedStaging() == [])
        let staging = try storage.makeStaging()
        let list = try staging.makeFile(StagingName.entries)
        let bytes: [UInt8] = [1]
        try list.write(bytes.span)
        #expect(try storage.clearAbandonedStaging() == [])
        try staging.publish(list, as: "log/a")
        #expect(try contents("log/a") == [1])
        staging.remove()
        #expect(try storage.clearAbandonedStaging() == [])
    }

    private func checkDeepPaths() throws {
        try publish([1], "a/b/c/d/e/f")
        try publish([2], "a/b/c/d/e/g")
        #expect(try contents("a/b/c/d/e/f") == [1])
        #expect(try storage.items(in: "a/b/c/d/e").map(\.text) == ["f", "g"])
        #expect(try storage.items(in: "a/b").map(\.kind) == [.folder])
    }

    private func checkSynchronizing() throws {
        try publish([1], "packs/ab/one")
        try storage.synchronize("packs/ab/one")
        #expect(try contents("packs/ab/one") == [1])
        for path in ["packs/ab/two", "packs/cd/one"] {
            #expect(code { () throws(StoreError) in try storage.synchronize(path) } == .notFound)
        }
    }
}

extension ArchiveStorage {
    /// Removes what dead writers left in staging.
    ///
    /// - Returns: What each of them left in its file ``StagingName/entries``, if it did.
    public func clearAbandonedStaging() throws(StoreError) -> [[UInt8]] {
        var lists: [[UInt8]] = []
        try clearAbandonedStaging { list in
            lists.append(list)
            return true
        }
        return lists
    }
}
