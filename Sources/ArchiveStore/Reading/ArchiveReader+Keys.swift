// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import Provenance
public import TransparencyLog

extension ArchiveReader {
    /// The keys that may sign the next commit.
    ///
    /// SPEC §3.6. Invalid key statements change nothing. This is for showing: the statements are
    /// those that the index knows, and who signs asks ``TrustedLog``.
    ///
    /// - Throws: ``ArchiveError``.
    public func keysInForce() throws(ArchiveError) -> [VerifierKey] {
        var keys = KeyHistory()
        for recorded in try statements(ofType: .key) {
            if case .key(let change) = recorded.statement.body {
                keys.apply(change, entry: recorded.entry)
            }
        }
        return keys.inForce
    }
}
