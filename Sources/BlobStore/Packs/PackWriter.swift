// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
internal import ArchiveCrypto
public import ArchiveIO

/// Where a blob is in a pack.
public struct BlobPlace: Hashable, Sendable {
    /// The blob's ID.
    public var id: BlobID
    /// What its member holds; ``MemberKind/lastSegment`` for a segmented blob.
    public var kind: MemberKind
    /// Its row in the member's table.
    public var position: UInt16
    /// Where its member, or the first of its segments, starts in the pack, in bytes.
    public var offset: UInt64

    /// Creates a place.
    public init(id: BlobID, kind: MemberKind, position: UInt16, offset: UInt64) {
        self.id = id
        self.kind = kind
        self.position = position
        self.offset = offset
    }
}

/// Writes one pack: groups small blobs, deflates, checks with a second decoder, digests the file.
///
/// A writer that failed once refuses everything after. Memory: three members. SPEC §2.
public struct PackWriter: ~Copyable {
    /// What a small blob is, which says what it shares a member with.
    public enum Content: Int, Sendable {
        /// Something that came from outside.
        case document
        /// Something made of a document. Where a byte of it is lost its document is not, so that
        /// it can be made again.
        case derivative
        /// A statement.
        case statement
    }

    /// A state to which the writer can go back.
    public struct Mark: ~Copyable {
        fileprivate let byteCount: UInt64
        fileprivate let memberCount: UInt64
        fileprivate let placeCount: Int
        fileprivate let hash: Sha256
    }

    private let file: any StagedFile
    private var deflater: Deflater
    private var decoder = SecondDecoder()
    private var hash = Sha256()

    /// One for each ``Content``.
    private var groups = [Group(kind: .blobs), Group(kind: .blobs), Group(kind: .statements)]
    private var deflated: [UInt8] = []
    private var isPoisoned = false

    /// The segments of a large blob that is being put: where they start, and how many there are.
    private var segments: (offset: UInt64, count: UInt32)?

    /// The bytes written so far; groups that are not full yet are not counted.
    public private(set) var byteCount: UInt64 = 0

    /// The members written so far.
    public private(set) var memberCount: UInt64 = 0

    /// Where each written blob is.
    ///
    /// In memory until the pack is in the log. The archive's writer puts a statement for each
    /// document, and seals a pack when a commit has no room for more: some 131,000 places at most.
    public private(set) var places: [BlobPlace] = []

    /// Starts an empty pack.
    ///
    /// - Parameters:
    ///   - file: An empty staged file.
    ///   - level: libdeflate's, 1 to 12.
    public init(_ file: any StagedFile, level: Int) {
        self.file = file
        deflater = Deflater(level: level)
    }

    /// Whether nothing was put.
    public var isEmpty: Bool {
        byteCount == 0 && groups.allSatisfy(\.isEmpty)
    }

    /// Puts a whole blob.
    ///
    /// - Parameters:
    ///   - bytes: At most ``PackLimits/segmentByteCount``, and for statements
    ///     ``PackLimits/statementByteCount``.
    ///   - id: Their digest.
    ///   - content: What it is.
    /// - Throws: ``StoreError``; the writer is poisoned then.
    public mutating func put(
        _ bytes: Span<UInt8>,
        id: BlobID,
        _ content: Content = .document,
    ) throws(StoreError) {
        precondition(bytes.count <= PackLimits.segmentByteCount, "a blob to be segmented")
        try requireWorking()
        if !groups[content.rawValue].hasRoom(for: bytes.count) {
            try flush(content.rawValue)
        }
        groups[content.rawValue].append(bytes, id: id)
    }

    /// Puts the next segment of a large blob, with more to come.
    ///
    /// - Parameter bytes: Exactly ``PackLimits/segmentByteCount``.
    /// - Throws: ``StoreError``; the writer is poisoned then.
    public mutating func putSegment(_ bytes: Span<UInt8>) throws(StoreError) {
        precondition(bytes.count == PackLimits.segmentByteCount, "a segment has a fixed length")
        let (start, number) = segments ?? (byteCount, 0)
        let header = MemberHeader(
            kind: .segment,
            blobs: [.init(id: Sha256.digest(bytes), byteCount: UInt32(bytes.count))],
            segmentNumber: number,
            deflateByteCount: 0,
        )
        try write(bytes, header: header)
        segments = (start, number + 1)
    }

