// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveIO
import ArchiveTestSupport
import BlobStore
import Glibc
import SystemPackage
import Testing
import TransparencyLog

@testable import ArchiveStore

/// The permissions of a file.
private func mode(of path: FilePath) -> UInt32 {
    var status = stat()
    return unsafe stat(path.string, &status) == 0 ? status.st_mode & 0o7777 : 0
}

/// Folders of a user in the folder of the test case that is running.
private func userFolders() -> UserFolders {
    let base = TemporaryDirectory.current
    return UserFolders(
        keys: base.appending("config/keys"),
        heads: base.appending("state/heads"),
    )
}

private func write(_ text: String, to path: FilePath, mode: UInt32 = 0o600) throws {
    let folder = try Folder.make(path.removingLastComponent())
    let bytes = Array(text.utf8)
    try folder.makeFile(try #require(path.lastComponent).string, mode: 0o600).write(bytes.span)
    // Whatever the process's mask is.
    try #require(unsafe chmod(path.string, mode) == 0)
}

@Suite struct UserFoldersTests {
    private static let home = ["HOME": "/h"]
    private static let cases: [([String: String], String, String)] = [
        ([:], "/.config", "/.local/state"),
        (home, "/h/.config", "/h/.local/state"),
        (["HOME": "/h", "XDG_CONFIG_HOME": "/c"], "/c", "/h/.local/state"),
        (["HOME": "/h", "XDG_STATE_HOME": "/s"], "/h/.config", "/s"),
        (["HOME": "/h", "XDG_CONFIG_HOME": "c"], "/h/.config", "/h/.local/state"),
        (["HOME": "/h", "XDG_STATE_HOME": ""], "/h/.config", "/h/.local/state"),
    ]

    @Test(arguments: cases) func `the folders are where the system says`(
        environment: [String: String],
        config: String,
        state: String,
    ) {
        let folders = UserFolders { environment[$0] }
        #expect(folders.keys == FilePath(config + "/archive/keys"))
        #expect(folders.heads == FilePath(state + "/archive/heads"))
    }

    @Test func `logs have different files whatever their origins`() throws {
        let origins = try ["a", "A", "a/b", "..", "ä"].map { try Origin($0) }
        let names = origins.map { UserFolders.fileName(of: $0) }
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.utf8.count == 64 })
    }
}

@Suite(.temporaryDirectory) struct KeyStoreTests {
    @Test func `a key that was made is found and nobody else can read it`() throws {
        let folders = userFolders()
        let store = KeyStore(folders)
        let name = try KeyName("example.org/archive")
        let (key, path) = try store.makeKey(for: name)
        let (other, otherPath) = try store.makeKey(for: name)
        #expect(path != otherPath)
        #expect(store.path(of: key.verifierKey) == path)
        #expect(mode(of: path) == 0o600)
        #expect(mode(of: path.removingLastComponent()) == 0o700)
        #expect(mode(of: folders.keys) == 0o700)
        let found = try store.keys(of: Origin(name)).map { $0.encode() }
        #expect(Set(found) == [key.encode(), other.encode()])
        #expect(try store.keys(of: Origin("example.org/other")).isEmpty)
        #expect(try KeyStore.key(from: path.string).encode() == key.encode())
        #expect(try KeyStore.key(from: key.encode()).encode() == key.encode())
    }

    @Test func `a key never replaces a file`() throws {
        let path = TemporaryDirectory.current.appending("new/folder/my.key")
        let name = try KeyName("a")
        let key = try KeyStore.makeKey(for: name, at: path)
        #expect(mode(of: path) == 0o600)
        #expect(refusal { _ = try KeyStore.makeKey(for: name, at: path) } == .inputOutput)
        #expect(try KeyStore.key(from: path.string).encode() == key.encode())
    }

    @Test(arguments: ["", "\n", "\r\n", "\n\n"]) func `a key's line may end in any way`(
        end: String
    ) throws {
        let key = try signer(7)
        let path = TemporaryDirectory.current.appending("a.key")
        try write(key.encode() + end, to: path)
        #expect(try KeyStore.key(from: path.string).encode() == key.encode())
    }

