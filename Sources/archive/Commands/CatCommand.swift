// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import ArchiveStore
internal import ArgumentParser
internal import Provenance

struct CatCommand: ArchiveSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "cat",
        abstract: "Prints a document's bytes, byte for byte as they were added.",
        discussion: """
            Of several captures of an address the newest is printed; `archive history`
            lists them. The digest of an output prints that output, and a whole digest any
            blob: also a file of a definition, or a list of files read. --output prints what
            the newest derivation of a document gave: the newest by one of this program's
            own extractors where there is one, unless --by names another. Every byte is
            checked against its digest before it is printed.

            EXAMPLES:
              archive cat https://example.org/page > page.html
              archive cat 9f86d081
              archive cat --output text https://example.org/page
              archive cat --output text --by pdftotext https://example.org/report.pdf
            """,
    )

    @OptionGroup var common: CommonOptions

    @Option(
        help: ArgumentHelp(
            "Print an output of the document's newest derivation: text, metadata, evidence.",
            valueName: "name",
        )
    )
    var output: String?

    @Option(help: ExtractorFilter.help)
    var by: ExtractorFilter?

    @Argument(help: DocumentArgument.help)
    var document: DocumentArgument

    func validate() throws {
        guard !common.json else {
            throw ValidationError("cat prints a document's own bytes; show --json describes it.")
        }
        guard by == nil || output != nil else {
            throw ValidationError("--by chooses between extractions; name an output with --output.")
        }
    }

    func run() throws {
        let archive = try common.reader()
        let (id, outcome) =
            if let output {
                try self.output(output, of: document.named(in: archive), in: archive)
            } else {
                (try stored(in: archive) ?? content(of: document.named(in: archive)), nil)
            }
        let file = OpenFile.standardOutput
        do {
            try archive.read(id) { (bytes) throws(StoreError) in
                guard Interruption.signal == nil else {
                    throw StoreError(.inputOutput, "Stopped by a signal.")
                }
                try file.write(bytes)
            }
        } catch {
            try common.endIfInterrupted()
            throw error
        }
        if let outcome {
            throw outcome
        }
    }

    /// The blob with a whole digest, when no statement leads to it: a part of a definition, or the
    /// list of the files that a program read.
    private func stored(in archive: ArchiveReader) throws -> BlobID? {
        guard case .digest(let id) = try document.meaning(in: { archive }),
            try archive.named(id).isEmpty, try archive.stores(id)
        else {
            return nil
        }
        return id
    }

    private func content(of named: NamedStatements) throws -> BlobID {
        guard let id = named.blob ?? named.blobIDs.last else {
            if let recorded = named.derivations.last {
                let name = recorded.derivation?.outputs.last?.name ?? "text"
                throw Outcome(
                    exitCode: Outcome.damage,
                    message: "\(document.text) is a derivation. Name one of its outputs: "
                        + "`archive cat --output \(name) \(Text.quoted(document.text))`.",
                )
            }
            throw document.hasNoDocument
        }
        let count = named.blobIDs.count
        if count > 1, named.blob == nil, !common.quiet {
            let more = named.unreadCount > 0 ? "More than " : ""
            Console.complain(
                "\(more)\(count) different documents were captured there; this is the newest. "
                    + "`archive history` lists them."
            )
        }
        return id
    }

    /// The blob that a derivation of what was named gave under a name, and how the command ends
    /// when there may be another one.
    private func output(
        _ name: String,
        of named: NamedStatements,
        in archive: ArchiveReader,
    ) throws -> (BlobID, Outcome?) {
        let argument = try ExtractionArgument(document, named, giving: name, by: by, in: archive)
        guard let step = try argument.choice(isQuiet: common.quiet),
            let output = step.derivation.outputs.first(where: { $0.name == name })
        else {
            throw try argument.loss(nil) ?? argument.nothing()
        }
        if step.derivation.claim != nil, !common.quiet {
            Console.complain(
                "This is only claimed: the original is missing, and nothing was run. "
                    + "`archive show \(step.recorded.entry)` says by whom."
            )
        }
        return (output.blob.digest, try argument.loss(step))
    }
}
