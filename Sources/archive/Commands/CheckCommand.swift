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
            A receipt is of one statement. With --document a file is compared with the
            document that was captured or, for a derivation, with its input and outputs.
            The envelopes of `archive export --as in-toto` are not receipts: they are
            checked as docs/lineage.md says, and hold one.

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
            "The document, or a derivation's input or output, when the receipt does not carry it.",
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
            let what = Self.isEnvelope(file) ? Self.envelope : "\(error)."
            throw Outcome(exitCode: error.exitCode, message: "\(receipt): \(what)")
        }
    }

    private static func name(of role: Receipt.DocumentRole) -> String {
        switch role {
        case .content: "content"
        case .input: "input"
        case .output(let name): "output \(name)"
        }
    }

    private static let envelope =
        "this is not a receipt but a signed in-toto statement, as `archive export --as in-toto` "
        + "writes it. docs/lineage.md says how its signature is checked, with Python or openssl; "
        + "the receipt is in it, as the byproduct `receipt`."

    /// Whether a file is an envelope as `export` writes it.
    private static func isEnvelope(_ file: LocalFile) -> Bool {
        let limits = JSONLimits(depth: 8, byteCount: 4 << 20)
        guard let bytes = try? file.readAll(limit: limits.byteCount), bytes.first == 0x7B,
            let value = try? JSONValue(parsing: bytes, limits: limits)
        else {
            return false
        }
        return value["payloadType"]?.string == SignedEnvelope.inTotoType
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
                "documentIs": JSONValue(checked.documentRole.map { Self.name(of: $0) }),
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
            let what =
                switch checked.documentRole {
                case .input: "what the derivation read"
                case .output(let name): "the output `\(name)` of the derivation"
                case .content, nil: "the one it is about"
                }
            Console.print("Proven: the document at hand is \(what), \(document).")
        } else if checked.capture != nil {
            Console.print("Not checked: the document; give it with --document.")
        } else if checked.isDerivation {
            Console.print("Not checked: input and outputs; give one with --document.")
        }
        Console.print(
            "Not proven: that what the statement says is true, when it was signed but for the "
                + "signer's own clock, and that the key was not revoked since."
        )
    }
}
