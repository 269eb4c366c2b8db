// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveCrypto
internal import Provenance

extension Run {
    /// Notes what a statement without findings says of an extractor.
    ///
    /// SPEC §8.5.
    func noteExtractor(_ statement: Statement, _ digest: Digest, entry: UInt64) {
        // In quick mode, and for chosen documents, the extractors' statements are not read.
        guard mode != .quick else {
            return
        }
        switch statement.body {
        case .extractor(let extractor):
            let identity = extractor.identityBytes
            extractors.add(statement: digest, extractor: Sha256.digest(identity.span))
        case .derivation(let derivation):
            let item = PendingDerivation(derivation, entry: entry)
            if !isSettled(item) {
                pendingDerivations.add(item) { isSettled($0) }
            }
        default:
            break
        }
    }

    /// Whether the extractor's statement was found, and is about the extractor.
    func isSettled(_ item: PendingDerivation) -> Bool {
        extractors.has(statement: item.statement, extractor: item.extractor)
    }

    /// Reports derivations whose extractor's statement does not fit.
    func report(_ items: [PendingDerivation]) {
        for item in items.sorted(by: { $0.entry < $1.entry }) where !isSettled(item) {
            if !hasUnreadPacks, let problem = problem(of: item) {
                let detail = "The derivation is by the extractor \(item.extractor); " + problem
                add(.extractorMismatch, "entry \(item.entry)", detail)
            }
        }
    }

    /// Why the extractor's statement does not fit, as the end of a sentence; `nil` when it is
    /// missing or damaged, which was reported.
    private func problem(of item: PendingDerivation) -> String? {
        if case .unlisted = blobs.fit(of: Reference(digest: item.statement)) {
            return nil
        }
        guard blobs.entries(of: item.statement).contains(where: { $0.type == .extractor }) else {
            return "no entry of type extractor names \(item.statement), which it gives for that."
        }
        guard blobs.isListedAsStatement(item.statement) else {
            return "its statement \(item.statement) is in no pack among the statements."
        }
        guard blobs.wasRead(item.statement) else {
            return nil
        }
        return "the statement \(item.statement), which it gives for that, is about another one or "
            + "is wrong itself."
    }
}

extension PendingDerivation {
    init(_ derivation: Derivation, entry: UInt64) {
        statement = derivation.extractor.digest
        extractor = derivation.computation.extractor
        self.entry = entry
    }
}
