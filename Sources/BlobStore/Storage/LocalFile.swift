// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveIO

/// A plain file as a part of an archive, or as something that a pack is written to.
public final class LocalFile: StagedFile {
    let file: OpenFile

    /// Its name in the staging area, or its path.
    public let stagedName: String

    /// Its length when it was opened, in bytes.
    public let byteCount: UInt64

    /// Wraps an open file.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public init(_ file: OpenFile, stagedName: String? = nil) throws(StoreError) {
        self.file = file
        self.stagedName = stagedName ?? file.name
        byteCount = try file.status().byteCount
    }

    /// Reads bytes from a place until the buffer is full or the file ends.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public func read(
        into buffer: inout MutableSpan<UInt8>,
        at offset: UInt64,
    ) throws(StoreError) -> Int {
        try file.read(into: &buffer, at: offset)
    }

    /// Writes bytes where the last write ended.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public func write(_ bytes: Span<UInt8>) throws(StoreError) {
        try file.write(bytes)
    }

    /// Cuts the file and goes on writing there.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public func truncate(to byteCount: UInt64) throws(StoreError) {
        try file.truncate(to: byteCount)
    }
}
