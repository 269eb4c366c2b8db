// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveIO
import BlobStore
import Testing
import TransparencyLog

@testable import ArchiveStore

@Suite struct ArchiveFileTests {
    private static let lines = Result { () throws in
        let key = try signer(1).verifierKey
        return "origin \(key.name)\nkey \(key.encode())\n"
    }

    /// What reading the file from an archive is refused with.
    private func code(_ bytes: [UInt8]) -> ArchiveError.Code? {
        let storage = MemoryStorage(files: ["ARCHIVE": bytes])
        return refusal { _ = try ArchiveFile.read(from: storage) }
    }

    private func text(_ first: String = "archive 1") throws -> String {
        first + "\n" + (try Self.lines.get())
    }

    @Test func `three lines are encoded and decoded`() throws {
        let file = ArchiveFile(key: try signer(1).verifierKey)
        let text = try text()
        #expect(file.encode() == Array(text.utf8))
        #expect(try ArchiveFile.decode(Array(text.utf8)) == file)
        #expect(file.origin.description == "example.org/archive")
    }

    @Test(arguments: ["archive 2", "archive 10", "archive 9223372036854775807"])
    func `a later format is newer whatever follows`(first: String) throws {
        let long = first + "\n" + String(repeating: "x", count: 5_000)
        for text in [try text(first), first + "\n", long] {
            let bytes = Array(text.utf8)
            #expect(code(bytes) == .newerFormat)
        }
    }

    @Test(arguments: [
        "archive 2", "archive 0\n", "archive 01\n", "archive 02\n", "archive +2\n", "archive -2\n",
        "archive 2 \n", "archive 9223372036854775808\n", "archive\n", "Archive 2\n", "",
        "\n\n\n", "archive 2\r\n",
    ])
    func `another first line is damage`(text: String) {
        #expect(code(Array(text.utf8)) == .missingOrDamaged)
    }

    @Test func `every cut and every added byte is damage`() throws {
        let bytes = Array(try text().utf8)
        for count in bytes.indices {
            #expect(code(Array(bytes[..<count])) == .missingOrDamaged)
        }
        #expect(code(bytes + [0x0A]) == .missingOrDamaged)
    }

    @Test func `a flipped bit is refused or gives another origin`() throws {
        let bytes = Array(try text().utf8)
        let file = try ArchiveFile.decode(bytes)
        for bit in 0..<bytes.count * 8 {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            // Another origin is of the right form, and compared with the log: SPEC §8.7.
            if let other = try? ArchiveFile.decode(flipped) {
                #expect(other.key == file.key && other.origin != file.origin, "bit \(bit)")
            } else {
                let found = code(flipped)
                #expect(found == .missingOrDamaged || bit / 8 == 8 && found == .newerFormat)
            }
        }
    }

    @Test func `an archive whose file names another origin is not built upon`() throws {
        let world = try World()
        let storage = try #require(world.storage as? MemoryStorage)
        let text = try text().replacing("origin example.org/archive", with: "origin example.org/b")
        storage.files["ARCHIVE"] = Array(text.utf8)
        #expect(refusal { _ = try world.writer() } == .notTrusted)
    }

    @Test(arguments: ["größe", String(repeating: "a", count: 256)])
    func `a key whose name is no origin is damage`(name: String) throws {
        let bytes = ArchiveFile(key: try signer(1, name: name).verifierKey).encode()
        #expect(code(bytes) == .missingOrDamaged)
    }

    @Test func `no file is no archive and something else in its place is damage`() {
        let storage = MemoryStorage(files: ["SPEC.md": [1]])
        #expect(refusal { _ = try ArchiveFile.read(from: storage) } == .notAnArchive)
        storage.place(.folder, at: "ARCHIVE")
        #expect(refusal { _ = try ArchiveFile.read(from: storage) } == .missingOrDamaged)
    }
}
