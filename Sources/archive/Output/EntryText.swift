// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveStore
internal import Provenance
internal import TransparencyLog

/// An entry of the log as columns for people, or as JSON.
enum EntryText {
    /// Number, type and digest, and a tab after each.
    static func columns(_ entry: LogEntry, at index: UInt64) -> String {
        "\(index)\t\(entry.type)\t\(entry.digest.hex)\t"
    }

    /// The same as JSON, with the line that was signed for.
    static func members(_ entry: LogEntry, at index: UInt64) -> JSONObject {
        [
            "type": "entry",
            "index": .integer(Int64(index)),
            "entry": .string(String(decoding: entry.encode(), as: UTF8.self)),
            "entryType": .string(entry.type),
            "digest": .string(entry.digest.description),
            "numbers": .array(entry.numbers.map { .integer(Int64(clamping: $0)) }),
        ]
    }

    /// A pack's length and number of members.
    static func amounts(of entry: LogEntry) -> String {
        let numbers = entry.numbers
        return numbers.count == 2
            ? "\(Amounts.bytes(numbers[0])), \(Amounts.text(numbers[1], "member"))" : ""
    }

    /// What a statement is about, in a few words.
    static func subject(of recorded: RecordedStatement) -> String {
        switch recorded.statement.body {
        case .capture(let capture): CaptureText.name(of: capture)
        case .key(let change): "\(change.action.rawValue) \(change.verifierKey)"
        case .extractor(let about): "\(about.extractor.name) \(about.extractor.version)"
        case .derivation(let derivation): DerivationText.name(of: derivation)
        case .note(let note): note.text
        case .other: ""
        }
    }
}

/// Entries whose statements cannot be read: each is shown in its place, and no other is hidden.
struct UnreadableEntries {
    private let common: CommonOptions
    private var count = 0
    private var exitCode = Outcome.damage

    init(_ common: CommonOptions) {
        self.common = common
    }

    /// Shows one in place of what its statement says.
    mutating func show(_ entry: LogEntry, at index: UInt64, _ error: ArchiveError) {
        count += 1
        let code = Outcome(error).exitCode
        exitCode = code == Outcome.damage ? exitCode : code
        if common.json {
            var members = EntryText.members(entry, at: index)
            members["about"] = .null
            members["unreadable"] = .string(error.message)
            Console.print(.object(members))
        } else {
            let reason = PlainText.of(error.reason ?? error.message)
            Console.print(EntryText.columns(entry, at: index) + "cannot be read: \(reason)")
        }
    }

    /// Ends the command well, unless there were such entries.
    func end(_ summary: JSONObject) throws {
        guard count > 0 else {
            common.printSummary(summary)
            return
        }
        var outcome = Outcome(
            exitCode: exitCode,
            message: "\(Amounts.text(count, "statement")) cannot be read; the others are listed. "
                + "Run `archive verify`.",
        )
        outcome.summary = summary
        outcome.summary["unreadable"] = .integer(Int64(count))
        throw outcome
    }
}
