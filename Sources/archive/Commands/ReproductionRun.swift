// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import ArchiveStore
internal import Extraction
internal import Provenance

/// One run of extractions again: tells what differs, counts the rest.
struct ReproductionRun {
    private let common: CommonOptions
    private let options: ReproductionOptions

    /// The extractor to run in place of those recorded.
    var against: PreparedExtractor?

    /// Stores what could be reproduced and is not whole in the archive.
    var repairer: Repairer?

    private var counts: [ReproductionStatus: Int] = [:]
    private var unreadableCount = 0

    /// How a command ends of which one of these is all that went wrong.
    private var exitCodes: Set<Int32> = []
    private var totalCount = 0
    private var healedCount = 0
    private var sample: ReproductionSample?
    private var drift = Drift()
    private var isStopped = false

    /// The extractors of which was told that they could not be run.
    private var told: Set<String> = []

    init(_ common: CommonOptions, _ options: ReproductionOptions) {
        self.common = common
        self.options = options
    }

    /// Runs derivations again.
    ///
    /// - Parameters:
    ///   - archive: The archive.
    ///   - entries: Their entries; `nil` for all, or for the sample that is asked for.
    /// - Returns: How it ends, unless all is good.
    /// - Throws: ``ArchiveError`` when nothing can be run.
    mutating func run(_ archive: ArchiveReader, _ entries: [UInt64]?) throws -> Outcome? {
        var chosen = entries ?? []
        totalCount = chosen.count
        if entries == nil {
            sample = options.makeSample()
            (chosen, totalCount) = try archive.derivationEntries(sample)
        }
        counts[.notChecked] = totalCount - chosen.count
        var how = Reproducer.Options()
        how.allowsCommands = options.allowNative
        if options.allowNative {
            ExtractorArgument.warnIfUnenclosed()
        }
        how.against = against
        let reproducer = Reproducer(archive, ExtractorArgument.runner(), how)
        var progress = Progress(common)
        var doneCount = 0
        try reproducer.run(chosen) { (report) throws(ArchiveError) in
            switch report {
            case .unreadable(let entry, let error): tell(of: entry, error)
            case .result(let result): try take(result)
            }
            doneCount += 1
            progress.show(doneCount, of: "extraction", total: chosen.count)
            return Interruption.signal == nil
        }
        isStopped = Interruption.signal != nil
        Progress.clear()
        if isStopped {
            counts[.notChecked, default: 0] += chosen.count - doneCount
        }
        healedCount = try repairer?.finish() ?? 0
        return outcome
    }

    private mutating func tell(of entry: UInt64, _ error: ArchiveError) {
        unreadableCount += 1
        exitCodes.insert(Outcome(error).exitCode)
        if common.json {
            Console.print([
                "type": "unreadable", "entry": .integer(Int64(entry)),
                "message": .string(error.message),
            ])
        } else {
            Progress.clear()
            Console.complain("Entry \(entry): \(error.message)")
        }
    }

    private mutating func take(_ result: ReproductionResult) throws(ArchiveError) {
        counts[result.status, default: 0] += 1
        runCount += result.wasRun ? 1 : 0
        drift.add(result)
        if !result.healable.isEmpty {
            try repairer?.repair(result)
        }
        if common.json {
            Console.print(ReproductionText.json(result))
        } else if common.verbose || (against == nil && isNews(result)) {
            Progress.clear()
            for line in ReproductionText.lines(result) {
                Console.print(line)
            }
        }
    }

    /// Whether a person is told of a result: of what could not be run once for each extractor.
    private mutating func isNews(_ result: ReproductionResult) -> Bool {
        switch result.status.verdict {
        case .good: result.status == .notChecked && result.wasRun
        case .notable, .different, .damage: true
        case .incomplete: told.insert(result.extractor).inserted
        }
    }

    /// How the run ends; the worst wins.
    private var outcome: Outcome? {
        if isStopped {
            return Outcome(signal: Interruption.signal ?? 0, message: "Stopped.")
        }
        var codes = exitCodes
        for (status, count) in counts where count > 0 {
            switch status.verdict {
            case .good, .notable: break
            // With another extractor a difference is what was asked for.
            case .different: codes.formUnion(against == nil ? [Outcome.differs] : [])
            // What was stored again is no damage any more.
            case .damage where status == .healed && repairer != nil: break
            case .damage: codes.insert(Outcome.damage)
            case .incomplete: codes.insert(Outcome.incomplete)
            }
        }
        if against != nil, runCount == 0 {
            codes.insert(Outcome.incomplete)
        }
        return Outcome.byRank.first(where: codes.contains).map { Outcome(exitCode: $0) }
    }

    /// How many derivations were run again.
    private var runCount = 0

    /// The summary as JSON.
    var members: JSONObject {
        var statuses = JSONObject()
        for (status, count) in counts where count > 0 {
            statuses[status.rawValue] = .integer(Int64(count))
        }
        var members: JSONObject = [
            "derivations": .integer(Int64(totalCount)),
            "statuses": .object(statuses),
            "unreadable": .integer(Int64(unreadableCount)),
            "repaired": .integer(Int64(healedCount)),
            "sample": sample.map { .integer(Int64($0.count)) } ?? .null,
            "seed": sample.map { .integer(Int64(clamping: $0.seed)) } ?? .null,
        ]
        if against != nil {
            members["drift"] = drift.json
        }
        return members
    }

    /// The summary for a person.
    var lines: [String] {
        if let against {
            let name = against.extractor.name
            return runCount > 0
                ? drift.lines
                : ["Nothing to compare: no extraction by \(name) is recorded that can be run."]
        }
        var lines: [String] = []
        if totalCount == 0 {
            return ["There are no extractions to reproduce. `archive extract` makes some."]
        }
        lines.append("Ran \(runCount) of \(Amounts.text(totalCount, "extraction")) again:")
        for status in ReproductionStatus.allCases {
            if let count = counts[status], count > 0 {
                lines.append("  \(ReproductionText.explanation(of: status)): \(count)")
            }
        }
        if unreadableCount > 0 {
            lines.append("  statements that cannot be read: \(unreadableCount)")
        }
        if let sample {
            lines.append(
                "--sample \(sample.count) --seed \(sample.seed) chooses the same ones again."
            )
        }
        if healedCount > 0 {
            lines.append(
                "Stored again: what \(Amounts.text(healedCount, "extraction")) had lost. The damaged "
                    + "packs stay as they are; restore them from a copy."
            )
        } else if let lost = counts[.healed], lost > 0 {
            lines.append("`archive reproduce --repair` stores what is missing again.")
        }
        return lines
    }
}
