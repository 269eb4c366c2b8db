// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import CLinux
internal import Glibc
public import SystemPackage

/// An open folder; names are resolved in it, one component at a time, and never through links.
///
/// The descriptor closes when the last reference goes.
public final class Folder: Sendable {
    /// One name in a folder.
    public struct Item: Hashable, Sendable {
        /// The name's bytes; they need not be UTF-8.
        public let name: [UInt8]

        /// What it stands for.
        public let kind: FileStatus.Kind

        /// Creates an item.
        public init(name: [UInt8], kind: FileStatus.Kind) {
            self.name = name
            self.kind = kind
        }

        /// The name as text; bytes that are not UTF-8 are replaced.
        public var text: String {
            String(decoding: name, as: UTF8.self)
        }
    }

    let descriptor: Int32

    /// The path in messages.
    public let path: String

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    /// Opens a folder; symbolic links in the path are followed.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/notFound``,
    ///   ``StoreError/Code/notPlain`` or ``StoreError/Code/inputOutput``.
    public static func open(_ path: FilePath) throws(StoreError) -> Folder {
        let descriptor = try perform("open", path.string) {
            unsafe path.withPlatformString {
                unsafe Glibc.open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            }
        }
        return Folder(descriptor: descriptor, path: path.string)
    }

    /// Makes a folder, and the folders above it, where absent; the names are on disk afterwards.
    ///
    /// - Parameters:
    ///   - path: The folder.
    ///   - mode: The permissions of those that are made.
    /// - Returns: The open folder.
    /// - Throws: ``StoreError``.
    public static func make(_ path: FilePath, mode: UInt32 = 0o777) throws(StoreError) -> Folder {
        do throws(StoreError) {
            return try open(path)
        } catch  where error.code == .notFound {
            let parent = path.removingLastComponent()
            guard let name = path.lastComponent else {
                throw error
            }
            let above = try make(parent.isEmpty ? "." : parent, mode: mode)
            return try above.makeFolder(name.string, mode: mode)
        }
    }

    func subject(_ name: String) -> String {
        path == "." ? name : path + "/" + name
    }

    /// Opens a folder in this one.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/notFound``,
    ///   ``StoreError/Code/notPlain`` or ``StoreError/Code/inputOutput``.
    public func folder(_ name: String) throws(StoreError) -> Folder {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW
        let opened = try perform("openat", subject(name)) {
            unsafe openat(descriptor, name, flags)
        }
        return Folder(descriptor: opened, path: subject(name))
    }

    /// Opens a folder in this one, or makes it; a made name is on disk afterwards.
    ///
    /// - Parameters:
    ///   - name: One path component.
    ///   - mode: The permissions of a folder that is made.
    /// - Returns: The open folder.
    /// - Throws: ``StoreError``.
    public func makeFolder(_ name: String, mode: UInt32 = 0o777) throws(StoreError) -> Folder {
        do throws(StoreError) {
            return try folder(name)
        } catch  where error.code == .notFound {
            do throws(StoreError) {
                try perform("mkdirat", subject(name)) { unsafe mkdirat(descriptor, name, mode) }
                try synchronize()
            } catch  where error.code == .alreadyExists {
                // Another process made it in between, which is as good.
            }
            return try folder(name)
        }
    }

    /// Opens a plain file in this folder for reading.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/notFound``,
    ///   ``StoreError/Code/notPlain`` or ``StoreError/Code/inputOutput``.
    public func file(_ name: String) throws(StoreError) -> OpenFile {
        // O_NONBLOCK: opening a pipe without a writer must not hang.
        let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
        let opened = try perform("openat", subject(name)) {
            unsafe openat(descriptor, name, flags)
        }
        let file = OpenFile(descriptor: opened, name: subject(name))
        try file.requirePlain()
        return file
    }

