// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveStore
internal import ArgumentParser
internal import Provenance
internal import SystemPackage
internal import TransparencyLog

struct ProveCommand: ArchiveSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Writes a receipt that a stranger can check without the archive.",
        discussion: """
            The receipt carries the statement, proves that it is in the log, and carries
            the signed checkpoint. With --with-document it carries the document too.
            `archive check` checks it with nothing but the verifier key.

            EXAMPLES:
              archive prove https://example.org/page -o page.tlog-proof
              archive prove https://example.org/page --with-document -o page.receipt.gz
            """,
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: DocumentArgument.help)
    var document: DocumentArgument

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file to write, which must be new.", valueName: "file"),
        completion: .file(),
    )
    var output: String

    @Flag(help: "Put the document into the receipt.")
    var withDocument = false

    func validate() throws {
        guard output != "-", output != "/dev/stdout" else {
            throw ValidationError(
                "A receipt is written to a new file and not to standard output. Name a file with "
                    + "--output; ./- is a file named -."
            )
        }
    }

    func run() throws {
        let archive = try common.reader()
        let statements = try document.statements(in: archive)
        guard let recorded = statements.last else {
            throw Outcome(exitCode: Outcome.damage)
        }
        if statements.count > 1, !common.quiet {
            Console.complain(
                "\(statements.count) statements are about it; this proves the newest, entry "
                    + "\(recorded.entry). Name an entry to prove another."
            )
        }
        var content: (id: BlobID, byteCount: UInt64)?
        if withDocument {
            guard let capture = recorded.capture else {
                throw ValidationError("Entry \(recorded.entry) is not about a document.")
            }
            content = (capture.content.digest, capture.content.byteCount)
        }
        let proof = try archive.proof(of: recorded)
        let keys = try archive.keysInForce()
        guard let key = keys.first(where: { (try? proof.checkpoint.verify(logKey: $0)) != nil })
        else {
            throw Outcome(
                exitCode: Outcome.notTrusted,
                message: "The newest checkpoint is not signed by a key in force; a receipt would "
                    + "prove nothing. Run `archive verify`.",
            )
        }
        try archive.write(proof, with: content, to: PathArgument.path(output))
        if common.json {
            common.printSummary([
                "file": .string(output),
                "entry": .integer(Int64(recorded.entry)),
                "treeSize": .integer(Int64(archive.treeSize)),
                "statement": .string(recorded.id.description),
            ])
        } else if !common.quiet {
            let file = PlainText.of(output)
            Console.print("Wrote \(file): entry \(recorded.entry) of \(archive.treeSize).")
            Console.print(
                "To check it: archive check \(Text.quoted(output)) "
                    + "--key \(Text.quoted(key.encode()))"
            )
        }
    }
}
