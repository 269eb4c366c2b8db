// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
internal import ArchiveCrypto
internal import ArchiveIO
public import BlobStore
public import Provenance
internal import SystemPackage
public import TransparencyLog

/// Builds archives file by file, and lets a test lie at each step.
public final class ArchiveBuilder {
    public static let origin = "example.org/test"
    public static let specification = Array("How to read this.\n".utf8)

    /// The archive's files, by path.
    public var files: [String: [UInt8]] = [:]

    /// The leaves of the log so far.
    public var leaves: [[UInt8]] = []

    /// Who signs the next commit.
    public var signers: [SignerKey]

    private var saltCount: UInt64 = 0

    /// Makes the first commit.
    ///
    /// - Parameter edit: Changes the text of the first statement.
    public init(first edit: (String) -> String = { $0 }) throws {
        signers = [try Self.key(1)]
        let key = signers[0].verifierKey.encode()
        let archive = KeyChange.Archive(
            origin: Self.origin,
            specification: digest(of: Self.specification),
            specificationByteCount: UInt64(Self.specification.count),
        )
        let change = KeyChange(action: .add, verifierKey: key, archive: archive)
        let text = String(decoding: try statement(.key(change)), as: UTF8.self)
        let statement = Array(edit(text).utf8)
        files["ARCHIVE"] = Array("archive 1\norigin \(Self.origin)\nkey \(key)\n".utf8)
        files["SPEC.md"] = Self.specification
        let pack = try addPack([
            MemberBytes(.blobs, [Self.specification]), MemberBytes(.statements, [statement]),
        ])
        try commit([pack, try entry(.key, statement)])
    }

    /// A key whose seed is 32 equal bytes.
    public static func key(_ byte: UInt8, name: String = origin) throws -> SignerKey {
        let seed = [UInt8](repeating: byte, count: 32)
        return SignerKey(
            name: try KeyName(name),
            privateKey: try Ed25519PrivateKey(seed: seed),
        )
    }

    // MARK: Statements

    /// The bytes of a statement, each with another salt.
    public func statement(_ body: Statement.Body) throws -> [UInt8] {
        saltCount += 1
        var saltBytes = [UInt8](repeating: 0, count: 8)
        saltBytes.append(bigEndian: saltCount)
        let salt = try Salt(bytes: saltBytes.span)
        return try Statement(
            salt: salt,
            addedAt: try ClaimedDate(value: "2024-05-06T07:08:09Z", source: .clock),
            operator: nil,
            software: .init(name: "test", version: "1"),
            body: body,
        ).encode()
    }

    /// A capture of a document.
    public func capture(_ content: [UInt8], url: String?, name: String? = nil) throws -> [UInt8] {
        let reference = ContentReference(
            digest: digest(of: content),
            byteCount: UInt64(content.count),
        )
        let container = name.map { Container(kind: .file, name: FileName($0)) }
        return try statement(
            .capture(Capture(content: reference, askedURL: url, container: container))
        )
    }

    /// A statement that changes the keys.
    public func keyChange(_ action: KeyChange.Action, _ key: SignerKey) throws -> [UInt8] {
        try statement(.key(KeyChange(action: action, verifierKey: key.verifierKey.encode())))
    }

    // MARK: Packs

    /// Stores a pack and returns its entry.
    @discardableResult
    public func addPack(_ members: [MemberBytes]) throws -> LogEntry {
        try addPack(members.map(\.bytes))
    }

    /// Stores a pack and returns its entry.
    @discardableResult
    public func addPack(_ members: [[UInt8]]) throws -> LogEntry {
        let bytes = members.flatMap(\.self)
        files[Self.path(ofPack: bytes)] = bytes
        return try packEntry(bytes, memberCount: UInt64(members.count))
    }

    /// Stores a pack as the writer makes it.
    public func addWrittenPack(_ blobs: [[UInt8]], statements: [[UInt8]]) throws -> LogEntry {
        let file = try MemoryStorage().makeStaging().makeFile("pack")
        var writer = PackWriter(file, level: 6)
        for blob in blobs {
            try writer.put(blob.span, id: digest(of: blob))
        }
        for statement in statements {
            try writer.put(statement.span, id: digest(of: statement), .statement)
        }
        _ = try writer.seal()
        let bytes = try file.read(count: Int(file.byteCount), at: 0)
        files[Self.path(ofPack: bytes)] = bytes
        return try packEntry(bytes, memberCount: writer.memberCount)
    }

    public static func path(ofPack bytes: [UInt8]) -> String {
        let hex = digest(of: bytes).hex
        return "packs/\(hex.prefix(2))/\(hex).gz"
    }

    public func packEntry(_ bytes: [UInt8], memberCount: UInt64) throws -> LogEntry {
        let numbers = [UInt64(bytes.count), memberCount]
        return try LogEntry(type: "pack", digest: digest(of: bytes), numbers: numbers)
    }

    // MARK: Entries and commits

    public func entry(_ type: StatementType, _ statement: [UInt8]) throws -> LogEntry {
        try LogEntry(type: type.rawValue, digest: digest(of: statement))
    }

    /// What a checkpoint says.
    public struct CheckpointText {
        public var origin = ArchiveBuilder.origin
        public var treeSize: UInt64
        public var root: Digest
    }

    /// Adds a commit.
    ///
    /// - Parameters:
    ///   - entries: What it adds.
    ///   - checkpoint: Changes what is signed.
    ///   - edit: Changes the file's text after it was signed.
    public func commit(
        _ entries: [LogEntry],
        checkpoint: (inout CheckpointText) -> Void = { _ in },
        edit: (inout [UInt8]) -> Void = { _ in },
    ) throws {
        let path = nextCommitPath
        leaves += entries.map { $0.encode() }
        var hasher = TreeHasher()
        let table = NodeTable(leafHashes: leaves.map { hasher.leafHash($0.span) })
        var stated = CheckpointText(
            treeSize: UInt64(leaves.count),
            root: try table.rootHash(treeSize: UInt64(leaves.count)),
        )
        checkpoint(&stated)
        let root = stated.root.bytes
        let text = Array("\(stated.origin)\n\(stated.treeSize)\n\(Base64.encode(root.span))\n".utf8)
        let note = try TransparencyLog.Note(text: text, signatures: signers.map { $0.sign(text) })
        var bytes = entries.flatMap { $0.encode() + [0x0A] } + [0x0A] + note.encode()
        edit(&bytes)
        files[path] = bytes
    }

    /// Where the next commit goes.
    public var nextCommitPath: String {
        "log/" + Commit.fileName(firstIndex: UInt64(leaves.count))
    }

    /// Adds documents with their captures, in one pack, in the way of the writer.
    @discardableResult
    public func addDocuments(_ documents: [(url: String?, content: [UInt8])]) throws -> [[UInt8]] {
        let captures = try documents.map { try capture($0.content, url: $0.url) }
        let pack = try addWrittenPack(documents.map(\.content), statements: captures)
        try commit([pack] + captures.map { try entry(.capture, $0) })
        return captures
    }

    /// The archive in memory.
    public var storage: MemoryStorage {
        MemoryStorage(files: files)
    }

    /// Writes the archive into a folder of the file system.
    public func write(to path: String) throws {
        for (name, bytes) in files {
            let parts = name.split(separator: "/").map(String.init)
            var folder = try Folder.make(FilePath(path))
            for part in parts.dropLast() {
                folder = try folder.makeFolder(part)
            }
            try folder.makeFile(parts[parts.count - 1]).write(bytes.span)
        }
    }
}
