// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import Provenance

/// A job of a pool, until its result is taken.
final class PoolJob {
    /// What each costs besides its bytes, in bytes.
    static let overheadByteCount = 1024

    let number: UInt32
    let limits: Computation.Limits
    let resultByteLimit: UInt64
    let byteCount: Int
    let extractor: Extractor
    private let isChecked: Bool

    /// What a worker gets, one after the other; gone when no worker needs it any more.
    private(set) var pieces: [[UInt8]]

    /// How often a worker ended of which it was the first job.
    var lossCounts: [WorkerSurroundings: Int] = [:]

    private var runs: [WorkerSurroundings: ExtractionRun] = [:]

    init(_ job: ExtractionJob, number: UInt32) {
        let job = job.withAllLimits
        self.number = number
        limits = job.limits
        resultByteLimit = job.resultByteLimit
        extractor = job.extractor
        isChecked = job.isChecked
        pieces = [job.messageHead(number: number), job.input]
        byteCount = job.contentByteCount + Self.overheadByteCount
    }

    /// The surroundings in which it runs.
    var surroundings: [WorkerSurroundings] {
        isChecked ? [.plain, .perturbed] : [.plain]
    }

    var isFinished: Bool {
        runs.count == surroundings.count
    }

    /// The length of what its runs gave so far, in bytes.
    var resultByteCount: Int {
        runs.values.reduce(0) { $0 + $1.byteCount }
    }

    /// Takes what a run gave.
    func finish(_ run: ExtractionRun, in surroundings: WorkerSurroundings) {
        runs[surroundings] = run
        if isFinished {
            pieces = []
        }
    }

    /// The result, once it is finished: of two runs the plain one, whatever the other gave.
    var result: FinishedExtraction? {
        guard let run = runs[.plain], isFinished else {
            return nil
        }
        // What was not run has nothing to compare.
        guard run.unavailability == nil else {
            return FinishedExtraction(run: run)
        }
        let check = runs[.perturbed].map { other in
            SelfCheck(
                runCount: 2,
                isIdentical: run.isIdentical(to: other),
                perturbed: SelfCheck.Perturbation.ofWorkers(for: extractor) + other.perturbed,
            )
        }
        return FinishedExtraction(run: run, selfCheck: check)
    }
}

// It belongs to a pool, which is for one thread.
@available(*, unavailable)
extension PoolJob: Sendable {}

extension ExtractionRun {
    /// The memory that it takes, roughly, in bytes.
    var byteCount: Int {
        outputByteCount + (closure?.count ?? 0) + PoolJob.overheadByteCount
    }
}
