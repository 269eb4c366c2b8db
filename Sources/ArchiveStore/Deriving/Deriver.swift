// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
internal import ArchiveIO
internal import Extraction
public import Provenance

/// What a derivation came to, once it is in the log.
public struct DerivationResult: Hashable, Sendable {
    /// The statement about it.
    public let statement: BlobID

    /// The blob that was read.
    public let input: BlobID

    /// The document's address, when it has one.
    public let address: String?

    /// The extractor's name.
    public let extractor: String

    /// How it ended.
    public let outcome: Outcome

    /// The first line that a command wrote to its standard error output, as a terminal may show
    /// it; it is not recorded.
    public let errors: String?

    /// Whether two runs in different surroundings gave the same; `nil` when there was one.
    public let isIdentical: Bool?
}

/// The extractions that a writer has others do while it goes on.
final class Deriver {
    /// What waits for a result.
    struct Pending {
        let computation: Computation
        let extractor: PreparedExtractor
        let capture: BlobID
    }

    let runner: any ExtractionRunner
    let choice: ExtractorChoice

    /// What was submitted, oldest first.
    private var pending: [Pending] = []
    private var takenCount = 0

    /// Results that nobody took yet; of some the statements wait for the commit.
    var results: [DerivationResult] = []
    private var storedCount = 0

    /// How many were given up, once that was done; nothing is taken after that.
    private(set) var givenUpCount: Int?

    init(_ choice: ExtractorChoice, _ runner: any ExtractionRunner) {
        self.choice = choice
        self.runner = runner
    }

    /// The number of statements that are still to come.
    var pendingCount: Int {
        pending.count - takenCount
    }

    /// Remembers that the statements of all results are in the log.
    func markStored() {
        storedCount = results.count
    }

    /// Takes the results whose statements are in the log.
    func takeStored() -> [DerivationResult] {
        let stored = Array(results.prefix(storedCount))
        results.removeFirst(storedCount)
        storedCount = 0
        return stored
    }

    /// Forgets what was submitted and has no result yet.
    func giveUp() {
        givenUpCount = (givenUpCount ?? 0) + pendingCount
        pending.removeAll()
        takenCount = 0
    }

    func submit(_ job: ExtractionJob, _ waiting: Pending) throws(StoreError) {
        try runner.submit(job)
        pending.append(waiting)
    }

    func next(
        isWaiting: Bool
    ) throws(StoreError) -> (Pending, FinishedExtraction)? {
        guard pendingCount > 0, let finished = try runner.next(isWaiting: isWaiting) else {
            return nil
        }
        let waiting = pending[takenCount]
        takenCount += 1
        if takenCount == pending.count {
            pending.removeAll(keepingCapacity: true)
            takenCount = 0
        }
        return (waiting, finished)
    }
}
