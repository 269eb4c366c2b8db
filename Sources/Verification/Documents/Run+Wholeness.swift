// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import Provenance

extension Run {
    /// Tells which of the chosen documents are whole, whatever else was found.
    ///
    /// A document is whole when its statement is good, and of each blob that it names a copy was
    /// inflated and has its digest and the length that is stated.
    func assessSelection() throws(Interruption) {
        guard !chosen.statements.isEmpty else {
            return
        }
        let isAllGood =
            chosen.contents.isSubset(of: chosen.good)
            && report.findingCounts.keys.allSatisfy { $0.class == .notice || $0.class == .trust }
        if !isAllGood {
            try findBrokenDocuments()
        }
        report.isSelectionWhole = report.brokenDocuments.isEmpty
    }

    private func findBrokenDocuments() throws(Interruption) {
        var left = chosen.statements
        for pack in packs.packs {
            try forEachStatement(in: pack) { bytes, digest in
                guard left.remove(digest) != nil, !isWhole(bytes, digest) else {
                    return
                }
                report.brokenDocuments.append(name(bytes, digest))
            }
        }
        // No good bytes were found of these.
        report.brokenDocuments += left.map { nameInLog(of: $0) }.sorted()
    }

    private func isWhole(_ bytes: Span<UInt8>, _ digest: Digest) -> Bool {
        guard let entry = blobs.entry(of: digest),
            let sound = judge(bytes, digest, entry, isReporting: false)
        else {
            return false
        }
        return sound.references.allSatisfy { reference in
            guard case .good = blobs.fit(of: reference) else {
                return false
            }
            return chosen.good.contains(reference.digest)
        }
    }

    private func name(_ bytes: Span<UInt8>, _ digest: Digest) -> String {
        do throws(StatementFailure) {
            let (statement, _) = try Statement.decodeWithReferences(bytes)
            return DocumentNames.name(of: statement, digest: digest)
        } catch {
            return nameInLog(of: digest)
        }
    }
}
