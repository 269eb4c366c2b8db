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

    /// The derivation, when it is one.
    public var derivation: Derivation? {
        if case .derivation(let derivation) = statement.body { derivation } else { nil }
    }
}

extension ArchiveReader {
    /// The captures of an address and the derivations claimed of it, in the order of the log.
    ///
    /// - Throws: ``ArchiveError``.
    public func statements(ofAddress address: String) throws(ArchiveError) -> [RecordedStatement] {
        try statements(for: [.address(address)])
    }

    /// The statements that a digest names, and the captures and derivations of the blob that it
    /// names, in the order of the log.
    ///
    /// - Throws: ``ArchiveError``.
    public func statements(for id: BlobID) throws(ArchiveError) -> [RecordedStatement] {
        try statements(for: [.statement(id), .blob(id)])
    }

    /// The digests of statements, documents and derivatives that start with some digits, in order.
    ///
    /// More than a few are somebody's joke, so that only the first thousand blobs are looked at.
    ///
    /// - Throws: ``ArchiveError``.
    public func digests(
        startingWith prefix: DigestPrefix
    ) throws(ArchiveError) -> [Digest] {
        try lookUp { (index) throws(LookUpFailure) in
            var found: [Digest] = []
            for id in try index.ids(in: prefix.range, limit: 1_000) {
                let ofStatement = try index.entries(for: .statement(id))
                let ofBlob = ofStatement.isEmpty ? try index.entries(for: .blob(id)) : []
                if !ofStatement.isEmpty || !ofBlob.isEmpty {
                    found.append(id)
                }
            }
            return found
        }
    }

    /// All statements of a type other than `capture` and `derivation`.
    ///
    /// - Throws: ``ArchiveError``.
    public func statements(
        ofType type: StatementType
    ) throws(ArchiveError) -> [RecordedStatement] {
        try statements(for: [.type(type)])
    }

    /// The notes about any of some statements or documents, in the order of the log.
    ///
    /// - Throws: ``ArchiveError``.
    public func notes(about digests: Set<Digest>) throws(ArchiveError) -> [RecordedStatement] {
        try statements(for: digests.map { .subject($0) })
    }

    /// The statement of an entry, or `nil` when the entry names a pack or is not there.
    ///
    /// - Throws: ``ArchiveError``.
    public func statement(atEntry index: UInt64) throws(ArchiveError) -> RecordedStatement? {
        guard index < treeSize else {
            return nil
        }
        var cursor = LogCursor(log)
        var reader = BlobReader()
        return try statement(atEntry: index, &cursor, &reader)
    }

    /// The statements that have one of some keys, in the order of the log.
    ///
    /// - Parameters:
    ///   - keys: The keys.
    ///   - choose: Says which of the entries that the keys lead to are read, and in which order.
    ///   - known: Gives what was read already, for what it says itself.
    ///   - byteLimit: When as many bytes of statements were read, no other one is.
    /// - Returns: They.
    /// - Throws: ``ArchiveError``.
    func statements(
        for keys: [LookUpKey],
        choosing choose: ([UInt64]) -> [UInt64] = { $0 },
        known: (UInt64) -> RecordedStatement? = { _ in nil },
        byteLimit: Int = .max,
    ) throws(ArchiveError) -> [RecordedStatement] {
        let digests = Set(keys.map(\.digest))
        return try lookUp { (index) throws(LookUpFailure) in
            var entries: Set<UInt64> = []
            for key in keys {
                entries.formUnion(try index.entries(for: key))
            }
            var found: [RecordedStatement] = []
            var cursor = LogCursor(log)
            var reader = BlobReader()
            var byteCount = 0
            for number in choose(entries.sorted()) {
                if let recorded = known(number) {
                    found.append(recorded)
                    continue
                }
                guard byteCount < byteLimit else {
                    continue
                }
                let recorded = try statement(number, index, &cursor, &reader)
                byteCount += recorded.bytes.count
                guard
                    !digests.isDisjoint(
                        with: LookUpKey.keys(of: recorded.statement, id: recorded.id)
                    )
                else {
                    throw .wrongIndex
                }
                found.append(recorded)
            }
            return found
        }
    }

