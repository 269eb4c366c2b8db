// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import Extractors
public import Provenance

/// Runs one job in this process, and commands below it.
public struct ExtractionEngine: Sendable {
    private let software: Statement.Software
    private let tools: HostTools?

    /// Creates an engine.
    ///
    /// - Parameters:
    ///   - software: The program that it is a part of, as recorded.
    ///   - tools: What is around commands, or `nil` for all that works on this machine.
    public init(software: Statement.Software, tools: HostTools? = nil) {
        self.software = software
        self.tools = tools
    }

    /// The length of the longest document that an extractor is given, in bytes.
    ///
    /// Longer ones are not read; the outcome is ``tooLarge``. Built-in extractors refuse them
    /// themselves.
    public static func inputByteLimit(of kind: Extractor.Kind) -> UInt64 {
        kind == .builtin ? 1 << 26 : 1 << 28
    }

    /// The outcome for a document that is longer than ``inputByteLimit(of:)``.
    public static let tooLarge = Outcome.failed("too-large")

    /// Runs a job.
    ///
    /// - Parameters:
    ///   - job: The job.
    ///   - isPerturbed: Whether a command is to find another clock, time zone, locale, folder and
    ///     hash seed than else; a built-in extractor finds those of this process.
    /// - Returns: What came of it.
    public func run(_ job: ExtractionJob, isPerturbed: Bool) -> ExtractionRun {
        let engine = Engine(name: software.name, version: software.version)
        guard job.hasAllowedLimits else {
            var run = ExtractionRun(outcome: .failed("unavailable"), outputs: [], engine: engine)
            run.unavailability = .limits
            return run
        }
        if let command = job.extractor.command {
            let tools = tools ?? .found
            return CommandRun(job, command, tools: tools, isPerturbed: isPerturbed).run(engine)
        }
        guard let extract = BuiltinExtractors.function(of: job.extractor) else {
            var run = ExtractionRun(outcome: .failed("unavailable"), outputs: [], engine: engine)
            run.unavailability = .unknown
            return run
        }
        do throws(ExtractionFailure) {
            let outputs = try extract(job.input, job.extractorContext)
            return ExtractionRun(
                outcome: .ok,
                outputs: BuiltinExtractors.outputs(of: outputs),
                engine: engine,
            )
        } catch {
            return ExtractionRun(outcome: .failed(error.name), outputs: [], engine: engine)
        }
    }
}

extension ExtractionJob {
    /// What a built-in extractor is told; where no header says what the bytes are, the media type
    /// does.
    fileprivate var extractorContext: ExtractionContext {
        ExtractionContext(
            url: context.url.map { Array($0.utf8) },
            httpContentType: (context.httpContentType ?? mediaType).map { Array($0.utf8) },
            captureTime: context.capturedAt.map { Array($0.utf8) },
        )
    }
}

extension ExtractionFailure {
    /// The name in an outcome.
    fileprivate var name: String {
        switch self {
        case .unsupportedCharset: "charset-unsupported"
        case .tooLarge: "too-large"
        }
    }
}
