// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveStore
internal import Provenance

/// What was made of documents, and what they were made from, as a tree for people.
struct LineageText {
    /// How many captures and derivations of one blob are shown, unless all are wanted.
    private static let shownCount = 10

    /// How many lines are shown, unless all are wanted.
    private static let lineCount = 1_000

    /// How much of a title or a name is shown, in characters.
    private static let wordsLength = 160

    private let lineage: Lineage
    private let metadata: [UInt64: ExtractedClaims]
    private let captured: [String: UInt64]
    private let isVerbose: Bool
    private var lines: [String] = []

    /// What was gone on from, and back from: it is not shown twice, however it is reached.
    private var wentOn: Set<BlobID> = []
    private var wentBack: Set<BlobID> = []

    private init(
        _ lineage: Lineage,
        _ metadata: [UInt64: ExtractedClaims],
        _ captured: [String: UInt64],
        isVerbose: Bool,
    ) {
        self.lineage = lineage
        self.metadata = metadata
        self.captured = captured
        self.isVerbose = isVerbose
    }

    /// Returns the lines of a graph, an empty one between two documents.
    ///
    /// - Parameters:
    ///   - lineage: The graph.
    ///   - metadata: What was found in documents, by the entry of the derivation.
    ///   - captured: The entry of a capture of an address whose original was said to be missing.
    ///   - notes: Remarks about what is in it.
    ///   - isVerbose: Whether everything is shown that was found, with whole digests.
    /// - Returns: The lines.
    static func lines(
        of lineage: Lineage,
        metadata: [UInt64: ExtractedClaims],
        captured: [String: UInt64],
        notes: [RecordedStatement],
        isVerbose: Bool,
    ) -> [String] {
        var text = LineageText(lineage, metadata, captured, isVerbose: isVerbose)
        for id in lineage.blobIDs {
            text.startDocument()
            text.addDocument(id)
        }
        for entry in lineage.entries {
            guard let step = lineage.steps[entry] else { continue }
            text.startDocument()
            text.addDerivation(step)
        }
        text.addNotes(notes)
        return text.cut
    }

    private var cut: [String] {
        guard !isVerbose, lines.count > Self.lineCount else {
            return lines
        }
        let more = Amounts.text(lines.count - Self.lineCount, "more line")
        return lines.prefix(Self.lineCount) + ["and \(more); --verbose shows all"]
    }

    private mutating func startDocument() {
        if !lines.isEmpty {
            lines.append("")
        }
    }

    private mutating func add(_ depth: Int, _ label: String, _ value: String) {
        let indent = String(repeating: "  ", count: depth)
        let space = String(repeating: " ", count: max(2, 11 - label.count))
        lines.append(indent + label + space + value)
    }

    private mutating func addDocument(_ id: BlobID) {
        guard let blob = lineage.blobs[id] else {
            return
        }
        lines.append(name(of: id))
        addCaptures(of: blob, 1, hasClaims: true)
        goBack(from: id, 1)
        goOn(from: id, 1)
        addRest(of: blob, 1)
    }

    /// A derivation that was named itself.
    private mutating func addDerivation(_ step: Lineage.Step) {
        lines.append("derivation \(run(step))")
        addInput(of: step, 1)
        addMetadata(of: step, 1)
        addOutputs(of: step, 1)
    }

    // Captures

    private mutating func addCaptures(of blob: Lineage.Blob, _ depth: Int, hasClaims: Bool) {
        let shown = isVerbose ? blob.captures[...] : blob.captures.suffix(Self.shownCount)
        var claimsBefore: [Claim] = []
        for recorded in shown {
            guard let capture = recorded.capture else { continue }
            let date = capture.capturedAt.map { "\($0.value) (\($0.source.rawValue))" } ?? "unknown"
            let name = CaptureText.name(of: capture)
            let place = name == capture.content.digest.description ? "" : "  \(name)"
            add(depth, "captured", "\(date)\(place)  (entry \(recorded.entry))")
            if hasClaims, capture.claims != claimsBefore {
                for claim in capture.claims {
                    let value = PlainText.of(claim.value)
                    add(depth + 1, claim.property, "\(value) (\(claim.source.rawValue))")
                }
                claimsBefore = capture.claims
            }
        }
        let more = blob.captures.count - shown.count
        if more > 0 {
            let what = Amounts.text(more, "older capture")
            add(depth, "", "and \(what); `archive history` lists them")
        }
    }

    // Back

    private mutating func goBack(from id: BlobID, _ depth: Int) {
        guard let blob = lineage.blobs[id], !blob.madeBy.isEmpty else {
            return
        }
        guard wentBack.insert(id).inserted else {
            add(depth, "made", "as shown above")
            return
        }
        let shown = isVerbose ? blob.madeBy[...] : blob.madeBy.suffix(Self.shownCount)
        for entry in shown {
            guard let step = lineage.steps[entry] else { continue }
            let names = step.derivation.outputs.filter { $0.blob.digest == id }.map(\.name)
            add(depth, "made", "as \(names.joined(separator: " and ")) \(run(step))")
            addInput(of: step, depth + 1)
        }
        addMore(blob.madeBy.count - shown.count, depth, "derivation that gave the same")
    }

    private mutating func addInput(of step: Lineage.Step, _ depth: Int) {
        let computation = step.derivation.computation
        guard let id = step.inputID else {
            let claimant = step.derivation.claim.map { DerivationText.claimant($0) } ?? "somebody"
            add(depth, "from", "the original is missing: claimed by \(claimant)")
            if let url = computation.context.url {
                add(depth + 1, "url", PlainText.of(url))
                if let entry = captured[url] {
                    add(depth + 1, "now", "a capture of that address is here (entry \(entry))")
                }
            }
            if let date = computation.context.capturedAt {
                add(depth + 1, "captured", PlainText.of(date))
            }
            return
        }
        add(depth, "from", name(of: id))
        if let blob = lineage.blobs[id] {
            addCaptures(of: blob, depth + 1, hasClaims: false)
        }
        goBack(from: id, depth + 1)
    }

