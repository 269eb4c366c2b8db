// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveCrypto
import ArchiveIO
import ArchiveTestSupport
import Provenance
import Synchronization
import Testing
import TransparencyLog

@testable import ArchiveStore
@testable import BlobStore

/// The digest of bytes.
func digest(_ bytes: [UInt8]) -> Digest {
    Sha256.digest(bytes.span)
}

/// Remembered heads in memory.
final class MemoryHeadStore: HeadStore {
    private let heads: Mutex<[Origin: RememberedHead]>

    init(_ heads: [Origin: RememberedHead] = [:]) {
        self.heads = Mutex(heads)
    }

    var all: [Origin: RememberedHead] {
        heads.withLock { $0 }
    }

    func head(of origin: Origin) throws(ArchiveError) -> RememberedHead? {
        heads.withLock { $0[origin] }
    }

    func remember(_ head: RememberedHead) throws(ArchiveError) {
        heads.withLock { $0[head.checkpoint.origin] = head }
    }
}

/// A key made from 32 equal bytes.
func signer(_ byte: UInt8, name: String = "example.org/archive") throws -> SignerKey {
    let seed = [UInt8](repeating: byte, count: 32)
    return SignerKey(name: try KeyName(name), privateKey: try Ed25519PrivateKey(seed: seed))
}

/// An archive with its first commit, the key, and this machine's memory of it.
struct World {
    static let specification = Array("# The format\n".utf8)

    let storage: any ArchiveStorage
    let heads: MemoryHeadStore
    var keys: [SignerKey]
    var options: ArchiveWriter.Options

    init(_ storage: any ArchiveStorage = MemoryStorage()) throws {
        self.storage = storage
        heads = MemoryHeadStore()
        keys = [try signer(1)]
        options = ArchiveWriter.Options(software: .init(name: "archive", version: "test"))
        options.level = 1
        _ = try ArchiveWriter.create(
            in: storage,
            signer: keys[0],
            specification: Self.specification,
            heads: heads,
            options: options,
        )
    }

    private init(_ other: World, _ storage: any ArchiveStorage, _ heads: MemoryHeadStore) {
        self.storage = storage
        self.heads = heads
        keys = other.keys
        options = other.options
    }

    /// The same keys and memory with another storage.
    func with(_ storage: any ArchiveStorage) -> World {
        World(self, storage, heads)
    }

    /// The same archive, with a memory of its own that starts as this one.
    func withOwnHeads() -> World {
        World(self, storage, MemoryHeadStore(heads.all))
    }

    /// A copy of an archive in memory, with a memory of its own.
    func copy(keepingCache: Bool = true) throws -> (world: World, storage: MemoryStorage) {
        let memory = try #require(storage as? MemoryStorage)
        let files = memory.files.filter { keepingCache || !$0.key.hasPrefix("cache/") }
        let storage = MemoryStorage(files: files)
        return (World(self, storage, MemoryHeadStore(heads.all)), storage)
    }

    func writer() throws(ArchiveError) -> ArchiveWriter {
        try ArchiveWriter.open(storage, keys: keys, heads: heads, options: options)
    }

    func reader() throws(ArchiveError) -> ArchiveReader {
        try ArchiveReader(storage)
    }

    /// Adds documents in one commit.
    func commit(_ documents: [Document]) throws {
        var writer = try writer()
        for document in documents {
            _ = try writer.add(document)
        }
        _ = try writer.commit()
    }

    /// Everything that the files say, looked at without the reader.
    func inspect() throws -> Inspection {
        try Inspection(storage, keys: keys.map(\.verifierKey))
    }
}

/// A document for a test.
struct Document: Sendable {
    var bytes: [UInt8]
    var address: String

    init(_ text: String, _ address: String? = nil) {
        bytes = Array(text.utf8)
        self.address = address ?? "https://example.org/\(text.count)-\(text.hashValueForTests)"
    }

    init(bytes: [UInt8], _ address: String) {
        self.bytes = bytes
        self.address = address
    }

    var id: BlobID {
        digest(bytes)
    }

    var description: DocumentDescription {
        get throws {
            var description = DocumentDescription()
            description.askedURL = try WebAddress(address)
            return description
        }
    }
}

extension String {
    /// Letters of the text that may stand in an address.
    fileprivate var hashValueForTests: String {
        String(filter { $0.isASCII && $0.isLetter || $0.isNumber })
    }
}

extension ArchiveWriter {
    /// Adds a document.
    mutating func add(_ document: Document, again: Bool = false) throws -> AddOutcome {
        try add(MemorySource(document.bytes), document.description, again: again)
    }
}

extension ArchiveWriter.AddOutcome {
    /// Whether a statement was made.
    var isAdded: Bool {
        if case .added = self { true } else { false }
    }

    /// Whether the bytes were new.
    var isNew: Bool? {
        if case .added(_, _, _, let isNew) = self { isNew } else { nil }
    }

    /// The statement that was made.
    var statement: BlobID? {
        if case .added(_, _, let statement, _) = self { statement } else { nil }
    }
}

extension ArchiveReader {
    /// The contents that were captured at an address, oldest first.
    func contents(at address: String) throws(ArchiveError) -> [BlobID] {
        try statements(ofAddress: address).compactMap { $0.capture?.content.digest }
    }
}

/// Changes the bytes of a run and gives its pages good checksums again.
func changeRun(_ file: inout [UInt8], _ change: (inout [UInt8]) -> Void) {
    var bytes = stride(from: 0, to: file.count, by: 4_096).flatMap { start in
        file[start..<min(start + 4_096, file.count)].dropLast(4)
    }
    change(&bytes)
    var number = 0
    file = IndexPages.encode(&bytes, from: &number, isEnd: true)
}

/// Runs a body that must throw an ``ArchiveError``, and returns its code.
func refusal(
    _ body: () throws -> Void,
    sourceLocation: SourceLocation = #_sourceLocation,
) -> ArchiveError.Code? {
    let error = #expect(throws: ArchiveError.self, sourceLocation: sourceLocation) { try body() }
    return error?.code
}

extension BlobID {
    /// The path of the pack with this digest.
    var packPath: String {
        PackName.path(of: self)
    }
}
