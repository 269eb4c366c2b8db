// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO

extension CommonOptions {
    /// Prints the last line of JSON output: `summary`, with the schema's version.
    func printSummary(_ members: JSONObject) {
        if json {
            Console.printSummary(members)
        }
    }

    /// Ends the command as a shell would report the signal, when there was one.
    func endIfInterrupted() throws {
        if let signal = Interruption.signal {
            throw Outcome(signal: signal)
        }
    }
}
