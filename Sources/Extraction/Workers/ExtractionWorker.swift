// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
public import ArchiveIO
internal import Provenance

/// What a worker process does: it reads jobs from its standard input, runs one after the other,
/// and writes what came of them to its standard output, until there are no more.
public enum ExtractionWorker {
    /// The argument that a worker in other surroundings than else is started with.
    public static let perturbedArgument = "--perturbed"

    /// How much is read at once, in bytes: what the processor's own memory holds.
    private static let pieceByteCount = 1 << 17

    /// How long after the time of a job a worker ends itself, in case nobody is left to end it.
    private static let graceSeconds: UInt64 = 30

    /// Serves a pool of workers with what an engine runs.
    ///
    /// - Parameters:
    ///   - engine: What runs the jobs.
    ///   - isPerturbed: Whether it was started with ``perturbedArgument``.
    /// - Throws: ``StoreError`` when the standard input cannot be read, or the standard output not
    ///   be written; that nobody reads it any more is the end.
    public static func serve(_ engine: ExtractionEngine, isPerturbed: Bool) throws(StoreError) {
        try serve { job in engine.run(job, isPerturbed: isPerturbed) }
    }

    /// Serves a pool of workers.
    ///
    /// - Parameter run: Runs a job.
    /// - Throws: ``StoreError`` as ``serve(_:isPerturbed:)`` does.
    public static func serve(_ run: (ExtractionJob) -> ExtractionRun) throws(StoreError) {
        ProcessLimits.disableCoreDumps()
        let streams = try PipeEnd.takeStandardStreams()
        try serve(input: streams.input, output: streams.output, run)
    }

    /// Serves whoever is at the other ends of two pipes.
    static func serve(
        input: PipeEnd,
        output: PipeEnd,
        _ run: (ExtractionJob) -> ExtractionRun,
    ) throws(StoreError) {
        do throws(StoreError) {
            let greeting = Message.encode(.greeting, number: 0, body: Message.greeting)
            _ = try output.write(greeting.span)
            var reader = MessageReader(byteLimit: 1 << 41)
            var buffer = [UInt8](repeating: 0, count: pieceByteCount)
            while true {
                var space = buffer.mutableSpan
                guard let count = try input.read(into: &space), count > 0 else {
                    return
                }
                var offset = 0
                while let message = try next(&reader, buffer, count, &offset) {
                    let answer = answer(to: message, run)
                    _ = try output.write(answer.span)
                }
            }
        } catch  where error.isBrokenPipe {
            return
        }
    }

    private static func next(
        _ reader: inout MessageReader,
        _ buffer: [UInt8],
        _ count: Int,
        _ offset: inout Int,
    ) throws(StoreError) -> Message? {
        do throws(MessageFailure) {
            return try reader.next(in: buffer.span.extracting(..<count), from: &offset)
        } catch {
            throw StoreError(
                .damaged,
                "Standard input has no extractions to run; this command is for `archive` itself.",
            )
        }
    }

    private static func answer(
        to message: Message,
        _ run: (ExtractionJob) -> ExtractionRun,
    ) -> [UInt8] {
        guard message.kind == .job,
            let job = try? ExtractionJob(body: message.body, input: message.attachment)
        else {
            return Message.encode(.refusal, number: message.number, body: [])
        }
        return limited(job, run).message(number: message.number)
    }

    private static func limited(
        _ job: ExtractionJob,
        _ run: (ExtractionJob) -> ExtractionRun,
    ) -> ExtractionRun {
        // A command has its limits itself; what runs it needs time and memory of its own.
        guard job.extractor.command == nil else {
            return run(job).within(job.limits)
        }
        if let milliseconds = job.limits.milliseconds {
            let seconds = milliseconds / 1000 + graceSeconds
            ProcessLimits.setAlarm(seconds: UInt32(clamping: seconds))
        }
        if let byteCount = job.limits.memoryByteCount {
            ProcessLimits.setMemory(byteCount: byteCount)
        }
        let result = run(job).within(job.limits)
        // The next job has to be read, however large it is.
        if job.limits.memoryByteCount != nil {
            ProcessLimits.setMemory(byteCount: nil)
        }
        if job.limits.milliseconds != nil {
            ProcessLimits.setAlarm(seconds: 0)
        }
        return result
    }
}
