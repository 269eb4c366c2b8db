// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import Provenance
internal import TransparencyLog

/// What the archive says of itself, in `ARCHIVE` and in entry 1's statement.
struct Identity {
    /// The file `ARCHIVE`, when it is one.
    var file: ArchiveFile?

    /// What entry 1's statement says, when it can be read.
    var first: KeyChange?

    /// The origin of the first checkpoint.
    var firstCheckpointOrigin: Origin?

    /// The origin that every checkpoint must have, and that keys must be named after.
    ///
    /// SPEC §8.2.
    var origin: Origin? {
        firstKey.map { Origin($0.name) } ?? file?.origin ?? firstCheckpointOrigin
    }

    /// The key of entry 1, when its statement can be read and is valid.
    var firstKey: VerifierKey? {
        guard let first, first.action == .add, let text = first.archive?.origin,
            let key = VerifierKey(archive: first.verifierKey),
            let origin = Origin(archive: Array(text.utf8)), Origin(key.name) == origin
        else {
            return nil
        }
        return key
    }
}
