// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import ArchiveStore
internal import ArgumentParser
internal import Provenance
internal import SystemPackage

struct AddCommand: ArchiveSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Stores documents and what is known of them.",
        discussion: """
            EXAMPLES:
              archive add page.html --url https://example.org/page
              archive add report.pdf --captured 2022-06-25 --author 'Ida Verhoff'
              archive add --recursive pages
              archive add --from-list list.csv
              curl -fsS https://example.org/ | archive add --stdin --url https://example.org/

            With -f curl gives nothing where a server says that there is an error; then an
            empty document is stored, with a warning.

            The same bytes with the same description are stored once; --again records a
            new sighting of them.

            A list has one document a line. CSV starts with a line of column names, JSON
            Lines has an object a line; the names are file, url, final_url, captured,
            published, published_raw, modified, modified_raw, author, title, note,
            media_type, sha256, extraction_of, claimed_by and claimed_extractor. Several
            authors are several columns, or a JSON list. A relative file starts at the
            list's folder. When a line is wrong nothing is stored.

            What an extractor reads is extracted: text, metadata, and where each paragraph
            stands in the document. --extract none leaves that to `archive extract`.

            A text whose original is gone is no original: --extraction-of says of what it
            is claimed to be the text, and --claimed-by who claims that.

            Dates are 2022, 2022-06, 2022-06-25, 20220625 or 2022-06-25T14:30:00+02:00.
            Nothing is guessed: what is not given stays unknown.

            With --json and --verbose there is a line for each document: `added`,
            `described` when only the description is new, or `unchanged`. It is printed
            when the document is on the disk and in the log. Documents are committed
            together, so lines come many at a time; a document without a line is not
            known to be stored.

            An add that was stopped can be repeated: what is stored is not stored again.
            """,
    )

    @OptionGroup var common: CommonOptions

    @OptionGroup var signing: SigningOptions
    @OptionGroup(title: "Description") var description: DescriptionOptions

    @Argument(help: "Files, and with --recursive folders.", completion: .file())
    var paths: [String] = []

    @Flag(name: .shortAndLong, help: "Add the files in folders, and in the folders in them.")
    var recursive = false

    @Flag(help: "Follow symbolic links; otherwise they are passed over.")
    var followLinks = false

    @Flag(help: "Add what comes from standard input.")
    var stdin = false

    @Option(
        help: ArgumentHelp("Add the documents of a .csv or .jsonl file.", valueName: "list"),
        completion: .file(extensions: ["csv", "jsonl"]),
    )
    var fromList: [String] = []

    @Flag(help: "Record a new sighting of what is in the archive already.")
    var again = false

    @Option(help: ArgumentHelp("The digest that the document must have.", valueName: "digest"))
    var expect: String?

    @Option(
        help: ArgumentHelp(
            "The extractor that reads the documents: none, article, text, or a definition's file. "
                + "(default: article for HTML, text for plain text and Markdown)",
            valueName: "extractor",
        ),
        completion: .list(["none", "article", "text"]),
    )
    var extract: String?

    @Option(help: "Compression from 1 (fast) to 12 (small). (default: 6)")
    var level: Int?

    func validate() throws {
        let sources = (paths.isEmpty ? 0 : 1) + (stdin ? 1 : 0) + (fromList.isEmpty ? 0 : 1)
        guard sources == 1 else {
            throw ValidationError("Name files, or --stdin, or --from-list: one of the three.")
        }
        if let level, !(1...12).contains(level) {
            throw ValidationError("--level is 1 to 12.")
        }
        let isOne = stdin || (paths.count == 1 && !recursive)
        guard isOne || (expect == nil && !description.isOfOneDocument) else {
            throw ValidationError(
                "--url, --final-url, --extraction-of, --title, --author, --published, --modified "
                    + "and --expect are about one document; a list gives them for many."
            )
        }
        guard fromList.isEmpty || description.isEmpty else {
            throw ValidationError("A list describes its documents itself.")
        }
        if let expect, (try? Digest(userText: expect)) == nil {
            throw ValidationError("--expect is sha256: and 64 hexadecimal digits.")
        }
        _ = try description.make()
    }

    func run() throws {
        let choice = extract == "none" ? nil : try ExtractorArgument.choice(extract)
        let lists = try fromList.map { try DocumentList(PathArgument.path($0)) }
        try AddRun.validate(lists, fromList)
        let heads = WatchedHeadStore(LocalHeadStore(Environment.folders))
        var run = AddRun(
            try signing.writer(common, level: level, heads: heads),
            heads,
            self,
            choice,
        )
        try run.run(lists)
    }
}
