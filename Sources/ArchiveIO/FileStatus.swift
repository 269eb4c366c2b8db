// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import Glibc

/// What the system says of a file.
public struct FileStatus: Hashable, Sendable {
    /// What kind of thing a name stands for.
    public enum Kind: Hashable, Sendable {
        /// A plain file.
        case file
        /// A folder.
        case folder
        /// A symbolic link.
        case link
        /// A device, pipe or socket.
        case special
    }

    /// What kind of thing it is.
    public let kind: Kind

    /// The file's length, in bytes.
    public let byteCount: UInt64

    /// When its contents last changed: seconds since 1970, UTC.
    public let modifiedSeconds: Int64

    /// The nanoseconds of that second.
    public let modifiedNanoseconds: Int64

    /// The device it is on.
    public let device: UInt64

    /// Its number on that device.
    public let inode: UInt64

    /// Who owns it.
    public let ownerID: UInt32

    /// Who may do what with it, as `chmod` takes it.
    public let mode: UInt32

    init(_ status: stat) {
        ownerID = status.st_uid
        mode = status.st_mode & 0o7777
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .special
            }
        byteCount = UInt64(clamping: status.st_size)
        modifiedSeconds = Int64(status.st_mtim.tv_sec)
        modifiedNanoseconds = Int64(status.st_mtim.tv_nsec)
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }

    /// Whether it is a plain file.
    public var isPlainFile: Bool {
        kind == .file
    }
}
