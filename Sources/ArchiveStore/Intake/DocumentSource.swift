// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveIO
internal import Synchronization

/// Where a document's bytes come from while it is added.
public protocol DocumentSource: Sendable {
    /// What messages call it.
    var name: String { get }

    /// Reads bytes until the buffer is full or the document ends.
    ///
    /// - Parameters:
    ///   - buffer: Where they go.
    ///   - offset: Their place in the document; calls go on where the last one ended, or start
    ///     over at 0 when ``status()`` is not `nil`.
    /// - Returns: The number of bytes read; fewer than the buffer holds only at the end.
    /// - Throws: ``StoreError``.
    func read(
        into buffer: inout MutableSpan<UInt8>,
        at offset: UInt64,
    ) throws(StoreError) -> Int

    /// What tells whether the document changed while it was read; `nil` for a stream.
    ///
    /// - Throws: ``StoreError``.
    func status() throws(StoreError) -> FileStatus?
}

/// A document in a plain file.
///
/// A file that grows is read to one byte behind the length it had, so that reading ends.
public final class FileSource: DocumentSource {
    private let file: OpenFile

    /// The length when it was asked for last, in bytes.
    private let knownByteCount = Atomic<UInt64>(.max)

    /// Reads from an open file.
    public init(_ file: OpenFile) {
        self.file = file
    }

    /// The file's path.
    public var name: String {
        file.name
    }

    /// Reads bytes until the buffer is full or the file ends.
    ///
    /// - Throws: ``StoreError``.
    public func read(
        into buffer: inout MutableSpan<UInt8>,
        at offset: UInt64,
    ) throws(StoreError) -> Int {
        let known = knownByteCount.load(ordering: .relaxed)
        let end = known == .max ? known : known + 1
        let wanted = Int(clamping: min(UInt64(buffer.count), end - min(offset, end)))
        var part = buffer._mutatingExtracting(..<wanted)
        return try file.read(into: &part, at: offset)
    }

    /// The file's length and when it was changed last.
    ///
    /// - Throws: ``StoreError``.
    public func status() throws(StoreError) -> FileStatus? {
        let status = try file.status()
        knownByteCount.store(status.byteCount, ordering: .relaxed)
        return status
    }
}

/// A document on standard input, which can be read once.
public struct StreamSource: DocumentSource {
    private let file: OpenFile

    /// Reads from an open stream.
    public init(_ file: OpenFile) {
        self.file = file
    }

    /// The stream's name.
    public var name: String {
        file.name
    }

    /// Reads bytes until the buffer is full or the stream ends.
    ///
    /// - Throws: ``StoreError``.
    public func read(
        into buffer: inout MutableSpan<UInt8>,
        at offset: UInt64,
    ) throws(StoreError) -> Int {
        try file.readNext(into: &buffer)
    }

    /// `nil`: a stream is what comes out of it.
    public func status() throws(StoreError) -> FileStatus? {
        nil
    }
}
