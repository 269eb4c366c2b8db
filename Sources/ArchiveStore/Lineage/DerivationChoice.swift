// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import Provenance

/// One of several derivations of a document, chosen so that a program of the system never takes
/// the place of what a built-in extractor gave unless it is asked for.
public struct DerivationChoice: Sendable {
    /// The newest by a built-in extractor, else the newest.
    public let step: Lineage.Step

    /// The newest of each other extractor, the newest first.
    public let others: [Lineage.Step]

    /// Chooses a derivation; there is none among none.
    ///
    /// - Parameter steps: Derivations, in the order of the log.
    public init?(among steps: [Lineage.Step]) {
        var seen: Set<Digest> = []
        let newest = steps.reversed().filter { step in
            seen.insert(step.derivation.computation.extractor).inserted
        }
        let choice = newest.firstIndex { $0.extractor?.kind == .builtin } ?? newest.startIndex
        guard newest.indices.contains(choice) else {
            return nil
        }
        step = newest[choice]
        others = Array(newest[..<choice] + newest[(choice + 1)...])
    }
}
