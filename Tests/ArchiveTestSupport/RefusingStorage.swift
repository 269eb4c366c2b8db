// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveIO
public import BlobStore

/// A storage that refuses to read some things, as a bad disk does.
public struct RefusingStorage: WrappedStorage {
    public let inner: any ArchiveStorage
    private let files: Set<String>
    private let folders: Set<String>
    private let places: [String: Range<UInt64>]

    /// Refuses to open files, to list folders, and to read some bytes.
    public init(
        _ inner: any ArchiveStorage,
        files: Set<String> = [],
        folders: Set<String> = [],
        places: [String: Range<UInt64>] = [:],
    ) {
        self.inner = inner
        self.files = files
        self.folders = folders
        self.places = places
    }

    public func items(in folder: String) throws(StoreError) -> [Folder.Item] {
        if folders.contains(folder) {
            throw StoreError(.inputOutput, "\(folder): refused.")
        }
        return try inner.items(in: folder)
    }

    public func open(_ path: String) throws(StoreError) -> any StoredFile {
        if files.contains(path) {
            throw StoreError(.inputOutput, "\(path): refused.")
        }
        return File(file: try inner.open(path), refused: places[path])
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
