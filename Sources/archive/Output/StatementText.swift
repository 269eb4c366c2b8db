// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveStore
internal import Provenance

/// A recorded statement of any type as lines for people, or as JSON.
struct StatementText {
    let recorded: RecordedStatement

    /// The JSON of a statement with its place in the log.
    var json: JSONValue {
        .object(members)
    }

    /// The members of ``json``.
    var members: JSONObject {
        let limits = Statement.limits
        let value = (try? CanonicalJSON.decode(recorded.bytes, limits: limits)) ?? .null
        return [
            "type": "statement",
            "entry": .integer(Int64(recorded.entry)),
            "digest": .string(recorded.id.description),
            "statement": value,
        ]
    }

    /// The statement, a line for each thing that is known; unknown is said to be unknown.
    var lines: [String] {
        let statement = recorded.statement
        var lines = ["\(statement.type.rawValue) \(recorded.id)"]
        func add(_ name: String, _ value: String) {
            lines.append(
                "  " + name + String(repeating: " ", count: max(1, 12 - name.count)) + value
            )
        }
        add("entry", "\(recorded.entry)")
        switch statement.body {
        case .capture(let capture): CaptureText.describe(capture, add)
        case .key(let change):
            add("action", change.action.rawValue)
            add("key", PlainText.of(change.verifierKey))
            if let note = change.note {
                add("note", PlainText.of(note))
            }
        case .extractor(let about): DerivationText.describe(about.extractor, add)
        case .derivation(let derivation): DerivationText.describe(derivation, add)
        case .note(let note):
            add("note", PlainText.of(note.text))
            for subject in note.subjects {
                add("subject", subject.digest.description)
            }
        case .other: break
        }
        add("added", Text.date(statement.addedAt))
        add("operator", statement.operator.map { PlainText.of($0) } ?? "unknown")
        add("software", PlainText.of("\(statement.software.name) \(statement.software.version)"))
        return lines
    }
}