    @Test func `a larger head that the archive does not have is reported`() throws {
        let world = try World()
        let storage = try #require(world.storage as? MemoryStorage)
        let first = try world.reader().checkpoint
        try world.commit([Document("one")])
        let store = LocalHeadStore(userFolders())
        try store.remember(try world.reader().checkpoint, readFrom: storage)
        // Another process remembered it after this one had read the log.
        try store.remember(first, readFrom: storage)
        #expect(storage.files.removeValue(forKey: "log/00000000000000000002") != nil)
        #expect(refusal { try store.remember(first, readFrom: storage) } == .notTrusted)
        let (fork, forked) = try World().copy()
        try fork.commit([Document("fork"), Document("other")])
        #expect(refusal { try store.remember(first, readFrom: forked) } == .notTrusted)
        #expect(try store.head(of: first.checkpoint.origin)?.checkpoint.treeSize == 4)
    }

    @Test(arguments: ["", "hello", "PRIVATE+KEY+a+00000000+AAAA", "PRIVATE+KEY+"])
    func `what is no key is named`(text: String) throws {
        let path = TemporaryDirectory.current.appending("a.key")
        try write(text, to: path)
        let error = #expect(throws: ArchiveError.self) { _ = try KeyStore.key(from: path.string) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains(path.string) == true)
        if text.hasPrefix("PRIVATE") {
            #expect(refusal { _ = try KeyStore.key(from: text) } == .invalidRequest)
        }
    }

    @Test func `a file that is no key is no obstacle to another`() throws {
        let store = KeyStore(userFolders())
        let origin = try Origin("example.org/archive")
        let (key, path) = try store.makeKey(for: KeyName("example.org/archive"))
        let folder = path.removingLastComponent()
        try write("no key", to: folder.appending("other.txt"))
        try write("no key", to: folder.appending("00.key"))
        try write(signer(3).encode(), to: folder.appending("01.key"), mode: 0o640)
        #expect(try store.keys(of: origin).map { $0.encode() } == [key.encode()])
        try Folder.open(folder).remove(try #require(path.lastComponent).string)
        // Without a good one the first bad one is named.
        let error = #expect(throws: ArchiveError.self) { try store.keys(of: origin) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains("00.key") == true)
        let nowhere = TemporaryDirectory.current.appending("none").string
        #expect(refusal { _ = try KeyStore.key(from: nowhere) } == .inputOutput)
    }

    @Test(arguments: [UInt32(0o604), 0o640, 0o644, 0o660, 0o620, 0o601])
    func `a key that others can read is refused, with the command that helps`(
        mode: UInt32
    ) throws {
        let path = TemporaryDirectory.current.appending("a.key")
        try write(try signer(7).encode(), to: path, mode: mode)
        let error = #expect(throws: ArchiveError.self) { _ = try KeyStore.key(from: path.string) }
        #expect(error?.message.contains("chmod 600 '\(path)'") == true)
        #expect(unsafe chmod(path.string, 0o400) == 0)
        _ = try KeyStore.key(from: path.string)
    }

    @Test func `a file where the folder should be is an error and not no keys`() throws {
        let folders = userFolders()
        try write("x", to: folders.keys)
        let store = KeyStore(folders)
        let name = try KeyName("a")
        #expect(refusal { _ = try store.keys(of: Origin(name)) } == .inputOutput)
        #expect(refusal { _ = try store.makeKey(for: name) } == .inputOutput)
    }
}

@Suite(.temporaryDirectory) struct HeadStoreTests {
    private func head(
        _ treeSize: UInt64,
        _ name: String = "example.org/archive",
    ) throws -> RememberedHead {
        let key = try signer(1, name: name)
        let checkpoint = try Checkpoint(
            origin: Origin(key.verifierKey.name),
            treeSize: treeSize,
            rootHash: digest([UInt8(treeSize)]),
        )
        return RememberedHead(try SignedCheckpoint(checkpoint, signedBy: key))
    }

    private func path(of head: RememberedHead) -> FilePath {
        let name = UserFolders.fileName(of: head.checkpoint.origin)
        return userFolders().heads.appending(name)
    }

    @Test func `a head that was remembered is found`() throws {
        let store = LocalHeadStore(userFolders())
        let one = try head(5)
        let other = try head(9, "example.org/other")
        #expect(try store.head(of: one.checkpoint.origin) == nil)
        try store.remember(one)
        try store.remember(other)
        #expect(try store.head(of: one.checkpoint.origin) == one)
        #expect(try store.head(of: other.checkpoint.origin) == other)
        try store.remember(try head(6))
        #expect(try store.head(of: one.checkpoint.origin) == head(6))
        #expect(mode(of: path(of: one)) == 0o600)
        #expect(mode(of: userFolders().heads) == 0o700)
    }

