// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import Provenance

/// A worker process, as its pool sees it.
final class Worker {
    /// How many jobs it has at most, so that it need not wait for the next one.
    static let depth = 2

    let surroundings: WorkerSurroundings
    let process: ChildProcess
    let output: PipeEnd

    /// Where it gets jobs, or `nil` when it takes no more.
    private(set) var input: PipeEnd?

    /// Its jobs; it is at work on the first.
    private(set) var jobs: [PoolJob] = []

    /// Whether it said that it takes jobs.
    private(set) var isReady = false

    /// Since when it is at work on its first job, or starts: a time of ``Clock``, in seconds.
    private(set) var since: Double

    private var reader = MessageReader(byteLimit: 1 << 16)
    private var sentJobCount = 0
    /// Of the job after those: its pieces, and the bytes of the piece after those.
    private var sentPieceCount = 0
    private var sentByteCount = 0

    /// Starts a worker.
    init(
        _ program: WorkerProgram,
        _ surroundings: WorkerSurroundings,
        temporaryPath: String?,
    ) throws(StoreError) {
        let program = program.process(in: surroundings, temporaryPath: temporaryPath)
        let input = try PipeEnd.makePipe(
            program.path,
            byteCapacity: Int32(WorkerPool.pipeByteCount),
        )
        let output = try PipeEnd.makePipe(
            program.path,
            byteCapacity: Int32(WorkerPool.pipeByteCount),
        )
        try input.writer.setNonBlocking()
        try output.reader.setNonBlocking()
        self.surroundings = surroundings
        self.input = input.writer
        self.output = output.reader
        since = Clock.monotonicSeconds()
        process = try ChildProcess(
            program,
            input: .pipe(input.reader),
            output: .pipe(output.writer),
        )
    }

    /// Whether it has all of its first job.
    var hasFirstJob: Bool {
        sentJobCount > 0
    }

    /// Where a job is to be written, or `nil` when it has all of its jobs.
    var wanting: PipeEnd? {
        sentJobCount < jobs.count ? input : nil
    }

    private static let commandGraceSeconds: Double = 60

    /// When it is to be done with its first job, or to be ready; `nil` when there is no limit.
    var deadline: Double? {
        guard isReady else {
            return since + WorkerPool.startSeconds
        }
        guard let job = jobs.first, let milliseconds = job.limits.milliseconds else {
            return nil
        }
        // A command is ended at its limit by the worker, which then has to put its results away.
        let grace = job.extractor.command == nil ? 0 : Self.commandGraceSeconds
        return since + Double(milliseconds) / 1000 + grace
    }

    /// Leaves time out of account in which nobody looked.
    func excuse(seconds: Double) {
        since += seconds
    }

    /// Gives it a job.
    func add(_ job: PoolJob) throws(StoreError) {
        if jobs.isEmpty, isReady {
            since = Clock.monotonicSeconds()
        }
        jobs.append(job)
        // The longest of any of its jobs; each result is held against its own job's limits.
        reader.byteLimit = jobs.reduce(1 << 16) { max($0, $1.resultByteLimit) }
        try send()
    }

    /// Writes as much of its jobs as fits.
    func send() throws(StoreError) {
        while let input, sentJobCount < jobs.count {
            let pieces = jobs[sentJobCount].pieces
            guard sentPieceCount < pieces.count else {
                sentPieceCount = 0
                sentJobCount += 1
                continue
            }
            let piece = pieces[sentPieceCount]
            do throws(StoreError) {
                sentByteCount += try input.write(piece.span.extracting(sentByteCount...))
            } catch {
                // It ended, which its output tells in order.
                guard error.isBrokenPipe else {
                    throw error
                }
                self.input = nil
                return
            }
            guard sentByteCount == piece.count else {
                return
            }
            sentByteCount = 0
            sentPieceCount += 1
        }
    }

    /// Reads what it wrote.
    ///
    /// - Returns: The number of bytes; 0 when it closed its output; `nil` when there is nothing.
    func read(into buffer: inout [UInt8]) throws(StoreError) -> Int? {
        var space = buffer.mutableSpan
        return try output.read(into: &space)
    }

    /// Takes bytes that it wrote.
    ///
    /// - Returns: The messages that they complete, and whether what follows them makes no sense.
    func take(_ bytes: Span<UInt8>) -> (messages: [Message], isGarbled: Bool) {
        var messages: [Message] = []
        var offset = 0
        do throws(MessageFailure) {
            while let message = try reader.next(in: bytes, from: &offset) {
                messages.append(message)
            }
            return (messages, false)
        } catch {
            return (messages, true)
        }
    }

    /// Notes that it takes jobs.
    func greet() {
        isReady = true
        since = Clock.monotonicSeconds()
    }

    /// Takes its first job away from it, of which it is rid.
    func dropFirstJob() -> PoolJob {
        since = Clock.monotonicSeconds()
        if sentJobCount > 0 {
            sentJobCount -= 1
        } else {
            sentPieceCount = 0
            sentByteCount = 0
        }
        return jobs.removeFirst()
    }
}

// It belongs to a pool, which is for one thread.
@available(*, unavailable)
extension Worker: Sendable {}
