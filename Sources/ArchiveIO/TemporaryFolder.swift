// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import Glibc
public import SystemPackage

/// A new folder for work in flight, which is removed with everything in it.
///
/// In the folder that the variable `TMPDIR` names, else in `/tmp`; for root only where other users
/// come to, since commands in it are theirs.
public final class TemporaryFolder: Sendable {
    /// The folder's absolute path.
    public let path: FilePath

    /// The folder, which only this user may enter.
    public let folder: Folder

    /// The folder that it is in.
    let parent: Folder

    /// Makes a folder whose name nothing has yet.
    ///
    /// - Throws: ``StoreError``.
    public convenience init() throws(StoreError) {
        try self.init(prefix: "archive-")
    }

    /// Makes a folder whose name begins in some way.
    init(prefix: String, in base: String = TemporaryFolder.base) throws(StoreError) {
        var template = Array("\(base)/\(prefix)XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
        }
        guard made else {
            let cause = SystemCallFailure(call: "mkdtemp", errno: Errno(rawValue: errno))
            throw StoreError(cause, subject: base)
        }
        // As the system knows it, since others report paths without links.
        guard let resolved = unsafe realpath(template, nil) else {
            let cause = SystemCallFailure(call: "realpath", errno: Errno(rawValue: errno))
            throw StoreError(cause, subject: base)
        }
        path = unsafe FilePath(platformString: resolved)
        unsafe free(resolved)
        folder = try Folder.open(path)
        parent = try Folder.open(path.removingLastComponent())
    }

    /// Where such folders are made.
    static var base: String {
        guard let named = unsafe getenv("TMPDIR") else {
            return "/tmp"
        }
        let text = unsafe String(cString: named)
        let isUsable =
            text.utf8.first == UInt8(ascii: "/") && (geteuid() != 0 || isReachable(text))
        return isUsable ? text : "/tmp"
    }

    /// Whether every user may go through a folder and those that it is in.
    static func isReachable(_ path: String) -> Bool {
        guard let resolved = unsafe realpath(path, nil) else {
            return false
        }
        var folder = unsafe FilePath(platformString: resolved)
        unsafe free(resolved)
        while true {
            guard let status = try? Folder.open(folder).status(), status.mode & 0o001 != 0 else {
                return false
            }
            guard folder.removeLastComponent() else {
                return true
            }
        }
    }

    deinit {
        // What cannot be removed now is left for the system, which clears such folders.
        _ = tryToRemove()
    }
}

extension Folder {
    /// Makes a folder in this one that was not there; nothing is waited for.
    ///
    /// - Parameters:
    ///   - name: One path component.
    ///   - mode: Its permissions.
    /// - Returns: The open folder.
    /// - Throws: ``StoreError`` with ``StoreError/Code/alreadyExists`` or
    ///   ``StoreError/Code/inputOutput``.
    public func makeNewFolder(_ name: String, mode: UInt32 = 0o700) throws(StoreError) -> Folder {
        try perform("mkdirat", subject(name)) { unsafe mkdirat(descriptor, name, mode) }
        return try folder(name)
    }

    /// Sets who may do what with this folder, whatever the mask of this process is.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public func setMode(_ mode: UInt32) throws(StoreError) {
        try perform("fchmod", path) { fchmod(descriptor, mode) }
    }

    /// Makes this folder another user's; only root may.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public func setOwner(_ ownerID: UInt32, groupID: UInt32) throws(StoreError) {
        try perform("fchown", path) { fchown(descriptor, ownerID, groupID) }
    }

    /// What the system says of a name that need not be UTF-8; a link is not followed.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/notFound`` or
    ///   ``StoreError/Code/inputOutput``.
    public func status(bytes name: [UInt8]) throws(StoreError) -> FileStatus {
        var status = stat()
        let characters = name.map { CChar(bitPattern: $0) } + [0]
        try perform("fstatat", subject(String(decoding: name, as: UTF8.self))) {
            unsafe fstatat(descriptor, characters, &status, AT_SYMLINK_NOFOLLOW)
        }
        return FileStatus(status)
    }

    /// Removes everything in this folder; links are removed and not followed.
    ///
    /// Takes the same memory however deep folders are nested: they are moved up here before what
    /// is in them is removed.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public func removeAll() throws(StoreError) {
        var movedCount = 0
        while true {
            let items = try items()
            guard !items.isEmpty else {
                return
            }
            for item in items {
                let name = item.name.map { CChar(bitPattern: $0) } + [0]
                guard item.kind == .folder else {
                    try perform("unlinkat", path) { unsafe unlinkat(descriptor, name, 0) }
                    continue
                }
                // A program may have taken even its owner's permissions away.
                openToOwner(name)
                try folder(bytes: item.name, followingLink: false).moveFolders(
                    to: self,
                    &movedCount,
                )
                try perform("unlinkat", path) {
                    unsafe unlinkat(descriptor, name, Int32(AT_REMOVEDIR))
                }
            }
        }
    }

    /// Removes everything in this folder but folders, which are moved to another one.
    private func moveFolders(to target: Folder, _ movedCount: inout Int) throws(StoreError) {
        for item in try items() {
            let name = item.name.map { CChar(bitPattern: $0) } + [0]
            if item.kind == .folder {
                openToOwner(name)
                // Names that are taken by chance are found out by the call, which fails.
                let moved = ".moved-\(UInt64.random(in: .min ... .max))-\(movedCount)"
                try perform("renameat", path) {
                    unsafe renameat(descriptor, name, target.descriptor, moved)
                }
                movedCount += 1
            } else {
                try perform("unlinkat", path) { unsafe unlinkat(descriptor, name, 0) }
            }
        }
    }

    /// `O_PATH` of man 2 open, which Swift does not import.
    private static let pathOnly: Int32 = 0o10_000_000

    /// Gives the owner of a folder in this one all permissions again; nothing happens to what is
    /// no folder, also when it takes the place of one meanwhile.
    func openToOwner(_ name: [CChar]) {
        // Nothing else opens a folder that its owner may not read; what is opened so can be
        // changed by its name in /proc only, which is its own wherever links lead.
        let flags = Self.pathOnly | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let opened = unsafe openat(descriptor, name, flags)
        guard opened >= 0 else {
            return
        }
        _ = unsafe chmod("/proc/self/fd/\(opened)", 0o700)
        close(opened)
    }
}
