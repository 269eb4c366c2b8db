// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveIO
import ArchiveTestSupport
import Glibc
import SystemPackage
import Testing

@testable import ArchiveStore

@Suite(.temporaryDirectory) struct FolderWalkTests {
    private var root: FilePath {
        TemporaryDirectory.current.appending("site")
    }

    private func make(_ files: [String]) throws {
        for file in files {
            let path = root.appending(file)
            let folder = try Folder.make(path.removingLastComponent())
            _ = try folder.makeFile(try #require(path.lastComponent).string)
        }
    }

    private func link(_ name: String, to target: String) {
        #expect(unsafe symlink(target, root.appending(name).string) == 0)
    }

    /// Everything a walk meets: names, with a sign before what is no file.
    private func walk(_ path: FilePath? = nil, followsLinks: Bool = false) throws -> [String] {
        var walk = try FolderWalk(path ?? root, followsLinks: followsLinks)
        var met: [String] = []
        while let step = walk.next() {
            switch step {
            case .file(_, let name): met.append(String(decoding: name, as: UTF8.self))
            case .skipped(let name, let kind): met.append((kind == .link ? "@" : "?") + name)
            case .failure(let name, _): met.append("!" + name)
            }
            try #require(met.count < 1_000)
        }
        return met
    }

    @Test func `files come in the order of their names' bytes`() throws {
        try make(["b", "a/z", "a/y/1", "a.txt", "B", "é", "10", "9"])
        _ = try Folder.make(root.appending("empty"))
        let expected = ["10", "9", "B", "a/y/1", "a/z", "a.txt", "b", "é"]
        #expect(try walk() == expected.map { "site/" + $0 })
    }

    @Test func `names start with that of the folder`() throws {
        try make(["a"])
        _ = try Folder.make(root.appending("empty"))
        #expect(try walk(root.appending(".")) == ["site/a"])
        #expect(try walk(FilePath(root.string + "/")) == ["site/a"])
        #expect(try walk(root.appending("empty/..")) == ["site/a"])
    }

    @Test func `links are passed over unless they are to be followed`() throws {
        try make(["file", "folder/inner"])
        link("to-file", to: "file")
        link("to-folder", to: "folder")
        link("to-nothing", to: "nothing")
        let passed = [
            "site/file", "site/folder/inner", "@site/to-file", "@site/to-folder",
            "@site/to-nothing",
        ]
        #expect(try walk() == passed)
        let followed = [
            "site/file", "site/folder/inner", "site/to-file", "site/to-folder/inner",
            "!site/to-nothing",
        ]
        #expect(try walk(followsLinks: true) == followed)
    }

    @Test func `links that lead in a circle end`() throws {
        try make(["a/b/file"])
        link("a/b/up", to: "../..")
        link("a/b/self", to: ".")
        link("a/b/loop", to: "loop")
        let expected = ["site/a/b/file", "!site/a/b/loop", "!site/a/b/self", "!site/a/b/up"]
        #expect(try walk(followsLinks: true) == expected)
    }

    @Test func `folders over 128 deep are refused and not an overflow`() throws {
        var folder = try Folder.make(root)
        for _ in 0..<140 {
            folder = try folder.makeFolder("d")
        }
        _ = try folder.makeFile("deep")
        let met = try walk()
        #expect(met.count == 1)
        #expect(met.first?.hasPrefix("!site/d/d/") == true)
    }

    @Test(.timeLimit(.minutes(1))) func `pipes are passed over at once`() throws {
        try make(["a", "z"])
        #expect(unsafe mkfifo(root.appending("pipe").string, 0o600) == 0)
        link("to-pipe", to: "pipe")
        #expect(try walk() == ["site/a", "?site/pipe", "@site/to-pipe", "site/z"])
        let followed = ["site/a", "?site/pipe", "!site/to-pipe", "site/z"]
        #expect(try walk(followsLinks: true) == followed)
    }

    @Test func `a name that is not UTF-8 is kept`() throws {
        _ = try Folder.make(root)
        let made = shell("cd '\(root)'; f=$(printf 'x\\377'); printf y > \"$f\"")
        #expect(made.exitCode == 0)
        var walk = try FolderWalk(root, followsLinks: false)
        guard case .file(let file, let name)? = walk.next() else {
            Issue.record("no file")
            return
        }
        #expect(name == Array("site/x".utf8) + [0xFF])
        #expect(try FileSource(file).status()?.byteCount == 1)
    }

    @Test func `a file that went away is reported and the walk goes on`() throws {
        try make(["a", "b", "c/d"])
        var walk = try FolderWalk(root, followsLinks: false)
        _ = walk.next()
        #expect(shell("rm -r '\(root)/b' '\(root)/c'").exitCode == 0)
        var failures: [String] = []
        while let step = walk.next() {
            if case .failure(let name, let error) = step {
                failures.append(name)
                #expect(error.code == .notFound)
            }
        }
        #expect(failures == ["site/b", "site/c"])
    }

    @Test func `the archive that is added to is passed over`() throws {
        try make(["a", "archive/log/1", "b"])
        link("to-archive", to: "archive")
        let archive = try Folder.open(root.appending("archive"))
        var walk = try FolderWalk(root, followsLinks: true, except: archive)
        var met: [String] = []
        while let step = walk.next() {
            switch step {
            case .file(_, let name): met.append(String(decoding: name, as: UTF8.self))
            case .skipped(let name, let kind): met.append("\(kind) \(name)")
            case .failure(let name, _): met.append("!" + name)
            }
        }
        #expect(met == ["site/a", "folder site/archive", "site/b", "folder site/to-archive"])
        #expect(throws: StoreError.self) {
            _ = try FolderWalk(root.appending("archive"), followsLinks: false, except: archive)
        }
    }

