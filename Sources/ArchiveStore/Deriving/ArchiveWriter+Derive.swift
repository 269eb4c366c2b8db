// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveCrypto
internal import ArchiveIO
internal import BlobStore
public import Extraction
internal import Provenance

extension ArchiveWriter {
    /// What became of a document that an extractor was to read.
    public enum DeriveOutcome: Hashable, Sendable {
        /// It is being read; ``ArchiveWriter/takeResults()`` tells what came of it.
        case submitted
        /// The archive, or the batch, has what the extractor makes of it.
        case recorded
        /// No extractor reads documents of its kind.
        case notRead
    }

    /// From now on, has extractors read the documents that are added, in the commit in which they
    /// are.
    ///
    /// - Parameters:
    ///   - choice: Which extractor reads which documents.
    ///   - runner: Runs them.
    public mutating func startDeriving(
        _ choice: ExtractorChoice,
        _ runner: any ExtractionRunner,
    ) {
        deriver = Deriver(choice, runner)
    }

    /// Has an extractor read a document that the archive has.
    ///
    /// - Parameter recorded: Its capture.
    /// - Returns: What became of it.
    /// - Throws: ``DocumentFailure``: ``DocumentFailure/unreadable(_:)`` when the archive does
    ///   not have it whole.
    public mutating func derive(
        _ recorded: RecordedStatement
    ) throws(DocumentFailure) -> DeriveOutcome {
        try requireWorking()
        guard let capture = recorded.capture, let choice = deriver?.choice else {
            return .notRead
        }
        // The kind says which extractor it is, or the document's start does: that needs reading.
        let mediaType = capture.content.mediaType?.value
        let nothing: [UInt8] = []
        if mediaType != nil, choice.extractor(for: mediaType, start: nothing.span) == nil {
            return .notRead
        }
        var bytes: [UInt8] = []
        let limit = ExtractionEngine.inputByteLimit(of: .command)
        if capture.content.byteCount <= limit {
            do throws(ArchiveError) {
                try archive.read(capture.content.digest) { (piece) throws(StoreError) in
                    bytes.append(piece)
                }
            } catch {
                throw .unreadable(StoreError(.damaged, error.message))
            }
        }
        let role: Computation.Role = isClaimed(recorded) ? .derivative : .original
        let outcome = try derive(capture, recorded.id, bytes, role: role)
        try commitIfFull()
        return outcome
    }

    /// Stores outputs that a derivation gave again, and a note that says so.
    ///
    /// - Parameter result: What running it again showed; its outputs have the recorded digests.
    /// - Throws: ``DocumentFailure``.
    public mutating func restore(_ result: ReproductionResult) throws(DocumentFailure) {
        try requireWorking()
        // What is found by its place only, in a pack that cannot be walked, would be named by the
        // note and be in no pack for a verifier.
        if let recorded = try? archive.statement(atEntry: result.entry) {
            try storing { (batch) throws(StoreError) in
                try batch.pack.put(recorded.bytes.span, id: recorded.id, .statement)
            }
        }
        var subjects: [Reference] = [Reference(digest: result.statement)]
        for output in result.healable {
            subjects.append(try store(output.bytes))
        }
        let names = result.healable.map(\.name).joined(separator: ", ")
        let note = Note(
            text: "Not whole in the archive, and made again by the extractor: \(names). The "
                + "digests are those of the derivation.",
            subjects: subjects,
        )
        try put(try makeStatement(.note(note)))
        try commitIfFull()
    }

    /// Records the results of all that was submitted, so that they are in the commit of their
    /// documents.
    ///
    /// Who stops the program need not wait for them: what has no result then is given up.
    ///
    /// - Throws: ``DocumentFailure``.
    mutating func finishDeriving() throws(DocumentFailure) {
        while let (waiting, finished) = try nextResult(isWaiting: true) {
            try record(waiting, finished)
        }
        if Interruption.signal != nil {
            deriver?.giveUp()
        }
    }

