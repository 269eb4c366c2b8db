// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveStore
internal import ArgumentParser
internal import Provenance

struct ShowCommand: ArchiveSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows where a document came from, what was made of it, and the notes about it.",
        discussion: """
            For a captured document: its captures, and each derivation with its outputs
            and what was made of those. For an output: what it was made from, and by
            what, back to the original. What is only claimed is said to be; title, date of
            publication and authors are what the document says of itself. With
            --verbose, and where a statement is named by its entry or its digest, the
            statements themselves follow.

            With --json: `statement` for captures, for what was named, and for notes;
            `blob` and `derivation` for the graph. A blob's madeBy and readBy are entries
            of derivations; omitted and unread count what is beyond the limits.

            EXAMPLES:
              archive show https://example.org/page
              archive show 9f86d081
              archive show --verbose 12
            """,
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: DocumentArgument.help)
    var document: DocumentArgument

    func run() throws {
        let archive = try common.reader()
        let named = try document.named(in: archive)
        let lineage = try archive.lineage(of: named)
        let captures = lineage.blobIDs.flatMap { lineage.blobs[$0]?.captures ?? [] }
        let steps = lineage.steps.values.map(\.recorded)
        let metadata = archive.metadata(of: lineage)
        let subjects = named.statements + captures + steps
        let own = Set(named.statements.map(\.entry))
        let notes = try archive.notes(about: Set(subjects.map(\.id) + lineage.blobIDs))
            .filter { !own.contains($0.entry) }
        // What was named comes first.
        let others = captures + notes + (common.verbose ? steps : [])
        let statements = named.statements + Self.inOrder(others.filter { !own.contains($0.entry) })
        if common.json {
            statements.forEach { Console.print(StatementText(recorded: $0).json) }
            let values = LineageJSON.lines(of: lineage, metadata: metadata)
            values.forEach { Console.print($0) }
        } else {
            let tree = LineageText.lines(
                of: lineage,
                metadata: metadata,
                captured: try archive.captures(ofMissing: lineage),
                notes: notes,
                isVerbose: common.verbose,
            )
            let isWhole = common.verbose || document.namesStatement(named)
            show(tree, isWhole ? (common.verbose ? statements : named.statements) : [])
        }
        if named.unreadCount > 0, !common.quiet {
            Console.complain(
                "\(Amounts.text(named.unreadCount, "more statement")) about \(document.text) were "
                    + "not read; `archive history` lists all captures."
            )
        }
        let members: JSONObject = [
            "statements": .integer(Int64(statements.count)),
            "blobs": .integer(Int64(lineage.blobs.count)),
            "derivations": .integer(Int64(lineage.steps.count)),
            "omitted": .integer(Int64(lineage.omittedCount + named.unreadCount)),
        ]
        let types: Set<StatementType> = [.capture, .derivation, .extractor, .note]
        if var outcome = try document.lost(types, in: archive) {
            outcome.summary = members
            throw outcome
        }
        common.printSummary(members)
    }

    private func show(_ tree: [String], _ statements: [RecordedStatement]) {
        var parts = tree.isEmpty ? [] : [tree]
        parts += statements.map { StatementText(recorded: $0).lines }
        Console.print(parts.map { $0.joined(separator: "\n") }.joined(separator: "\n\n"))
    }

    private static func inOrder(_ statements: [RecordedStatement]) -> [RecordedStatement] {
        var seen: Set<UInt64> = []
        return statements.filter { seen.insert($0.entry).inserted }.sorted { $0.entry < $1.entry }
    }
}
