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
            lists them. The digest of an output prints that output; --output prints what
            the newest derivation of a document gave. Every byte is checked against its
            digest before it is printed.

            EXAMPLES:
              archive cat https://example.org/page > page.html
              archive cat 9f86d081
              archive cat --output text https://example.org/page
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

    @Argument(help: DocumentArgument.help)
    var document: DocumentArgument

    func validate() throws {
        guard !common.json else {
            throw ValidationError("cat prints a document's own bytes; show --json describes it.")
        }
    }

    func run() throws {
        let archive = try common.reader()
        let named = try document.named(in: archive)
        let id =
            if let output {
                try self.output(output, of: named, in: archive)
            } else {
                try content(of: named)
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

    /// The blob that the newest derivation of what was named gave under a name.
    private func output(
        _ name: String,
        of named: NamedStatements,
        in archive: ArchiveReader,
    ) throws -> BlobID {
        guard let recorded = try document.newestDerivation(of: named, giving: name, in: archive),
            let output = recorded.derivation?.outputs.first(where: { $0.name == name })
        else {
            let other = try document.newestDerivation(of: named, giving: nil, in: archive)
            let names = other?.derivation?.outputs.map(\.name).joined(separator: ", ")
            let what = PlainText.of(name)
            throw Outcome(
                exitCode: Outcome.damage,
                message: names.map {
                    "No derivation of \(document.text) gave `\(what)`; the newest gave: \($0)."
                }
                    ?? "Nothing was extracted from \(document.text): there is no output `\(what)`. "
                    + "`archive extract \(Text.quoted(document.text))` makes it.",
            )
        }
        if recorded.derivation?.claim != nil, !common.quiet {
            Console.complain(
                "This is only claimed: the original is missing, and nothing was run. "
                    + "`archive show \(recorded.entry)` says by whom."
            )
        }
        return output.blob.digest
    }
}
