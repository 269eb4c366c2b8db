// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import Provenance

/// Extractors and derivations as lines for a person.
enum DerivationText {
    /// What was made of what, in a few words.
    static func name(of derivation: Derivation) -> String {
        let source =
            derivation.computation.input.blob?.digest.description
            ?? derivation.computation.context.url ?? "a missing original"
        let outputs = derivation.outputs.map(\.name).joined(separator: ", ")
        let result = derivation.outcome == .ok ? outputs : "\(derivation.outcome)"
        return "\(result.isEmpty ? "nothing" : result) of \(source)"
    }

    /// An extractor as it is named in a sentence; what is no part of this program is said to be.
    static func name(of extractor: Extractor?) -> String {
        guard let extractor else {
            return "an extractor that is not described"
        }
        let name = PlainText.of("\(extractor.name) \(extractor.version)")
        switch extractor.kind {
        case .builtin: return name
        case .command: return "the command \(name)"
        case .wasm: return "the module \(name)"
        case .unknown: return extractor.name == "unknown" ? "an unknown extractor" : name
        }
    }

    /// Describes an extractor.
    static func describe(_ extractor: Extractor, _ add: (String, String) -> Void) {
        add("extractor", PlainText.of("\(extractor.name) \(extractor.version)"))
        add("kind", extractor.kind.rawValue)
        for output in extractor.outputs {
            add("output", PlainText.of("\(output.name), \(output.mediaType)"))
        }
        if let note = extractor.note {
            add("note", PlainText.of(note))
        }
    }

    /// Describes a derivation.
    static func describe(_ derivation: Derivation, _ add: (String, String) -> Void) {
        let computation = derivation.computation
        if let blob = computation.input.blob {
            add("input", "\(blob.digest) (\(computation.input.role.rawValue))")
        } else {
            add("input", "missing: the original is not in the archive")
        }
        if let url = computation.context.url {
            add("url", PlainText.of(url))
        }
        add("extractor", derivation.extractor.digest.description)
        add("outcome", derivation.outcome.description)
        for output in derivation.outputs {
            let size = Amounts.bytes(UInt64(clamping: output.blob.byteCount ?? 0))
            add(output.name, PlainText.of("\(output.blob.digest) (\(output.mediaType), \(size))"))
        }
        if let claim = derivation.claim {
            add("claimed by", claimant(claim))
        }
    }

    /// Who claims a derivation, and who says so.
    static func claimant(_ claim: Derivation.Claimant) -> String {
        let name = claim.name.map { PlainText.of($0) } ?? "somebody unnamed"
        return "\(name) (\(claim.source.rawValue))"
    }
}
