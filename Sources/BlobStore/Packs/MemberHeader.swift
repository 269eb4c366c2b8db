// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// The header of one gzip member of a pack: what it holds, before anything is inflated.
///
/// SPEC §2.2.
public struct MemberHeader: Hashable, Sendable {
    /// One row of the table.
    public struct Blob: Hashable, Sendable {
        /// The blob's or segment's digest.
        public var id: BlobID
        /// Its length, in bytes.
        public var byteCount: UInt32

        /// Creates a row.
        public init(id: BlobID, byteCount: UInt32) {
            self.id = id
            self.byteCount = byteCount
        }
    }

    /// What a last segment says of the whole blob.
    public struct Whole: Hashable, Sendable {
        /// The blob's digest.
        public var id: BlobID
        /// Its length, in bytes.
        public var byteCount: UInt64

        /// Creates a description of a segmented blob.
        public init(id: BlobID, byteCount: UInt64) {
            self.id = id
            self.byteCount = byteCount
        }
    }

    /// What the member holds.
    public var kind: MemberKind

    /// The table: 1 to ``PackLimits/blobCount`` rows.
    public var blobs: [Blob]

    /// The number of the segment, from 0; 0 for whole blobs.
    public var segmentNumber: UInt32

    /// The length of the deflate stream, in bytes.
    public var deflateByteCount: UInt32

    /// The whole blob, for a last segment only.
    public var whole: Whole?

    /// Creates a header.
    public init(
        kind: MemberKind,
        blobs: [Blob],
        segmentNumber: UInt32 = 0,
        deflateByteCount: UInt32,
        whole: Whole? = nil,
    ) {
        self.kind = kind
        self.blobs = blobs
        self.segmentNumber = segmentNumber
        self.deflateByteCount = deflateByteCount
        self.whole = whole
    }

    /// The bytes of the member after inflating.
    public var rawByteCount: Int {
        blobs.reduce(0) { $0 + Int($1.byteCount) }
    }

    /// The length of the header itself, in bytes.
    public var byteCount: Int {
        38 + 36 * blobs.count + (whole == nil ? 0 : 40)
    }

    /// The length of the whole member: header, deflate stream, CRC-32 and ISIZE.
    public var memberByteCount: Int {
        byteCount + Int(deflateByteCount) + 8
    }

    /// The blobs that a look-up may find here, with their place in the member; a segment is none.
    public var namedBlobs: [(position: Int, id: BlobID, byteCount: UInt64)] {
        switch kind {
        case .blobs, .statements:
            blobs.enumerated().map { ($0.offset, $0.element.id, UInt64($0.element.byteCount)) }
        case .segment:
            []
        case .lastSegment:
            whole.map { [(0, $0.id, $0.byteCount)] } ?? []
        }
    }
}