    @Test func `what a process that died left is removed with the next head`() throws {
        let store = LocalHeadStore(userFolders())
        let head = try head(5)
        try store.remember(head)
        let name = try #require(path(of: head).lastComponent).string
        let left = userFolders().heads.appending(".\(name).123.partial")
        try write("half", to: left)
        try store.remember(try self.head(6))
        #expect(throws: StoreError.self) { _ = try OpenFile.open(left) }
        #expect(try store.head(of: head.checkpoint.origin) == self.head(6))
    }

    @Test func `a smaller head does not replace a larger one`() throws {
        let store = LocalHeadStore(userFolders())
        try store.remember(try head(6))
        try store.remember(try head(5))
        #expect(try store.head(of: head(5).checkpoint.origin) == head(6))
    }

    @Test func `another head of as many entries is refused`() throws {
        let store = LocalHeadStore(userFolders())
        let known = try head(6)
        try store.remember(known)
        let key = try signer(1)
        let other = try Checkpoint(
            origin: known.checkpoint.origin,
            treeSize: 6,
            rootHash: digest([7]),
        )
        let fork = RememberedHead(try SignedCheckpoint(other, signedBy: key))
        #expect(refusal { try store.remember(fork) } == .notTrusted)
        #expect(try store.head(of: known.checkpoint.origin) == known)
    }

    @Test func `keys are added to a head and not lost by the same head without them`() throws {
        let store = LocalHeadStore(userFolders())
        let plain = try head(6)
        let text = "in-force \(try signer(1).verifierKey.encode())\n"
        let origin = plain.checkpoint.origin
        let keys = try #require(KeyHistory.decode(Array(text.utf8), origin: origin))
        let full = RememberedHead(plain.signed, keys: keys)
        try store.remember(plain)
        try store.remember(full)
        try store.remember(plain)
        #expect(try store.head(of: plain.checkpoint.origin) == full)
    }

    @Test func `the largest of many heads at once is remembered`() async throws {
        let folders = userFolders()
        let heads = try (1...40).map { try head($0) }
        let failures = await withTaskGroup(of: [String].self) { group in
            for start in 0..<4 {
                group.addTask {
                    do throws(ArchiveError) {
                        for index in stride(from: start, to: 40, by: 4) {
                            // The largest ones first, so that each later one must not replace them.
                            try LocalHeadStore(folders).remember(heads[(index * 27 + 39) % 40])
                        }
                        return []
                    } catch {
                        return [error.message]
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(failures == [])
        let origin = heads[0].checkpoint.origin
        #expect(try LocalHeadStore(folders).head(of: origin) == heads[39])
    }

    @Test func `a head that was read is remembered after its commit is on the disk`() throws {
        let world = try World()
        try world.commit([Document("one")])
        let newest = try world.reader().checkpoint
        let heads = MemoryHeadStore()
        for call in ["synchronize", "items log"] {
            let plan = FaultPlan(.fromFirst(call))
            let faulty = FaultyStorage(world.storage, plan)
            #expect(refusal { try heads.remember(newest, readFrom: faulty) } != nil)
            #expect(heads.all.isEmpty)
        }
        try heads.remember(newest, readFrom: world.storage)
        #expect(heads.all.values.first?.signed == newest)
    }

    @Test(arguments: ["", "hello", "example.org/archive\n5\n\n"])
    func `a damaged head is not trusted and not replaced`(text: String) throws {
        let store = LocalHeadStore(userFolders())
        let head = try head(5)
        try write(text, to: path(of: head))
        let error = #expect(throws: ArchiveError.self) {
            _ = try store.head(of: head.checkpoint.origin)
        }
        #expect(error?.code == .notTrusted)
        #expect(error?.message.contains(path(of: head).string) == true)
        #expect(refusal { try store.remember(head) } == .notTrusted)
    }

    @Test func `the head of another log is not trusted`() throws {
        let store = LocalHeadStore(userFolders())
        let head = try head(5)
        let foreign = try self.head(5, "example.org/other").encode()
        try write(String(decoding: foreign, as: UTF8.self), to: path(of: head))
        #expect(refusal { _ = try store.head(of: head.checkpoint.origin) } == .notTrusted)
    }

    @Test func `what cannot be read is not no head`() throws {
        let store = LocalHeadStore(userFolders())
        let head = try head(5)
        _ = try Folder.make(path(of: head))
        #expect(refusal { _ = try store.head(of: head.checkpoint.origin) } == .inputOutput)
        try write("x", to: TemporaryDirectory.current.appending("file"))
        let blocked = UserFolders(
            keys: "/nonexistent",
            heads: TemporaryDirectory.current.appending("file"),
        )
        #expect(refusal { try LocalHeadStore(blocked).remember(head) } == .inputOutput)
    }
}
