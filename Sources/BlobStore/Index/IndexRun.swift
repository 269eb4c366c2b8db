// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
public import ArchiveIO

/// One sorted file of the index: where blobs are, and which entries a key leads to.
///
/// It covers a range of the log's entries and says nothing that packs and log do not say; it is
/// mapped, not loaded, and never trusted: whoever follows it checks what is found there.
///
/// Layout, all numbers little-endian: magic (16 bytes), first and end entry index, counts of
/// packs, blobs and keys, length of the attachment (u64 each), CRC-32 of all that (u32), u32 0;
/// the attachment; a digest for each pack; blobs, 48 bytes each, and keys, 40 bytes each, sorted.
public struct IndexRun: Sendable {
    /// A key and the entry it leads to.
    public struct Key: Hashable, Sendable, Comparable {
        /// What was looked up, as a digest.
        public var digest: Digest
        /// The index of the entry.
        public var entry: UInt64

        /// Creates a key.
        public init(digest: Digest, entry: UInt64) {
            self.digest = digest
            self.entry = entry
        }

        /// Whether one comes first in the file.
        public static func < (left: Self, right: Self) -> Bool {
            (left.digest, left.entry) < (right.digest, right.entry)
        }
    }

    static let magic = Array("archive index 1\n".utf8)
    static let headerByteCount = 72
    static let blobByteCount = 48
    static let keyByteCount = 40

    private let region: any ByteRegion

    /// The entries it covers.
    public let entries: Range<UInt64>

    /// How many packs, blobs and keys it has.
    public let packCount, blobCount, keyCount: Int

    private let attachmentByteCount: Int

    /// Reads a run's header and checks that the file has the length it says.
    ///
    /// - Returns: `nil` when the bytes are no run; the index is then built again.
    public init?(_ region: any ByteRegion) {
        guard region.count >= Self.headerByteCount else {
            return nil
        }
        let header = region.withBytes(0..<Self.headerByteCount) { [UInt8]($0) }
        guard let fields = Self.fields(of: header), fields[0] <= fields[1],
            fields[1] <= UInt64(Int64.max),
            fields[2...].allSatisfy({ $0 <= UInt64(region.count) })
        else {
            return nil
        }
        self.region = region
        entries = fields[0]..<fields[1]
        packCount = Int(fields[2])
        blobCount = Int(fields[3])
        keyCount = Int(fields[4])
        attachmentByteCount = Int(fields[5])
        guard keysOffset + keyCount * Self.keyByteCount == region.count else {
            return nil
        }
    }

    private static func fields(of header: [UInt8]) -> [UInt64]? {
        var reader = ByteReader(header)
        do throws(DecodingFailure) {
            try reader.expect(magic)
            var fields: [UInt64] = []
            for _ in 0..<6 {
                fields.append(try reader.read(littleEndian: UInt64.self))
            }
            let sum = try reader.read(littleEndian: UInt32.self)
            return sum == crc32(header.span.extracting(..<64)) ? fields : nil
        } catch {
            return nil
        }
    }

    /// How many records it has; runs of like weight are merged.
    public var weight: Int {
        blobCount + keyCount
    }

    /// Bytes that the index's owner put there.
    public var attachment: [UInt8] {
        let start = Self.headerByteCount
        return region.withBytes(start..<start + attachmentByteCount) { [UInt8]($0) }
    }

    private var packsOffset: Int { Self.headerByteCount + attachmentByteCount }
    private var blobsOffset: Int { packsOffset + packCount * Digest.byteCount }
    private var keysOffset: Int { blobsOffset + blobCount * Self.blobByteCount }

    /// The digests of the packs that the blobs are in.
    public var packs: [Digest] {
        (0..<packCount).map { digest(at: packsOffset + $0 * Digest.byteCount) }
    }

    /// Where copies of a blob are.
    public func places(of id: BlobID) -> [(pack: Digest, place: BlobPlace)] {
        var found: [(pack: Digest, place: BlobPlace)] = []
        var index = firstIndex(of: id, at: blobsOffset, count: blobCount, Self.blobByteCount)
        while index < blobCount {
            let (pack, place) = blob(at: index)
            guard place.id == id else {
                break
            }
            if pack < packCount {
                found.append((digest(at: packsOffset + pack * Digest.byteCount), place))
            }
            index += 1
        }
        return found
    }

    /// The entries that a key leads to, in order.
    public func entries(for key: Digest) -> [UInt64] {
        var found: [UInt64] = []
        var index = firstIndex(of: key, at: keysOffset, count: keyCount, Self.keyByteCount)
        while index < keyCount {
            let candidate = self.key(at: index)
            guard candidate.digest == key else {
                break
            }
            found.append(candidate.entry)
            index += 1
        }
        return found
    }

    /// The blob record at an index, with its pack's place in ``packs``.
    func blob(at index: Int) -> (pack: Int, place: BlobPlace) {
        let start = blobsOffset + index * Self.blobByteCount
        let id = digest(at: start)
        return region.withBytes(start + 32..<start + Self.blobByteCount) { bytes in
            let kind = MemberKind(rawValue: bytes[6]) ?? .segment
            let position = UInt16(bytes[4]) | UInt16(bytes[5]) << 8
            let pack = (0..<4).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
            let offset = (8..<16).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << UInt64(8 * ($1 - 8)) }
            return (pack, BlobPlace(id: id, kind: kind, position: position, offset: offset))
        }
    }

    /// The key at an index.
    func key(at index: Int) -> Key {
        let start = keysOffset + index * Self.keyByteCount
        let entry = region.withBytes(start + 32..<start + Self.keyByteCount) { bytes in
            (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << UInt64(8 * $1) }
        }
        return Key(digest: digest(at: start), entry: entry)
    }

    private func digest(at offset: Int) -> Digest {
        region.withBytes(offset..<offset + Digest.byteCount) { bytes in
            do throws(DecodingFailure) {
                return try Digest(bytes: bytes)
            } catch {
                preconditionFailure("a digest has 32 bytes: \(error)")
            }
        }
    }

    /// The first of the records that is not before a digest.
    private func firstIndex(of id: Digest, at offset: Int, count: Int, _ stride: Int) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if digest(at: offset + middle * stride) < id {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
