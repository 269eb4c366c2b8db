// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveIO
public import BlobStore
internal import Synchronization

/// A storage in which somebody exchanges a file between two readings.
public final class ChangingStorage: ArchiveStorage {
    private let first: any ArchiveStorage
    private let second: any ArchiveStorage
    private let path: String
    private let count: Int
    private let openedCount = Mutex(0)

    /// Opens a path so many times in one storage and in another one later; all else is the first
    /// one's.
    public init(
        _ first: any ArchiveStorage,
        then second: any ArchiveStorage,
        at path: String,
        after count: Int = 1,
    ) {
        self.count = count
        self.first = first
        self.second = second
        self.path = path
    }

    public var name: String { first.name }

    public func items(in folder: String) throws(StoreError) -> [Folder.Item] {
        try first.items(in: folder)
    }

    public func open(_ path: String) throws(StoreError) -> any StoredFile {
        guard path == self.path else {
            return try first.open(path)
        }
        let count = openedCount.withLock { count in
            count += 1
            return count
        }
        return try (count <= self.count ? first : second).open(path)
    }

    public func makeStaging() throws(StoreError) -> any StagingArea {
        try first.makeStaging()
    }

    public func synchronize(_ path: String) throws(StoreError) {
        try first.synchronize(path)
    }

    public func clearAbandonedStaging(_ isDone: ([UInt8]) -> Bool) throws(StoreError) {
        try first.clearAbandonedStaging(isDone)
    }

    public func replaceCache(
        _ path: String,
        writing body: (any ByteSink) throws(StoreError) -> Void,
    ) throws(StoreError) {
        try first.replaceCache(path, writing: body)
    }

    public func removeCache(_ path: String) throws(StoreError) {
        try first.removeCache(path)
    }
}
