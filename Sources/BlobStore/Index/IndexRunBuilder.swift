// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
public import ArchiveIO

/// Collects what a run of the index will hold.
public struct IndexRunBuilder: Sendable {
    /// The entries that the run covers.
    public var entries: Range<UInt64>

    /// Bytes for the index's owner.
    public var attachment: [UInt8] = []

    private var packs: [Digest] = []
    private var blobs: [(pack: Int, place: BlobPlace)] = []
    private var keys: [IndexRun.Key] = []

    /// Starts empty.
    public init(entries: Range<UInt64>) {
        self.entries = entries
    }

    /// Adds a pack and where its blobs are.
    public mutating func add(pack: Digest, places: [BlobPlace]) {
        for place in places {
            blobs.append((packs.count, place))
        }
        packs.append(pack)
    }

    /// Adds a key.
    public mutating func add(_ key: IndexRun.Key) {
        keys.append(key)
    }

    /// Writes the run.
    ///
    /// - Throws: ``StoreError`` of the sink.
    public consuming func write(to sink: any ByteSink) throws(StoreError) {
        blobs.sort { ($0.place.id, $0.pack) < ($1.place.id, $1.pack) }
        keys.sort()
        var writer = IndexRunWriter(sink)
        try writer.start(
            entries: entries,
            packs: packs,
            blobCount: blobs.count,
            keyCount: keys.count,
            attachment: attachment,
        )
        for (pack, place) in blobs {
            try writer.append(place, pack: pack)
        }
        for key in keys {
            try writer.append(key)
        }
        try writer.finish()
    }
}

/// Writes the layout of ``IndexRun``, record by record.
struct IndexRunWriter {
    private let sink: any ByteSink
    private var buffer: [UInt8] = []
    private var pageNumber = 0

    init(_ sink: any ByteSink) {
        self.sink = sink
    }

    mutating func start(
        entries: Range<UInt64>,
        packs: [Digest],
        blobCount: Int,
        keyCount: Int,
        attachment: [UInt8],
    ) throws(StoreError) {
        buffer = IndexRun.magic
        for field in [entries.lowerBound, entries.upperBound] {
            buffer.append(littleEndian: field)
        }
        for count in [packs.count, blobCount, keyCount, attachment.count] {
            buffer.append(littleEndian: UInt64(count))
        }
        buffer.append(littleEndian: crc32(buffer.span))
        buffer.append(littleEndian: UInt32(0))
        buffer.append(contentsOf: attachment)
        for pack in packs {
            pack.append(to: &buffer)
        }
    }

    mutating func append(_ place: BlobPlace, pack: Int) throws(StoreError) {
        place.id.append(to: &buffer)
        // A run that is merged may say anything; what is out of range leads nowhere.
        buffer.append(littleEndian: UInt32(clamping: pack))
        buffer.append(littleEndian: place.position)
        buffer.append(place.kind.rawValue)
        buffer.append(0)
        buffer.append(littleEndian: place.offset)
        try flush(over: 1 << 18)
    }

    mutating func append(_ key: IndexRun.Key) throws(StoreError) {
        key.digest.append(to: &buffer)
        buffer.append(littleEndian: key.entry)
        try flush(over: 1 << 18)
    }

    mutating func finish() throws(StoreError) {
        try flush(over: 0, isEnd: true)
    }

    private mutating func flush(over limit: Int, isEnd: Bool = false) throws(StoreError) {
        if buffer.count > limit {
            let pages = IndexPages.encode(&buffer, from: &pageNumber, isEnd: isEnd)
            try sink.write(pages.span)
        }
    }
}

/// Goes through the records of a run, with a block of them in memory.
private struct BlockReader {
    private static let blockCount = 4_096

    private let count: Int
    private let byteCount: Int
    private let load: (Range<Int>) throws(StoreError) -> [UInt8]
    private var block: [UInt8] = []
    private var blockStart = 0
    private var index = 0

    init(
        count: Int,
        byteCount: Int,
        _ load: @escaping (Range<Int>) throws(StoreError) -> [UInt8],
    ) throws(StoreError) {
        self.count = count
        self.byteCount = byteCount
        self.load = load
        try fill()
    }

    private mutating func fill() throws(StoreError) {
        blockStart = index
        block = try load(index..<min(count, index + Self.blockCount))
    }

    /// The next record, as bytes and an offset in them.
    var next: (bytes: [UInt8], offset: Int)? {
        index < count ? (block, (index - blockStart) * byteCount) : nil
    }

    mutating func advance() throws(StoreError) {
        index += 1
        if index < count, (index - blockStart) * byteCount == block.count {
            try fill()
        }
    }
}

extension IndexRun {
    private func blobReader() throws(StoreError) -> BlockReader {
        try BlockReader(count: blobCount, byteCount: Self.blobByteCount) {
            range throws(StoreError) in
            try blobRecords(range)
        }
    }

    private func keyReader() throws(StoreError) -> BlockReader {
        try BlockReader(count: keyCount, byteCount: Self.keyByteCount) {
            range throws(StoreError) in
            try keyRecords(range)
        }
    }

    /// Merges this run with the one whose entries follow, record by record.
    ///
    /// Memory does not grow with the runs. The later run's attachment is kept.
    ///
    /// - Throws: ``StoreError`` of the sink, or of a run whose pages cannot be read.
    public func merge(with later: IndexRun, to sink: any ByteSink) throws(StoreError) {
        precondition(entries.upperBound == later.entries.lowerBound, "runs with a gap")
        var writer = IndexRunWriter(sink)
        try writer.start(
            entries: entries.lowerBound..<later.entries.upperBound,
            packs: packs() + later.packs(),
            blobCount: blobCount + later.blobCount,
            keyCount: keyCount + later.keyCount,
            attachment: later.attachment,
        )
        try mergeBlobs(with: later, to: &writer)
        try mergeKeys(with: later, to: &writer)
        try writer.finish()
    }

    private func mergeBlobs(
        with later: IndexRun,
        to writer: inout IndexRunWriter,
    ) throws(StoreError) {
        var left = try blobReader()
        var right = try later.blobReader()
        while true {
            let mine = left.next.map { Self.blob($0.bytes, at: $0.offset) }
            let other = right.next.map { Self.blob($0.bytes, at: $0.offset) }
            if let mine, other.map({ mine.place.id <= $0.place.id }) ?? true {
                try writer.append(mine.place, pack: mine.pack)
                try left.advance()
            } else if let other {
                try writer.append(other.place, pack: other.pack + packCount)
                try right.advance()
            } else {
                return
            }
        }
    }

    private func mergeKeys(
        with later: IndexRun,
        to writer: inout IndexRunWriter,
    ) throws(StoreError) {
        var left = try keyReader()
        var right = try later.keyReader()
        while true {
            let mine = left.next.map { Self.key($0.bytes, at: $0.offset) }
            let other = right.next.map { Self.key($0.bytes, at: $0.offset) }
            if let mine, other.map({ mine <= $0 }) ?? true {
                try writer.append(mine)
                try left.advance()
            } else if let other {
                try writer.append(other)
                try right.advance()
            } else {
                return
            }
        }
    }
}
