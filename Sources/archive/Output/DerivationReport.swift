// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveStore
internal import Provenance

/// What a command says of derivations that are in the log.
struct DerivationReport {
    private let isJSON: Bool
    private let isVerbose: Bool
    private var okCount = 0
    private var refusedCount = 0
    private var failedCount = 0
    private var toldCount = 0

    /// How many failures are told one by one; the summary has the number of all.
    private static let toldLimit = 20
    private var nondeterministicCount = 0

    init(_ options: CommonOptions) {
        isJSON = options.json
        isVerbose = options.verbose
    }

    /// Counts and tells of derivations; those that are not as they should be are always told.
    mutating func add(_ results: [DerivationResult]) {
        for result in results {
            let isOK = result.outcome == .ok
            okCount += isOK ? 1 : 0
            let isRefusal = DerivationText.isRefusal(result.outcome)
            refusedCount += isRefusal ? 1 : 0
            failedCount += isOK || isRefusal ? 0 : 1
            nondeterministicCount += result.isIdentical == false ? 1 : 0
            if isJSON {
                Console.print([
                    "type": "derivation",
                    "statement": .string(result.statement.description),
                    "input": .string(result.input.description),
                    "extractor": .string(result.extractor),
                    "outcome": .string(result.outcome.description),
                    "identical": result.isIdentical.map { .bool($0) } ?? .null,
                ])
            } else if isVerbose {
                Console.print("extracted \(result.input) \(result.extractor): \(result.outcome)")
            }
            if !isOK, !isJSON {
                tellFailure(result)
            }
            if result.isIdentical == false, !isJSON {
                Console.complain(
                    "\(result.input): \(result.extractor) gave something else the second time; "
                        + "the first result is recorded as not deterministic."
                )
            }
        }
    }

    /// Tells of a document from which nothing was extracted.
    private mutating func tellFailure(_ result: DerivationResult) {
        toldCount += 1
        guard toldCount <= Self.toldLimit || isVerbose else {
            if toldCount == Self.toldLimit + 1 {
                Console.complain("More failed, too; --verbose names all.")
            }
            return
        }
        let name = result.address ?? result.input.description
        let words = DerivationText.explanation(of: result.outcome)
        let errors = result.errors.map { ": \($0)" } ?? ""
        Console.complain("\(name): \(result.extractor) \(words)\(errors)")
    }

    /// The summary's members.
    var members: JSONObject {
        [
            "extracted": .integer(Int64(okCount)),
            "extractionsFailed": .integer(Int64(refusedCount + failedCount)),
            "nondeterministic": .integer(Int64(nondeterministicCount)),
        ]
    }

    /// A sentence for a person, or `nil` when nothing was extracted.
    var sentence: String? {
        guard okCount + refusedCount + failedCount > 0 else {
            return nil
        }
        var parts = ["Extracted \(Amounts.text(okCount, "document"))"]
        for (count, what) in [(refusedCount, "refused"), (failedCount, "failed")] where count > 0 {
            parts.append("\(count) \(what) and \(count == 1 ? "is" : "are") recorded as that")
        }
        if nondeterministicCount > 0 {
            parts.append("\(nondeterministicCount) not deterministic")
        }
        return parts.joined(separator: ", ") + "."
    }
}
