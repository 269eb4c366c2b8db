// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
internal import ArchiveCrypto
public import ArchiveIO
internal import BlobStore
public import Provenance

extension ArchiveWriter {
    /// What became of a document that was to be added.
    public enum AddOutcome: Hashable, Sendable {
        /// It waits for ``ArchiveWriter/commit()``; `isNew` says whether its bytes are new here.
        case added(content: BlobID, byteCount: UInt64, statement: BlobID, isNew: Bool)
        /// The archive has these bytes with this description, or the batch has; nothing is stored
        /// once more. What the archive has survives a power cut.
        case unchanged(content: BlobID, byteCount: UInt64)
    }

    /// Why one document was not added; others can be.
    public enum DocumentFailure: Error, Hashable, Sendable {
        /// It could not be read.
        case unreadable(StoreError)
        /// It changed while it was read, twice.
        case changing
        /// It does not have the digest that was expected.
        case unexpectedDigest(actual: BlobID)
        /// It is a signing key. What is in an archive cannot be taken out again, and whoever gets a
        /// copy could sign.
        case signingKey
        /// What is said of it does not fit into a statement.
        case statement(StatementFailure)
        /// The archive cannot be written to, and the writer takes nothing more; or, with
        /// ``ArchiveError/Code/invalidRequest``, the change of keys is not valid.
        case archive(ArchiveError)
    }

    /// Adds a document to the batch.
    ///
    /// - Parameters:
    ///   - source: Its bytes.
    ///   - description: What is known of it.
    ///   - again: Whether to record a new sighting of what the archive has already.
    ///   - expected: The digest it must have.
    /// - Returns: What became of it. It is stored only after ``commit()``.
    /// - Throws: ``DocumentFailure``.
    public mutating func add(
        _ source: any DocumentSource,
        _ description: DocumentDescription,
        again: Bool = false,
        expected: BlobID? = nil,
    ) throws(DocumentFailure) -> AddOutcome {
        try requireWorking()
        var description = description
        var attempt = 0
        while true {
            let before = try reading { () throws(StoreError) in try source.status() }
            if let before {
                description.container?.modifiedAt = try? ClaimedDate(
                    secondsSince1970: before.modifiedSeconds,
                    source: .container,
                )
            }
            let content = try readContent(
                source,
                before,
                mediaType: description.contentType?.value,
            )
            let after: FileStatus?
            do throws(DocumentFailure) {
                after = try reading { () throws(StoreError) in try source.status() }
            } catch {
                try takeBack(content)
                throw error
            }
            let isSame =
                before == after && (before.map { $0.byteCount == content.byteCount } ?? true)
            if isSame, expected ?? content.id == content.id {
                guard !isSigningKey(content) else {
                    throw .signingKey
                }
                return try describe(content, description, again: again)
            }
            try takeBack(content)
            guard !isSame else {
                throw .unexpectedDigest(actual: content.id)
            }
            attempt += 1
            guard attempt < 2 else {
                throw .changing
            }
        }
    }

    /// Records a statement that has no document of its own: a key, a note.
    ///
    /// A change of keys that is not valid is refused here already. Whether it still is when it is
    /// committed depends on other writers: ``commit()`` judges it again.
    ///
    /// - Throws: ``DocumentFailure``.
    public mutating func add(_ body: Statement.Body) throws(DocumentFailure) -> BlobID {
        try requireWorking()
        if case .key(let change) = body {
            do throws(ArchiveError) {
                try trusted.judge(change, after: batch?.keyChanges ?? [])
            } catch {
                throw .archive(error)
            }
        }
        let statement = try makeStatement(body)
        try put(statement)
        try commitIfFull()
        return statement.id
    }

    func requireWorking() throws(DocumentFailure) {
        guard !isPoisoned else {
            throw .archive(Self.failedBefore)
        }
    }

    static var failedBefore: ArchiveError {
        ArchiveError(
            .inputOutput,
            "Storing failed before; nothing since the last commit is stored.",
        )
    }

