// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveIO

/// Where an archive's write-once files are: a folder, memory, a bucket.
///
/// Paths are relative, with `/`, and have no component that starts with a dot. Every
/// implementation passes `ArchiveStorageConformance` in the tests.
public protocol ArchiveStorage: Sendable {
    /// The archive's place in messages.
    var name: String { get }

    /// The names in a folder, sorted by their bytes.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/notFound`` when there is no such folder,
    ///   ``StoreError/Code/notPlain`` when it is something else. Never a part of the names.
    func items(in folder: String) throws(StoreError) -> [Folder.Item]

    /// Opens a file for reading.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/notFound`` or
    ///   ``StoreError/Code/notPlain`` for links, folders and devices.
    func open(_ path: String) throws(StoreError) -> any StoredFile

    /// Makes a place for work in flight, which no reader sees.
    ///
    /// - Throws: ``StoreError``.
    func makeStaging() throws(StoreError) -> any StagingArea

    /// Removes what dead writers left in staging, one after the other.
    ///
    /// - Parameter isDone: Takes what one of them left in its file ``StagingName/entries``, while
    ///   nobody else can take it, and says whether it is done with; if not, all of it stays.
    /// - Throws: ``StoreError`` when staging cannot be listed.
    func clearAbandonedStaging(_ isDone: ([UInt8]) -> Bool) throws(StoreError)

    /// Waits until a published file, its name and the folders it is in survive a power cut.
    ///
    /// - Throws: ``StoreError``; the file must not be relied on then.
    func synchronize(_ path: String) throws(StoreError)

    /// Makes a cache file, or replaces it, without waiting for the disk. Readers may do so too.
    ///
    /// - Throws: ``StoreError``; on read-only media always.
    func replaceCache(
        _ path: String,
        writing body: (any ByteSink) throws(StoreError) -> Void,
    ) throws(StoreError)

    /// Removes a cache file.
    ///
    /// - Throws: ``StoreError``.
    func removeCache(_ path: String) throws(StoreError)
}

/// The names of files in a staging area.
public enum StagingName {
    /// The pack that is being written.
    public static let pack = "pack"

    /// The entries that a finished pack was to be committed with; a later writer can do it.
    public static let entries = "entries"
}

/// A file of an archive that is open for reading.
public protocol StoredFile: Sendable {
    /// Its length when it was opened, in bytes.
    var byteCount: UInt64 { get }

    /// Reads bytes from a place until the buffer is full or the file ends.
    ///
    /// - Returns: The number of bytes read; fewer than the buffer holds only at the end.
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    func read(
        into buffer: inout MutableSpan<UInt8>,
        at offset: UInt64,
    ) throws(StoreError) -> Int
}

/// Something that takes bytes one after the other.
public protocol ByteSink {
    /// Takes bytes.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    func write(_ bytes: Span<UInt8>) throws(StoreError)
}

/// A place for work in flight.
///
/// What is not published is gone when the process ends.
public protocol StagingArea: Sendable {
    /// Makes an empty file.
    ///
    /// - Throws: ``StoreError``.
    func makeFile(_ name: String) throws(StoreError) -> any StagedFile

    /// Gives a finished file its final name, where nothing may be yet, and waits for the disk.
    ///
    /// When this returns, name and bytes survive a power cut. SPEC §7.1 steps 3 to 6.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/alreadyExists``, or
    ///   ``StoreError/Code/inputOutput`` after which nothing may be acknowledged.
    func publish(_ file: any StagedFile, as path: String) throws(StoreError)

    /// Removes the place and all that was not published.
    func remove()
}

/// A file in a staging area.
public protocol StagedFile: ByteSink, StoredFile {
    /// Its name in the staging area.
    var stagedName: String { get }

    /// Cuts the file and goes on writing there.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    func truncate(to byteCount: UInt64) throws(StoreError)
}

extension StoredFile {
    /// Reads a whole file that must not be longer than a limit.
    ///
    /// - Parameter limit: In bytes.
    /// - Returns: Its bytes, or `nil` when it is longer.
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public func readAll(limit: Int) throws(StoreError) -> [UInt8]? {
        guard byteCount <= UInt64(limit) else {
            return nil
        }
        return try read(count: Int(byteCount), at: 0)
    }

    /// Reads up to so many bytes from a place.
    ///
    /// - Parameters:
    ///   - count: How many.
    ///   - offset: The place, in bytes.
    /// - Returns: The bytes; fewer only at the file's end.
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public func read(count: Int, at offset: UInt64) throws(StoreError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var span = bytes.mutableSpan
        let done = try read(into: &span, at: offset)
        if done < count {
            bytes.removeLast(count - done)
        }
        return bytes
    }
}
