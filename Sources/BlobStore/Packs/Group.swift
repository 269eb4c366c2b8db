// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore

/// Small blobs that will share a member.
///
/// SPEC §2.3.
struct Group {
    let kind: MemberKind
    private(set) var raw: [UInt8] = []
    private(set) var table: [MemberHeader.Blob] = []

    init(kind: MemberKind) {
        self.kind = kind
    }

    var isEmpty: Bool {
        table.isEmpty
    }

    /// Whether a blob fits; any blob fits into an empty group.
    func hasRoom(for byteCount: Int) -> Bool {
        isEmpty
            || (raw.count + byteCount <= PackLimits.groupByteCount
                && table.count < PackLimits.blobCount)
    }

    mutating func append(_ bytes: Span<UInt8>, id: BlobID) {
        raw.append(bytes)
        table.append(MemberHeader.Blob(id: id, byteCount: UInt32(bytes.count)))
    }

    mutating func removeAll() {
        raw.removeAll(keepingCapacity: true)
        table.removeAll(keepingCapacity: true)
    }
}