    private func statement(
        _ number: UInt64,
        _ index: IndexSet,
        _ cursor: inout LogCursor,
        _ reader: inout BlobReader,
    ) throws(LookUpFailure) -> RecordedStatement {
        let entry: LogEntry
        do throws(ArchiveError) {
            entry = try cursor.entry(at: number)
        } catch {
            throw .archive(error)
        }
        guard entry.type != LogEntry.packType else {
            throw .wrongIndex
        }
        return try statement(entry.digest, entry: number, in: index, &reader)
    }

    /// Hands over every entry from one on, with its statement.
    ///
    /// - Throws: ``ArchiveError``, but not for statements that cannot be read: see
    ///   ``EntryContent``.
    public func forEachEntry(
        from start: UInt64 = 0,
        _ body: (UInt64, LogEntry, EntryContent) throws(ArchiveError) -> Bool,
    ) throws(ArchiveError) {
        var cursor = LogCursor(log)
        var reader = BlobReader()
        for index in start..<max(start, treeSize) {
            let entry = try cursor.entry(at: index)
            guard try body(index, entry, content(of: entry, at: index, &reader)) else {
                return
            }
        }
    }

    private func content(
        of entry: LogEntry,
        at index: UInt64,
        _ reader: inout BlobReader,
    ) -> EntryContent {
        guard entry.type != LogEntry.packType else {
            return .pack
        }
        do throws(ArchiveError) {
            return .statement(try statement(entry.digest, entry: index, &reader))
        } catch {
            return .unreadable(error)
        }
    }

    /// Reads a statement.
    func statement(
        _ id: BlobID,
        entry: UInt64,
        _ reader: inout BlobReader,
    ) throws(ArchiveError) -> RecordedStatement {
        try lookUp { (index) throws(LookUpFailure) in
            try statement(id, entry: entry, in: index, &reader)
        }
    }

