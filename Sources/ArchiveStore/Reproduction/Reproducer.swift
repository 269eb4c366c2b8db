// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveCrypto
internal import ArchiveIO
internal import BlobStore
public import Extraction
internal import Provenance

/// Runs derivations again and compares what they give with what is recorded.
///
/// Nothing of the index is trusted: entries come from the log, and every byte that is read has the
/// digest that the log leads to.
public final class Reproducer {
    /// How derivations are run again.
    public struct Options: Sendable {
        /// Whether programs of the system may be run, too.
        public var allowsCommands = false

        /// The extractor to run in place of the recorded one.
        public var against: PreparedExtractor?

        /// Creates options: what is recorded is run, but no programs of the system.
        public init() {}
    }

    /// What there is to say of an entry.
    public enum Report: Sendable {
        /// What running its derivation again showed.
        case result(ReproductionResult)
        /// Its statement cannot be read.
        case unreadable(entry: UInt64, ArchiveError)
    }

    /// A derivation that is being run.
    struct Waiting {
        let slot: Int
        let recorded: RecordedStatement
        let derivation: Derivation
        let extractor: Extractor
        /// What the first run gave, when this is the second.
        var first: ExtractionRun?
    }

    let archive: ArchiveReader
    let options: Options
    private let runner: any ExtractionRunner
    private var waiting: [Waiting] = []

    /// What is to be reported, in the order of the entries; `nil` where it is not known yet.
    private var slots: [Report?] = []
    private var reportedCount = 0
    private var extractors: [[Digest]: FoundExtractor] = [:]
    private var names: [Digest: String] = [:]

    /// Kept between entries, since neighbours are read in a row.
    private var cursor: LogCursor
    private var statementReader = BlobReader()

    /// Creates one for an archive.
    ///
    /// - Parameters:
    ///   - archive: The archive.
    ///   - runner: Runs the extractors.
    ///   - options: How.
    public init(_ archive: ArchiveReader, _ runner: any ExtractionRunner, _ options: Options) {
        self.archive = archive
        self.runner = runner
        self.options = options
        cursor = LogCursor(archive.log)
    }

    /// Runs derivations again.
    ///
    /// - Parameters:
    ///   - entries: The indices of their entries.
    ///   - report: Takes what there is to say, in the order of the entries; returns whether to go
    ///     on.
    /// - Throws: ``ArchiveError`` when nothing can be run, or what `report` throws.
    public func run(
        _ entries: [UInt64],
        _ report: (Report) throws(ArchiveError) -> Bool,
    ) throws(ArchiveError) {
        for entry in entries {
            guard Interruption.signal == nil else {
                break
            }
            try start(entry)
            while try takeResult(isWaiting: false) {}
            guard try reportFinished(report) else {
                return
            }
        }
        while try takeResult(isWaiting: true) {
            guard try reportFinished(report) else {
                return
            }
        }
        _ = try reportFinished(report)
    }

    private func reportFinished(
        _ report: (Report) throws(ArchiveError) -> Bool
    ) throws(ArchiveError) -> Bool {
        while let finished = slots.first, let finished {
            slots.removeFirst()
            reportedCount += 1
            guard try report(finished) else {
                return false
            }
        }
        return true
    }

    private func finish(_ slot: Int, _ report: Report) {
        slots[slot - reportedCount] = report
    }

    // MARK: Running

    private func start(_ entry: UInt64) throws(ArchiveError) {
        let slot = reportedCount + slots.count
        let recorded: RecordedStatement
        let derivation: Derivation
        do throws(ArchiveError) {
            (recorded, derivation) = try read(entry)
        } catch {
            slots.append(.unreadable(entry: entry, error))
            return
        }
        slots.append(nil)
        if derivation.outcome == .claimed {
            finish(slot, .result(ReproductionResult(recorded, derivation, .claimOnly)))
            return
        }
        if let against = options.against, !isOf(against.extractor.name, derivation) {
            finish(slot, .result(ReproductionResult(recorded, derivation, .notChecked)))
            return
        }
        switch extractor(of: derivation) {
        case .unavailable(let name, let reason):
            var result = ReproductionResult(recorded, derivation, .extractorUnavailable)
            result.extractor = name
            result.reason = reason
            finish(slot, .result(result))
        case .refused(let name):
            var result = ReproductionResult(recorded, derivation, .refused)
            result.extractor = name
            result.reason = "it is a program of the system; --allow-native runs it"
            finish(slot, .result(result))
        case .ready(let extractor):
            let waiting = Waiting(
                slot: slot,
                recorded: recorded,
                derivation: derivation,
                extractor: extractor.extractor,
            )
            try submit(waiting, extractor)
        }
    }