    /// What derivations that are in the log came to, and not told of before.
    public mutating func takeResults() -> [DerivationResult] {
        deriver?.takeStored() ?? []
    }

    /// How many documents that were to be read were not, since the program was told to stop; `nil`
    /// when it was not.
    public var givenUpCount: Int? {
        deriver?.givenUpCount
    }

    /// Submits what an extractor is to make of a document.
    ///
    /// The document's capture is in the log or in the batch.
    mutating func derive(
        _ capture: Capture,
        _ statement: BlobID,
        _ bytes: [UInt8],
        role: Computation.Role,
    ) throws(DocumentFailure) -> DeriveOutcome {
        let mediaType = capture.content.mediaType?.value
        guard let deriver, deriver.givenUpCount == nil,
            let extractor = deriver.choice.extractor(for: mediaType, start: bytes.span)
        else {
            return .notRead
        }
        let computation = Computation(
            input: Computation.Input(
                role: role,
                blob: Reference(
                    digest: capture.content.digest,
                    byteCount: Int64(clamping: capture.content.byteCount),
                ),
                mediaType: mediaType,
            ),
            extractor: extractor.id,
            context: Computation.Context(
                url: capture.finalURL ?? capture.askedURL,
                capturedAt: capture.capturedAt?.value,
            ),
            limits: extractor.limits,
        )
        guard !isRecorded(computation) else {
            return .recorded
        }
        try storing { (batch) throws(StoreError) in
            batch.remember(computation: computation.identityBytes)
        }
        let waiting = Deriver.Pending(
            computation: computation,
            extractor: extractor,
            capture: statement,
        )
        guard
            capture.content.byteCount
                <= ExtractionEngine.inputByteLimit(of: extractor.extractor.kind)
        else {
            try record(waiting, .notRun(ExtractionEngine.tooLarge, options.software))
            return .submitted
        }
        let job = ExtractionJob(
            extractor: extractor.extractor,
            files: extractor.files,
            input: bytes,
            mediaType: mediaType,
            context: computation.context,
            limits: extractor.limits,
            isChecked: true,
        )
        do throws(StoreError) {
            try deriver.submit(job, waiting)
        } catch {
            isPoisoned = true
            throw .archive(ArchiveError(.inputOutput, error.message, cause: error))
        }
        try collect()
        return .submitted
    }

    /// Records the results that are there.
    private mutating func collect() throws(DocumentFailure) {
        while let (waiting, finished) = try nextResult(isWaiting: false) {
            try record(waiting, finished)
        }
    }

    private mutating func nextResult(
        isWaiting: Bool
    ) throws(DocumentFailure) -> (Deriver.Pending, FinishedExtraction)? {
        do throws(StoreError) {
            return try deriver?.next(isWaiting: isWaiting)
        } catch {
            isPoisoned = true
            throw .archive(ArchiveError(.inputOutput, error.message, cause: error))
        }
    }

    /// Puts what an extractor made of a document into the batch.
    private mutating func record(
        _ waiting: Deriver.Pending,
        _ finished: FinishedExtraction,
    ) throws(DocumentFailure) {
        let run = finished.run
        if let reason = run.unavailability {
            // It is no result. What was submitted belongs into this commit, so there is none.
            isPoisoned = true
            throw .archive(
                ArchiveError(
                    .inputOutput,
                    "The extractor \(waiting.extractor.extractor.name) cannot be run: \(reason). "
                        + "Nothing since the last commit is stored.",
                )
            )
        }
        var outputs: [Derivation.Output] = []
        for output in run.outputs {
            let blob = try store(output.bytes)
            outputs.append(
                Derivation.Output(name: output.name, blob: blob, mediaType: output.mediaType)
            )
        }
        var engine = run.engine
        if let closure = run.closure {
            engine.surroundings?.closure = try store(closure)
        }
        let derivation = Derivation(
            computation: waiting.computation,
            extractor: Reference(digest: try statement(of: waiting.extractor)),
            capture: Reference(digest: waiting.capture),
            outcome: run.outcome,
            outputs: outputs,
            engine: engine,
            selfCheck: finished.selfCheck,
        )
        let made = try makeStatement(.derivation(derivation))
        try put(made)
        deriver?.results.append(
            DerivationResult(
                statement: made.id,
                input: waiting.computation.input.blob?.digest ?? waiting.capture,
                address: waiting.computation.context.url,
                extractor: waiting.extractor.extractor.name,
                outcome: run.outcome,
                errors: run.errors,
                isIdentical: finished.selfCheck?.isIdentical,
            )
        )
    }

