// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveStore
internal import Synchronization
internal import TransparencyLog

/// Remembered heads, and whether one could not be remembered.
///
/// A writer remembers a head after its commit is on the disk: when that fails, what was added is
/// stored all the same.
final class WatchedHeadStore: HeadStore {
    private let heads: any HeadStore
    private let seen = Mutex<ArchiveError?>(nil)

    init(_ heads: any HeadStore) {
        self.heads = heads
    }

    /// Why a head was not remembered, if one was not.
    var failure: ArchiveError? {
        seen.withLock { $0 }
    }

    func head(of origin: Origin) throws(ArchiveError) -> RememberedHead? {
        try heads.head(of: origin)
    }

    func remember(_ head: RememberedHead) throws(ArchiveError) {
        do throws(ArchiveError) {
            try heads.remember(head)
        } catch {
            seen.withLock { $0 = error }
            throw error
        }
    }
}
