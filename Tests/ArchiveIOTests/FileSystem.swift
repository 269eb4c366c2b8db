// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveIO
import ArchiveTestSupport
import Glibc
import SystemPackage

/// The folder of the test case that is running.
func temporaryFolder() throws -> Folder {
    try Folder.open(TemporaryDirectory.current)
}

/// A path in the folder of the test case that is running.
func temporaryPath(_ name: String) -> FilePath {
    TemporaryDirectory.current.appending(name)
}

/// Makes a pipe with a name.
func makePipe(_ name: String) -> Bool {
    unsafe mkfifo(temporaryPath(name).string, 0o600) == 0
}

/// Makes a symbolic link.
func makeLink(_ name: String, to target: String) -> Bool {
    unsafe symlink(target, temporaryPath(name).string) == 0
}

/// The permissions of a file.
func mode(of name: String) -> UInt32 {
    var status = stat()
    return unsafe stat(temporaryPath(name).string, &status) == 0 ? status.st_mode & 0o7777 : 0
}

extension OpenFile {
    /// All bytes.
    func contents() throws(StoreError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(try status().byteCount))
        var span = bytes.mutableSpan
        let count = try read(into: &span, at: 0)
        return Array(bytes[..<count])
    }
}

extension Folder {
    /// Makes a file with contents.
    func makeFile(_ name: String, containing bytes: [UInt8]) throws(StoreError) {
        try makeFile(name).write(bytes.span)
    }
}
