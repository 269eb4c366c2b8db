// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveCrypto

/// Inflates members one after the other into a buffer that is used again.
public struct MemberInflater: ~Copyable {
    private var inflater = Inflater()
    private var hash = Sha256()
    private var raw: [UInt8] = []
    private var header: MemberHeader?

    /// Starts with an empty buffer.
    public init() {}

    /// Inflates a member's deflate stream and compares CRC-32 and ISIZE.
    ///
    /// The raw length is known and bounded before a byte is inflated.
    ///
    /// - Parameters:
    ///   - body: The bytes behind the header: deflate stream, CRC-32, ISIZE.
    ///   - header: The member's header.
    /// - Returns: Whether all of it is right; digests are not looked at.
    public mutating func inflate(_ body: Span<UInt8>, header: MemberHeader) -> Bool {
        self.header = nil
        let deflateByteCount = Int(header.deflateByteCount)
        let rawByteCount = header.rawByteCount
        guard body.count == deflateByteCount + 8 else {
            return false
        }
        let deflated = body.extracting(..<deflateByteCount)
        guard inflater.inflate(deflated, into: &raw, count: rawByteCount) else {
            return false
        }
        var trailer: [UInt8] = []
        trailer.append(littleEndian: crc32(raw.span.extracting(..<rawByteCount)))
        trailer.append(littleEndian: UInt32(rawByteCount))
        guard hasSameBytes(trailer.span, body.extracting(deflateByteCount...)) else {
            return false
        }
        self.header = header
        return true
    }

    /// Hands over one blob or segment of the member that was inflated last.
    ///
    /// - Parameters:
    ///   - position: Its row in the header's table.
    ///   - body: Takes the bytes.
    /// - Returns: What `body` returns, or `nil` when the bytes do not have the table's digest.
    public mutating func withBlob<Result>(
        at position: Int,
        _ body: (Span<UInt8>) -> Result,
    ) -> Result? {
        guard let header else {
            preconditionFailure("no member was inflated")
        }
        let start = header.blobs[..<position].reduce(0) { $0 + Int($1.byteCount) }
        let blob = header.blobs[position]
        let range = start..<start + Int(blob.byteCount)
        let raw = raw
        hash.update(raw.span.extracting(range))
        let id = hash.finish()
        return id == blob.id ? body(raw.span.extracting(range)) : nil
    }

    /// Digests all blobs or segments of the member that was inflated last, in their order.
    ///
    /// - Parameter body: Takes the row in the header's table, the bytes, and whether they have
    ///   the table's digest.
    public mutating func forEachBlob(_ body: (Int, Span<UInt8>, Bool) -> Void) {
        guard let header else {
            preconditionFailure("no member was inflated")
        }
        let raw = raw
        var start = 0
        for (position, blob) in header.blobs.enumerated() {
            let bytes = raw.span.extracting(start..<start + Int(blob.byteCount))
            hash.update(bytes)
            body(position, bytes, hash.finish() == blob.id)
            start += Int(blob.byteCount)
        }
    }
}
