// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import Glibc
internal import Synchronization

/// Standard output for what was asked, standard error for everything else.
enum Console {
    private static let summaryWasPrinted = Atomic(false)

    /// Whether the last line of JSON output was printed already.
    static var hasSummary: Bool {
        summaryWasPrinted.load(ordering: .relaxed)
    }

    /// Prints the last line of JSON output, which says how the command ends.
    static func printSummary(_ members: JSONObject, exitCode: Int32 = 0) {
        var summary = members
        summary["type"] = "summary"
        summary["schema"] = 1
        summary["exit"] = .integer(Int64(exitCode))
        printSummary(line: String(decoding: CanonicalJSON.encode(.object(summary)), as: UTF8.self))
    }

    /// Prints the last line of JSON output.
    static func printSummary(line: String) {
        summaryWasPrinted.store(true, ordering: .relaxed)
        print(line)
    }

    /// Opens those of the three standard descriptors that are closed, so that no file of the
    /// archive gets their numbers; writing to them fails.
    static func openStandardDescriptors() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
        where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest free number is this one.
            _ = unsafe open("/dev/null", O_RDONLY)
        }
    }

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
        complainVerbatim("archive: " + PlainText.of(message))
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
                if descriptor == STDOUT_FILENO {
                    let reason = unsafe String(cString: strerror(errno))
                    complain("Standard output cannot be written to: \(reason).")
                    exit(Outcome.inputOutput)
                }
                return
            }
            rest = rest.dropFirst(max(0, count))
        }
    }
}
