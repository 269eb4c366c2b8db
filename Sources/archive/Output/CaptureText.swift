// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveStore
internal import Provenance

/// A recorded statement as lines for people, or as JSON.
struct CaptureText {
    let recorded: RecordedStatement

    /// What a person would call the document: its address, else its file's name, else its digest.
    static func name(of capture: Capture) -> String {
        if let address = capture.askedURL ?? capture.finalURL {
            return PlainText.of(address)
        }
        if let name = capture.container?.name {
            return PlainText.of(name.bytes)
        }
        return capture.content.digest.description
    }

    /// One line: entry, digest or the start of it, length, when captured, name.
    static func line(
        _ recorded: RecordedStatement,
        _ capture: Capture,
        isWhole: Bool,
    ) -> String {
        let date = capture.capturedAt?.value ?? "-"
        let hex = capture.content.digest.hex
        let digest = isWhole ? hex : String(hex.prefix(16))
        let size = Amounts.bytes(capture.content.byteCount)
        return "\(recorded.entry)\t\(digest)\t\(size)\t\(date)\t\(name(of: capture))"
    }

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
        case .capture(let capture): Self.describe(capture, add)
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
        add("added", Self.date(statement.addedAt))
        add("operator", statement.operator.map { PlainText.of($0) } ?? "unknown")
        add("software", PlainText.of("\(statement.software.name) \(statement.software.version)"))
        return lines
    }

    private static func describe(_ capture: Capture, _ add: (String, String) -> Void) {
        add("content", capture.content.digest.description)
        add("size", "\(capture.content.byteCount) bytes")
        let type = capture.content.mediaType
        add("type", type.map { PlainText.of("\($0.value) (\($0.source.rawValue))") } ?? "unknown")
        add("url", capture.askedURL.map { PlainText.of($0) } ?? "unknown")
        if let final = capture.finalURL {
            add("final url", PlainText.of(final))
        }
        if let name = capture.container?.name {
            add("file", PlainText.of(name.bytes))
        }
        if let modified = capture.container?.modifiedAt {
            add("file date", date(modified))
        }
        add("captured", capture.capturedAt.map { date($0) } ?? "unknown")
        for claim in capture.claims {
            let raw = claim.raw.map { ", as found: \(PlainText.of($0))" } ?? ""
            let precision = claim.precision.map { ", \($0.rawValue)" } ?? ""
            let value = PlainText.of(claim.value)
            add(claim.property, "\(value) (claimed: \(claim.source.rawValue)\(precision)\(raw))")
        }
        if let note = capture.note {
            add("note", PlainText.of(note))
        }
    }

    private static func date(_ date: ClaimedDate) -> String {
        let raw = date.raw.map { ", as found: \(PlainText.of($0))" } ?? ""
        return "\(date.value) (\(date.source.rawValue), \(date.precision.rawValue)\(raw))"
    }
}
