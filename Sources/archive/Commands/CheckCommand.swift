// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import ArchiveStore
internal import ArgumentParser
internal import BlobStore
internal import Provenance
internal import SystemPackage
internal import TransparencyLog
internal import Verification

struct CheckCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks a receipt, with nothing but the verifier key.",
        discussion: """
            EXAMPLES:
              archive check page.tlog-proof --key 'example.org/case-12+1a2b3c4d+AeHT…'
              archive check page.tlog-proof --key key.txt --document page.html
              archive check page.receipt.gz --key key.txt
            """,
    )

    @Argument(help: "The receipt.", completion: .file())
    var receipt: String

    @Option(help: ArgumentHelp("The verifier key, or a file that holds it.", valueName: "key"))
    var key: String

    @Option(
        help: ArgumentHelp(
            "The document, when the receipt does not carry it.",
            valueName: "file",
        ),
        completion: .file(),
    )
    var document: String?

    @Flag(help: "Print JSON Lines; the last one is a summary.")
    var json = false

    var isJSON: Bool { json }

    @Flag(name: .shortAndLong, help: "Print nothing when all is good.")
    var quiet = false

    func run() throws {
        let verifierKey = try VerifierKeyOption.key(key)
        let file = try LocalFile(OpenFile.open(PathArgument.path(receipt)))
        let documentFile = try document.map { path throws(StoreError) in
            try LocalFile(OpenFile.open(PathArgument.path(path)))
        }
        do throws(ReceiptFailure) {
            let checked = try checkReceipt(file, key: verifierKey, document: documentFile)
            report(checked)
        } catch {
            if json {
                Console.printSummary(
                    ["good": false, "message": .string("\(error)")],
                    exitCode: error.exitCode,
                )
            }
            throw Outcome(exitCode: error.exitCode, message: "\(receipt): \(error).")
        }
    }

    private func report(_ checked: Receipt) {
        let checkpoint = checked.checkpoint.checkpoint
        let recorded = RecordedStatement(
            entry: checked.entry,
            id: checked.statementID,
            bytes: checked.statementBytes,
            statement: checked.statement,
        )
        let text = StatementText(recorded: recorded)
        if json {
            Console.print(text.json)
            Console.printSummary([
                "good": true,
                "document": JSONValue(checked.document?.description),
                "treeSize": .integer(Int64(checkpoint.treeSize)),
            ])
            return
        }
        guard !quiet else {
            return
        }
        Console.print(text.lines.joined(separator: "\n"))
        Console.print("")
        Console.print(
            "Proven: the holder of the given key signed a log of \(checkpoint.treeSize) entries of "
                + "which this statement is entry \(checked.entry)."
        )
        if let document = checked.document {
            Console.print("Proven: the document at hand is the one it is about, \(document).")
        } else if checked.capture != nil {
            Console.print("Not checked: the document; give it with --document.")
        }
        Console.print(
            "Not proven: that what the statement says is true, when it was signed but for the "
                + "signer's own clock, and that the key was not revoked since."
        )
    }
}