    @Test(arguments: ["a", "none"]) func `a start that is no folder is refused`(
        name: String
    ) throws {
        try make(["a"])
        #expect(throws: StoreError.self) {
            _ = try FolderWalk(root.appending(name), followsLinks: false)
        }
    }
}

@Suite(.temporaryDirectory) struct DocumentSourceTests {
    private func file(_ bytes: [UInt8]) throws -> OpenFile {
        let folder = try Folder.open(TemporaryDirectory.current)
        try folder.makeFile("a").write(bytes.span)
        return try folder.file("a")
    }

    @Test func `a file is read from any place and has a status`() throws {
        let source = FileSource(try file([1, 2, 3]))
        #expect(source.name == TemporaryDirectory.current.appending("a").string)
        #expect(try source.status()?.byteCount == 3)
        var buffer = [UInt8](repeating: 0, count: 4)
        var span = buffer.mutableSpan
        #expect(try source.read(into: &span, at: 1) == 2)
        #expect(buffer == [2, 3, 0, 0])
    }

    @Test func `a file that grows is read to one byte behind its length`() throws {
        let folder = try Folder.open(TemporaryDirectory.current)
        let source = FileSource(try file([1, 2, 3]))
        #expect(try source.status()?.byteCount == 3)
        #expect(shell("printf 456789 >> '\(folder.path)/a'").exitCode == 0)
        var buffer = [UInt8](repeating: 0, count: 9)
        var span = buffer.mutableSpan
        #expect(try source.read(into: &span, at: 0) == 4)
        #expect(try source.read(into: &span, at: 4) == 0)
        #expect(try source.read(into: &span, at: .max) == 0)
        #expect(try source.status()?.byteCount == 9)
        #expect(try source.read(into: &span, at: 0) == 9)
    }

    @Test func `a stream is read on and has no status`() throws {
        let source = StreamSource(try file([1, 2, 3]))
        #expect(try source.status() == nil)
        #expect(source.name.hasSuffix("/a"))
        var buffer = [UInt8](repeating: 0, count: 2)
        var counts: [Int] = []
        for _ in 0..<3 {
            var span = buffer.mutableSpan
            counts.append(try source.read(into: &span, at: 0))
        }
        #expect(counts == [2, 1, 0])
    }
}
