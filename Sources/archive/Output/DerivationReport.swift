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
    private var failedCount = 0
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
            failedCount += isOK ? 0 : 1
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
            if result.isIdentical == false, !isJSON {
                Console.complain(
                    "\(result.input): \(result.extractor) gave something else the second time; "
                        + "the first result is recorded as not deterministic."
                )
            }
        }
    }

    /// The summary's members.
    var members: JSONObject {
        [
            "extracted": .integer(Int64(okCount)),
            "extractionsFailed": .integer(Int64(failedCount)),
            "nondeterministic": .integer(Int64(nondeterministicCount)),
        ]
    }

    /// A sentence for a person, or `nil` when nothing was extracted.
    var sentence: String? {
        guard okCount + failedCount > 0 else {
            return nil
        }
        var parts = ["Extracted \(Amounts.text(okCount, "document"))"]
        if failedCount > 0 {
            parts.append("\(failedCount) that an extractor refused are recorded as such")
        }
        if nondeterministicCount > 0 {
            parts.append("\(nondeterministicCount) not deterministic")
        }
        return parts.joined(separator: ", ") + "."
    }
}
