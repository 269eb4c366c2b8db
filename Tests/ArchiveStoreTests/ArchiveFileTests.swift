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
            #expect(refusal { _ = try ArchiveFile.decode(bytes) } == .newerFormat)
            let storage = MemoryStorage(files: ["ARCHIVE": bytes])
            #expect(refusal { _ = try ArchiveFile.read(from: storage) } == .newerFormat)
        }
    }

    @Test(arguments: [
        "archive 2", "archive 0\n", "archive 01\n", "archive 02\n", "archive +2\n", "archive -2\n",
        "archive 2 \n", "archive 9223372036854775808\n", "archive\n", "Archive 2\n", "",
        "\n\n\n", "archive 2\r\n",
    ])
    func `another first line is damage`(text: String) {
        #expect(refusal { _ = try ArchiveFile.decode(Array(text.utf8)) } == .missingOrDamaged)
    }

    @Test func `every cut, every added byte and every flipped bit is damage`() throws {
        let bytes = Array(try text().utf8)
        for offset in bytes.indices {
            let cut = Array(bytes[..<offset])
            #expect(refusal { _ = try ArchiveFile.decode(cut) } == .missingOrDamaged)
            for bit in UInt8(0)..<8 {
                var flipped = bytes
                flipped[offset] ^= 1 << bit
                let code = refusal { _ = try ArchiveFile.decode(flipped) }
                #expect(code == .missingOrDamaged || offset == 8 && code == .newerFormat)
            }
        }
        let longer = bytes + [0x0A]
        #expect(refusal { _ = try ArchiveFile.decode(longer) } == .missingOrDamaged)
    }

    @Test(arguments: ["größe", String(repeating: "a", count: 256)])
    func `a key whose name is no origin is damage`(name: String) throws {
        let bytes = ArchiveFile(key: try signer(1, name: name).verifierKey).encode()
        #expect(refusal { _ = try ArchiveFile.decode(bytes) } == .missingOrDamaged)
    }

    @Test func `no file is no archive and something else in its place is damage`() {
        let storage = MemoryStorage(files: ["SPEC.md": [1]])
        #expect(refusal { _ = try ArchiveFile.read(from: storage) } == .notAnArchive)
        storage.place(.folder, at: "ARCHIVE")
        #expect(refusal { _ = try ArchiveFile.read(from: storage) } == .missingOrDamaged)
    }
}