    /// Puts the last segment of a large blob.
    ///
    /// - Parameters:
    ///   - bytes: At least one byte, at most ``PackLimits/segmentByteCount``.
    ///   - id: The digest of the whole blob.
    /// - Throws: ``StoreError``; the writer is poisoned then.
    public mutating func putLastSegment(
        _ bytes: Span<UInt8>,
        id: BlobID,
    ) throws(StoreError) {
        guard let (start, number) = segments else {
            preconditionFailure("a last segment needs a segment before it")
        }
        let before = UInt64(number) * UInt64(PackLimits.segmentByteCount)
        let header = MemberHeader(
            kind: .lastSegment,
            blobs: [.init(id: Sha256.digest(bytes), byteCount: UInt32(bytes.count))],
            segmentNumber: number,
            deflateByteCount: 0,
            whole: .init(id: id, byteCount: before + UInt64(bytes.count)),
        )
        try write(bytes, header: header)
        places.append(BlobPlace(id: id, kind: .lastSegment, position: 0, offset: start))
        segments = nil
    }

    /// Remembers what is written now, so that what follows can be taken back.
    public func mark() -> Mark {
        Mark(
            byteCount: byteCount,
            memberCount: memberCount,
            placeCount: places.count,
            hash: Sha256(copying: hash),
        )
    }

    /// Takes back the members written since a mark; blobs that wait for their group stay.
    ///
    /// - Throws: ``StoreError``; the writer is poisoned then.
    public mutating func rollBack(to mark: consuming Mark) throws(StoreError) {
        try requireWorking()
        isPoisoned = true
        try file.truncate(to: mark.byteCount)
        byteCount = mark.byteCount
        memberCount = mark.memberCount
        places.removeLast(places.count - mark.placeCount)
        hash = Sha256(copying: mark.hash)
        segments = nil
        isPoisoned = false
    }

    /// Ends the pack.
    ///
    /// - Returns: The digest of the file, which is its name.
    /// - Throws: ``StoreError``; the writer is poisoned then.
    public mutating func seal() throws(StoreError) -> Digest {
        try requireWorking()
        precondition(segments == nil, "a large blob has no last segment")
        try flush()
        isPoisoned = true
        return hash.finish()
    }

    /// Writes the blobs that wait for their group to be full.
    ///
    /// - Throws: ``StoreError``; the writer is poisoned then.
    public mutating func flush() throws(StoreError) {
        for number in groups.indices {
            try flush(number)
        }
    }

    private mutating func flush(_ number: Int) throws(StoreError) {
        let group = groups[number]
        groups[number].removeAll()
        try write(group)
    }

    private mutating func write(_ group: Group) throws(StoreError) {
        guard !group.isEmpty else {
            return
        }
        let start = byteCount
        let header = MemberHeader(kind: group.kind, blobs: group.table, deflateByteCount: 0)
        try write(group.raw.span, header: header)
        for (position, blob) in group.table.enumerated() {
            let place = BlobPlace(
                id: blob.id,
                kind: group.kind,
                position: UInt16(position),
                offset: start,
            )
            places.append(place)
        }
    }

    /// Writes one member.
    private mutating func write(
        _ raw: Span<UInt8>,
        header: consuming MemberHeader,
    ) throws(StoreError) {
        try requireWorking()
        // Poisoned until the last byte is written: a part of a member must never be followed.
        isPoisoned = true
        let count = deflater.deflate(raw, into: &deflated)
        let deflated = deflated
        guard decoder.check(deflated.span.extracting(..<count), gives: raw) else {
            throw StoreError(
                .damaged,
                "zlib does not read what libdeflate wrote. Nothing was stored. "
                    + "Memory may be faulty, or one of the two libraries.",
            )
        }
        header.deflateByteCount = UInt32(count)
        let start = header.encode()
        var trailer: [UInt8] = []
        trailer.append(littleEndian: crc32(raw))
        trailer.append(littleEndian: UInt32(raw.count))
        try append(start.span)
        try append(deflated.span.extracting(..<count))
        try append(trailer.span)
        memberCount += 1
        isPoisoned = false
    }

    private func requireWorking() throws(StoreError) {
        guard !isPoisoned else {
            throw StoreError(.poisoned, "\(file.stagedName): writing failed before.")
        }
    }

    private mutating func append(_ bytes: Span<UInt8>) throws(StoreError) {
        try file.write(bytes)
        hash.update(bytes)
        byteCount += UInt64(bytes.count)
    }
}
