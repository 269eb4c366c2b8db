// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// What a member holds.
///
/// SPEC §2.3.
public enum MemberKind: UInt8, Hashable, Sendable {
    /// One or more whole blobs.
    case blobs = 1
    /// A segment of a large blob, with more behind it.
    case segment = 2
    /// The last segment of a large blob.
    case lastSegment = 3
    /// One or more statements.
    case statements = 4
}

/// The limits of packs and members.
///
/// SPEC §2 and §10.
public enum PackLimits {
    /// The most bytes of a blob: 2^53 - 1.
    static let blobByteCount = (1 << 53) - 1

    /// The raw bytes of a segment, and the most that any member holds.
    public static let segmentByteCount = 16 << 20

    /// The most raw bytes of a member with more than one blob.
    public static let groupByteCount = 256 << 10

    /// The most blobs in a member.
    public static let blobCount = 443

    /// The most bytes of a statement.
    public static let statementByteCount = 32_768

    /// The most bytes that a member's header has.
    public static let headerByteCount = 12 + 16_000 + 2

    /// The most bytes of a deflate stream for so many raw bytes.
    static func deflateByteCount(raw: Int) -> Int {
        raw + raw / 512 + 64
    }

    /// The most raw bytes that a deflate stream of a length can give, RFC 1951.
    static func rawByteCount(deflate: Int) -> Int {
        1_032 * deflate
    }
}
