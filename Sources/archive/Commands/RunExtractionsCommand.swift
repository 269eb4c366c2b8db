// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveIO
internal import ArgumentParser
internal import Extraction

/// What the worker processes of this program are; people have no use for it.
struct RunExtractionsCommand: ParsableCommand {
    /// The name by which a process starts its workers.
    static let name = "run-extractions"

    static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "Run extractors for another process of this program.",
        shouldDisplay: false,
    )

    @Flag(help: .hidden)
    var perturbed = false

    func run() throws {
        // While a command runs nobody looks whether there is somebody to tell the result.
        ProcessLimits.endWithParent()
        let engine = ExtractionEngine(software: Program.software)
        try ExtractionWorker.serve(engine, isPerturbed: perturbed)
    }
}