    private func read(
        _ entry: UInt64
    ) throws(ArchiveError) -> (RecordedStatement, Derivation) {
        let found = try archive.statement(atEntry: entry, &cursor, &statementReader)
        guard let found, let derivation = found.derivation else {
            throw ArchiveError(
                .missingOrDamaged,
                "The statement of entry \(entry) is no derivation. Run `archive verify`.",
            )
        }
        return (found, derivation)
    }

    /// What a derivation says of its document and the document's capture does not.
    ///
    /// - Returns: That, for a person; `nil` when they agree, or the capture cannot be read.
    private func contradiction(in derivation: Derivation, entry: UInt64) -> String? {
        guard let id = derivation.capture?.digest,
            let recorded = try? archive.statement(id, entry: entry, &statementReader)
        else {
            return nil
        }
        guard let capture = recorded.capture else {
            return "what it names as its capture is none"
        }
        let computation = derivation.computation
        guard capture.content.digest == computation.input.blob?.digest else {
            return "its capture is of other bytes"
        }
        guard capture.finalURL ?? capture.askedURL == computation.context.url,
            capture.capturedAt?.value == computation.context.capturedAt
        else {
            return "its capture has another address or time"
        }
        return nil
    }

    /// Submits a derivation, or says why it cannot be run.
    private func submit(
        _ waiting: Waiting,
        _ extractor: PreparedExtractor,
    ) throws(ArchiveError) {
        let computation = waiting.derivation.computation
        guard let blob = computation.input.blob else {
            return finish(waiting, .inputMissing, "the derivation names none")
        }
        guard computation.parameters.members.isEmpty else {
            let reason = "it was told something that this program does not know"
            return finish(waiting, .extractorUnavailable, reason)
        }
        if let reason = contradiction(in: waiting.derivation, entry: waiting.recorded.entry) {
            return finish(waiting, .differs, reason)
        }
        let limit = ExtractionEngine.inputByteLimit(of: extractor.extractor.kind)
        var bytes: [UInt8] = []
        var byteCount: UInt64 = 0
        do throws(ArchiveError) {
            // What is too long for an extractor is not given to it, but it has to be there.
            try archive.read(blob.digest) { (piece) throws(StoreError) in
                byteCount += UInt64(piece.count)
                if byteCount <= limit {
                    bytes.append(piece)
                }
            }
        } catch  where error.code == .inputOutput {
            return finish(waiting.slot, .unreadable(entry: waiting.recorded.entry, error))
        } catch {
            let isMissing = archive.isMissing(blob.digest)
            let reason = error.reason ?? error.message
            return finish(waiting, isMissing ? .inputMissing : .inputCorrupt, reason)
        }
        guard byteCount == blob.byteCount.map({ UInt64(clamping: $0) }) else {
            let recorded = blob.byteCount.map { "\($0)" } ?? "no number of"
            return finish(
                waiting,
                .differs,
                "it says that the original has \(recorded) bytes, and it has \(byteCount)",
            )
        }
        guard byteCount <= limit else {
            let run = ExtractionRun(
                outcome: ExtractionEngine.tooLarge,
                outputs: [],
                engine: waiting.derivation.engine ?? Engine(name: "", version: ""),
            )
            return try judge(waiting, FinishedExtraction(run: run))
        }
        let job = ExtractionJob(
            extractor: extractor.extractor,
            files: extractor.files,
            input: bytes,
            mediaType: computation.input.mediaType,
            context: computation.context,
            parameters: computation.parameters,
            limits: options.against?.limits ?? computation.limits,
            isChecked: waiting.first != nil,
        )
        try wrapping { () throws(StoreError) in try runner.submit(job) }
        self.waiting.append(waiting)
    }

