// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveIO
public import Provenance

/// Runs jobs in processes of their own, several at once.
///
/// A trap in an extractor, or a document that makes it run forever, ends a worker and not this
/// process; the job's outcome tells, and the others are not harmed. The further run of a checked
/// job is made by another worker, in another folder, locale and time zone, and with another seed
/// of hash tables. No process stays behind when the pool goes. For one thread.
public final class WorkerPool: ExtractionRunner {
    /// What fits in the pipe to and from a worker where the system allows it, in bytes.
    static let pipeByteCount = 1 << 20

    /// How long a worker may take to start, in seconds.
    static let startSeconds: Double = 60

    /// How many jobs are held that are not finished.
    private static let jobLimit = 1024

    let program: WorkerProgram
    let engine: Engine
    let workerLimit: Int
    let byteLimit: Int

    var workers: [Worker] = []
    /// The jobs that no worker has yet, the oldest first.
    var waiting: [WorkerSurroundings: [PoolJob]] = [:]
    /// The jobs whose results were not taken, the oldest first.
    var jobs: [PoolJob] = []
    var unfinishedCount = 0
    /// The bytes of jobs that are not finished.
    var unfinishedByteCount = 0
    /// The bytes of results that were not taken.
    var resultByteCount = 0
    var failure: StoreError?
    var lastLook = Clock.monotonicSeconds()
    var buffer = [UInt8](repeating: 0, count: pipeByteCount)
    /// Whether no more workers are to be started than there are.
    var isFull = false
    private var nextNumber: UInt32 = 0

    /// Where workers have the documents that they work on, so that those of a worker that is killed
    /// are removed with the pool; `nil` when it cannot be made, which the workers then tell.
    private(set) lazy var temporary = try? TemporaryFolder.makeLocked()

    /// Creates a pool; workers are started when there are jobs.
    ///
    /// - Parameters:
    ///   - program: The program that workers are.
    ///   - software: The program that this is, as recorded.
    ///   - workerLimit: How many workers there are at most, or `nil` for one per processor. For
    ///     checked jobs there are at least two.
    ///   - byteLimit: How many bytes of jobs and results are held, but for one job, which may be
    ///     larger.
    public init(
        _ program: WorkerProgram,
        software: Statement.Software,
        workerLimit: Int? = nil,
        byteLimit: Int = 128 << 20,
    ) {
        self.program = program
        self.workerLimit = workerLimit ?? ProcessLimits.processorCount
        self.byteLimit = byteLimit
        engine = Engine(name: software.name, version: software.version)
    }

    deinit {
        // What they started ends with them, but a little later.
        if !workers.isEmpty {
            workers.removeAll()
            temporary?.remove(milliseconds: 1000)
        }
    }

    /// The number of jobs whose results were not taken yet.
    public var pendingCount: Int {
        jobs.count
    }

    /// Takes a job, and waits while too many bytes of others are being worked on.
    ///
    /// - Throws: ``StoreError`` when no worker can be started, or what was started is none.
    public func submit(_ job: ExtractionJob) throws(StoreError) {
        try look(isWaiting: false)
        let byteCount = job.contentByteCount + PoolJob.overheadByteCount
        while Interruption.signal == nil, isOverfull(with: byteCount) {
            try look(isWaiting: true)
        }
        let taken = PoolJob(job, number: nextNumber)
        nextNumber &+= 1
        jobs.append(taken)
        unfinishedCount += 1
        unfinishedByteCount += taken.byteCount
        for surroundings in taken.surroundings {
            waiting[surroundings, default: []].append(taken)
        }
        do throws(StoreError) {
            try dispatch()
        } catch {
            failure = error
            throw error
        }
    }

    /// Returns the result of the oldest job whose result was not taken yet.
    ///
    /// - Parameter isWaiting: Whether to wait until it is done or the program is told to stop.
    /// - Returns: The result, or `nil` when there is no job, or it is not done.
    /// - Throws: ``StoreError`` as ``submit(_:)`` does.
    public func next(isWaiting: Bool) throws(StoreError) -> FinishedExtraction? {
        if failure == nil, unfinishedCount > 0 {
            try look(isWaiting: false)
        }
        while isWaiting, Interruption.signal == nil, let job = jobs.first, !job.isFinished {
            try look(isWaiting: true)
        }
        guard let result = jobs.first?.result else {
            if let failure, !jobs.isEmpty {
                throw failure
            }
            return nil
        }
        resultByteCount -= jobs.removeFirst().resultByteCount
        return result
    }

    /// Whether something has to be done first before so many bytes are taken.
    ///
    /// Only what others are still at work on is waited for, since the caller takes no results
    /// meanwhile.
    private func isOverfull(with byteCount: Int) -> Bool {
        let isOldestUnfinished = jobs.first.map { !$0.isFinished } ?? false
        let isWorking = workers.contains { !$0.jobs.isEmpty }
        let isFull = unfinishedByteCount + byteCount > byteLimit || unfinishedCount >= Self.jobLimit
        return (isWorking && isFull)
            || (isOldestUnfinished
                && unfinishedByteCount + resultByteCount + byteCount > byteLimit)
    }

    /// Notes what a run gave.
    func finish(_ job: PoolJob, _ run: ExtractionRun, in surroundings: WorkerSurroundings) {
        job.finish(run, in: surroundings)
        resultByteCount += run.byteCount
        if job.isFinished {
            unfinishedCount -= 1
            unfinishedByteCount -= job.byteCount
        }
    }
}

// Its workers are waited for once, which two threads might both try.
@available(*, unavailable)
extension WorkerPool: Sendable {}
