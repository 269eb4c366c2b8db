// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveStore
internal import Provenance

/// The derivation of a document that a person means.
struct ExtractionArgument {
    /// How many derivations are told of when none is the one that is meant.
    private static let toldCount = 5

    let document: DocumentArgument
    let named: NamedStatements

    /// The output that it must have, or `nil` for any.
    let output: String?

    /// Whose it must be, or `nil` for anybody's.
    let filter: ExtractorFilter?

    let archive: ArchiveReader

    /// What was found of the document.
    private let around: (reading: [Lineage.Step], giving: [Lineage.Step])

    init(
        _ document: DocumentArgument,
        _ named: NamedStatements,
        giving output: String?,
        by filter: ExtractorFilter?,
        in archive: ArchiveReader,
    ) throws {
        self.document = document
        self.named = named
        self.output = output
        self.filter = filter
        self.archive = archive
        if let id = named.blob ?? named.blobIDs.last {
            around = try archive.derivations(around: id)
        } else {
            around = ([], [])
        }
    }

    /// Returns the derivation of what was named, or the one that was named itself.
    ///
    /// - Parameter isQuiet: Whether nothing is said of others that could be meant.
    /// - Returns: It, or `nil` when there is none.
    /// - Throws: ``ArchiveError``.
    func choice(isQuiet: Bool) throws -> Lineage.Step? {
        let fitting = around.reading.filter { fits($0) }
        guard let choice = DerivationChoice(among: fitting) else {
            let own = try named.derivations.compactMap { try archive.step($0) }
            return own.last { fits($0) }
        }
        if !choice.others.isEmpty, filter == nil, !isQuiet {
            let others = choice.others.prefix(Self.toldCount).map { Self.name(of: $0) }
            Console.complain(
                "This is \(Self.name(of: choice.step)). There is also "
                    + "\(others.joined(separator: "; ")): --by chooses."
            )
        }
        return choice.step
    }

    /// The newest derivation that gave what was named.
    var origin: Lineage.Step? {
        around.giving.last { filter?.fits($0) ?? true }
    }

    private func fits(_ step: Lineage.Step) -> Bool {
        step.derivation.outputs.contains { output == nil || $0.name == output }
            && (filter?.fits(step) ?? true)
    }

    private static func name(of step: Lineage.Step) -> String {
        "what \(DerivationText.name(of: step.extractor)) gave (entry \(step.recorded.entry))"
    }

    /// Says that some statements cannot be read, so that another derivation may be meant, or that
    /// it is not known whose it is.
    ///
    /// - Parameter step: The derivation that was found.
    /// - Returns: How the command ends, or `nil` when neither is so.
    /// - Throws: ``ArchiveError``.
    func loss(_ step: Lineage.Step?) throws -> Outcome? {
        guard let step else {
            return Outcome(
                try archive.lostStatements(ofTypes: [.derivation, .extractor]),
                so: "what was extracted from \(document.text) is not known",
            )
        }
        // A derivation that was named is the one that is meant.
        let isNamed = named.derivations.contains { $0.entry == step.recorded.entry }
        guard !isNamed || step.extractor == nil else {
            return nil
        }
        let types: Set<StatementType> = isNamed ? [.extractor] : [.derivation, .extractor]
        return Outcome(
            try archive.lostStatements(ofTypes: types),
            so: isNamed
                ? "it is not known what extracted this"
                : "there may be a newer extraction of \(document.text)",
        )
    }

    /// What is said when there is none.
    func nothing() -> Outcome {
        Outcome(exitCode: Outcome.damage, message: explanation)
    }

    private var explanation: String {
        let what = output.map { "`\(PlainText.of($0))`" } ?? "any output"
        let who = filter.map { " by \($0.text)" } ?? ""
        let own = named.derivations.compactMap { try? archive.step($0) }
        let steps = (around.reading + own).suffix(Self.toldCount)
        guard steps.isEmpty else {
            let told = steps.map { Self.result(of: $0) }.joined(separator: "; ")
            return "No extraction of \(document.text)\(who) gave \(what): \(told)."
        }
        if let step = around.giving.last {
            let names = step.derivation.outputs.map(\.name).joined(separator: ", ")
            return "Nothing was extracted from \(document.text): it is itself an output of the "
                + "derivation of entry \(step.recorded.entry), which gave: \(names). `archive cat "
                + "--output NAME \(step.recorded.entry)` prints one."
        }
        return "Nothing was extracted from \(document.text): there is no output"
            + (output.map { " `\(PlainText.of($0))`" } ?? "")
            + ". `archive extract \(Text.quoted(document.text))` makes it, if an extractor reads "
            + "documents of its kind."
    }

    /// How a derivation ended: what it gave, or why nothing.
    private static func result(of step: Lineage.Step) -> String {
        let derivation = step.derivation
        let who = DerivationText.name(of: step.extractor)
        let names = derivation.outputs.map(\.name).joined(separator: ", ")
        let what =
            switch derivation.outcome {
            case .failed(let reason): "\(who) refused it: \(reason)"
            case .ok, .claimed: "\(who) gave: \(names.isEmpty ? "nothing" : names)"
            case .exit, .signal, .limit: "\(who) ended with \(derivation.outcome)"
            }
        return "\(what) (entry \(step.recorded.entry))"
    }
}
