// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
public import ArchiveIO

/// One sorted file of the index: where blobs are, and which entries a key leads to.
///
/// It covers a range of the log's entries and says nothing that packs and log do not say; it is
/// read page by page, not loaded, and never trusted: whoever follows it checks what is found
/// there.
///
/// Layout, in pages of 4,092 bytes with a checksum, all numbers little-endian: magic (16 bytes),
/// first and end entry index, counts of packs, blobs and keys, length of the attachment (u64
/// each), CRC-32 of all that (u32), u32 0; the attachment; a digest for each pack; blobs, 48 bytes
/// each, and keys, 40 bytes each, sorted.
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

    static let magic = Array("archive index 4\n".utf8)
    static let headerByteCount = 72
    static let blobByteCount = 48
    static let keyByteCount = 40

    /// The most bytes that the index's owner puts into a run.
    static let maximumAttachmentByteCount = 1 << 16

    private let pages: IndexPages

    /// The entries it covers.
    public let entries: Range<UInt64>

    /// How many packs, blobs and keys it has.
    public let packCount, blobCount, keyCount: Int

    /// Bytes that the index's owner put there, as they were when the run was opened.
    public let attachment: [UInt8]

    /// Reads a run's header and checks that the file has the length it says.
    ///
    /// - Returns: `nil` when the bytes are no run; the index is then built again.
    public init?(_ file: any StoredFile) {
        guard let pages = IndexPages(file), pages.byteCount >= Self.headerByteCount,
            let header = try? pages.read(0..<Self.headerByteCount),
            let fields = Self.fields(of: header), fields[0] <= fields[1],
            fields[1] <= UInt64(Int64.max),
            fields[2...].allSatisfy({ $0 <= UInt64(pages.byteCount) / 32 + 1 << 16 }),
            fields[5] <= UInt64(Self.maximumAttachmentByteCount)
        else {
            return nil
        }
        self.pages = pages
        entries = fields[0]..<fields[1]
        packCount = Int(fields[2])
        blobCount = Int(fields[3])
        keyCount = Int(fields[4])
        packsOffset = Self.headerByteCount + Int(fields[5])
        guard packsOffset <= pages.byteCount,
            let attachment = try? pages.read(Self.headerByteCount..<packsOffset)
        else {
            return nil
        }
        self.attachment = attachment
        guard keysOffset + keyCount * Self.keyByteCount == pages.byteCount else {
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

    private let packsOffset: Int
    private var blobsOffset: Int { packsOffset + packCount * Digest.byteCount }
    private var keysOffset: Int { blobsOffset + blobCount * Self.blobByteCount }

    /// Reads the digests of the packs that the blobs are in.
    ///
    /// - Throws: ``StoreError`` for a page that cannot be read or is damaged.
    public func packs() throws(StoreError) -> [Digest] {
        let bytes = try pages.read(packsOffset..<blobsOffset)
        return stride(from: 0, to: bytes.count, by: Digest.byteCount).map {
            Self.digest(bytes, at: $0)
        }
    }

    /// Where copies of a blob are.
    ///
    /// - Throws: ``StoreError`` for a page that cannot be read or is damaged.
    public func places(of id: BlobID) throws(StoreError) -> [(pack: Digest, place: BlobPlace)] {
        var found: [(pack: Digest, place: BlobPlace)] = []
        var index = try firstBlob(from: id)
        while index < blobCount {
            let (pack, place) = try blob(at: index)
            guard place.id == id else {
                break
            }
            if pack < packCount {
                let start = packsOffset + pack * Digest.byteCount
                let bytes = try pages.read(start..<start + Digest.byteCount)
                found.append((Self.digest(bytes, at: 0), place))
            }
            index += 1
        }
        return found
    }

    /// The entries that a key leads to, in order.
    ///
    /// - Throws: ``StoreError`` for a page that cannot be read or is damaged, and with
    ///   ``StoreError/Code/damaged`` for an entry that the run does not cover.
    public func entries(for key: Digest) throws(StoreError) -> [UInt64] {
        var found: [UInt64] = []
        var index = try firstIndex(of: key, at: keysOffset, count: keyCount, Self.keyByteCount)
        while index < keyCount {
            let candidate = try self.key(at: index)
            guard candidate.digest == key else {
                break
            }
            guard entries.contains(candidate.entry) else {
                throw StoreError(.damaged, "An index leads to an entry that it does not cover.")
            }
            found.append(candidate.entry)
            index += 1
        }
        return found
    }

    /// The blob record at an index, with its pack's place in ``packs()``.
    func blob(at index: Int) throws(StoreError) -> (pack: Int, place: BlobPlace) {
        let start = blobsOffset + index * Self.blobByteCount
        return Self.blob(try pages.read(start..<start + Self.blobByteCount), at: 0)
    }

    /// The key at an index.
    func key(at index: Int) throws(StoreError) -> Key {
        let start = keysOffset + index * Self.keyByteCount
        return Self.key(try pages.read(start..<start + Self.keyByteCount), at: 0)
    }

    /// Some of the blobs' records, 48 bytes each.
    func blobRecords(_ range: Range<Int>) throws(StoreError) -> [UInt8] {
        let start = blobsOffset + range.lowerBound * Self.blobByteCount
        return try pages.read(start..<start + range.count * Self.blobByteCount)
    }

    /// Some of the keys' records, 40 bytes each.
    func keyRecords(_ range: Range<Int>) throws(StoreError) -> [UInt8] {
        let start = keysOffset + range.lowerBound * Self.keyByteCount
        return try pages.read(start..<start + range.count * Self.keyByteCount)
    }

    static func blob(_ bytes: [UInt8], at start: Int) -> (pack: Int, place: BlobPlace) {
        let place = BlobPlace(
            id: digest(bytes, at: start),
            kind: MemberKind(rawValue: bytes[start + 38]) ?? .segment,
            position: UInt16(bytes[start + 36]) | UInt16(bytes[start + 37]) << 8,
            offset: number(bytes, at: start + 40),
        )
        return (Int(number(bytes, at: start + 32) & 0xFFFF_FFFF), place)
    }

    static func key(_ bytes: [UInt8], at start: Int) -> Key {
        Key(digest: digest(bytes, at: start), entry: number(bytes, at: start + 32))
    }

    private static func number(_ bytes: [UInt8], at start: Int) -> UInt64 {
        (0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
    }

    private static func digest(_ bytes: [UInt8], at start: Int) -> Digest {
        do throws(DecodingFailure) {
            return try Digest(bytes: bytes.span.extracting(start..<start + Digest.byteCount))
        } catch {
            preconditionFailure("a digest has 32 bytes: \(error)")
        }
    }

    /// The first blob record whose name is not before a digest.
    func firstBlob(from id: Digest) throws(StoreError) -> Int {
        try firstIndex(of: id, at: blobsOffset, count: blobCount, Self.blobByteCount)
    }

    /// The first of the records that is not before a digest.
    private func firstIndex(
        of id: Digest,
        at offset: Int,
        count: Int,
        _ stride: Int,
    ) throws(StoreError) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            let start = offset + middle * stride
            let bytes = try pages.read(start..<start + Digest.byteCount)
            if Self.digest(bytes, at: 0) < id {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
