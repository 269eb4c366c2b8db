// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveStore
internal import Provenance

/// Captures as lines for people.
enum CaptureText {
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

    /// Describes a capture, a line for each thing that is known; unknown is said to be unknown.
    static func describe(_ capture: Capture, _ add: (String, String) -> Void) {
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
            add("file date", Text.date(modified))
        }
        add("captured", capture.capturedAt.map { Text.date($0) } ?? "unknown")
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
}
