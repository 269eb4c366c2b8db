// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO

extension CommonOptions {
    /// Prints the last line of JSON output: `summary`, with the schema's version.
    func printSummary(_ members: JSONObject) {
        guard json else {
            return
        }
        var summary = members
        summary["type"] = "summary"
        summary["schema"] = 1
        Console.print(.object(summary))
    }

    /// Ends the command as a shell would report the signal, when there was one.
    func endIfInterrupted() throws {
        if let signal = Interruption.signal {
            throw Outcome(signal: signal)
        }
    }
}
