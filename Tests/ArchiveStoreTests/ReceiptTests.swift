// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveIO
import ArchiveTestSupport
import BlobStore
import SystemPackage
import Testing
import TransparencyLog

@testable import ArchiveStore

@Suite(.temporaryDirectory) struct ReceiptTests {
    private var path: FilePath {
        TemporaryDirectory.current.appending("receipt.gz")
    }

    private func proof(_ world: World, _ document: Document) throws -> ProofFile {
        let archive = try world.reader()
        let recorded = try #require(try archive.statements(ofAddress: document.address).first)
        return try archive.proof(of: recorded)
    }

    @Test(arguments: [0, 5, 17 << 20])
    func `a receipt with a document is a pack that holds both`(byteCount: Int) throws {
        let world = try World()
        let document = Document(bytes: largeBytes(byteCount), "https://example.org/1")
        try world.commit([Document("other"), document])
        let proof = try proof(world, document)
        let content = (id: document.id, byteCount: UInt64(byteCount))
        try world.reader().write(proof, with: content, to: path)
        #expect(shell("gzip -t '\(path)'").exitCode == 0)
        #expect(shell("zcat '\(path)'").output == proof.encode() + document.bytes)
        let file = try LocalFile(try OpenFile.open(path))
        var scanner = PackScanner(file)
        var ids: [BlobID] = []
        while case .member(_, let header) = try scanner.next() {
            ids += header.namedBlobs.map(\.id)
        }
        #expect(ids == [digest(proof.encode()), document.id])
        #expect(scanner.offset == file.byteCount)
    }

    @Test func `a receipt without a document is its text`() throws {
        let world = try World()
        let document = Document("hello")
        for index in 0..<5 {
            try world.commit([Document("before \(index)")])
        }
        try world.commit([document, Document("after")])
        let proof = try proof(world, document)
        let archive = try world.reader()
        try archive.write(proof, with: nil, to: path)
        let bytes = try LocalFile(try OpenFile.open(path)).readAll(limit: 1 << 20)
        #expect(bytes == proof.encode())
        #expect(refusal { try archive.write(proof, with: nil, to: path) } == .invalidRequest)
        let nowhere = path.appending("x")
        #expect(throws: ArchiveError.self) { try archive.write(proof, with: nil, to: nowhere) }
    }

    @Test func `a receipt whose document is missing leaves no file`() throws {
        let world = try World()
        try world.commit([Document("hello")])
        let proof = try proof(world, Document("hello"))
        let content = (id: digest([9]), byteCount: UInt64(1))
        let archive = try world.reader()
        #expect(refusal { try archive.write(proof, with: content, to: path) } == .missingOrDamaged)
        #expect(throws: StoreError.self) { try OpenFile.open(path) }
    }

    @Test func `the origin is that of the file or the newest commit`() throws {
        let world = try World()
        let storage = try #require(world.storage as? MemoryStorage)
        let origin = try Origin("example.org/archive")
        #expect(ArchiveReader.origin(of: storage) == origin)
        storage.files["ARCHIVE"] = [1]
        #expect(ArchiveReader.origin(of: storage) == origin)
        storage.files = [:]
        #expect(ArchiveReader.origin(of: storage) == nil)
    }
}
