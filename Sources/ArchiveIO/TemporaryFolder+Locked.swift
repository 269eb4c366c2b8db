// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import Glibc
internal import SystemPackage

extension TemporaryFolder {
    /// How the names of folders begin that are locked while their process lives.
    static let lockedPrefix = "archive-work-"

    /// How old a folder has to be to count as abandoned, in seconds: it is locked right after it
    /// is made.
    static let abandonedSeconds: Int64 = 60

    /// Makes a folder for what other processes of this program work on, and removes such folders
    /// of this user whose process was killed before it could.
    ///
    /// Others may go through it to folders of theirs, but not see what is in it.
    ///
    /// - Throws: ``StoreError``.
    public static func makeLocked() throws(StoreError) -> TemporaryFolder {
        let temporary = try TemporaryFolder(prefix: lockedPrefix)
        // On a file system without locks nothing is ever taken for abandoned.
        _ = temporary.folder.lock()
        try temporary.folder.setMode(0o711)
        try? temporary.removeAbandoned()
        return temporary
    }

    /// Removes folders beside this one that nobody has locked.
    func removeAbandoned() throws(StoreError) {
        let newest = Clock.secondsSince1970() - Self.abandonedSeconds
        for item in try parent.items()
        where item.kind == .folder && item.name.starts(with: Self.lockedPrefix.utf8) {
            guard let other = try? parent.folder(bytes: item.name, followingLink: false),
                let status = try? other.status(), status.ownerID == geteuid(),
                status.modifiedSeconds < newest, other.lock()
            else {
                continue
            }
            try? other.removeAll()
            try? parent.removeFolder(item.text)
        }
    }

    /// Removes it now, while others may be about to end who still write there.
    ///
    /// - Parameter milliseconds: How long they are waited for at most.
    public func remove(milliseconds: Int) {
        let end = Clock.monotonicSeconds() + Double(milliseconds) / 1000
        while !tryToRemove(), Clock.monotonicSeconds() < end {
            usleep(10_000)
        }
    }

    /// Removes it; returns whether it is gone.
    func tryToRemove() -> Bool {
        guard let name = path.lastComponent else {
            return true
        }
        do throws(StoreError) {
            try folder.removeAll()
            try parent.removeFolder(name.string)
            return true
        } catch {
            return error.code == .notFound
        }
    }
}

extension Folder {
    /// Locks it for this process, until the last reference goes; returns whether nobody else has.
    fileprivate func lock() -> Bool {
        flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }
}
