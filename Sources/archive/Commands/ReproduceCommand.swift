// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import ArchiveStore
internal import ArgumentParser
internal import Extraction
internal import Provenance

struct ReproduceCommand: ArchiveSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "reproduce",
        abstract: "Runs extractions again from the originals and compares the results.",
        discussion: """
            Without documents, all that is recorded. Outcome and outputs must be the same,
            byte for byte; what differs is run twice more, to tell whether it always does,
            and shown.

            With --repair, outputs that are missing or damaged in the archive are stored
            again when the run gives the very bytes whose digest was signed.

            With --against, another extractor of the same name is run, and what it changes
            is counted; nothing is written.

            Exit code 8: something differs, but not with --against. 3: something could not be
            run here. 6: the log cannot be trusted; `archive verify` says more.

            EXAMPLES:
              archive reproduce
              archive reproduce --sample 1000
              archive reproduce https://example.org/page --verbose
              archive reproduce --against article@1
            """,
    )

    @OptionGroup var common: CommonOptions

    @OptionGroup var signing: SigningOptions

    @OptionGroup var options: ReproductionOptions

    @Flag(help: "Store again what is missing or damaged and could be reproduced.")
    var repair = false

    @Option(
        help: ArgumentHelp(
            "Count what another extractor changes: name@version, or a definition's file.",
            valueName: ExtractorArgument.valueName,
        ),
        completion: .file(),
    )
    var against: String?

    @Argument(help: "Only of these documents: addresses, digests or entries' numbers.")
    var documents: [DocumentArgument] = []

    func validate() throws {
        guard documents.isEmpty || options.sample == nil else {
            throw ValidationError("--sample chooses from the whole archive.")
        }
        guard !repair || against == nil else {
            throw ValidationError("--against writes nothing, so there is nothing to --repair.")
        }
    }

    func run() throws {
        var run = ReproductionRun(common, options)
        run.against = try against.map { try ExtractorArgument.one($0) }
        if repair {
            run.repairer = Repairer(try signing.writer(common))
        }
        let archive = try common.checkedReader()
        let entries = documents.isEmpty ? nil : try entries(in: archive)
        let outcome = try run.run(archive, entries)
        if common.json {
            Console.printSummary(run.members, exitCode: outcome?.exitCode ?? 0)
        } else if !common.quiet {
            for line in run.lines {
                Console.print(line)
            }
        }
        if let outcome {
            throw outcome
        }
    }

    /// The entries of the derivations of some documents.
    private func entries(in archive: ArchiveReader) throws -> [UInt64] {
        var entries: Set<UInt64> = []
        for document in documents {
            let found = try document.statements(in: archive)
            var derivations = found.filter { $0.derivation != nil }
            for capture in found.compactMap(\.capture) {
                let content = capture.content.digest
                derivations += try archive.statements(for: content).filter {
                    $0.derivation?.computation.input.blob?.digest == content
                }
            }
            guard !derivations.isEmpty else {
                throw Outcome(
                    exitCode: Outcome.damage,
                    message: "Nothing was extracted from \(document.text). "
                        + "`archive extract` does that.",
                )
            }
            entries.formUnion(derivations.map(\.entry))
        }
        return entries.sorted()
    }
}
