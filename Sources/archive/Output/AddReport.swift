// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveStore
internal import TransparencyLog

/// What an `add` says of its documents.
///
/// That a document is stored is said once the commit that it is in is on the disk, and not before:
/// lines wait, in the order of the documents, and are lost with a commit that fails.
struct AddReport {
    private struct Line {
        let status: String
        let name: String
        let content: BlobID
        let byteCount: UInt64
        let statement: BlobID?
    }

    private struct Counts {
        var added = 0
        var new = 0
        var unchanged = 0
        var byteCount: UInt64 = 0
    }

    /// The most documents that wait; a batch takes as many statements, so this bounds those that
    /// are unchanged.
    private static let waitingLimit = 1 << 16

    private let isJSON: Bool
    private let isVerbose: Bool
    private var lines: [Line] = []
    private var waiting = Counts()
    private var stored = Counts()
    private var isDamaged = false
    private var failedCount = 0

    /// What extractors made of the documents.
    var derivations: DerivationReport

    /// The number of links, devices and such that were passed over.
    var skippedCount = 0

    init(_ options: CommonOptions) {
        isJSON = options.json
        isVerbose = options.verbose
        derivations = DerivationReport(options)
    }

    /// Whether a commit is due because too many documents wait for one.
    var isFull: Bool {
        waiting.added + waiting.unchanged >= Self.waitingLimit
    }

    /// Keeps what became of a document until ``confirm()``.
    ///
    /// - Returns: The document's length in bytes.
    mutating func keep(_ outcome: ArchiveWriter.AddOutcome, name: String) -> UInt64 {
        let line: Line
        switch outcome {
        case .added(let content, let byteCount, let statement, let isNew):
            waiting.added += 1
            waiting.new += isNew ? 1 : 0
            line = Line(
                status: isNew ? "added" : "described",
                name: name,
                content: content,
                byteCount: byteCount,
                statement: statement,
            )
        case .unchanged(let content, let byteCount):
            // It may be the same as one that waits itself.
            waiting.unchanged += 1
            line = Line(
                status: "unchanged",
                name: name,
                content: content,
                byteCount: byteCount,
                statement: nil,
            )
        }
        waiting.byteCount += line.byteCount
        if isJSON || isVerbose {
            lines.append(line)
        }
        return line.byteCount
    }

    /// Says of everything that waited that it is stored: its commit is on the disk.
    mutating func confirm() {
        stored.added += waiting.added
        stored.new += waiting.new
        stored.unchanged += waiting.unchanged
        stored.byteCount += waiting.byteCount
        waiting = Counts()
        guard !lines.isEmpty else {
            return
        }
        Progress.clear()
        for line in lines {
            if isJSON {
                Console.print([
                    "type": "document",
                    "status": .string(line.status),
                    "name": .string(line.name),
                    "digest": .string(line.content.description),
                    "size": .integer(Int64(line.byteCount)),
                    "statement": JSONValue(line.statement?.description),
                ])
            } else {
                Console.print("\(line.status) \(line.content) \(PlainText.of(line.name))")
            }
        }
        lines.removeAll(keepingCapacity: true)
    }

    /// Tells at once of a document that is not stored; others can be.
    mutating func fail(_ name: String, _ reason: String, isDamage: Bool = false) {
        failedCount += 1
        isDamaged = isDamaged || isDamage
        Console.complain("\(name): not stored: \(reason)")
        if isJSON {
            Console.print([
                "type": "failure", "name": .string(name), "message": .string(reason),
            ])
        }
    }

    /// How the run ends when all that could be stored is, unless all of it was.
    var outcome: Outcome? {
        guard failedCount > 0 else {
            return nil
        }
        let rest = stored.added > 0 ? " The others are." : ""
        return Outcome(
            exitCode: isDamaged ? Outcome.damage : Outcome.inputOutput,
            message: "\(Amounts.text(failedCount, "document")) not stored.\(rest)",
        )
    }

    /// How the run ends when the archive could not be written to.
    func outcome(of failure: Outcome) -> Outcome {
        var outcome = failure
        outcome.summary = members
        let count = waiting.added + waiting.unchanged
        outcome.summary["unconfirmed"] = .integer(Int64(count))
        var sentences = failure.message.map { [$0] } ?? []
        if count > 0 {
            sentences.append(
                "\(Amounts.text(count, "document")) read since the last commit cannot be called "
                    + "stored. The same command goes on; what is stored is not stored again."
            )
        }
        if stored.added > 0 {
            sentences.append("\(Amounts.text(stored.added, "document")) stored before that.")
        }
        outcome.message = sentences.joined(separator: " ")
        return outcome
    }

    /// How the run ends when what waited was committed, and only the head is not remembered.
    mutating func outcome(ofUnremembered cause: ArchiveError) -> Outcome {
        confirm()
        var outcome = Outcome(cause)
        outcome.summary = members
        outcome.message =
            "\(Amounts.text(stored.added, "document")) stored, durably. \(cause.message) Until "
            + "`archive verify` can remember it, a rollback would not be noticed here. If there "
            + "is more to add, the same command goes on."
        return outcome
    }

    /// The summary's members, of what is stored.
    private var members: JSONObject {
        var members: JSONObject = [
            "added": .integer(Int64(stored.added)),
            "new": .integer(Int64(stored.new)),
            "unchanged": .integer(Int64(stored.unchanged)),
            "skipped": .integer(Int64(skippedCount)),
            "failed": .integer(Int64(failedCount)),
            "size": .integer(Int64(stored.byteCount)),
        ]
        for member in derivations.members.members {
            members[member.name] = member.value
        }
        return members
    }

    /// Prints the summary as JSON.
    func printJSON(_ checkpoint: Checkpoint, exitCode: Int32) {
        var members = members
        members["treeSize"] = .integer(Int64(checkpoint.treeSize))
        members["rootHash"] = .string(Text.rootHash(of: checkpoint))
        Console.printSummary(members, exitCode: exitCode)
    }

    /// Prints the summary for a person.
    func printText(_ checkpoint: Checkpoint) {
        if stored.added == 0 {
            if stored.unchanged > 0 {
                let count = Amounts.text(stored.unchanged, "document")
                Console.print("Nothing new: \(count) in the archive already, nothing stored.")
            } else if failedCount == 0 {
                Console.print("There was nothing to add.")
            }
            return
        }
        Console.print(
            "Stored \(Amounts.text(stored.added, "document")) (\(stored.new) with new bytes), "
                + "\(stored.unchanged) unchanged, \(Amounts.bytes(stored.byteCount)) read."
        )
        if let sentence = derivations.sentence {
            Console.print(sentence)
        }
        Console.print(
            "Durable. The log has \(Amounts.text(checkpoint.treeSize, "entry", "entries")), root "
                + Text.rootHash(of: checkpoint) + "."
        )
    }
}
