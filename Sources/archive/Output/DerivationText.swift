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

    /// How an extractor ended, in words.
    static func explanation(of outcome: Provenance.Outcome) -> String {
        switch outcome {
        case .ok: "made its outputs"
        case .failed("output-missing"): "did not write an output that it declares"
        case .failed("output-not-a-file"): "wrote something else than a file as its output"
        case .failed("output-form"): "wrote an output that has not the form it declares"
        case .failed("no-result"): "gave no result"
        case .failed(let reason): "refused it (\(reason))"
        case .exit(let code): "ended with exit code \(code)"
        case .signal(let number): "was ended by signal \(number)"
        case .limit(.time): "took longer than it may"
        case .limit(.memory): "needs more memory than it may have"
        case .limit(.output): "wrote more than it may"
        case .claimed: "was not run"
        }
    }

    /// Whether the extractor itself said that it does not read the document.
    static func isRefusal(_ outcome: Provenance.Outcome) -> Bool {
        guard case .failed(let reason) = outcome else {
            return false
        }
        return !reason.hasPrefix("output-") && reason != "no-result"
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
        if let command = extractor.command {
            describe(command, add)
        }
    }

    /// Describes how a program of the system is run.
    private static func describe(_ command: ExtractorCommand, _ add: (String, String) -> Void) {
        let program = command.executable
        let size = Amounts.bytes(program.byteCount)
        add("program", PlainText.of("\(program.path) (\(program.digest), \(size))"))
        add("arguments", words(command.arguments))
        add("probe", words(command.probe))
        for variable in command.environment {
            add("environment", PlainText.of(variable))
        }
        for file in command.files {
            let size = Amounts.bytes(UInt64(clamping: file.content.byteCount ?? 0))
            add("file", PlainText.of("\(file.name), \(file.content.digest), \(size)"))
        }
    }

    private static func words(_ arguments: [String]) -> String {
        arguments.isEmpty ? "none" : arguments.map { Text.quoted($0) }.joined(separator: " ")
    }

    /// Describes a derivation.
    static func describe(_ derivation: Derivation, _ add: (String, String) -> Void) {
        let computation = derivation.computation
        if let blob = computation.input.blob {
            add("input", "\(blob.digest) (\(computation.input.role.rawValue))")
        } else {
            add("input", "missing: the original is not in the archive")
        }
        if let capture = derivation.capture {
            add("capture", capture.digest.description)
        }
        if let url = computation.context.url {
            add("url", PlainText.of(url))
        }
        if let type = computation.context.httpContentType {
            add("http type", PlainText.of(type))
        }
        if let date = computation.context.capturedAt {
            add("captured", PlainText.of(date))
        }
        if computation.parameters != [:] {
            let bytes = CanonicalJSON.encode(.object(computation.parameters))
            add("parameters", PlainText.of(bytes))
        }
        add("extractor", derivation.extractor.digest.description)
        if let limits = limits(computation.limits) {
            add("limits", limits)
        }
        add("outcome", derivation.outcome.description)
        for output in derivation.outputs {
            let size = Amounts.bytes(UInt64(clamping: output.blob.byteCount ?? 0))
            add(output.name, PlainText.of("\(output.blob.digest) (\(output.mediaType), \(size))"))
        }
        if let claim = derivation.claim {
            add("claimed by", claimant(claim))
        }
        if let check = derivation.selfCheck {
            let changed = check.perturbed.map(\.rawValue).joined(separator: ", ")
            let result = check.isIdentical ? "the same" : "NOT THE SAME"
            let how = changed.isEmpty ? "" : "; changed between them: \(changed)"
            add("self-check", "\(Amounts.text(check.runCount, "run")), \(result)\(how)")
        } else if derivation.engine != nil {
            add("self-check", "none: it was run once")
        }
        if let engine = derivation.engine {
            describe(engine, add)
        }
    }

    /// Describes what ran an extractor, and what was around it.
    private static func describe(_ engine: Engine, _ add: (String, String) -> Void) {
        add("engine", PlainText.of("\(engine.name) \(engine.version)"))
        guard let around = engine.surroundings else {
            return
        }
        add("machine", PlainText.of(around.machine))
        add("sandbox", around.sandbox.map { PlainText.of($0) } ?? "none")
        add("tracer", around.tracer.map { PlainText.of($0) } ?? "none")
        if let closure = around.closure {
            let size = Amounts.bytes(UInt64(clamping: closure.byteCount ?? 0))
            add("closure", "\(closure.digest) (the files that it read, \(size))")
        } else {
            add("closure", "unknown: which files it read was not seen")
        }
    }

    private static func limits(_ limits: Computation.Limits) -> String? {
        let parts = [
            limits.milliseconds.map { "\(Amounts.grouped($0)) ms" },
            limits.memoryByteCount.map { "\(Amounts.bytes($0)) of memory" },
            limits.outputByteCount.map { "\(Amounts.bytes($0)) of outputs" },
        ].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    /// Who claims a derivation, and who says so.
    static func claimant(_ claim: Derivation.Claimant) -> String {
        let name = claim.name.map { PlainText.of($0) } ?? "somebody unnamed"
        return "\(name) (\(claim.source.rawValue))"
    }
}
