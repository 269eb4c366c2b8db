// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import ArchiveStore
internal import ArgumentParser
internal import Glibc
internal import Provenance
internal import TransparencyLog

struct ListCommand: ArchiveSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists all captures: entry, digest, size, when captured, address or file name.",
        discussion: """
            The columns are separated by tabs. The other commands take each of entry,
            digest and address; of digests the first 16 digits are shown, and all of
            them with --verbose. A capture whose statement cannot be read is listed by
            entry, type and digest of the statement, and why.

            EXAMPLES:
              archive list
              archive list --json > captures.jsonl
            """,
    )

    @OptionGroup var common: CommonOptions

    func run() throws {
        var count: Int64 = 0
        var unreadable = UnreadableEntries(common)
        try common.reader().forEachEntry { (index, entry, content) throws(ArchiveError) in
            switch content {
            case .statement(let recorded):
                if let capture = recorded.capture {
                    count += 1
                    show(recorded, capture)
                }
            case .unreadable(let error):
                if entry.type == StatementType.capture.rawValue {
                    unreadable.show(entry, at: index, error)
                }
            case .pack: break
            }
            return Interruption.signal == nil
        }
        try common.endIfInterrupted()
        try unreadable.end(["captures": .integer(count)])
    }

    private func show(_ recorded: RecordedStatement, _ capture: Capture) {
        if common.json {
            Console.print(StatementText(recorded: recorded).json)
        } else {
            Console.print(CaptureText.line(recorded, capture, isWhole: common.verbose))
        }
    }
}

struct LogCommand: ArchiveSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Lists the entries of the log, oldest first.",
        discussion: """
            The columns are separated by tabs: number, type, digest, and what it is about.

            EXAMPLES:
              archive log
              archive log --from 1000
            """,
    )

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("Start at an entry.", valueName: "index"))
    var from: UInt64 = 0

    func run() throws {
        let archive = try common.reader()
        var unreadable = UnreadableEntries(common)
        try archive.forEachEntry(from: from) { (index, entry, content) throws(ArchiveError) in
            switch content {
            case .pack: show(entry, at: index, nil)
            case .statement(let recorded): show(entry, at: index, recorded)
            case .unreadable(let error): unreadable.show(entry, at: index, error)
            }
            return Interruption.signal == nil
        }
        try common.endIfInterrupted()
        let checkpoint = archive.checkpoint.checkpoint
        try unreadable.end([
            "treeSize": .integer(Int64(checkpoint.treeSize)),
            "rootHash": .string(Text.rootHash(of: checkpoint)),
        ])
    }

    private func show(_ entry: LogEntry, at index: UInt64, _ recorded: RecordedStatement?) {
        guard !common.json else {
            var members = EntryText.members(entry, at: index)
            members["about"] = JSONValue(recorded.map { EntryText.subject(of: $0) })
            Console.print(.object(members))
            return
        }
        let detail = recorded.map { PlainText.of(EntryText.subject(of: $0)) }
        Console.print(
            EntryText.columns(entry, at: index) + (detail ?? EntryText.amounts(of: entry))
        )
    }
}

struct HistoryCommand: ArchiveSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Lists the captures of an address and says where the bytes changed.",
        discussion: """
            An entry's number stands for the address of its capture. With the digest of
            a document, or when there is no address, all captures of these bytes are
            listed.

            With --json, `status` is first, changed or same: as compared with the capture
            before it, whose entry `sameAs` names when the bytes are the same.

            EXAMPLES:
              archive history https://example.org/page
              archive history 12
            """,
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: DocumentArgument.help)
    var document: DocumentArgument

    func run() throws {
        let captures = try captures(in: common.reader())
        var before: (entry: UInt64, content: BlobID)?
        for recorded in captures {
            guard let capture = recorded.capture else {
                continue
            }
            let content = capture.content.digest
            let same = before.flatMap { $0.content == content ? $0.entry : nil }
            let status = before == nil ? "first" : same == nil ? "changed" : "same"
            if common.json {
                var members = StatementText(recorded: recorded).members
                members["status"] = .string(status)
                members["sameAs"] = same.map { .integer(Int64($0)) } ?? .null
                Console.print(.object(members))
            } else {
                let line = CaptureText.line(recorded, capture, isWhole: common.verbose)
                Console.print("\(line)\t\(same == nil ? status : "same bytes")")
            }
            before = (recorded.entry, content)
        }
        common.printSummary(["captures": .integer(Int64(captures.count))])
    }

    private func captures(in archive: ArchiveReader) throws -> [RecordedStatement] {
        let meaning = try document.meaning(in: { archive })
        if case .address = meaning {
            let statements = try document.statements(in: archive)
            let captures = statements.filter { $0.capture != nil }
            guard !captures.isEmpty else {
                if let lost = try document.lost([.capture], in: archive) {
                    throw lost
                }
                let entries = statements.suffix(5).map { "\($0.entry)" }.joined(separator: ", ")
                throw Outcome(
                    exitCode: Outcome.damage,
                    message: "There is no capture of \(document.text): it is only claimed to be "
                        + "what a document was extracted from (entry \(entries)). `archive show "
                        + "\(Text.quoted(document.text))` says by whom.",
                )
            }
            return captures
        }
        let (_, capture) = try document.newestCapture(in: archive)
        let content = capture.content.digest
        if let address = capture.askedURL ?? capture.finalURL {
            guard case .digest(content) = meaning else {
                return try archive.statements(ofAddress: address).filter { $0.capture != nil }
            }
        }
        return try archive.statements(for: content).filter { $0.capture != nil }
    }
}