    private func statement(
        _ id: BlobID,
        entry: UInt64,
        in index: IndexSet,
        _ reader: inout BlobReader,
    ) throws(LookUpFailure) -> RecordedStatement {
        var bytes: [UInt8] = []
        let places = try index.places(of: id)
        try read(id, ofEntry: entry, at: places, in: index, &reader) {
            (piece) throws(StoreError) in
            bytes.append(piece)
        }
        do throws(StatementFailure) {
            let statement = try Statement.decode(bytes)
            return RecordedStatement(entry: entry, id: id, bytes: bytes, statement: statement)
        } catch {
            throw .archive(
                ArchiveError(
                    error.isNewer ? .newerFormat : .missingOrDamaged,
                    "The statement \(id) of entry \(entry) cannot be read: \(error).",
                )
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
        try read(id, &reader, sink: sink)
    }

    /// Reads a document's bytes with a reader that has its neighbours at hand.
    func read(
        _ id: BlobID,
        _ reader: inout BlobReader,
        sink: (Span<UInt8>) throws(StoreError) -> Void,
    ) throws(ArchiveError) {
        try lookUp { (index) throws(LookUpFailure) in
            let places = try index.places(of: id)
            try read(id, ofEntry: nil, at: places, in: index, &reader, sink)
        }
    }

    /// The entries that a key leads to, as far as the index says; none when it cannot be asked.
    ///
    /// For a writer, which stores once more what it does not find.
    func possibleEntries(for key: LookUpKey) -> [UInt64] {
        let found = try? lookUp { (index) throws(LookUpFailure) in try index.entries(for: key) }
        return found ?? []
    }

    /// Whether a copy of a document can be read and has its digest.
    ///
    /// What the index says is not enough to let go of bytes that are at hand. A copy that cannot
    /// be read does not count, and is no reason to build the index anew: the bytes are at hand.
    func holds(_ id: BlobID, _ reader: inout BlobReader) -> Bool {
        do throws(ArchiveError) {
            return try lookUp(rebuildsWhenNotFound: false) { (index) throws(LookUpFailure) in
                // A copy that is stored as a statement only is no copy of a document.
                let places = try index.places(of: id)
                guard places.contains(where: { $0.place.kind != .statements }) else {
                    return false
                }
                try read(id, ofEntry: nil, at: places, in: index, &reader) { _ in }
                return true
            }
        } catch {
            return false
        }
    }

    /// The statement of an entry, read with a cursor and a reader that are kept between calls.
    ///
    /// - Returns: The statement, or `nil` when the entry names a pack.
    /// - Throws: ``ArchiveError``.
    func statement(
        atEntry number: UInt64,
        _ cursor: inout LogCursor,
        _ reader: inout BlobReader,
    ) throws(ArchiveError) -> RecordedStatement? {
        let entry = try cursor.entry(at: number)
        guard entry.type != LogEntry.packType else {
            return nil
        }
        return try statement(entry.digest, entry: number, &reader)
    }

    /// Whether the statement of an entry can be read, and is a capture with a description.
    func holds(
        description: [UInt8],
        atEntry number: UInt64,
        _ cursor: inout LogCursor,
        _ reader: inout BlobReader,
    ) -> Bool {
        do throws(ArchiveError) {
            return try lookUp(rebuildsWhenNotFound: false) { (index) throws(LookUpFailure) in
                let recorded = try statement(number, index, &cursor, &reader)
                guard recorded.capture?.descriptionBytes == description else {
                    throw .wrongIndex
                }
                return true
            }
        } catch {
            return false
        }
    }

    private func read(
        _ id: BlobID,
        ofEntry entry: UInt64?,
        at found: [(pack: Digest, place: BlobPlace)],
        in index: IndexSet,
        _ reader: inout BlobReader,
        _ sink: (Span<UInt8>) throws(StoreError) -> Void,
    ) throws(LookUpFailure) {
        // A document may have the bytes of a statement and be stored as that only, so both serve;
        // a statement is never looked for among the documents.
        let places =
            entry != nil
            ? found.filter { $0.place.kind == .statements }
            : found.filter { $0.place.kind != .statements }
                + found.filter { $0.place.kind == .statements }
        guard !places.isEmpty else {
            throw .notFound(loss(of: id, entry: entry, index))
        }
        var failure: LookUpFailure?
        for (pack, place) in places {
            var wasHandedOver = false
            do throws(StoreError) {
                try reader.read(place, in: try storage.open(PackName.path(of: pack)), pack: pack) {
                    (piece) throws(StoreError) in
                    wasHandedOver = true
                    try sink(piece)
                }
                return
            } catch {
                // Another copy cannot be started over once a part was handed over.
                if wasHandedOver {
                    throw .archive(ArchiveError(error))
                }
                if error.code == .damaged, isRight(place, in: pack) {
                    failure = .archive(ArchiveError(error))
                } else if case .archive? = failure {
                    continue
                } else {
                    failure = .notFound(loss(of: id, entry: entry, because: reason(pack)))
                }
            }
        }
        throw failure ?? .wrongIndex
    }

    /// Whether a pack says itself that a blob is where the index says, so that it is not to blame.
    private func isRight(_ place: BlobPlace, in pack: Digest) -> Bool {
        guard let file = try? storage.open(PackName.path(of: pack)), place.offset < file.byteCount
        else {
            return false
        }
        var scanner = PackScanner(file, from: place.offset)
        guard case .member(_, let header)? = try? scanner.next() else {
            return false
        }
        guard place.kind != .lastSegment else {
            return header.kind == .segment && header.segmentNumber == 0
        }
        let position = Int(place.position)
        return header.kind == place.kind && position < header.blobs.count
            && header.blobs[position].id == place.id
    }
}
