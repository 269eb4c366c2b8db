// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveStore
internal import Extraction

/// What another extractor changes, over many documents.
struct Drift {
    /// The most changes that are listed.
    private static let listedLimit = 10

    private struct Change {
        let name: String
        let entry: UInt64
        let lineCount: Int
    }

    private var count = 0
    private var sameCount = 0
    private var statuses: [ReproductionStatus: Int] = [:]
    private var outputs: [String: Int] = [:]
    private var members: [String: Int] = [:]
    private var largest: [Change] = []

    /// Counts a result.
    mutating func add(_ result: ReproductionResult) {
        guard result.wasRun else {
            return
        }
        count += 1
        statuses[result.status, default: 0] += 1
        if result.status == .identical {
            sameCount += 1
        }
        var lineCount = 0
        for difference in result.differences {
            outputs[difference.name, default: 0] += 1
            for member in difference.members {
                members[member, default: 0] += 1
            }
            // Where there are too many lines to compare, that is a large change.
            lineCount += difference.changedLineCount ?? 100_000
        }
        guard lineCount > 0 else {
            return
        }
        let name = result.address ?? result.input?.description ?? ""
        largest.append(Change(name: name, entry: result.entry, lineCount: lineCount))
        if largest.count > 64 {
            keepLargest()
        }
    }

    private mutating func keepLargest() {
        largest.sort { ($0.lineCount, $1.entry) > ($1.lineCount, $0.entry) }
        largest.removeLast(max(0, largest.count - Self.listedLimit))
    }

    /// The report for a person.
    var lines: [String] {
        var sorted = self
        sorted.keepLargest()
        var lines = [
            "Of \(Amounts.text(count, "extraction")) \(sameCount) stay the same, "
                + "\(count - sameCount) do not."
        ]
        for status in ReproductionStatus.allCases where status != .identical {
            if let count = statuses[status], count > 0 {
                lines.append("  \(Self.explanation(of: status)): \(count)")
            }
        }
        for (name, count) in outputs.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(name) changes in \(count)")
        }
        for (name, count) in members.sorted(by: { $0.key < $1.key }) {
            lines.append("    \(PlainText.of(name)) in \(count)")
        }
        if !sorted.largest.isEmpty {
            lines.append("The largest changes:")
            for change in sorted.largest {
                let count = Amounts.text(change.lineCount, "line")
                lines.append("  entry \(change.entry), \(count): \(PlainText.of(change.name))")
            }
        }
        return lines
    }

    /// A status in words, where a difference is what was asked for.
    private static func explanation(of status: ReproductionStatus) -> String {
        switch status {
        case .differs: "changed"
        case .equivalent: "changed, but equivalent in the form that the extractor promises"
        default: ReproductionText.explanation(of: status)
        }
    }

    /// The report as JSON.
    var json: JSONValue {
        var sorted = self
        sorted.keepLargest()
        let object = { (counts: [String: Int]) -> JSONValue in
            var object = JSONObject()
            for (name, count) in counts {
                object[name] = .integer(Int64(count))
            }
            return .object(object)
        }
        return [
            "extractions": .integer(Int64(count)),
            "identical": .integer(Int64(sameCount)),
            "outputs": object(outputs),
            "members": object(members),
            "largest": .array(
                sorted.largest.map { change in
                    [
                        "entry": .integer(Int64(change.entry)),
                        "name": .string(change.name),
                        "changedLines": .integer(Int64(change.lineCount)),
                    ]
                }
            ),
        ]
    }
}
