// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveTestSupport
import Glibc
import SystemPackage

/// Files in Tests/Vectors.
enum VectorFiles {
    /// Whether files are to be written that hold what a test found: `UPDATE_VECTORS=1`.
    static var areUpdated: Bool {
        unsafe getenv("UPDATE_VECTORS") != nil
    }

    /// Returns the path of a file or folder.
    static func path(_ name: String) -> FilePath {
        var path = FilePath(#filePath)
        for _ in 0..<3 {
            path.removeLastComponent()
        }
        return path.appending("Vectors/\(name)")
    }

    /// Returns the names of what is in a folder, sorted.
    static func names(in folder: String) -> [String] {
        let list = shell("LC_ALL=C ls -1 '\(path(folder))'").output
        return String(decoding: list, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Returns the bytes of a file.
    static func read(_ name: String) throws -> [UInt8] {
        let file = try FileDescriptor.open(path(name), .readOnly)
        defer { try? file.close() }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe file.read(into: $0) }
            guard count > 0 else {
                return bytes
            }
            bytes += buffer[..<count]
        }
    }

    /// Writes a file.
    static func write(_ bytes: [UInt8], to name: String) throws {
        let file = try FileDescriptor.open(
            path(name),
            .writeOnly,
            options: [.create, .truncate],
            permissions: [.ownerReadWrite, .groupRead, .otherRead],
        )
        defer { try? file.close() }
        try file.writeAll(bytes)
    }
}
