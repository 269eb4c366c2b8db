// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveCrypto
public import ArchiveIO
public import SystemPackage

/// An archive's files in a folder of the local file system.
public final class LocalStorage: ArchiveStorage {
    private let root: Folder

    /// Opens an archive's folder.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/notFound``,
    ///   ``StoreError/Code/notPlain`` or ``StoreError/Code/inputOutput``.
    public init(_ path: FilePath) throws(StoreError) {
        root = try Folder.open(path)
    }

    /// Makes the folder where absent, and opens it.
    ///
    /// - Throws: ``StoreError``.
    public init(making path: FilePath) throws(StoreError) {
        root = try Folder.make(path)
    }

    /// The folder's path.
    public var name: String {
        root.path
    }

    /// The names in a folder, sorted by their bytes.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/notFound`` or
    ///   ``StoreError/Code/notPlain``.
    public func items(in folder: String) throws(StoreError) -> [Folder.Item] {
        try self.folder(folder[...]).items()
    }

    /// Opens a file for reading; no link is followed.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/notFound`` or
    ///   ``StoreError/Code/notPlain``.
    public func open(_ path: String) throws(StoreError) -> any StoredFile {
        let (folder, name) = split(path)
        return try LocalFile(try self.folder(folder).file(name))
    }

    /// Makes a locked folder under `staging/`.
    ///
    /// - Throws: ``StoreError``.
    public func makeStaging() throws(StoreError) -> any StagingArea {
        let above = try root.makeFolder("staging")
        var attempt = 0
        while true {
            attempt += 1
            do throws(StoreError) {
                if let staging = try makeStaging(in: above) {
                    return staging
                }
            } catch  where error.code == .notFound && attempt < Self.stagingAttempts {
                // Somebody cleared the folder before it had its lock; another one is as good.
                continue
            }
        }
    }

    /// Folders that were removed before they were locked, until something else must be wrong.
    private static let stagingAttempts = 100

    private func makeStaging(in above: Folder) throws(StoreError) -> LocalStaging? {
        let name = Hex.encode(randomBytes(count: 8))
        let folder = try above.makeFolder(name)
        let lock = try folder.makeFile("lock")
        // Who clears abandoned staging may hold the lock for a moment and remove the folder.
        guard try lock.tryLock(), (try? folder.status(of: "lock")) != nil else {
            return nil
        }
        return LocalStaging(above: above, name: name, folder: folder, lock: lock, root: root)
    }

    /// Removes the folders under `staging/` whose lock nobody holds.
    ///
    /// What cannot be looked at is left: it may be another user's, and nothing depends on it.
    ///
    /// - Throws: ``StoreError`` when staging cannot be listed.
    public func clearAbandonedStaging(_ isDone: ([UInt8]) -> Bool) throws(StoreError) {
        let above: Folder
        do throws(StoreError) {
            above = try root.folder("staging")
        } catch  where error.code == .notFound {
            return
        }
        for item in try above.items() where item.kind == .folder {
            do throws(StoreError) {
                try clearIfUnlocked(item.text, in: above, isDone)
            } catch {
                continue
            }
        }
    }

    private func clearIfUnlocked(
        _ name: String,
        in above: Folder,
        _ isDone: ([UInt8]) -> Bool,
    ) throws(StoreError) {
        let folder = try above.folder(name)
        let lock: OpenFile
        do throws(StoreError) {
            lock = try folder.file("lock")
        } catch  where error.code == .notFound {
            // Its maker is between mkdir and lock, or died there. Only an empty folder can be
            // removed, and a maker that lives finds that it is gone and makes another.
            return try above.removeFolder(name)
        }
        guard try lock.tryLock() else {
            return
        }
        if let entries = try entries(in: folder), !isDone(entries) {
            return
        }
        // The lock goes last: until then nobody else takes the folder for abandoned. What cannot
        // be removed is not ours, and stays.
        for item in try folder.items() where item.text != "lock" {
            try? folder.remove(item.text)
        }
        try folder.remove("lock")
        try above.removeFolder(name)
    }

    private func entries(in folder: Folder) throws(StoreError) -> [UInt8]? {
        do throws(StoreError) {
            return try LocalFile(folder.file(StagingName.entries))
                .readAll(limit: Self.entriesByteLimit)
        } catch  where error.code == .notFound || error.code == .notPlain {
            return nil
        }
    }

