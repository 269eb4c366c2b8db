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

    /// The origin that every checkpoint must have.
    ///
    /// SPEC §8.7.
    var origin: Origin? {
        file?.origin ?? statedOrigin ?? firstCheckpointOrigin
    }

    /// The origin that keys must be named after: that of entry 1, if it can be read.
    var keyOrigin: Origin? {
        statedOrigin ?? origin
    }

    private var statedOrigin: Origin? {
        (first?.archive?.origin).flatMap { Origin(checked: Array($0.utf8)) }
    }

    /// The key of entry 1, when it can be read and is named after the archive.
    var firstKey: VerifierKey? {
        guard let first, first.action == .add, let key = VerifierKey(checked: first.verifierKey),
            Origin(key.name) == statedOrigin
        else {
            return nil
        }
        return key
    }
}