    /// Opens a plain file whose name need not be UTF-8.
    ///
    /// - Parameters:
    ///   - name: One path component.
    ///   - followingLink: Whether it may be a symbolic link.
    /// - Returns: The open file.
    /// - Throws: ``StoreError`` as ``file(_:)`` does.
    public func file(
        bytes name: [UInt8],
        followingLink: Bool,
    ) throws(StoreError) -> OpenFile {
        let subject = subject(String(decoding: name, as: UTF8.self))
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followingLink ? 0 : O_NOFOLLOW)
        let characters = name.map { CChar(bitPattern: $0) } + [0]
        let opened = try perform("openat", subject) {
            unsafe openat(descriptor, characters, flags)
        }
        let file = OpenFile(descriptor: opened, name: subject)
        try file.requirePlain()
        return file
    }

    /// Opens a folder in this one whose name need not be UTF-8.
    ///
    /// - Parameters:
    ///   - name: One path component.
    ///   - followingLink: Whether it may be a symbolic link.
    /// - Returns: The open folder.
    /// - Throws: ``StoreError`` as ``folder(_:)`` does.
    public func folder(
        bytes name: [UInt8],
        followingLink: Bool,
    ) throws(StoreError) -> Folder {
        let subject = subject(String(decoding: name, as: UTF8.self))
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (followingLink ? 0 : O_NOFOLLOW)
        let characters = name.map { CChar(bitPattern: $0) } + [0]
        let opened = try perform("openat", subject) {
            unsafe openat(descriptor, characters, flags)
        }
        return Folder(descriptor: opened, path: subject)
    }

    /// What the system says of this folder.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public func status() throws(StoreError) -> FileStatus {
        var status = stat()
        try perform("fstat", path) { unsafe fstat(descriptor, &status) }
        return FileStatus(status)
    }

    /// Makes a new file in this folder, open for writing.
    ///
    /// - Parameters:
    ///   - name: One path component that is not there yet.
    ///   - mode: Its permissions.
    /// - Returns: The open file.
    /// - Throws: ``StoreError`` with ``StoreError/Code/alreadyExists`` or
    ///   ``StoreError/Code/inputOutput``.
    public func makeFile(_ name: String, mode: UInt32 = 0o644) throws(StoreError) -> OpenFile {
        let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        let opened = try perform("openat", subject(name)) {
            unsafe openat(descriptor, name, flags, mode)
        }
        return OpenFile(descriptor: opened, name: subject(name))
    }

    /// What the system says of a name; a link is not followed.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/notFound`` or
    ///   ``StoreError/Code/inputOutput``.
    public func status(of name: String) throws(StoreError) -> FileStatus {
        var status = stat()
        try perform("fstatat", subject(name)) {
            unsafe fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW)
        }
        return FileStatus(status)
    }

    /// Gives a file of another folder on the same file system a name here that nothing has yet.
    ///
    /// - Parameters:
    ///   - name: Its name in `source`.
    ///   - source: Where it is.
    ///   - newName: Its further name, in this folder.
    /// - Throws: ``StoreError`` with ``StoreError/Code/alreadyExists`` or
    ///   ``StoreError/Code/inputOutput``.
    public func link(
        _ name: String,
        of source: Folder,
        as newName: String,
    ) throws(StoreError) {
        do throws(StoreError) {
            try perform("linkat", subject(newName)) {
                unsafe linkat(source.descriptor, name, descriptor, newName, 0)
            }
        } catch  where error.cause?.errno == .notPermitted || error.cause?.errno == .notSupported {
            // File systems without hard links: refuses an existing name just as well.
            try perform("renameat2", subject(newName)) {
                unsafe renameat2(
                    source.descriptor,
                    name,
                    descriptor,
                    newName,
                    archive_rename_noreplace,
                )
            }
        }
    }

    /// Waits for the advisory lock of a file in this folder, which is made where absent.
    ///
    /// A file system without locks gives none: it is for work that is right without one, too, and
    /// only better with it.
    ///
    /// - Parameters:
    ///   - name: One path component.
    ///   - mode: The permissions of a file that is made.
    /// - Returns: The file, whose last reference drops the lock; so does the end of the process.
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public func lockedFile(_ name: String, mode: UInt32 = 0o644) throws(StoreError) -> OpenFile {
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
        let opened = try perform("openat", subject(name)) {
            unsafe openat(descriptor, name, flags, mode)
        }
        let file = OpenFile(descriptor: opened, name: subject(name))
        try file.requirePlain()
        do throws(StoreError) {
            try perform("flock", file.name, isStoppable: true) { flock(opened, LOCK_EX) }
        } catch {
            guard [.noLocks, .notSupported, .noFunction].contains(error.cause?.errno) else {
                throw error
            }
        }
        return file
    }

    /// Gives a file of this folder another name; a file that has it is replaced.
    ///
    /// - Throws: ``StoreError``.
    public func rename(_ name: String, to newName: String) throws(StoreError) {
        try perform("renameat", subject(newName)) {
            unsafe renameat(descriptor, name, descriptor, newName)
        }
    }

    /// Replaces a file of this folder, or makes it: entire or not at all after a power cut.
    ///
    /// - Parameters:
    ///   - name: The file's name.
    ///   - bytes: Its new contents.
    ///   - mode: Its permissions.
    /// - Throws: ``StoreError``.
    public func replaceFile(
        _ name: String,
        with bytes: Span<UInt8>,
        mode: UInt32 = 0o644,
    ) throws(StoreError) {
        // Random, because other processes and threads may replace the same file.
        let partial = ".\(name).\(UInt64.random(in: .min ... .max)).partial"
        let file = try makeFile(partial, mode: mode)
        do throws(StoreError) {
            try file.write(bytes)
            try file.synchronize()
            try rename(partial, to: name)
        } catch {
            try? remove(partial)
            throw error
        }
        try synchronize()
    }

    /// Removes a file.
    ///
    /// - Throws: ``StoreError``.
    public func remove(_ name: String) throws(StoreError) {
        try perform("unlinkat", subject(name)) { unsafe unlinkat(descriptor, name, 0) }
    }

    /// Removes an empty folder.
    ///
    /// - Throws: ``StoreError``.
    public func removeFolder(_ name: String) throws(StoreError) {
        try perform("unlinkat", subject(name)) {
            unsafe unlinkat(descriptor, name, Int32(AT_REMOVEDIR))
        }
    }

    /// Waits until the names in this folder are on the disk.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public func synchronize() throws(StoreError) {
        try performOnce("fsync", path) { fsync(descriptor) }
    }

    /// The names in this folder, sorted by their bytes, without `.` and `..`.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``; never a part of them.
    public func items() throws(StoreError) -> [Item] {
        // A descriptor of its own, because fdopendir takes it over and it has a read position.
        let own = try perform("openat", path) {
            unsafe openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        }
        guard let stream = unsafe fdopendir(own) else {
            let cause = SystemCallFailure(call: "fdopendir", errno: Errno(rawValue: errno))
            close(own)
            throw StoreError(cause, subject: path)
        }
        defer { unsafe closedir(stream) }
        var items: [Item] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                if errno == 0 {
                    break
                }
                let cause = SystemCallFailure(call: "readdir", errno: Errno(rawValue: errno))
                throw StoreError(cause, subject: path)
            }
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe Array(bytes.prefix { $0 != 0 })
            }
            if name != [0x2E], name != [0x2E, 0x2E] {
                let kind = try unsafe kind(entry.pointee.d_type, of: name)
                items.append(Item(name: name, kind: kind))
            }
        }
        return items.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }

    private func kind(_ type: UInt8, of name: [UInt8]) throws(StoreError) -> FileStatus.Kind {
        switch Int(type) {
        case Int(DT_REG): return .file
        case Int(DT_DIR): return .folder
        case Int(DT_LNK): return .link
        case Int(DT_UNKNOWN):
            var status = stat()
            let text = name.map { CChar(bitPattern: $0) } + [0]
            try perform("fstatat", subject(String(decoding: name, as: UTF8.self))) {
                unsafe fstatat(descriptor, text, &status, AT_SYMLINK_NOFOLLOW)
            }
            return FileStatus(status).kind
        default: return .special
        }
    }
}
