// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveIO
public import BlobStore

/// A storage that refuses to read some things, as a bad disk does.
public struct RefusingStorage: ArchiveStorage {
    private let storage: any ArchiveStorage
    private let files: Set<String>
    private let folders: Set<String>
    private let places: [String: Range<UInt64>]

    /// Refuses to open files, to list folders, and to read some bytes.
    public init(
        _ storage: any ArchiveStorage,
        files: Set<String> = [],
        folders: Set<String> = [],
        places: [String: Range<UInt64>] = [:],
    ) {
        self.storage = storage
        self.files = files
        self.folders = folders
        self.places = places
    }

    public var name: String { storage.name }

    public func items(in folder: String) throws(StoreError) -> [Folder.Item] {
        if folders.contains(folder) {
            throw StoreError(.inputOutput, "\(folder): refused.")
        }
        return try storage.items(in: folder)
    }

    public func open(_ path: String) throws(StoreError) -> any StoredFile {
        if files.contains(path) {
            throw StoreError(.inputOutput, "\(path): refused.")
        }
        return File(file: try storage.open(path), refused: places[path])
    }

    public func makeStaging() throws(StoreError) -> any StagingArea {
        try storage.makeStaging()
    }

    public func synchronize(_ path: String) throws(StoreError) {
        try storage.synchronize(path)
    }

    public func clearAbandonedStaging(_ isDone: ([UInt8]) -> Bool) throws(StoreError) {
        try storage.clearAbandonedStaging(isDone)
    }

    public func replaceCache(
        _ path: String,
        writing body: (any ByteSink) throws(StoreError) -> Void,
    ) throws(StoreError) {
        try storage.replaceCache(path, writing: body)
    }

    public func removeCache(_ path: String) throws(StoreError) {
        try storage.removeCache(path)
    }

    private struct File: StoredFile {
        let file: any StoredFile
        let refused: Range<UInt64>?

        var byteCount: UInt64 { file.byteCount }

        func read(
            into buffer: inout MutableSpan<UInt8>,
            at offset: UInt64,
        ) throws(StoreError) -> Int {
            let asked = offset..<offset + UInt64(buffer.count)
            if let refused, refused.overlaps(asked) {
                throw StoreError(.inputOutput, "bytes \(asked): refused.")
            }
            return try file.read(into: &buffer, at: offset)
        }
    }
}
