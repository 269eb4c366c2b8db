// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveIO
import ArchiveTestSupport
import Glibc
import SystemPackage
import Testing

@Suite(.temporaryDirectory) struct FolderTests {
    private func code(_ body: () throws(StoreError) -> Void) -> StoreError.Code? {
        do throws(StoreError) {
            try body()
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `names are sorted by their bytes and tell their kinds`() throws {
        let folder = try temporaryFolder()
        for name in ["b", "a", "B", "é", "10", "9"] {
            _ = try folder.makeFile(name)
        }
        _ = try folder.makeFolder("folder")
        #expect(makeLink("link", to: "nowhere"))
        #expect(makePipe("pipe"))
        let items = try folder.items()
        #expect(items.map(\.text) == ["10", "9", "B", "a", "b", "folder", "link", "pipe", "é"])
        let kinds = Dictionary(uniqueKeysWithValues: items.map { ($0.text, $0.kind) })
        #expect(kinds["a"] == .file)
        #expect(kinds["folder"] == .folder)
        #expect(kinds["link"] == .link)
        #expect(kinds["pipe"] == .special)
        #expect(try folder.items() == items)
    }

    @Test func `a listing is complete`() throws {
        let folder = try temporaryFolder()
        let names = (0..<2_000).map { "name-\($0)" }
        for name in names {
            _ = try folder.makeFile(name)
        }
        #expect(try folder.items().map(\.text) == names.sorted())
    }

    @Test func `names that are not UTF-8 are kept and opened`() throws {
        let folder = try temporaryFolder()
        let name: [UInt8] = [0xFF, 0x61, 0xC3]
        #expect(
            shell(
                "cd '\(TemporaryDirectory.current)'; f=$(printf '\\377a\\303'); printf x >\"$f\"; mkdir \"d$f\""
            ).exitCode == 0
        )
        let items = try folder.items()
        #expect(items.map(\.name) == [[0x64] + name, name])
        #expect(items[1].text == "\u{FFFD}a\u{FFFD}")
        #expect(try folder.file(bytes: name, followingLink: false).contents() == [0x78])
        #expect(try folder.folder(bytes: [0x64] + name, followingLink: false).items().isEmpty)
    }

    @Test func `links are not followed`() throws {
        let folder = try temporaryFolder()
        try folder.makeFile("file", containing: [1])
        _ = try folder.makeFolder("folder")
        #expect(makeLink("to-file", to: "file"))
        #expect(makeLink("to-folder", to: "folder"))
        #expect(makeLink("to-nothing", to: "nothing"))
        for name in ["to-file", "to-folder", "to-nothing"] {
            let bytes = Array(name.utf8)
            #expect(code { () throws(StoreError) in _ = try folder.file(name) } == .notPlain)
            #expect(code { () throws(StoreError) in _ = try folder.folder(name) } == .notPlain)
            #expect(code { () throws(StoreError) in _ = try folder.makeFolder(name) } == .notPlain)
            #expect(
                code { () throws(StoreError) in
                    _ = try folder.file(bytes: bytes, followingLink: false)
                } == .notPlain
            )
            #expect(
                code { () throws(StoreError) in
                    _ = try folder.folder(bytes: bytes, followingLink: false)
                } == .notPlain
            )
            #expect(try folder.status(of: name).kind == .link)
            #expect(
                code { () throws(StoreError) in _ = try folder.makeFile(name) } == .alreadyExists
            )
        }
        let file = try folder.file(bytes: Array("to-file".utf8), followingLink: true)
        #expect(try file.contents() == [1])
        let opened = try folder.folder(bytes: Array("to-folder".utf8), followingLink: true)
        #expect(try opened.items().isEmpty)
    }

    @Test(.timeLimit(.minutes(1))) func `a pipe is refused at once`() throws {
        let folder = try temporaryFolder()
        #expect(makePipe("pipe"))
        #expect(code { () throws(StoreError) in _ = try folder.file("pipe") } == .notPlain)
        #expect(code { () throws(StoreError) in _ = try folder.folder("pipe") } == .notPlain)
        let bytes = Array("pipe".utf8)
        #expect(
            code { () throws(StoreError) in
                _ = try folder.file(bytes: bytes, followingLink: true)
            } == .notPlain
        )
    }

    @Test func `a folder is no file and a file no folder`() throws {
        let folder = try temporaryFolder()
        _ = try folder.makeFolder("folder")
        _ = try folder.makeFile("file")
        #expect(code { () throws(StoreError) in _ = try folder.file("folder") } == .notPlain)
        #expect(code { () throws(StoreError) in _ = try folder.folder("file") } == .notPlain)
        #expect(code { () throws(StoreError) in _ = try folder.file("none") } == .notFound)
        #expect(code { () throws(StoreError) in _ = try folder.status(of: "none") } == .notFound)
        #expect(
            code { () throws(StoreError) in
                _ = try Folder.open(temporaryPath("file"))
            } == .notPlain
        )
    }

    @Test func `folders are made with those above them`() throws {
        let made = try Folder.make(temporaryPath("a/b/c"), mode: 0o700)
        #expect(made.path == temporaryPath("a/b/c").string)
        for name in ["a", "a/b", "a/b/c"] {
            #expect(mode(of: name) == 0o700)
        }
        _ = try made.makeFile("file")
        #expect(try Folder.make(temporaryPath("a/b/c")).items().map(\.text) == ["file"])
        let error = #expect(throws: StoreError.self) {
            try Folder.make(temporaryPath("a/b/c/file/d"))
        }
        #expect(error?.code == .notPlain)
    }

    // MARK: Names

    @Test func `a link refuses an existing name and leaves it alone`() throws {
        let folder = try temporaryFolder()
        let target = try folder.makeFolder("target")
        try folder.makeFile("one", containing: [1])
        try folder.makeFile("two", containing: [2])
        try target.makeFile("there", containing: [3])
        let refusal = code { () throws(StoreError) in
            try target.link("one", of: folder, as: "there")
        }
        #expect(refusal == .alreadyExists)
        #expect(try target.file("there").contents() == [3])
        try target.link("two", of: folder, as: "new")
        #expect(try target.file("new").contents() == [2])
        #expect(try folder.file("two").contents() == [2])
        let absent = code { () throws(StoreError) in
            try target.link("none", of: folder, as: "other")
        }
        #expect(absent == .notFound)
    }

    @Test func `renaming replaces`() throws {
        let folder = try temporaryFolder()
        try folder.makeFile("one", containing: [1])
        try folder.makeFile("two", containing: [2])
        try folder.rename("one", to: "two")
        #expect(try folder.items().map(\.text) == ["two"])
        #expect(try folder.file("two").contents() == [1])
        #expect(
            code { () throws(StoreError) in try folder.rename("none", to: "two") } == .notFound
        )
    }

    @Test func `files and empty folders are removed`() throws {
        let folder = try temporaryFolder()
        _ = try folder.makeFile("file")
        let inner = try folder.makeFolder("inner")
        _ = try inner.makeFile("file")
        #expect(code { () throws(StoreError) in try folder.removeFolder("inner") } != nil)
        #expect(code { () throws(StoreError) in try folder.remove("inner") } != nil)
        try inner.remove("file")
        try folder.removeFolder("inner")
        try folder.remove("file")
        #expect(try folder.items().isEmpty)
        #expect(code { () throws(StoreError) in try folder.remove("file") } == .notFound)
    }

    // MARK: Replacing

    @Test(arguments: [UInt32(0o600), 0o644]) func `a replaced file has new bytes and mode`(
        permissions: UInt32
    ) throws {
        let folder = try temporaryFolder()
        try folder.makeFile("head", containing: [1, 2, 3])
        let bytes: [UInt8] = [4]
        try folder.replaceFile("head", with: bytes.span, mode: permissions)
        #expect(try folder.file("head").contents() == [4])
        #expect(mode(of: "head") == permissions)
        try folder.replaceFile("new", with: bytes.span)
        #expect(try folder.items().map(\.text) == ["head", "new"])
    }

    @Test func `an open file keeps the bytes from before`() throws {
        let folder = try temporaryFolder()
        try folder.makeFile("head", containing: [1, 2, 3])
        let old = try folder.file("head")
        let bytes: [UInt8] = [4]
        try folder.replaceFile("head", with: bytes.span)
        #expect(try old.contents() == [1, 2, 3])
    }

    @Test func `a file that cannot be replaced leaves nothing behind`() throws {
        let folder = try temporaryFolder()
        _ = try folder.makeFolder("head")
        let bytes: [UInt8] = [4]
        #expect(
            code { () throws(StoreError) in try folder.replaceFile("head", with: bytes.span) }
                != nil
        )
        #expect(try folder.items().map(\.text) == ["head"])
    }

    @Test func `readers of a file that many replace see whole contents`() async throws {
        let folder = try temporaryFolder()
        let versions = (UInt8(0)..<4).map { [UInt8](repeating: $0, count: 30_000) }
        try folder.makeFile("head", containing: versions[0])
        let failureCount = await withTaskGroup(of: Int.self) { group in
            for version in versions {
                group.addTask {
                    var failures = 0
                    for _ in 0..<25 {
                        do throws(StoreError) {
                            try folder.replaceFile("head", with: version.span)
                            let found = try folder.file("head").contents()
                            failures += versions.contains(found) ? 0 : 1
                        } catch {
                            failures += 1
                        }
                    }
                    return failures
                }
            }
            return await group.reduce(0, +)
        }
        #expect(failureCount == 0)
        #expect(try folder.items().map(\.text) == ["head"])
    }

    @Test func `a locked file is locked until it goes`() throws {
        let folder = try temporaryFolder()
        let file = try folder.lockedFile("lock", mode: 0o600)
        #expect(mode(of: "lock") == 0o600)
        #expect(try !folder.file("lock").tryLock())
        withExtendedLifetime(file) {}
        _ = consume file
        #expect(try folder.file("lock").tryLock())
        #expect(makeLink("link", to: "lock"))
        #expect(throws: StoreError.self) { try folder.lockedFile("link") }
    }

    @Test func `one waits for a locked file while another has it`() async throws {
        let folder = try temporaryFolder()
        try folder.makeFile("number", containing: [0])
        let failures = await withTaskGroup(of: [String].self) { group in
            for _ in 0..<4 {
                group.addTask {
                    do {
                        for _ in 0..<25 {
                            let lock = try folder.lockedFile("lock")
                            let number = try folder.file("number").contents()
                            let next = number.map { $0 + 1 }
                            try folder.replaceFile("number", with: next.span)
                            withExtendedLifetime(lock) {}
                        }
                        return []
                    } catch {
                        return ["\(error)"]
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(failures == [])
        #expect(try folder.file("number").contents() == [100])
    }
}
