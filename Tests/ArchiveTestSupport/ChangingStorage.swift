// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveIO
public import BlobStore
internal import Synchronization

/// A storage in which somebody exchanges a file between two readings.
public final class ChangingStorage: WrappedStorage {
    public let inner: any ArchiveStorage
    private let second: any ArchiveStorage
    private let path: String
    private let count: Int
    private let openedCount = Mutex(0)

    /// Opens a path so many times in one storage and in another one later; all else is the inner
    /// one's.
    public init(
        _ inner: any ArchiveStorage,
        then second: any ArchiveStorage,
        at path: String,
        after count: Int = 1,
    ) {
        self.count = count
        self.inner = inner
        self.second = second
        self.path = path
    }

    public func open(_ path: String) throws(StoreError) -> any StoredFile {
        guard path == self.path else {
            return try inner.open(path)
        }
        let count = openedCount.withLock { count in
            count += 1
            return count
        }
        return try (count <= self.count ? inner : second).open(path)
    }
}
