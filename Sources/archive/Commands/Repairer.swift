// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveStore

/// Stores derivatives that are not whole in the archive and were reproduced.
final class Repairer {
    private var writer: ArchiveWriter
    private var count = 0

    init(_ writer: consuming ArchiveWriter) {
        self.writer = writer
    }

    /// Keeps what a derivation gave again.
    func repair(_ result: ReproductionResult) throws(ArchiveError) {
        do throws(ArchiveWriter.DocumentFailure) {
            try writer.restore(result)
            count += 1
        } catch {
            guard case .archive(let failure) = error else {
                throw ArchiveError(.inputOutput, "\(error)")
            }
            throw failure
        }
    }

    /// Commits what was kept.
    ///
    /// - Returns: The number of derivations whose outputs are whole again.
    func finish() throws(ArchiveError) -> Int {
        _ = try writer.commit()
        return count
    }
}
