// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
internal import ArchiveCrypto
public import ArchiveIO
internal import BlobStore
public import Provenance
public import TransparencyLog

/// A statement with its place in the log.
public struct RecordedStatement: Sendable {
    /// The index of its entry.
    public let entry: UInt64

    /// The digest of its bytes.
    public let id: BlobID

    /// Its bytes as they were signed for.
    public let bytes: [UInt8]

    /// What they say.
    public let statement: Statement

    /// Creates a statement with its place.
    public init(entry: UInt64, id: BlobID, bytes: [UInt8], statement: Statement) {
        self.entry = entry
        self.id = id
        self.bytes = bytes
        self.statement = statement
    }

    /// The capture, when it is one.
    public var capture: Capture? {
        if case .capture(let capture) = statement.body { capture } else { nil }
    }
}

extension ArchiveReader {
    /// The statements of captures and notes of an address, in the order of the log.
    ///
    /// - Throws: ``ArchiveError``.
    public func captures(ofAddress address: String) throws(ArchiveError) -> [RecordedStatement] {
        try statements(at: index.entries(for: .address(address)))
    }

    /// The statements that a digest names or whose content it is, in the order of the log.
    ///
    /// - Throws: ``ArchiveError``.
    public func statements(for id: BlobID) throws(ArchiveError) -> [RecordedStatement] {
        let own = index.entries(for: .statement(id))
        let ofContent = index.entries(for: .content(id))
        return try statements(at: Set(own + ofContent).sorted())
    }

    /// The digests of statements and of their documents that start with some digits, in order.
    ///
    /// More than a few are somebody's joke, so that only the first thousand blobs are looked at.
    public func digests(startingWith prefix: DigestPrefix) -> [Digest] {
        index.ids(in: prefix.range, limit: 1_000).filter { id in
            !index.entries(for: .statement(id)).isEmpty || !index.entries(for: .content(id)).isEmpty
        }
    }

    /// All statements of a type other than `capture`.
    ///
    /// - Throws: ``ArchiveError``.
    public func statements(
        ofType type: StatementType
    ) throws(ArchiveError) -> [RecordedStatement] {
        try statements(at: index.entries(for: .type(type)))
    }

    /// The notes about any of some statements or documents, in the order of the log.
    ///
    /// - Throws: ``ArchiveError``.
    public func notes(about digests: Set<Digest>) throws(ArchiveError) -> [RecordedStatement] {
        try statements(ofType: .note).filter { recorded in
            guard case .note(let note) = recorded.statement.body else {
                return false
            }
            return note.subjects.contains { digests.contains($0.digest) }
        }
    }

    /// The statement of an entry, or `nil` when the entry names a pack or is not there.
    ///
    /// - Throws: ``ArchiveError``.
    public func statement(atEntry index: UInt64) throws(ArchiveError) -> RecordedStatement? {
        guard index < treeSize else {
            return nil
        }
        var cursor = LogCursor(log)
        guard try cursor.entry(at: index).type != LogEntry.packType else {
            return nil
        }
        return try statements(at: [index]).first
    }

    func statements(at entries: [UInt64]) throws(ArchiveError) -> [RecordedStatement] {
        var found: [RecordedStatement] = []
        var cursor = LogCursor(log)
        var reader = BlobReader()
        for index in entries {
            let entry = try cursor.entry(at: index)
            found.append(try statement(entry.digest, entry: index, &reader))
        }
        return found
    }

    /// Hands over every entry from one on, with its statement unless it names a pack.
    ///
    /// - Throws: ``ArchiveError``, also for the first statement that cannot be read.
    public func forEachEntry(
        from start: UInt64 = 0,
        _ body: (UInt64, LogEntry, RecordedStatement?) throws(ArchiveError) -> Bool,
    ) throws(ArchiveError) {
        var cursor = LogCursor(log)
        var reader = BlobReader()
        for index in start..<max(start, treeSize) {
            let entry = try cursor.entry(at: index)
            let statement =
                entry.type == LogEntry.packType
                ? nil : try statement(entry.digest, entry: index, &reader)
            guard try body(index, entry, statement) else {
                return
            }
        }
    }

    /// Reads a statement.
    func statement(
        _ id: BlobID,
        entry: UInt64,
        _ reader: inout BlobReader,
    ) throws(ArchiveError) -> RecordedStatement {
        var bytes: [UInt8] = []
        try read(id, isStatement: true, &reader) { (piece) throws(StoreError) in
            bytes.append(piece)
        }
        do throws(StatementFailure) {
            let statement = try Statement.decode(bytes)
            return RecordedStatement(entry: entry, id: id, bytes: bytes, statement: statement)
        } catch {
            throw ArchiveError(
                error.isNewer ? .newerFormat : .missingOrDamaged,
                "The statement \(id) of entry \(entry) cannot be read: \(error).",
            )
        }
    }

    /// Reads a document's bytes; nothing damaged is handed over.
    ///
    /// - Parameters:
    ///   - id: The blob.
    ///   - sink: Takes the bytes in pieces of at most 16 MiB.
    /// - Throws: ``ArchiveError``, and what `sink` throws as its cause.
    public func read(
        _ id: BlobID,
        sink: (Span<UInt8>) throws(StoreError) -> Void,
    ) throws(ArchiveError) {
        var reader = BlobReader()
        try read(id, isStatement: false, &reader, sink)
    }

    /// Whether a copy of a blob can be read and has its digest.
    ///
    /// What the index says is not enough to let go of bytes that are at hand.
    func holds(
        _ id: BlobID,
        isStatement: Bool = false,
        _ reader: inout BlobReader,
    ) -> Bool {
        do throws(ArchiveError) {
            try read(id, isStatement: isStatement, &reader) { _ in }
            return true
        } catch {
            return false
        }
    }

    /// Whether the index knows a blob; statements count for nothing but themselves.
    func hasBlob(_ id: BlobID, isStatement: Bool = false) -> Bool {
        index.places(of: id).contains { ($0.place.kind == .statements) == isStatement }
    }

    private func read(
        _ id: BlobID,
        isStatement: Bool,
        _ reader: inout BlobReader,
        _ sink: (Span<UInt8>) throws(StoreError) -> Void,
    ) throws(ArchiveError) {
        let found = index.places(of: id)
        // A document may have the bytes of a statement and be stored as that only, so both serve;
        // a statement is never looked for among the documents.
        let places =
            isStatement
            ? found.filter { $0.place.kind == .statements }
            : found.filter { $0.place.kind != .statements }
                + found.filter { $0.place.kind == .statements }
        var failure = ArchiveError(.missingOrDamaged, "\(id) is not in the archive.")
        for (pack, place) in places {
            var wasHandedOver = false
            do throws(StoreError) {
                let file = try storage.open(PackName.path(of: pack))
                try reader.read(place, in: file, pack: pack) { (piece) throws(StoreError) in
                    wasHandedOver = true
                    try sink(piece)
                }
                return
            } catch {
                failure = ArchiveError(error)
                // Another copy cannot be started over once a part was handed over.
                if wasHandedOver {
                    break
                }
            }
        }
        throw failure
    }
}