    /// Whether what was computed is in the log or in the batch; what may end otherwise the next
    /// time only once it is there twice.
    mutating func isRecorded(_ computation: Computation) -> Bool {
        let identity = computation.identityBytes
        if batch?.hasComputation(identity) ?? false {
            return true
        }
        var uncertainCount = 0
        return contains(.computation(identity)) { derivation in
            guard derivation.computation.identityBytes == identity else {
                return false
            }
            uncertainCount += derivation.outcome.mayBeOfMachine ? 1 : 0
            return !derivation.outcome.mayBeOfMachine || uncertainCount == 2
        }
    }

    /// Whether a derivation in the log has a key and is as wanted.
    ///
    /// What the index says is not enough: the statements are read.
    mutating func contains(_ key: LookUpKey, where isWanted: (Derivation) -> Bool) -> Bool {
        var cursor = logCursor ?? LogCursor(archive.log)
        var reader = statementReader.take() ?? BlobReader()
        var isThere = false
        for entry in archive.possibleEntries(for: key) where !isThere {
            let recorded = try? archive.statement(atEntry: entry, &cursor, &reader)
            isThere = recorded?.derivation.map(isWanted) ?? false
        }
        statementReader = consume reader
        logCursor = cursor
        return isThere
    }

    /// The statement about an extractor; it is put into the batch when the log has none.
    ///
    /// The files that it brings along are put with it.
    mutating func statement(
        of extractor: PreparedExtractor
    ) throws(DocumentFailure) -> BlobID {
        if let known = batch?.extractors[extractor.id] ?? extractors[extractor.id] {
            return known
        }
        if let recorded = try recordedStatement(of: extractor.id) {
            extractors[extractor.id] = recorded
            return recorded
        }
        for file in extractor.files {
            _ = try store(file)
        }
        let made = try makeStatement(extractor.body)
        try put(made)
        batch?.extractors[extractor.id] = made.id
        return made.id
    }

    /// The newest statement in the log about an extractor that can be read.
    ///
    /// What is damaged is made once more; where the system refuses to look, nothing is known.
    private mutating func recordedStatement(
        of extractor: Digest
    ) throws(DocumentFailure) -> BlobID? {
        var found: [RecordedStatement] = []
        do throws(ArchiveError) {
            found = try archive.statements(ofType: .extractor)
        } catch  where error.code == .inputOutput {
            isPoisoned = true
            throw .archive(error)
        } catch {}
        return found.last { recorded in
            guard case .extractor(let about) = recorded.statement.body else { return false }
            return Sha256.digest(about.identityBytes.span) == extractor
        }?.id
    }

    /// Keeps bytes as a blob unless the archive or the batch has them.
    mutating func store(_ bytes: [UInt8]) throws(DocumentFailure) -> Reference {
        let id = Sha256.digest(bytes.span)
        let reference = Reference(digest: id, byteCount: Int64(bytes.count))
        guard !(batch?.hasContent(id) ?? false), !holds(id) else {
            return reference
        }
        try storing { (batch) throws(StoreError) in
            try batch.put(derivative: bytes.span, id: id)
        }
        return reference
    }
}

extension FinishedExtraction {
    /// A result without a run.
    fileprivate static func notRun(
        _ outcome: Outcome,
        _ software: Statement.Software,
    ) -> Self {
        let engine = Engine(name: software.name, version: software.version)
        return Self(run: ExtractionRun(outcome: outcome, outputs: [], engine: engine))
    }
}
