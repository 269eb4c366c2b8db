// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import ArchiveStore
internal import ArgumentParser
internal import BlobStore
internal import SystemPackage
internal import TransparencyLog
internal import Verification

struct VerifyCommand: ArchiveSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks the archive and says what that proves, and what it does not.",
        discussion: """
            Without options: signatures, the whole log, the head that this machine
            remembers, every byte of every pack, every statement, and that every
            document is there. --deep inflates and digests every document besides;
            --quick reads only the headers of packs. With documents only these are
            checked, and the log; they are named as in `archive show`.

            The head that this machine remembers is what was verified or signed here
            last. The log must go on from it, so that nobody can take entries away.
            With --head it must go on from that one as well.

            --reproduce runs every extraction again from its original, too, and compares
            the results byte for byte; `archive reproduce` does only that, and repairs.

            EXAMPLES:
              archive verify
              archive verify --reproduce --sample 1000
              archive verify --deep --key 'example.org/case-12+1a2b3c4d+AeHT…'
              archive verify https://example.org/page 9f86d081 12
            """,
    )

    @OptionGroup var common: CommonOptions

    @Flag(help: "Check the log, and of packs only presence, length and headers.")
    var quick = false

    @Flag(help: "Inflate and digest every document as well.")
    var deep = false

    @Flag(help: "Run every extraction again from its original and compare the results.")
    var reproduce = false

    @OptionGroup var reproduction: ReproductionOptions

    @Option(help: ArgumentHelp("The verifier key that must have signed.", valueName: "key"))
    var key: String?

    @Option(
        help: ArgumentHelp(
            "A checkpoint or a commit seen before, besides the one remembered here.",
            valueName: "file",
        ),
        completion: .file(),
    )
    var head: String?

    @Argument(help: "Check only these documents: addresses, digests or entries' numbers.")
    var documents: [DocumentArgument] = []

    func validate() throws {
        guard !(quick && deep) else {
            throw ValidationError("--quick and --deep exclude each other.")
        }
        guard documents.isEmpty || !(quick || deep) else {
            throw ValidationError("--quick and --deep are about the whole archive.")
        }
        guard reproduce || !reproduction.isGiven else {
            throw ValidationError("--sample and --allow-native go with --reproduce.")
        }
        guard documents.isEmpty || !reproduce else {
            throw ValidationError(
                "--reproduce is about the whole archive; `archive reproduce` takes documents."
            )
        }
    }

    func run() throws {
        let storage = try common.storage()
        let heads = LocalHeadStore(Environment.folders)
        let origin = ArchiveReader.origin(of: storage)
        var options = VerificationOptions(mode: quick ? .quick : deep ? .deep : .standard)
        options.pinnedKey = try key.map { try VerifierKeyOption.key($0) }
        options.givenHead = try givenHead(origin)
        options.rememberedHead = try (origin ?? options.givenHead?.origin)
            .flatMap { origin throws(ArchiveError) in try heads.head(of: origin)?.checkpoint }
        options.selection = try documents.map { try selector($0, storage) }
        options.shouldStop = { Interruption.signal != nil }
        let progress = VerificationLine(common)
        options.progress = { progress.show($0) }
        let report = try verify(storage, options)
        progress.clear()
        var exitCode = report.exitCode
        if report.isStoppedEarly, exitCode == 3, let signal = Interruption.signal {
            exitCode = Outcome(signal: signal).exitCode
        }
        try remember(report, of: storage, heads)
        let (outcome, reproduction) = try reproduce(storage, after: exitCode)
        if common.json {
            let line = JSONReport.line(
                report,
                exitCode: outcome?.exitCode ?? 0,
                reproduction: reproduction?.members,
            )
            Console.printSummary(line: line)
        } else if !common.quiet {
            tell(report, reproduction, outcome)
        }
        if let outcome {
            throw outcome
        }
    }

    /// Runs extractions again, when that is asked for and the archive can be trusted.
    ///
    /// - Returns: How all ends, unless well, and what the runs showed.
    private func reproduce(
        _ storage: any ArchiveStorage,
        after exitCode: Int32,
    ) throws -> (Outcome?, ReproductionRun?) {
        let verified = exitCode == 0 ? nil : Outcome(exitCode: exitCode)
        guard reproduce, exitCode == 0 || exitCode == Outcome.damage else {
            return (verified, nil)
        }
        var run = ReproductionRun(common, reproduction)
        do {
            let reproduced = try run.run(ArchiveReader(storage), nil)
            return (verified ?? reproduced, run)
        } catch {
            guard let failure = (error as? ArchiveError).map({ Outcome($0) }) else {
                throw error
            }
            // What was verified is told all the same.
            let codes = [exitCode, failure.exitCode]
            let worst = Outcome.byRank.first(where: codes.contains) ?? failure.exitCode
            return (Outcome(exitCode: worst, message: failure.message), nil)
        }
    }

    /// Prints how it went; the first line is about all of it.
    private func tell(
        _ report: VerificationReport,
        _ reproduction: ReproductionRun?,
        _ outcome: Outcome?,
    ) {
        var lines = TextReport.lines(report)
        if let reproduction {
            if report.exitCode == 0, outcome != nil {
                lines[0] = "Nothing was found, but not every extraction was confirmed."
            }
            lines.insert(contentsOf: reproduction.lines.map { "  " + $0 }, at: 1)
        } else if reproduce {
            lines.insert("  Extractions were not run again.", at: 1)
        }
        for line in lines {
            Console.print(line)
        }
    }

    /// Only numbers and shortened digests are looked up, by what the archive says of itself.
    private func selector(
        _ document: DocumentArgument,
        _ storage: any ArchiveStorage,
    ) throws -> DocumentSelector {
        switch try document.meaning(in: { try ArchiveReader(storage) }) {
        case .digest(let digest): return .digest(digest)
        case .address(let address): return .url(address)
        case .entry(let entry):
            let archive = try ArchiveReader(storage)
            return .digest(try DocumentArgument.statement(at: entry, in: archive).id)
        }
    }

    private func verify(
        _ storage: any ArchiveStorage,
        _ options: VerificationOptions,
    ) throws -> VerificationReport {
        do throws(VerificationError) {
            return try Verification.verify(storage, options: options) { finding in
                Progress.clear()
                if common.json {
                    Console.print(JSONReport.line(finding))
                } else if !common.quiet || finding.code.class != .notice {
                    for line in TextReport.lines(finding) {
                        Console.print(line)
                    }
                }
            }
        } catch {
            throw Outcome(exitCode: error.exitCode, message: error.message)
        }
    }

    private func givenHead(_ origin: Origin?) throws -> Checkpoint? {
        guard let head else {
            return nil
        }
        let bytes: [UInt8]
        do throws(StoreError) {
            bytes =
                try LocalFile(OpenFile.open(PathArgument.path(head)))
                .readAll(limit: Commit.maximumByteCount) ?? []
        } catch {
            throw Outcome(exitCode: Outcome.inputOutput, message: "--head: \(error.message)")
        }
        guard let checkpoint = SignedCheckpoint.decode(file: bytes)?.checkpoint else {
            throw ValidationError("--head: \(head) is not a checkpoint.")
        }
        guard origin.map({ $0 == checkpoint.origin }) ?? true else {
            throw ValidationError("--head: \(head) is of another log, \(checkpoint.origin).")
        }
        return checkpoint
    }

    /// Remembers the newest head, when all of the log is as it should be.
    private func remember(
        _ report: VerificationReport,
        of storage: any ArchiveStorage,
        _ heads: LocalHeadStore,
    ) throws {
        guard !report.isStoppedEarly, let newest = report.newestCheckpoint,
            !report.findingCounts.keys.contains(where: { $0.class == .trust })
        else {
            return
        }
        let known = try heads.head(of: newest.checkpoint.origin)?.checkpoint
        guard known != newest.checkpoint else {
            return
        }
        do throws(ArchiveError) {
            try heads.remember(newest, readFrom: storage)
        } catch  where error.code == .notTrusted {
            // The head was looked up by the origin that ARCHIVE named first; this is the log's.
            throw Outcome(error)
        } catch {
            Console.complain(error.message)
        }
    }
}