    private mutating func describe(
        _ content: Content,
        _ description: DocumentDescription,
        again: Bool,
    ) throws(DocumentFailure) -> AddOutcome {
        let capture = description.capture(of: content.id, byteCount: content.byteCount)
        let bytes = capture.descriptionBytes
        let isPending = batch?.hasDescription(bytes) ?? false
        let claim = description.claimedExtraction
        let isSaid = claim.map { isRecorded($0, of: content.id) } ?? true
        if !again, isSaid, isPending || holds(description: bytes, of: content.id) {
            try takeBack(content)
            do throws(ArchiveError) {
                try waitForDisk()
            } catch {
                isPoisoned = true
                throw .archive(error)
            }
            return .unchanged(content: content.id, byteCount: content.byteCount)
        }
        let statement: MadeStatement
        do throws(DocumentFailure) {
            statement = try makeStatement(.capture(capture))
        } catch {
            try takeBack(content)
            throw error
        }
        let isNew = try store(content)
        try put(statement)
        if let claim {
            try record(claim, of: capture, statement.id)
        }
        if deriver != nil {
            let role: Computation.Role = claim == nil ? .original : .derivative
            _ = try derive(capture, statement.id, takeRead(content), role: role)
        }
        try commitIfFull()
        return .added(
            content: content.id,
            byteCount: content.byteCount,
            statement: statement.id,
            isNew: isNew,
        )
    }

    struct MadeStatement {
        let statement: Statement
        let bytes: [UInt8]
        let id: BlobID
    }

    func makeStatement(
        _ body: Statement.Body
    ) throws(DocumentFailure) -> MadeStatement {
        let statement: Statement
        do throws(ArchiveError) {
            statement = try Self.makeStatement(body, options)
        } catch {
            throw .archive(error)
        }
        do throws(StatementFailure) {
            let bytes = try statement.encode()
            return MadeStatement(
                statement: statement,
                bytes: bytes,
                id: Sha256.digest(bytes.span),
            )
        } catch {
            throw .statement(error)
        }
    }

    /// Puts a statement into the batch.
    mutating func put(_ made: MadeStatement) throws(DocumentFailure) {
        try storing { (batch) throws(StoreError) in
            try batch.put(made.statement, bytes: made.bytes, id: made.id)
        }
    }

    /// Commits when the batch is full.
    mutating func commitIfFull() throws(DocumentFailure) {
        guard batch?.isFull(options, pendingCount: deriver?.pendingCount ?? 0) ?? false else {
            return
        }
        do throws(ArchiveError) {
            _ = try commit()
        } catch {
            throw .archive(error)
        }
    }

    /// Makes a statement by this machine's clock.
    ///
    /// - Throws: ``ArchiveError`` when that is not between the years 1 and 9999.
    static func makeStatement(
        _ body: Statement.Body,
        _ options: Options,
    ) throws(ArchiveError) -> Statement {
        let now: ClaimedDate
        do throws(DateFailure) {
            now = try ClaimedDate(secondsSince1970: Clock.secondsSince1970())
        } catch {
            throw ArchiveError(
                .inputOutput,
                "The clock of this machine is not between the years 1 and 9999: set it right. "
                    + "Nothing since the last commit is stored.",
            )
        }
        let bytes = randomBytes(count: Salt.byteCount)
        guard let salt = try? Salt(bytes: bytes.span) else {
            preconditionFailure("a salt has as many bytes as were asked for")
        }
        return Statement(
            salt: salt,
            addedAt: now,
            operator: options.operatorName,
            software: options.software,
            body: body,
        )
    }

    // MARK: Failures

    func reading<Result>(
        _ body: () throws(StoreError) -> Result
    ) throws(DocumentFailure) -> Result {
        do throws(StoreError) {
            return try body()
        } catch {
            throw .unreadable(error)
        }
    }

    /// Runs a body on the batch; the writer takes nothing more when it fails.
    mutating func storing<Result>(
        _ body: (Batch) throws(StoreError) -> Result
    ) throws(DocumentFailure) -> Result {
        do throws(StoreError) {
            if let batch {
                return try body(batch)
            }
            let started = try Batch(storage, level: options.level)
            batch = started
            return try body(started)
        } catch {
            isPoisoned = true
            throw .archive(ArchiveError(.inputOutput, error.message, cause: error))
        }
    }
}
