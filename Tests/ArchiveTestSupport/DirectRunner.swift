// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import Extraction
internal import Provenance

/// Runs each job where it is submitted, in this process.
///
/// A trap in an extractor ends the process, limits of time and memory do not hold, and a checked
/// job is only run twice; ``ExtractionEngine`` says what runs.
public final class DirectRunner: ExtractionRunner {
    private let engine: ExtractionEngine
    private var finished: [FinishedExtraction] = []
    private var takenCount = 0

    /// Creates a runner.
    public init(_ engine: ExtractionEngine) {
        self.engine = engine
    }

    /// The number of jobs whose results were not taken yet.
    public var pendingCount: Int {
        finished.count - takenCount
    }

    /// Runs a job.
    public func submit(_ job: ExtractionJob) {
        let run = engine.run(job, isPerturbed: false)
        let isChecked = job.isChecked && run.unavailability == nil
        let check = isChecked ? engine.run(job, isPerturbed: true) : nil
        finished.append(
            FinishedExtraction(
                run: run,
                selfCheck: check.map {
                    SelfCheck(
                        runCount: 2,
                        isIdentical: run.isIdentical(to: $0),
                        perturbed: $0.perturbed,
                    )
                },
            )
        )
    }

    /// Returns the result of the oldest job whose result was not taken yet.
    public func next(isWaiting: Bool) -> FinishedExtraction? {
        guard takenCount < finished.count else {
            return nil
        }
        defer {
            takenCount += 1
            if takenCount == finished.count {
                finished.removeAll(keepingCapacity: true)
                takenCount = 0
            }
        }
        return finished[takenCount]
    }
}