    private func takeResult(isWaiting: Bool) throws(ArchiveError) -> Bool {
        guard !waiting.isEmpty else {
            return false
        }
        let next = try wrapping { () throws(StoreError) in try runner.next(isWaiting: isWaiting) }
        guard let next else {
            return false
        }
        try judge(waiting.removeFirst(), next)
        return true
    }

    private func finish(_ waiting: Waiting, _ status: ReproductionStatus, _ reason: String?) {
        var result = ReproductionResult(waiting.recorded, waiting.derivation, status)
        result.extractor = Self.name(of: waiting.extractor)
        result.reason = reason
        finish(waiting.slot, .result(result))
    }

    private func judge(
        _ waiting: Waiting,
        _ finished: FinishedExtraction,
    ) throws(ArchiveError) {
        let judge = ReproductionJudge(archive, waiting, isAgainst: options.against != nil)
        if let result = judge.result(of: finished) {
            finish(waiting.slot, .result(result))
        } else if case .ready(let extractor) = extractor(of: waiting.derivation) {
            // It differs: whether it does every time, two more runs tell.
            var again = waiting
            again.first = finished.run
            try submit(again, extractor)
        }
    }

    static func name(of extractor: Extractor) -> String {
        "\(extractor.name) \(extractor.version)"
    }

    // MARK: Extractors

    /// Whether a derivation is by an extractor of a name, whatever its version.
    private func isOf(_ name: String, _ derivation: Derivation) -> Bool {
        let id = derivation.extractor.digest
        if names[id] == nil {
            names[id] = (try? archive.extractor(id))?.extractor.name
        }
        return names[id] == name
    }

    /// An extractor, or why it cannot be run.
    private enum FoundExtractor {
        case ready(PreparedExtractor)
        case refused(name: String)
        case unavailable(name: String, reason: String)
    }

    private func extractor(of derivation: Derivation) -> FoundExtractor {
        if let against = options.against {
            return .ready(against)
        }
        let ids = [derivation.extractor.digest, derivation.computation.extractor]
        if let known = extractors[ids] {
            return known
        }
        let found = find(derivation)
        extractors[ids] = found
        return found
    }

    /// The name of an extractor whose statement cannot be read.
    private static let nameless = "an extractor that cannot be looked up"

    private func find(_ derivation: Derivation) -> FoundExtractor {
        let about: ExtractorStatement
        do throws(ArchiveError) {
            guard let found = try archive.extractor(derivation.extractor.digest) else {
                let reason = "its statement is not one of an extractor"
                return .unavailable(name: Self.nameless, reason: reason)
            }
            about = found
        } catch {
            return .unavailable(name: Self.nameless, reason: error.reason ?? error.message)
        }
        let extractor = about.extractor
        let name = Self.name(of: extractor)
        guard Sha256.digest(about.identityBytes.span) == derivation.computation.extractor else {
            return .unavailable(name: name, reason: "its statement is about another extractor")
        }
        switch extractor.kind {
        case .builtin:
            guard BuiltinExtractors.all.contains(extractor) else {
                let own = BuiltinExtractors.all.map(Self.name).joined(separator: ", ")
                return .unavailable(name: name, reason: "this program has \(own)")
            }
            return .ready(PreparedExtractor(builtin: extractor))
        case .command:
            guard options.allowsCommands else {
                return .refused(name: name)
            }
            return command(extractor, derivation.computation.limits)
        case .wasm:
            return .unavailable(name: name, reason: "this program runs no WebAssembly")
        case .unknown:
            return .unavailable(name: name, reason: "nobody said what it is")
        }
    }

    private func command(_ extractor: Extractor, _ limits: Computation.Limits) -> FoundExtractor {
        var files: [[UInt8]] = []
        for file in extractor.command?.files ?? [] {
            var bytes: [UInt8] = []
            do throws(ArchiveError) {
                try archive.read(file.content.digest) { (piece) throws(StoreError) in
                    bytes.append(piece)
                }
            } catch {
                return .unavailable(
                    name: Self.name(of: extractor),
                    reason: "its file \(PlainText.of(file.name)) cannot be read: "
                        + (error.reason ?? error.message),
                )
            }
            files.append(bytes)
        }
        return .ready(PreparedExtractor(extractor, files: files, limits: limits))
    }
}
