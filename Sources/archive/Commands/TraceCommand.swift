// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import ArchiveStore
internal import ArgumentParser
internal import BlobStore

struct TraceCommand: ArchiveSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Finds where a quotation stands, and the bytes of the original it came from.",
        discussion: """
            The texts that were extracted are looked through, the titles that this
            program's own extractors found, and captured documents of kind text/plain. Any
            white space is like any other, also between paragraphs; typographic quotation
            marks and dashes are like ' " and -, a long dash like --, an ellipsis like
            three full stops. Each place is shown with the document that it came from,
            with who extracted it, and with a command that cuts the bytes out of the
            original. Which bytes these are is what the extractor says: for a program of
            the system nobody vouches but itself. Nothing is indexed: the whole archive is
            read. The exit code is 1 when nothing is found.

            EXAMPLES:
              archive trace 'nobody in the control room answered'
              archive trace --ignore-case --limit 3 'gate three'
              archive trace --file quotation.txt
            """,
    )

    /// The longest quotation, in bytes.
    private static let byteLimit = 4 * Quotation.characterLimit

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp("The quotation.", valueName: "text"))
    var text: String?

    @Option(
        help: ArgumentHelp("A file with the quotation.", valueName: "file"),
        completion: .file(),
    )
    var file: String?

    @Flag(help: "The quotation comes from standard input.")
    var stdin = false

    @Flag(name: .shortAndLong, help: "Capitals and small letters are the same.")
    var ignoreCase = false

    @Option(help: ArgumentHelp("Show so many places; all are counted.", valueName: "count"))
    var limit = 20

    func validate() throws {
        guard [text != nil, file != nil, stdin].count(where: { $0 }) == 1 else {
            throw ValidationError(
                "Give the quotation as an argument, with --file, or with --stdin."
            )
        }
        guard limit >= 0 else {
            throw ValidationError("--limit is a number of places.")
        }
    }

    func run() throws {
        let words = try words()
        guard let quotation = Quotation(words, ignoresCase: ignoreCase) else {
            throw ValidationError(
                "A quotation has at least one character, and at most "
                    + "\(Amounts.grouped(Quotation.characterLimit))."
            )
        }
        let archive = try common.reader()
        var line = Progress(common)
        var shown = 0
        let report = TraceText(common)
        let summary = try archive.trace(
            quotation,
            limit: limit,
            progress: { state in
                line.show(state.textCount, of: "text", bytes: state.byteCount)
                return Interruption.signal == nil
            },
            { match in
                Progress.clear()
                report.show(match, isFirst: shown == 0)
                shown += 1
            },
        )
        Progress.clear()
        try common.endIfInterrupted()
        try end(summary, shown: shown)
    }

    private func end(_ summary: TraceSummary, shown: Int) throws {
        let members: JSONObject = [
            "matches": .integer(Int64(summary.matchCount)),
            "shown": .integer(Int64(shown)),
            "texts": .integer(Int64(summary.textCount)),
            "bytes": .integer(Int64(clamping: summary.byteCount)),
            "unreadable": .integer(Int64(summary.lost.count)),
        ]
        let more = summary.matchCount - shown
        if more > 0, !common.quiet, !common.json {
            Console.print("\nAnd \(Amounts.text(more, "more place")); --limit shows more.")
        }
        if var outcome = Outcome(summary.lost, so: "there may be more places") {
            outcome.summary = members
            throw outcome
        }
        guard summary.matchCount > 0 else {
            var outcome = Outcome(
                exitCode: Outcome.damage,
                message: nowhere(summary.textCount),
            )
            outcome.summary = members
            throw outcome
        }
        common.printSummary(members)
    }

    /// What is said when nothing was found.
    private func nowhere(_ textCount: Int) -> String {
        let place =
            switch textCount {
            case 0: "There is no text to look through: `archive extract` makes texts."
            case 1: "It does not stand in the one text that there is, nor in a title."
            default:
                "It stands in none of the \(Amounts.grouped(textCount)) texts, nor in a title."
            }
        return ignoreCase || textCount == 0
            ? place : "\(place) With --ignore-case capitals and small letters are the same."
    }

    private func words() throws -> String {
        if let text {
            try TextArgument.requireUTF8(text, "The quotation")
            return text
        }
        var bytes = [UInt8](repeating: 0, count: Self.byteLimit + 1)
        var span = bytes.mutableSpan
        let count =
            if let file {
                try OpenFile.open(PathArgument.path(file)).read(into: &span, at: 0)
            } else {
                try OpenFile.standardInput.readNext(into: &span)
            }
        guard count <= Self.byteLimit else {
            throw ValidationError(
                "The quotation has over \(Amounts.grouped(Self.byteLimit)) bytes."
            )
        }
        guard let words = UTF8Text.decode(bytes.span.extracting(..<count)) else {
            throw ValidationError("The quotation is not UTF-8. Convert it, as with iconv -t UTF-8.")
        }
        return words
    }
}