    /// The most bytes that a list of entries has: as a commit, SPEC §5.4.
    private static let entriesByteLimit = 32 << 20

    /// Waits until a published file, its name and the folders it is in are on the disk.
    ///
    /// - Throws: ``StoreError``.
    public func synchronize(_ path: String) throws(StoreError) {
        let (folderPath, name) = split(path)
        var folder = root
        for component in folderPath.split(separator: "/") {
            try folder.synchronize()
            folder = try folder.folder(String(component))
        }
        try folder.file(name).synchronize()
        try folder.synchronize()
    }

    /// Makes a cache file, or replaces it, without waiting for the disk.
    ///
    /// - Throws: ``StoreError``.
    public func replaceCache(
        _ path: String,
        writing body: (any ByteSink) throws(StoreError) -> Void,
    ) throws(StoreError) {
        let (folderPath, name) = split(path)
        var folder = root
        for component in folderPath.split(separator: "/") {
            folder = try folder.makeFolder(String(component))
        }
        let partial = ".\(name).\(Hex.encode(randomBytes(count: 4)))"
        let file = try folder.makeFile(partial)
        do throws(StoreError) {
            try body(LocalFile(file))
            try folder.rename(partial, to: name)
        } catch {
            try? folder.remove(partial)
            throw error
        }
    }

    /// Removes a cache file.
    ///
    /// - Throws: ``StoreError``.
    public func removeCache(_ path: String) throws(StoreError) {
        let (folder, name) = split(path)
        try self.folder(folder).remove(name)
    }

    private func folder(_ path: Substring) throws(StoreError) -> Folder {
        var folder = root
        for component in path.split(separator: "/") {
            folder = try folder.folder(String(component))
        }
        return folder
    }
}

/// Splits a path into the folder and the last component.
func split(_ path: String) -> (folder: Substring, name: String) {
    guard let slash = path.lastIndex(of: "/") else {
        return ("", path)
    }
    return (path[..<slash], String(path[path.index(after: slash)...]))
}

/// A folder under `staging/`, with a lock that lives as long as the process.
private final class LocalStaging: StagingArea {
    private let above: Folder
    private let name: String
    private let folder: Folder
    private let lock: OpenFile
    private let root: Folder

    init(above: Folder, name: String, folder: Folder, lock: OpenFile, root: Folder) {
        self.above = above
        self.name = name
        self.folder = folder
        self.lock = lock
        self.root = root
    }

    func makeFile(_ name: String) throws(StoreError) -> any StagedFile {
        try LocalFile(try folder.makeFile(name), stagedName: name)
    }

    // The calls of publish(_:as:) when nothing fails:
    //
    //     fchmod(f, 0444)
    //     fsync(f)
    //     openat(root, "packs") = p; openat(p, "ab") = d, or mkdirat, fsync(p), openat
    //     linkat(staging, "pack", d, name)
    //     fsync(d)
    //
    // The target folder is open before the name appears, so that an error of its disk reaches us.
    func publish(_ file: any StagedFile, as path: String) throws(StoreError) {
        guard let staged = file as? LocalFile else {
            preconditionFailure("a file of another storage")
        }
        try staged.file.makeReadOnly()
        try staged.file.synchronize()
        let (folderPath, name) = split(path)
        var target = root
        for component in folderPath.split(separator: "/") {
            let above = target
            target = try above.makeFolder(String(component))
            // Whoever made the folder may not have reached its own fsync.
            try above.synchronize()
        }
        do throws(StoreError) {
            try target.link(staged.stagedName, of: folder, as: name)
        } catch  where error.code == .alreadyExists {
            // Whoever made it may not have reached its own fsync.
            try target.synchronize()
            throw error
        }
        try target.synchronize()
    }

    func remove() {
        // What cannot be removed now is removed by a later writer, who finds it by its lock.
        do throws(StoreError) {
            for item in try folder.items() where item.text != "lock" {
                try folder.remove(item.text)
            }
            try folder.remove("lock")
            try above.removeFolder(name)
        } catch {
            return
        }
    }
}
