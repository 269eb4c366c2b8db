// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveCrypto
internal import ArchiveIO
internal import BlobStore
internal import Extraction
internal import Provenance
internal import TransparencyLog

extension ArchiveWriter {
    /// A document's bytes after they were read.
    struct Content {
        let id: BlobID
        let byteCount: UInt64
        /// Whether they are in the pack already, as segments, and not in the buffer.
        let isInPack: Bool
    }

    /// Reads a document: into the buffer, or, when it is large, into the pack as segments.
    ///
    /// A large one whose length is that of another in the archive is only digested: likely it is
    /// the same, and compressing it would be for nothing.
    ///
    /// - Parameters:
    ///   - source: The document.
    ///   - status: Its file's status, when it is a file.
    ///   - mediaType: The kind of its content, when that is known.
    /// - Returns: What it is; ``takeRead(_:)`` gives its bytes to an extractor.
    /// - Throws: ``DocumentFailure``.
    mutating func readContent(
        _ source: any DocumentSource,
        _ status: FileStatus?,
        mediaType: String?,
    ) throws(DocumentFailure) -> Content {
        var count = try fillBuffer(source, at: 0)
        largeDocument = nil
        if count > PackLimits.segmentByteCount, let byteCount = status?.byteCount,
            !archive.possibleEntries(for: .largeContent(byteCount: byteCount)).isEmpty
        {
            let content = try readSegments(source, mediaType, isStoring: false)
            if holds(content.id) {
                return content
            }
            count = try fillBuffer(source, at: 0)
        }
        if count <= PackLimits.segmentByteCount {
            let id = Sha256.digest(buffer.span.extracting(..<count))
            return Content(id: id, byteCount: UInt64(count), isInPack: false)
        }
        return try readSegments(source, mediaType, isStoring: true)
    }

    /// Goes through the segments; the buffer holds the first one and one byte of the next.
    private mutating func readSegments(
        _ source: any DocumentSource,
        _ mediaType: String?,
        isStoring: Bool,
    ) throws(DocumentFailure) -> Content {
        let segment = PackLimits.segmentByteCount
        startLargeDocument(mediaType)
        if isStoring {
            try storing { (batch) throws(StoreError) in try batch.startSegments() }
        }
        var hash = Sha256()
        var byteCount: UInt64 = 0
        var count = segment + 1
        while count > segment {
            let bytes = takeBuffer()
            hash.update(bytes.span.extracting(..<segment))
            if isStoring {
                try storing { (batch) throws(StoreError) in
                    try batch.pack.putSegment(bytes.span.extracting(..<segment))
                }
            }
            byteCount += UInt64(segment)
            keepForExtractor(bytes.span.extracting(..<segment))
            buffer = consume bytes
            buffer[0] = buffer[segment]
            do throws(DocumentFailure) {
                count = try fillBuffer(source, at: byteCount + 1, keeping: 1)
            } catch {
                try takeBack(Content(id: hash.finish(), byteCount: 0, isInPack: isStoring))
                throw error
            }
        }
        let bytes = takeBuffer()
        hash.update(bytes.span.extracting(..<count))
        keepForExtractor(bytes.span.extracting(..<count))
        byteCount += UInt64(count)
        let id = hash.finish()
        if isStoring {
            try storing { (batch) throws(StoreError) in
                try batch.pack.putLastSegment(bytes.span.extracting(..<count), id: id)
            }
        }
        buffer = consume bytes
        return Content(id: id, byteCount: byteCount, isInPack: isStoring)
    }

    /// Moves the buffer out, so that reading from it does not exclude writing to the batch.
    private mutating func takeBuffer() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &buffer)
        return taken
    }

    private mutating func fillBuffer(
        _ source: any DocumentSource,
        at offset: UInt64,
        keeping kept: Int = 0,
    ) throws(DocumentFailure) -> Int {
        var bytes = takeBuffer()
        defer { buffer = bytes }
        do throws(StoreError) {
            return try source.fill(&bytes, from: kept, at: offset)
        } catch {
            throw .unreadable(error)
        }
    }

    /// Prepares to keep a large document whose first segment is in the buffer, if an extractor
    /// reads such.
    private mutating func startLargeDocument(_ mediaType: String?) {
        let extractor = deriver?.choice.extractor(for: mediaType, start: buffer.span)
        largeDocument = extractor.map { extractor in
            LargeDocument(limit: ExtractionEngine.inputByteLimit(of: extractor.extractor.kind))
        }
    }

    private mutating func keepForExtractor(_ bytes: Span<UInt8>) {
        largeDocument?.append(bytes)
    }

    /// The bytes of the document that was read last, for an extractor.
    ///
    /// Of a document that is too long for it only the start.
    mutating func takeRead(_ content: Content) -> [UInt8] {
        if let large = largeDocument.take() {
            return large.bytes
        }
        return Array(buffer[..<min(Int(clamping: content.byteCount), buffer.count)])
    }

    /// Whether a document that was read is a signing key in its text form, alone in its file.
    func isSigningKey(_ content: Content) -> Bool {
        let start = Array("PRIVATE+KEY+".utf8)
        guard !content.isInPack, content.byteCount <= 1_024, buffer.starts(with: start),
            let text = UTF8Text.decode(buffer.span.extracting(..<Int(content.byteCount)))
        else {
            return false
        }
        let line = text.split(whereSeparator: \.isNewline).first
        return (try? SignerKey.decode(String(line ?? ""))) != nil
    }

    /// Takes back what reading a large document put into the pack.
    mutating func takeBack(_ content: Content) throws(DocumentFailure) {
        if content.isInPack {
            try storing { (batch) throws(StoreError) in try batch.takeBackSegments() }
        }
    }

    /// Whether the archive has a document's bytes, whole: a damaged copy does not count, so that
    /// adding a document again heals it.
    mutating func holds(_ id: BlobID) -> Bool {
        var reader = contentReader.take() ?? BlobReader()
        let result = archive.holds(id, &reader)
        contentReader = consume reader
        return result
    }

    /// Whether the archive has a capture with a description, and both its statement and its
    /// content whole.
    mutating func holds(description: [UInt8], of content: BlobID) -> Bool {
        var cursor = logCursor ?? LogCursor(archive.log)
        var reader = statementReader.take() ?? BlobReader()
        var isThere = false
        for entry in archive.possibleEntries(for: .description(description)) where !isThere {
            isThere = archive.holds(
                description: description,
                atEntry: entry,
                &cursor,
                &reader,
            )
        }
        statementReader = consume reader
        logCursor = cursor
        return isThere && holds(content)
    }

    /// Keeps a document's bytes unless the archive or the batch has them.
    ///
    /// - Returns: Whether they are new.
    mutating func store(_ content: Content) throws(DocumentFailure) -> Bool {
        let id = content.id
        if batch?.hasContent(id) ?? false || holds(id) {
            try takeBack(content)
            return false
        }
        let bytes = takeBuffer()
        defer { buffer = bytes }
        try storing { (batch) throws(StoreError) in
            if !content.isInPack {
                let count = Int(content.byteCount)
                try batch.pack.put(bytes.span.extracting(..<count), id: id)
            }
            batch.remember(content: id)
        }
        return true
    }
}

extension DocumentSource {
    /// Fills a buffer from a place in it on.
    ///
    /// - Returns: How many bytes of the buffer are valid.
    fileprivate func fill(
        _ buffer: inout [UInt8],
        from start: Int,
        at offset: UInt64,
    ) throws(StoreError) -> Int {
        var span = buffer.mutableSpan
        var rest = span._mutatingExtracting(start...)
        return start + (try read(into: &rest, at: offset))
    }
}
