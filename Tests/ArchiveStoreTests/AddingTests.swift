// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveIO
import ArchiveTestSupport
import BlobStore
import Provenance
import Testing
import TransparencyLog

@testable import ArchiveStore

@Suite struct AddingTests {
    @Test func `documents are read back byte for byte after a commit`() throws {
        let world = try World()
        var generator = SeededGenerator(seed: 1)
        var documents = (0..<30).map { index in
            Document(bytes: generator.bytes(upTo: 3_000), "https://example.org/\(index)")
        }
        documents.append(Document(bytes: [], "https://example.org/empty"))
        documents.append(Document(bytes: largeBytes(17 << 20), "https://example.org/large"))
        documents.append(Document(bytes: largeBytes(16 << 20), "https://example.org/edge"))
        var writer = try world.writer()
        for document in documents {
            #expect(try writer.add(document).isAdded)
        }
        #expect(writer.pendingCount == documents.count)
        let result = try #require(try writer.commit())
        #expect(result.firstEntry == 2)
        #expect(result.entryCount == documents.count + 1)
        #expect(result.checkpoint == writer.archive.checkpoint)
        #expect(writer.pendingCount == 0)
        for archive in [writer.archive, try world.reader()] {
            for document in documents {
                #expect(try archive.bytes(of: document.id) == document.bytes)
                let found = try #require(try archive.statements(ofAddress: document.address).first)
                #expect(found.capture?.content.digest == document.id)
                #expect(found.capture?.content.byteCount == UInt64(document.bytes.count))
                #expect(digest(found.bytes) == found.id)
            }
        }
        #expect(try world.inspect().problems == [])
        let head = try world.heads.head(of: writer.archive.identity.origin)
        #expect(head?.signed == result.checkpoint)
    }

