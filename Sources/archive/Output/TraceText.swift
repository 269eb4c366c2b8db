// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveStore
internal import Provenance

/// A place where a quotation stands, for people or as JSON.
struct TraceText {
    /// How many parts of an original are shown, unless all are wanted.
    private static let shownCount = 4

    private let common: CommonOptions

    init(_ common: CommonOptions) {
        self.common = common
    }

    func show(_ match: TraceMatch, isFirst: Bool) {
        if common.json {
            Console.print(.object(members(of: match)))
        } else {
            Console.print((isFirst ? "" : "\n") + lines(of: match).joined(separator: "\n"))
        }
    }

    // For people

    private func lines(of match: TraceMatch) -> [String] {
        var lines = [document(of: match)]
        let derivation = match.recorded.derivation
        if derivation != nil {
            let part = match.isTitle ? "title in" : "text"
            let who = DerivationText.name(of: match.extractor)
            lines.append(
                "  \(part) \(short(match.blob)), entry \(match.recorded.entry), by \(who)"
            )
        }
        for step in match.claims {
            let word = step.recorded.entry == match.recorded.entry ? "ONLY CLAIMED" : "CLAIMED"
            let claimant = step.derivation.claim.map { DerivationText.claimant($0) } ?? "somebody"
            let url = step.derivation.computation.context.url.map { PlainText.of($0) }
            lines.append(
                "  \(word) by \(claimant), entry \(step.recorded.entry): it was made from "
                    + "\(url ?? "something"), which is missing"
            )
        }
        for paragraph in match.paragraph.split(separator: 0x0A) {
            lines.append("    " + PlainText.of(Array(paragraph)))
        }
        switch match.source {
        case .itself:
            let what =
                match.claims.isEmpty ? "original" : "document, which is claimed to be derived"
            lines += cuts("In the \(what):", match.blob, [match.range])
        case .input(let id, let parts):
            let isOriginal = derivation?.computation.input.role == .original
            let what =
                isOriginal ? "the original" : "what it was made from, which is derived itself"
            let isBuiltin = match.extractor?.kind == .builtin
            let who = DerivationText.name(of: match.extractor)
            let head = isBuiltin ? "In \(what):" : "According to \(who), in \(what):"
            lines += cuts(head, id, parts)
        case .missing:
            lines.append("  The original is missing: nobody can compare.")
        case .unknown(let id, let reason):
            lines.append("  From which bytes of \(short(id)) is not known: \(reason).")
        }
        return lines
    }

    /// The document that the text came from, as well as it is known.
    private func document(of match: TraceMatch) -> String {
        if let recorded = match.recorded.capture == nil ? match.capture : match.recorded,
            let capture = recorded.capture
        {
            let date = capture.capturedAt.map { "\($0.value) (\($0.source.rawValue))" }
            let name = CaptureText.name(of: capture)
            return "\(name)  captured \(date ?? "at an unknown time")  (entry \(recorded.entry))"
        }
        let context = match.recorded.derivation?.computation.context
        let date = context?.capturedAt.map { "  captured \(PlainText.of($0))" } ?? ""
        return PlainText.of(context?.url ?? "a document without an address") + date
    }

    private func cuts(_ head: String, _ id: BlobID, _ parts: [Range<UInt64>]) -> [String] {
        let shown = common.verbose ? parts[...] : parts.prefix(Self.shownCount)
        var lines = ["  \(head)"]
        lines += shown.map { "    " + command(id, $0) }
        let more = parts.count - shown.count
        if more > 0 {
            lines.append("    and \(Amounts.text(more, "more part")); --verbose shows all")
        }
        return lines
    }

    /// What prints these bytes of a blob.
    private func command(_ id: BlobID, _ range: Range<UInt64>) -> String {
        let place = common.archive.map { "--archive \(Text.quoted($0)) " } ?? ""
        return "archive cat \(place)\(id) | tail -c +\(range.lowerBound + 1) "
            + "| head -c \(range.upperBound - range.lowerBound)"
    }

    private func short(_ id: BlobID) -> String {
        common.verbose ? id.description : String(id.hex.prefix(16))
    }

    // For programs

    private func members(of match: TraceMatch) -> JSONObject {
        let own = match.recorded.capture == nil ? match.capture : match.recorded
        let context = match.recorded.derivation?.computation.context
        let capture = own?.capture
        var members: JSONObject = [
            "type": "match",
            "entry": .integer(Int64(match.recorded.entry)),
            "extractor": match.extractor.map { extractor in
                [
                    "kind": .string(extractor.kind.rawValue), "name": .string(extractor.name),
                    "version": .string(extractor.version),
                ]
            } ?? .null,
            "in": match.isTitle ? "title" : "text",
            "blob": .string(match.blob.description),
            "start": .integer(Int64(match.range.lowerBound)),
            "length": .integer(Int64(match.range.count)),
            "paragraph": .string(String(decoding: match.paragraph, as: UTF8.self)),
            "address": JSONValue(capture?.askedURL ?? capture?.finalURL ?? context?.url),
            "capturedAt": JSONValue(capture?.capturedAt?.value ?? context?.capturedAt),
            "captureEntry": own.map { .integer(Int64($0.entry)) } ?? .null,
            "claimed": .bool(!match.claims.isEmpty),
            "original": .null,
            "parts": [],
            "commands": [],
        ]
        let (original, parts): (BlobID?, [Range<UInt64>]) =
            switch match.source {
            case .itself: (match.blob, [match.range])
            case .input(let id, let parts): (id, parts)
            case .missing: (nil, [])
            case .unknown(let id, _): (id, [])
            }
        members["original"] = JSONValue(original?.description)
        if let original {
            members["commands"] = .array(parts.map { .string(command(original, $0)) })
        }
        members["parts"] = .array(
            parts.map { part in
                [.integer(Int64(clamping: part.lowerBound)), .integer(Int64(clamping: part.count))]
            }
        )
        return members
    }
}
