// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import BlobStore

/// The packs that entries name, each once, in the order of the log.
struct PackTable {
    /// What entries say of a pack.
    struct Stated: Hashable {
        /// The length of the file, in bytes.
        let byteCount: UInt64
        /// The number of members.
        let memberCount: UInt64
    }

    /// A pack.
    struct Pack {
        /// The digest of its bytes.
        let digest: Digest
        /// The first entry that names it.
        let entry: UInt64
        /// What that entry says.
        let stated: Stated

        /// Where the pack is in the archive.
        var path: String {
            PackName.path(of: digest)
        }
    }

    private var indices = DigestTable()

    /// The packs.
    private(set) var packs: [Pack] = []

    /// What later entries say of a pack when it is something else than the first one says.
    private var contradictions: [Digest: Set<Stated>] = [:]

    /// The bytes of all packs as their first entries say; the greatest number when it is more.
    private(set) var byteCount: UInt64 = 0

    /// Notes that an entry names a pack.
    mutating func add(_ digest: Digest, entry: UInt64, stated: Stated) {
        // Values are indices and 1, since 0 is not a value.
        let new = UInt64(packs.count) + 1
        let index = indices.update(digest, first: new) { $0 }
        guard let index, index != new else {
            packs.append(Pack(digest: digest, entry: entry, stated: stated))
            let (sum, isOver) = byteCount.addingReportingOverflow(stated.byteCount)
            byteCount = isOver ? .max : sum
            return
        }
        if packs[Int(index - 1)].stated != stated {
            contradictions[digest, default: []].insert(stated)
        }
    }

    /// Whether an entry names a pack.
    func contains(_ digest: Digest) -> Bool {
        indices[digest] != nil
    }

    /// All that entries say of a pack, what the first one says first.
    func statements(of pack: Pack) -> [Stated] {
        let others = contradictions[pack.digest] ?? []
        return [pack.stated]
            + others.sorted { ($0.byteCount, $0.memberCount) < ($1.byteCount, $1.memberCount) }
    }
}