    // On

    private mutating func goOn(from id: BlobID, _ depth: Int) {
        guard let blob = lineage.blobs[id], !blob.readBy.isEmpty else {
            return
        }
        guard wentOn.insert(id).inserted else {
            add(depth, "extracted", "as shown above")
            return
        }
        let shown = isVerbose ? blob.readBy[...] : blob.readBy.suffix(Self.shownCount)
        let addresses = Set(
            shown.map { lineage.steps[$0]?.derivation.computation.context.url }
        )
        for entry in shown {
            guard let step = lineage.steps[entry] else { continue }
            add(depth, "extracted", run(step))
            if addresses.count > 1 {
                let url = step.derivation.computation.context.url
                add(depth + 1, "as at", url.map { PlainText.of($0) } ?? "no address")
            }
            addMetadata(of: step, depth + 1)
            addOutputs(of: step, depth + 1)
        }
        addMore(blob.readBy.count - shown.count, depth, "older derivation")
    }

    /// Title and, in a line, date and authors; how a date was found unless others agree with it.
    private mutating func addMetadata(of step: Lineage.Step, _ depth: Int) {
        guard let found = metadata[step.recorded.entry] else {
            return
        }
        if let title = found.title {
            add(depth, "title", Self.words(title))
        }
        let authors = found.authors.prefix(Self.shownCount).map { Self.words($0) }
        let others = found.authors.count > authors.count ? " and others" : ""
        let names = authors.isEmpty ? "" : "by \(authors.joined(separator: ", "))\(others)"
        if let date = found.published {
            let how =
                date.standing == "corroborated"
                ? "" : " (\(PlainText.of("\(date.standing), \(date.rule)")))"
            add(depth, "published", Self.words(date) + how + (names.isEmpty ? "" : ", \(names)"))
        } else if !names.isEmpty {
            add(depth, "authors", names)
        }
    }

    /// What was found, as much as fits a line or two.
    private static func words(_ found: ExtractedClaims.Found) -> String {
        let text = PlainText.of(String(found.value.prefix(wordsLength)))
        return found.value.count > wordsLength ? "\(text)…" : text
    }

    private mutating func addOutputs(of step: Lineage.Step, _ depth: Int) {
        let outputs = step.derivation.outputs
        let shown = isVerbose ? outputs[...] : outputs.prefix(2 * Self.shownCount)
        defer {
            addMore(outputs.count - shown.count, depth, "output")
        }
        for output in shown {
            let id = output.blob.digest
            add(depth, output.name, name(of: id, output.mediaType, output.blob.byteCount))
            goOn(from: id, depth + 1)
            if let blob = lineage.blobs[id] {
                addRest(of: blob, depth + 1)
            }
        }
    }

    // What is left

    private mutating func addMore(_ count: Int, _ depth: Int, _ what: String) {
        if count > 0 {
            add(depth, "", "and \(Amounts.text(count, what)); --verbose shows more")
        }
    }

    private mutating func addRest(of blob: Lineage.Blob, _ depth: Int) {
        if blob.omittedCount > 0 {
            let what = Amounts.text(blob.omittedCount, "derivation")
            let name = blob.id.hex.prefix(16)
            add(depth, "", "and \(what) beyond the limits; `archive show \(name)` goes on")
        }
        if blob.unreadCount > 0 {
            let what = Amounts.text(blob.unreadCount, "more statement")
            add(depth, "", "\(what) about these bytes: not read")
        }
        if !blob.isExplored {
            add(depth, "", "what was made of it was not looked up: there is too much")
        }
    }

    private mutating func addNotes(_ notes: [RecordedStatement]) {
        for recorded in notes {
            guard case .note(let note) = recorded.statement.body else { continue }
            let who = recorded.statement.operator.map { ", \(PlainText.of($0))" } ?? ""
            add(1, "note", "\(PlainText.of(note.text))  (entry \(recorded.entry)\(who))")
        }
    }

    // Words

    /// By what, how it ended, how often it was run, and when that was recorded.
    private func run(_ step: Lineage.Step) -> String {
        let derivation = step.derivation
        var parts = ["by \(DerivationText.name(of: step.extractor))"]
        if let claim = derivation.claim {
            parts.append("only claimed, by \(DerivationText.claimant(claim))")
        } else {
            parts.append("\(derivation.outcome)")
        }
        if let check = derivation.selfCheck {
            parts.append(
                check.isIdentical
                    ? "self-checked" : "NOT THE SAME in \(Amounts.text(check.runCount, "run"))"
            )
        } else if derivation.claim == nil {
            parts.append("not self-checked")
        }
        let when = step.recorded.statement.addedAt.value
        return parts.joined(separator: ", ") + "  (entry \(step.recorded.entry), \(when))"
    }

    private func name(of id: BlobID) -> String {
        let blob = lineage.blobs[id]
        return name(of: id, blob?.mediaType, blob?.byteCount.map { Int64(clamping: $0) })
    }

    private func name(of id: BlobID, _ mediaType: String?, _ byteCount: Int64?) -> String {
        let digest = isVerbose ? id.description : String(id.hex.prefix(16))
        let type = mediaType.map { PlainText.of($0) } ?? "unknown type"
        let size = byteCount.map { Amounts.bytes(UInt64(clamping: $0)) } ?? "unknown length"
        return "\(digest)  \(type), \(size)"
    }
}
