// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import BlobStore
internal import Provenance
internal import TransparencyLog

/// One pack in the making and the statements that wait for its commit.
final class Batch {
    let staging: any StagingArea
    private let storage: any ArchiveStorage
    private let file: any StagedFile
    var pack: PackWriter

    /// The statements' entries, in the order in which they will be in the log.
    private(set) var entries: [LogEntry] = []

    /// The changes of keys among them.
    private(set) var keyChanges: [PlacedKeyChange] = []

    /// What the statements can be found by, with the place of each in ``entries``.
    private var keys: [(digest: Digest, position: Int)] = []

    /// The contents and descriptions in this batch, which the index does not know yet.
    private var contents: Set<BlobID> = []
    private var descriptions: Set<[UInt8]> = []

    /// What was computed, or is being computed, for this batch.
    private var computations: Set<[UInt8]> = []

    /// The statements about extractors in this batch, by extractor ID.
    var extractors: [Digest: BlobID] = [:]

    /// Whether the pack may have its name already: then a later writer can adopt it.
    private var mayBePublished = false

    /// The state of the pack before the large document that is being put.
    private var mark: PackWriter.Mark?

    init(_ storage: any ArchiveStorage, level: Int) throws(StoreError) {
        self.storage = storage
        staging = try storage.makeStaging()
        file = try staging.makeFile(StagingName.pack)
        pack = PackWriter(file, level: level)
    }

    /// An abandoned batch leaves nothing behind: the reason may be that the disk is full.
    deinit {
        if !mayBePublished {
            staging.remove()
        }
    }

    /// Whether it is time to seal the pack.
    ///
    /// SPEC §2.3.
    ///
    /// - Parameters:
    ///   - options: How its writer works.
    ///   - pendingCount: The number of derivations that are to come into this batch.
    /// - Returns: Whether it has enough.
    func isFull(_ options: ArchiveWriter.Options, pendingCount: Int) -> Bool {
        pack.byteCount >= options.packByteLimit
            || entries.count + pendingCount >= options.statementLimit
    }

    func hasContent(_ id: BlobID) -> Bool {
        contents.contains(id)
    }

    func hasDescription(_ description: [UInt8]) -> Bool {
        descriptions.contains(description)
    }

    func hasComputation(_ identity: [UInt8]) -> Bool {
        computations.contains(identity)
    }

    func remember(content id: BlobID) {
        contents.insert(id)
    }

    func remember(computation identity: [UInt8]) {
        computations.insert(identity)
    }

    /// Puts something made of a document, as segments when it is large.
    func put(derivative bytes: Span<UInt8>, id: BlobID) throws(StoreError) {
        let segment = PackLimits.segmentByteCount
        if bytes.count <= segment {
            try pack.put(bytes, id: id, .derivative)
        } else {
            try pack.flush()
            var start = 0
            while bytes.count - start > segment {
                try pack.putSegment(bytes.extracting(start..<(start + segment)))
                start += segment
            }
            try pack.putLastSegment(bytes.extracting(start...), id: id)
        }
        remember(content: id)
    }

    /// Prepares for the segments of a large document, which may be taken back.
    func startSegments() throws(StoreError) {
        try pack.flush()
        mark = pack.mark()
    }

    /// Takes back the segments put since ``startSegments()``.
    func takeBackSegments() throws(StoreError) {
        if let mark = mark.take() {
            try pack.rollBack(to: mark)
        }
    }

    /// Puts a statement and its entry.
    func put(_ statement: Statement, bytes: [UInt8], id: BlobID) throws(StoreError) {
        try pack.put(bytes.span, id: id, .statement)
        for key in LookUpKey.keys(of: statement, id: id) {
            keys.append((key, entries.count))
        }
        if case .capture(let capture) = statement.body {
            descriptions.insert(capture.descriptionBytes)
        }
        if case .key(let change) = statement.body {
            // Behind the pack's entry.
            keyChanges.append(PlacedKeyChange(offset: entries.count + 1, change: change))
        }
        entries.append(LogEntry(statement.type, id))
    }

    /// Seals the pack and publishes it.
    ///
    /// If the process dies in here, staging or an orphan pack is left. With the file of entries a
    /// later writer finds the pack and commits it.
    ///
    /// - Parameter signer: Signs the file of entries.
    /// - Returns: The pack's entry.
    /// - Throws: ``StoreError``; the batch is of no use then.
    func publishPack(_ signer: SignerKey) throws(StoreError) -> LogEntry {
        let digest = try pack.seal()
        let entry = LogEntry(
            pack: digest,
            byteCount: pack.byteCount,
            memberCount: pack.memberCount,
        )
        let list = try staging.makeFile(StagingName.entries)
        let bytes = StagedEntries.encode([entry] + entries, signer)
        try list.write(bytes.span)
        mayBePublished = true
        do throws(StoreError) {
            try staging.publish(file, as: PackName.path(of: digest))
        } catch  where error.code == .alreadyExists {
            // Statements have random salts, so this is no other batch's pack. It is ours where
            // the reply of link() was lost on a network, and else it is not what its name says.
            try requireSame(digest)
        }
        return entry
    }

    /// Accepts a file in the pack's place that has the pack's bytes, and waits for the disk.
    private func requireSame(_ digest: Digest) throws(StoreError) {
        let path = PackName.path(of: digest)
        guard try has(digest, path) else {
            throw StoreError(
                .damaged,
                "\(path) is there already and has other bytes than its name says. Move it out of "
                    + "the archive and add again; `archive verify` says what else is damaged. "
                    + "Nothing since the last commit is stored.",
            )
        }
        try storage.synchronize(path)
    }

    private func has(_ digest: Digest, _ path: String) throws(StoreError) -> Bool {
        do throws(StoreError) {
            let file = try storage.open(path)
            guard file.byteCount == pack.byteCount else {
                return false
            }
            return try Self.digest(of: file) == digest
        } catch  where error.isOfTheFile {
            return false
        }
    }

    private static func digest(of file: any StoredFile) throws(StoreError) -> Digest {
        var scanner = PackScanner(file, isDigesting: true)
        return try scanner.finishDigest()
    }

    /// What the index needs to know once the batch is in the log.
    ///
    /// - Parameters:
    ///   - digest: The pack's digest.
    ///   - entries: Where the batch's entries are; the first is the pack's.
    /// - Returns: A run without the tree's state.
    func indexRun(pack digest: Digest, entries: Range<UInt64>) -> IndexRunBuilder {
        var builder = IndexRunBuilder(entries: entries)
        builder.add(pack: digest, places: pack.places)
        for key in keys {
            let entry = entries.lowerBound + 1 + UInt64(key.position)
            builder.add(IndexRun.Key(digest: key.digest, entry: entry))
        }
        return builder
    }
}

extension LogEntry {
    /// Creates the entry of a statement.
    init(_ type: StatementType, _ statement: BlobID) {
        do throws(LogEntryFailure) {
            try self.init(type: type.rawValue, digest: statement)
        } catch {
            preconditionFailure("statement types are entry types: \(error)")
        }
    }
}
