// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import ArchiveStore
internal import ArgumentParser
internal import Provenance
internal import SystemPackage
internal import TransparencyLog

struct ExportCommand: ArchiveSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes a document's lineage in a format that other programs read.",
        discussion: """
            prov-json is the W3C's PROV-JSON: documents, derivations, and who is said to
            have made what. It is not signed.

            in-toto is an in-toto statement with SLSA provenance about the newest
            derivation of the document, or about the one that was named, in a DSSE
            envelope that is signed with the archive's key. The statement's receipt is
            in it. Of several the newest by one of this program's own extractors is
            taken where there is one, unless --by names another.

            EXAMPLES:
              archive export https://example.org/page --as prov-json --to page.prov.json
              archive export 9f86d081 --as in-toto --to page.intoto.json
            """,
    )

    /// What can be written.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case provJSON = "prov-json"
        case inToto = "in-toto"
    }

    @OptionGroup var common: CommonOptions

    @Argument(help: DocumentArgument.help)
    var document: DocumentArgument

    @Option(name: .customLong("as"), help: "The format: prov-json or in-toto.")
    var format: Format

    @Option(help: ExtractorFilter.help)
    var by: ExtractorFilter?

    @Option(
        help: ArgumentHelp(
            "The file to write, which must be new (else, or for -, standard output).",
            valueName: "file",
        ),
        completion: .file(),
    )
    var to: String?

    @Option(
        help: ArgumentHelp(
            "The file of the signing key (else $ARCHIVE_KEY, else the keys kept for the archive).",
            valueName: "file",
        ),
        completion: .file(),
    )
    var key: String?

    func validate() throws {
        guard !common.json || (to != nil && to != "-") else {
            throw ValidationError("With --json name a file with --to for what is exported.")
        }
        guard by == nil || format == .inToto else {
            throw ValidationError("--by chooses the one derivation of --as in-toto.")
        }
    }

    func run() throws {
        let (value, what): (JSONValue, String)
        var loss: Outcome?
        switch format {
        case .provJSON: (value, what, loss) = try provJSON()
        case .inToto: (value, what) = try inToto()
        }
        let bytes = CanonicalJSON.encode(value) + [0x0A]
        guard let to, to != "-" else {
            Console.write(bytes, to: 1)
            try loss.map { throw $0 }
            return
        }
        try write(bytes, to: PathArgument.path(to))
        let members: JSONObject = [
            "file": .string(to), "format": .string(format.rawValue),
        ]
        if !common.json, !common.quiet {
            Console.print("Wrote \(PlainText.of(to)): \(what).")
        }
        if var loss {
            loss.summary = members
            throw loss
        }
        common.printSummary(members)
    }

    private func provJSON() throws -> (JSONValue, String, Outcome?) {
        let archive = try common.checkedReader()
        let named = try document.named(in: archive)
        let lineage = try archive.lineage(of: named)
        guard !lineage.blobs.isEmpty else {
            throw document.hasNoDocument
        }
        let omitted = lineage.omittedCount + named.unreadCount
        if omitted > 0, !common.quiet {
            Console.complain(
                "\(Amounts.text(omitted, "statement")) beyond the limits of a graph: left out."
            )
        }
        let blobs = Amounts.text(lineage.blobs.count, "blob")
        let steps = Amounts.text(lineage.steps.count, "derivation")
        let value = try ProvDocument.make(of: lineage, in: archive)
        let loss = try document.lost([.capture, .derivation, .extractor], in: archive)
        return (value, "\(blobs), \(steps)", loss)
    }

    private func inToto() throws -> (JSONValue, String) {
        let storage = try common.storage()
        let (archive, signer) = try ArchiveReader.openForSigning(
            storage,
            keys: SigningOptions.keys(key, storage).keys,
            heads: LocalHeadStore(Environment.folders),
        )
        let named = try document.named(in: archive)
        let step = try derivation(of: named, in: archive)
        let statement = try InTotoStatement.make(of: step, in: archive)
        let envelope = SignedEnvelope(
            CanonicalJSON.encode(statement),
            type: SignedEnvelope.inTotoType,
            signedBy: signer,
        )
        return (envelope.json, "the derivation of entry \(step.recorded.entry), signed")
    }

    /// The derivation that is attested: the one that was named or that made the named output, else
    /// the newest of the document.
    private func derivation(
        of named: NamedStatements,
        in archive: ArchiveReader,
    ) throws -> Lineage.Step {
        let argument = try ExtractionArgument(document, named, giving: nil, by: by, in: archive)
        guard let step = try argument.choice(isQuiet: common.quiet) ?? argument.origin else {
            throw try argument.loss(nil) ?? argument.nothing()
        }
        // What is signed must not be another one than what was meant.
        if let outcome = try argument.loss(step) {
            throw outcome
        }
        return step
    }

    private func write(_ bytes: [UInt8], to path: FilePath) throws {
        guard let name = path.lastComponent?.string else {
            throw ValidationError("\(path) is not a file's name.")
        }
        let parent = path.removingLastComponent()
        do throws(StoreError) {
            let folder = try Folder.open(parent.isEmpty ? "." : parent)
            let file = try folder.makeFile(name)
            do throws(StoreError) {
                try file.write(bytes.span)
                try file.synchronize()
            } catch {
                try? folder.remove(name)
                throw error
            }
        } catch {
            guard error.code != .alreadyExists else {
                throw Outcome(
                    exitCode: Outcome.usage,
                    message: "\(path) is there already; an export replaces nothing. "
                        + "Name a new file.",
                )
            }
            throw Outcome(
                exitCode: Outcome.inputOutput,
                message: "The export cannot be written. \(error.message)",
            )
        }
    }
}
