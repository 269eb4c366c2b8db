// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveTestSupport
import Glibc
import SystemPackage
import Testing

@testable import ArchiveIO

@Suite
struct TemporaryFolderTests {
    private func exists(_ path: FilePath) -> Bool {
        var status = stat()
        return unsafe path.withPlatformString { unsafe lstat($0, &status) } == 0
    }

    @Test
    func `it is this user's only, and gone with the last reference`() throws {
        var path: FilePath
        do {
            let temporary = try TemporaryFolder()
            path = temporary.path
            let status = try temporary.folder.status()
            #expect(status.mode == 0o700)
            #expect(status.ownerID == geteuid())
            try temporary.folder.makeFile("a").write([1].span)
            #expect(try TemporaryFolder().path != path)
        }
        #expect(!exists(path))
    }

    @Test
    func `everything in it is removed, links are not followed, depth does not matter`() throws {
        let kept = try TemporaryFolder()
        try kept.folder.makeFile("kept").write([1].span)
        let path: FilePath
        do {
            let temporary = try TemporaryFolder()
            path = temporary.path
            let lines = """
                cd '\(path)' && ln -s '\(kept.path)' link && ln -s '\(kept.path)/kept' file-link \
                && mkfifo pipe && mkdir locked && touch locked/x "locked/$(printf '\\377')" \
                && chmod 0 locked && i=0 && while [ $i -lt 400 ]; do mkdir d && cd -P d && \
                touch f && i=$((i + 1)); done
                """
            #expect(shell("exec 2>&1; " + lines).exitCode == 0)
        }
        #expect(!exists(path))
        #expect(try kept.folder.items().map(\.text) == ["kept"])
    }

    @Test
    func `permissions are given back to folders, and not to what a link leads to`() throws {
        let kept = try TemporaryFolder()
        try kept.folder.makeNewFolder("kept").setMode(0o500)
        let temporary = try TemporaryFolder()
        let lines = """
            cd '\(temporary.path)' && mkdir locked && chmod 0 locked && touch file && chmod 0 file \
            && ln -s '\(kept.path)/kept' link
            """
        #expect(shell("exec 2>&1; " + lines).exitCode == 0)
        for name in ["locked", "file", "link", "none"] {
            temporary.folder.openToOwner(name.utf8CString.map(\.self))
        }
        #expect(try temporary.folder.folder("locked").status().mode == 0o700)
        #expect(try temporary.folder.status(of: "file").mode == 0)
        #expect(try kept.folder.folder("kept").status().mode == 0o500)
    }

    @Test
    func `a new folder refuses a name that is taken`() throws {
        let temporary = try TemporaryFolder()
        let folder = try temporary.folder.makeNewFolder("a")
        #expect(try folder.status().mode == 0o700)
        try folder.setMode(0o711)
        #expect(try folder.status().mode == 0o711)
        let failure = #expect(throws: StoreError.self) {
            try temporary.folder.makeNewFolder("a")
        }
        #expect(failure?.code == .alreadyExists)
    }

    @Test
    func `what a killed process left is removed, and nothing that somebody has`() throws {
        let base = try TemporaryFolder()
        let script = """
            cd '\(base.path)' && mkdir archive-work-old archive-work-new archive-work-held \
            archive-other && touch archive-work-old/x && ln -s archive-other archive-work-link \
            && touch -d '2 minutes ago' archive-work-old archive-work-held archive-other
            """
        #expect(shell("exec 2>&1; " + script).exitCode == 0)
        let held = try base.folder.folder("archive-work-held")
        #expect(flock(held.descriptor, LOCK_EX | LOCK_NB) == 0)
        let path = base.path.string
        let made = try TemporaryFolder(prefix: TemporaryFolder.lockedPrefix, in: path)
        try made.removeAbandoned()
        var names = Set(try base.folder.items().map(\.text))
        #expect(names.remove(made.path.lastComponent?.string ?? "") != nil)
        let kept = ["archive-work-new", "archive-work-held", "archive-work-link", "archive-other"]
        #expect(names == Set(kept))
    }

    @Test
    func `where every user comes to is found out`() throws {
        let temporary = try TemporaryFolder()
        let inner = try temporary.folder.makeNewFolder("inner")
        try inner.setMode(0o755)
        let path = temporary.path.appending("inner").string
        #expect(!TemporaryFolder.isReachable(path))
        try temporary.folder.setMode(0o711)
        #expect(TemporaryFolder.isReachable(path))
        try inner.setMode(0o700)
        #expect(!TemporaryFolder.isReachable(path))
        #expect(TemporaryFolder.isReachable("/tmp"))
        #expect(!TemporaryFolder.isReachable(path + "/none"))
    }

    @Test
    func `a locked folder is not taken for abandoned, however old`() throws {
        let first = try TemporaryFolder.makeLocked()
        #expect(try first.folder.status().mode == 0o711)
        #expect(shell("touch -d '2 minutes ago' '\(first.path)'").exitCode == 0)
        let second = try TemporaryFolder.makeLocked()
        #expect(exists(first.path))
        second.remove(milliseconds: 0)
        #expect(!exists(second.path))
    }

    @Test
    func `a name that is not UTF-8 has a status`() throws {
        let temporary = try TemporaryFolder()
        #expect(shell("cd '\(temporary.path)' && printf abc >\"$(printf '\\377')\"").exitCode == 0)
        #expect(try temporary.folder.status(bytes: [0xFF]).byteCount == 3)
    }
}
