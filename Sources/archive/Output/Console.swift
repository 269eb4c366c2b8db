// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import Glibc

/// Standard output for what was asked, standard error for everything else.
enum Console {
    /// Prints a line of what was asked for.
    static func print(_ line: String) {
        write(Array((line + "\n").utf8), to: STDOUT_FILENO)
    }

    /// Prints a JSON value as a line.
    static func print(_ value: JSONValue) {
        write(CanonicalJSON.encode(value) + [0x0A], to: STDOUT_FILENO)
    }

    /// Tells a person what went wrong.
    static func complain(_ message: String) {
        complainVerbatim("archive: " + message)
    }

    /// Tells a person something as it stands.
    static func complainVerbatim(_ message: String) {
        Progress.clear()
        write(Array((message + "\n").utf8), to: STDERR_FILENO)
    }

    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
            }
            if count < 0, errno != EINTR {
                // Nobody can be told on a closed output; the exit code says that it failed.
                if descriptor == STDOUT_FILENO {
                    exit(Outcome.inputOutput)
                }
                return
            }
            rest = rest.dropFirst(max(0, count))
        }
    }
}
