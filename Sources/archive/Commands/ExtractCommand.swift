// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import ArchiveStore
internal import ArgumentParser
internal import Provenance
internal import TransparencyLog

struct ExtractCommand: ArchiveSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "extract",
        abstract: "Extracts text and metadata from documents that are in the archive.",
        discussion: """
            Without documents, of all that an extractor reads; what is recorded already is
            not extracted again. Each is extracted twice, in different surroundings, and
            both results are compared before one is recorded. A document that an extractor
            refuses is recorded as that.

            Without --with, article reads HTML, and text reads plain text and Markdown. A
            definition's file makes a program of the system an extractor. What is named
            with --with reads documents of its kinds, and of any kind when documents are
            named, too.

            EXAMPLES:
              archive extract
              archive extract https://example.org/page 12
              archive extract --with pdftotext.json
            """,
    )

    @OptionGroup var common: CommonOptions

    @OptionGroup var signing: SigningOptions

    @Argument(help: "Only these documents: addresses, digests or entries' numbers.")
    var documents: [DocumentArgument] = []

    @Option(
        name: .customLong("with"),
        help: ArgumentHelp(
            "The extractor: article, text, or a definition's file.",
            valueName: ExtractorArgument.valueName,
        ),
        completion: .file(),
    )
    var extractor: String?

    func run() throws {
        let choice = try ExtractorArgument.choice(extractor, isForced: !documents.isEmpty)
        var run = ExtractRun(try signing.writer(common), common, choice)
        try run.run(documents)
    }
}

/// One run of `extract`.
private struct ExtractRun: ~Copyable {
    private var writer: ArchiveWriter
    private let common: CommonOptions
    private var report: DerivationReport
    private var progress: Progress
    private var documentCount = 0
    private var byteCount: UInt64 = 0
    private var recordedCount = 0
    private var notReadCount = 0
    private var failedCount = 0

    init(
        _ writer: consuming ArchiveWriter,
        _ common: CommonOptions,
        _ choice: ExtractorChoice,
    ) {
        self.writer = writer
        self.common = common
        self.writer.startDeriving(choice, ExtractorArgument.runner())
        report = DerivationReport(common)
        progress = Progress(common)
    }

    mutating func run(_ documents: [DocumentArgument]) throws {
        if documents.isEmpty {
            try extractAll()
        } else {
            try extract(documents)
        }
        _ = try writer.commit()
        tell()
        Progress.clear()
        try finish(isSelection: !documents.isEmpty)
    }

    private mutating func extractAll() throws {
        // What is in the log now; the writer's own commits come behind it.
        let archive = writer.archive
        try archive.forEachEntry { (_, entry, content) throws(ArchiveError) in
            switch content {
            case .statement(let recorded): try extract(recorded)
            case .unreadable(let error):
                if entry.type == StatementType.capture.rawValue {
                    fail("\(entry.digest)", error.reason ?? error.message)
                }
            case .pack: break
            }
            return Interruption.signal == nil
        }
    }

    private mutating func extract(_ documents: [DocumentArgument]) throws {
        let archive = writer.archive
        var seen: Set<BlobID> = []
        for document in documents where Interruption.signal == nil {
            for recorded in try document.statements(in: archive)
            where seen.insert(recorded.id).inserted {
                try extract(recorded)
            }
        }
    }

    private mutating func extract(_ recorded: RecordedStatement) throws(ArchiveError) {
        guard let capture = recorded.capture else {
            return
        }
        do throws(ArchiveWriter.DocumentFailure) {
            switch try writer.derive(recorded) {
            case .submitted: break
            case .recorded: recordedCount += 1
            case .notRead: notReadCount += 1
            }
        } catch {
            switch error {
            case .archive(let failure): throw failure
            case .unreadable(let cause): fail(CaptureText.name(of: capture), cause.message)
            default: fail(CaptureText.name(of: capture), "\(error)")
            }
        }
        documentCount += 1
        byteCount += capture.content.byteCount
        progress.show(documentCount, of: "document", bytes: byteCount)
        tell()
    }

    private mutating func fail(_ name: String, _ reason: String) {
        failedCount += 1
        Console.complain("\(name): not extracted: \(reason)")
    }

    private mutating func tell() {
        report.add(writer.takeResults())
    }

    private func finish(isSelection: Bool) throws {
        var summary = report.members
        summary["recorded"] = .integer(Int64(recordedCount))
        summary["notRead"] = .integer(Int64(notReadCount))
        summary["failed"] = .integer(Int64(failedCount))
        var outcome: Outcome?
        if let signal = Interruption.signal {
            outcome = Outcome(
                signal: signal,
                message: "Stopped. The same command goes on; what is recorded stays.",
            )
        } else if failedCount > 0 {
            outcome = Outcome(
                exitCode: Outcome.damage,
                message: "\(Amounts.text(failedCount, "document")) not extracted.",
            )
        }
        if var outcome {
            outcome.summary = summary
            throw outcome
        }
        if common.json {
            common.printSummary(summary)
        } else if !common.quiet {
            Console.print(report.sentence ?? "Nothing new was extracted.")
            if recordedCount > 0 {
                let count = Amounts.text(recordedCount, "capture")
                Console.print("\(count) had been extracted before.")
            }
            if notReadCount > 0 {
                Console.print(
                    "\(Amounts.text(notReadCount, "capture")) of a kind that no extractor reads."
                )
            }
        }
    }
}