    @Test func `a signing key is not added, and a text about one is`() throws {
        let world = try World()
        var writer = try world.writer()
        let key = try signer(7).encode()
        for text in [key, key + "\n", key + "\nand a remark\n"] {
            #expect(throws: ArchiveWriter.DocumentFailure.signingKey) {
                _ = try writer.add(MemorySource(Array(text.utf8)), DocumentDescription())
            }
        }
        for text in ["a key looks like this: \(key)", "PRIVATE+KEY+", key + "x"] {
            #expect(try writer.add(Document(text)).isAdded)
        }
        _ = try writer.commit()
        #expect(try world.inspect().problems == [])
    }

    @Test func `a new archive has two entries and its files`() throws {
        let world = try World()
        let inspection = try world.inspect()
        #expect(inspection.problems == [])
        #expect(inspection.entries.map(\.type) == ["pack", "key"])
        let archive = try world.reader()
        #expect(try archive.bytes(of: digest(World.specification)) == World.specification)
        let key = try #require(try archive.statements(ofType: .key).first)
        guard case .key(let change) = key.statement.body else {
            Issue.record("not a key statement")
            return
        }
        #expect(change.archive?.specification == digest(World.specification))
        #expect(change.verifierKey == world.keys[0].verifierKey.encode())
        let specification = try world.storage.open("SPEC.md").readAll(limit: 100)
        #expect(specification == World.specification)
        #expect(archive.identity.key == world.keys[0].verifierKey)
        #expect(archive.treeSize == 2)
    }

    @Test(arguments: ["", "ARCHIVE", "file"]) func `a place that is not empty is refused`(
        name: String
    ) throws {
        let storage = MemoryStorage(files: name.isEmpty ? [:] : [name: [1]])
        let heads = MemoryHeadStore()
        func create() throws {
            _ = try ArchiveWriter.create(
                in: storage,
                signer: try signer(1),
                specification: [1],
                heads: heads,
                options: .init(software: .init(name: "a", version: "1")),
            )
        }
        if name.isEmpty {
            try create()
        }
        #expect(refusal(create) == .alreadyAnArchive)
    }

    @Test(arguments: ["größe", String(repeating: "a", count: 256), "a\u{7F}"])
    func `a name that is no origin is refused`(name: String) throws {
        let storage = MemoryStorage()
        let code = refusal {
            _ = try ArchiveWriter.create(
                in: storage,
                signer: try signer(1, name: name),
                specification: [1],
                heads: MemoryHeadStore(),
                options: .init(software: .init(name: "a", version: "1")),
            )
        }
        #expect(code == .invalidRequest)
        #expect(storage.files.isEmpty)
    }

    // MARK: The same again

    @Test(arguments: [false, true])
    func `the same bytes with the same description store nothing`(isCommitted: Bool) throws {
        let world = try World()
        let document = Document("hello")
        var writer = try world.writer()
        #expect(try writer.add(document).isNew == true)
        if isCommitted {
            _ = try writer.commit()
            writer = try world.writer()
        }
        let unchanged = ArchiveWriter.AddOutcome.unchanged(content: document.id, byteCount: 5)
        #expect(try writer.add(document) == unchanged)
        _ = try writer.commit()
        #expect(try world.inspect().captures.count == 1)
        #expect(try writer.commit() == nil)
    }

    @Test func `a file's time is no part of the description`() throws {
        let world = try World()
        var writer = try world.writer()
        var description = DocumentDescription()
        description.container = Container(kind: .file, name: FileName("a.txt"))
        let first = ChangingSource([.init([1], modified: 5)])
        let later = ChangingSource([.init([1], modified: 500_000)])
        #expect(try writer.add(first, description).isAdded)
        #expect(try !writer.add(later, description).isAdded)
        _ = try writer.commit()
        let archive = try world.reader()
        let recorded = try #require(try archive.statements(for: digest([1])).first)
        #expect(recorded.capture?.container?.modifiedAt?.value == "1970-01-01T00:00:05Z")
    }

    @Test func `again records a new sighting and stores no bytes`() throws {
        let world = try World()
        let document = Document("hello")
        try world.commit([document])
        var writer = try world.writer()
        #expect(try writer.add(document, again: true).isNew == false)
        _ = try writer.commit()
        let inspection = try world.inspect()
        #expect(inspection.captures.count == 2)
        #expect(inspection.blobCounts[document.id] == 1)
        #expect(inspection.problems == [])
    }

    @Test(arguments: [false, true])
    func `the same bytes under two addresses are stored once`(isCommitted: Bool) throws {
        let world = try World()
        let one = Document("hello", "https://example.org/1")
        let two = Document("hello", "https://example.org/2")
        var writer = try world.writer()
        #expect(try writer.add(one).isNew == true)
        if isCommitted {
            _ = try writer.commit()
        }
        #expect(try writer.add(two).isNew == false)
        _ = try writer.commit()
        let archive = try world.reader()
        #expect(try archive.contents(at: one.address) == [one.id])
        #expect(try archive.contents(at: two.address) == [one.id])
        #expect(try archive.statements(for: one.id).count == 2)
        #expect(try world.inspect().blobCounts[one.id] == 1)
    }

    @Test func `a description that differs in one field is a new statement`() throws {
        let world = try World()
        let date = try ClaimedDate(value: "2022-06-25", source: .operator)
        let changes: [(inout DocumentDescription) throws -> Void] = [
            { _ in }, { $0.askedURL = try WebAddress("https://example.org/1") },
            { $0.finalURL = try WebAddress("https://example.org/1") }, { $0.capturedAt = date },
            { $0.claims = [.title("t", source: .operator)] },
            { $0.claims = [.title("t", source: .list)] }, { $0.claims = [.published(date)] },
            { $0.container = Container(kind: .stdin) },
            { $0.container = Container(kind: .file, name: FileName("a")) },
            { $0.container = Container(kind: .file, name: FileName(bytes: [0xFF])) },
            { $0.mediaType = MediaType(value: "text/html", source: .operator) },
            { $0.note = "n" }, { $0.note = "" },
        ]
        var writer = try world.writer()
        for isFirst in [true, false] {
            for (index, change) in changes.enumerated() {
                var description = DocumentDescription()
                try change(&description)
                let outcome = try writer.add(MemorySource([1]), description)
                #expect(outcome.isAdded == isFirst, "\(index)")
            }
        }
        _ = try writer.commit()
        let inspection = try world.inspect()
        #expect(inspection.captures.count == changes.count)
        #expect(inspection.blobCounts[digest([1])] == 1)
    }

    // MARK: What is refused

    @Test func `an unexpected digest is refused and the next document is fine`() throws {
        let world = try World()
        var writer = try world.writer()
        let wrong = digest([9])
        for bytes in [[1, 2], largeBytes(17 << 20)] {
            let source = MemorySource(bytes)
            let failure = ArchiveWriter.DocumentFailure.unexpectedDigest(actual: digest(bytes))
            #expect(throws: failure) {
                _ = try writer.add(source, DocumentDescription(), expected: wrong)
            }
        }
        let right = try writer.add(
            MemorySource([3]),
            DocumentDescription(),
            expected: digest([3]),
        )
        #expect(right.isAdded)
        _ = try writer.commit()
        let inspection = try world.inspect()
        #expect(Set(inspection.blobCounts.keys) == [digest([3]), digest(World.specification)])
        #expect(inspection.problems == [])
    }

    @Test(arguments: [5, 17 << 20])
    func `a description that fits into no statement stores nothing`(byteCount: Int) throws {
        let world = try World()
        var writer = try world.writer()
        let bytes = largeBytes(byteCount)
        var description = DocumentDescription()
        description.note = String(repeating: "x", count: 40_000)
        let failure = #expect(throws: ArchiveWriter.DocumentFailure.self) {
            _ = try writer.add(MemorySource(bytes), description)
        }
        guard case .statement? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(try writer.add(Document("hello")).isAdded)
        _ = try writer.commit()
        let inspection = try world.inspect()
        #expect(inspection.blobCounts[digest(bytes)] == nil)
        #expect(inspection.problems == [])
    }

    @Test func `a statement without a document is recorded`() throws {
        let world = try World()
        try world.commit([Document("hello")])
        var writer = try world.writer()
        let note = Note(text: "wrong date", subjects: [Reference(digest: Document("hello").id)])
        let id = try writer.add(.note(note))
        #expect(throws: ArchiveWriter.DocumentFailure.self) {
            _ = try writer.add(.note(Note(text: "about nothing", subjects: [])))
        }
        _ = try writer.commit()
        let found = try #require(try writer.archive.statements(ofType: .note).first)
        #expect(found.id == id)
        #expect(found.statement.body == .note(note))
        #expect(try world.inspect().problems == [])
    }

    @Test func `a stream is read once`() throws {
        let world = try World()
        var writer = try world.writer()
        for byteCount in [0, 5, 17 << 20] {
            let bytes = largeBytes(byteCount)
            #expect(try writer.add(OnceSource(bytes), DocumentDescription()).isNew == true)
            _ = try writer.commit()
            #expect(try writer.archive.bytes(of: digest(bytes)) == bytes)
        }
    }

    // MARK: Full batches

    @Test func `a full batch fits into a commit`() throws {
        let options = try World().options
        // The pack, and the capture, extractor and derivation of the document that fills it.
        #expect(options.statementLimit - 1 + 1 + 3 < Commit.maximumEntryCount)
        #expect(options.statementLimit == 65_532)
        #expect(options.packByteLimit == 268_435_456)
    }

    @Test func `a batch that is full commits by itself`() throws {
        var world = try World()
        world.options.statementLimit = 5
        var writer = try world.writer()
        let subject = [Reference(digest: digest(World.specification))]
        for index in 0..<12 {
            if index.isMultiple(of: 2) {
                _ = try writer.add(Document("document \(index)"))
            } else {
                _ = try writer.add(.note(Note(text: "note \(index)", subjects: subject)))
            }
            #expect(writer.pendingCount == (index + 1) % 5)
        }
        _ = try writer.commit()
        let inspection = try world.inspect()
        #expect(inspection.problems == [])
        #expect(inspection.commitCount == 4)
        #expect(inspection.entries.count == 2 + 12 + 3)
    }

    @Test func `a batch whose pack is long enough commits by itself`() throws {
        var world = try World()
        world.options.packByteLimit = 1_000
        var writer = try world.writer()
        _ = try writer.add(Document("short"))
        #expect(writer.pendingCount == 1)
        var generator = SeededGenerator(seed: 2)
        let long = (0..<300_000).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        _ = try writer.add(Document(bytes: long, "https://example.org/long"))
        _ = try writer.add(Document("shorter"))
        #expect(writer.pendingCount == 0)
        #expect(try world.inspect().captures.count == 3)
        #expect(try writer.commit() == nil)
    }

    @Test func `nothing is committed when nothing waits`() throws {
        let world = try World()
        var writer = try world.writer()
        #expect(try writer.commit() == nil)
        #expect(try world.inspect().commitCount == 1)
    }
}
