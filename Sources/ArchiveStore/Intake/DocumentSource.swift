// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveIO

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
public struct FileSource: DocumentSource {
    private let file: OpenFile

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
        try file.read(into: &buffer, at: offset)
    }

    /// The file's length and when it was changed last.
    ///
    /// - Throws: ``StoreError``.
    public func status() throws(StoreError) -> FileStatus? {
        try file.status()
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
