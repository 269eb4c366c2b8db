// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveIO
public import BlobStore

/// A storage around another one, to which it leaves all that it does not do itself.
public protocol WrappedStorage: ArchiveStorage {
    /// The storage that does the work.
    var inner: any ArchiveStorage { get }
}

extension WrappedStorage {
    public var name: String {
        inner.name
    }

    public func items(in folder: String) throws(StoreError) -> [Folder.Item] {
        try inner.items(in: folder)
    }

    public func open(_ path: String) throws(StoreError) -> any StoredFile {
        try inner.open(path)
    }

    public func makeStaging() throws(StoreError) -> any StagingArea {
        try inner.makeStaging()
    }

    public func synchronize(_ path: String) throws(StoreError) {
        try inner.synchronize(path)
    }

    public func clearAbandonedStaging(_ isDone: ([UInt8]) -> Bool) throws(StoreError) {
        try inner.clearAbandonedStaging(isDone)
    }

    public func replaceCache(
        _ path: String,
        writing body: (any ByteSink) throws(StoreError) -> Void,
    ) throws(StoreError) {
        try inner.replaceCache(path, writing: body)
    }

    public func removeCache(_ path: String) throws(StoreError) {
        try inner.removeCache(path)
    }
}
