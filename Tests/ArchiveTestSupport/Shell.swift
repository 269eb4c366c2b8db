// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import Glibc

/// What a program gave back.
public struct ShellResult: Hashable, Sendable {
    /// Its exit code, or -1 when it did not end by itself.
    public let exitCode: Int32

    /// What it wrote to standard output.
    public let output: [UInt8]
}

/// Runs a command line with `sh` and waits for its end.
public func shell(_ command: String) -> ShellResult {
    guard let stream = unsafe popen(command, "r") else {
        return ShellResult(exitCode: -1, output: [])
    }
    var output: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = unsafe fread(&piece, 1, piece.count, stream)
        guard count > 0 else {
            break
        }
        output += piece[..<count]
    }
    let status = unsafe pclose(stream)
    return ShellResult(exitCode: status & 0x7F == 0 ? status >> 8 & 0xFF : -1, output: output)
}
