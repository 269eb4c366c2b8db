// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArgumentParser

/// The root of the command line.
struct ArchiveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive",
        abstract: "Keeps documents, says where they came from, and proves that none has changed.",
        discussion: """
            EXAMPLES:
              archive init
              archive add --recursive pages
              archive add page.html --url https://example.org/page
              archive verify
              archive prove https://example.org/page --output page.tlog-proof

            The archive is the folder that --archive names, else $ARCHIVE_DIR, else
            ./archive.

            EXIT CODES:
              0  all that was asked for is good
              1  damage, or something is missing
              2  wrong usage
              3  stopped early or not all could be checked, no damage so far
              4  not an archive
              5  a newer program wrote the archive
              6  signature, history or key not to be trusted
              7  could not read or store
              8  an extraction gives something else than recorded
              130, 143  ended by a signal
            """,
        version: Program.version,
        subcommands: [
            InitCommand.self, AddCommand.self, VerifyCommand.self, ShowCommand.self,
            CatCommand.self,
            ListCommand.self, LogCommand.self, HistoryCommand.self, TraceCommand.self,
            ExtractCommand.self,
            ReproduceCommand.self, ProveCommand.self, CheckCommand.self, ExportCommand.self,
            NoteCommand.self, KeyCommand.self, RunExtractionsCommand.self,
        ],
    )
}
