// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import ArchiveStore
internal import ArgumentParser
internal import Glibc
internal import Provenance
internal import TransparencyLog

struct ShowCommand: ArchiveSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows everything that is recorded of a document.",
        discussion: """
            EXAMPLES:
              archive show https://example.org/page
              archive show sha256:9f86d0…
              archive show 12
            """,
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: "An address, a digest of a document or statement, or an entry's number.")
    var document: DocumentArgument

    func run() throws {
        let found = try document.statements(in: common.reader())
        for (index, recorded) in found.enumerated() {
            let text = CaptureText(recorded: recorded)
            if common.json {
                Console.print(text.json)
            } else {
                Console.print((index > 0 ? "\n" : "") + text.lines.joined(separator: "\n"))
            }
        }
        common.printSummary(["statements": .integer(Int64(found.count))])
    }
}

struct CatCommand: ArchiveSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "cat",
        abstract: "Prints a document's bytes, byte for byte as they were added.",
        discussion: """
            Of several captures of an address the newest is printed; `archive history`
            lists them. Every byte is checked against its digest before it is printed.

            EXAMPLES:
              archive cat https://example.org/page > page.html
              archive cat sha256:9f86d0…
            """,
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: "An address, a digest of a document or statement, or an entry's number.")
    var document: DocumentArgument

    func validate() throws {
        guard !common.json else {
            throw ValidationError("cat prints a document's own bytes; show --json describes it.")
        }
    }

    func run() throws {
        let archive = try common.reader()
        let (_, capture, count) = try document.newestCapture(in: archive)
        if count > 1, !common.quiet {
            Console.complain(
                "\(count) different documents were captured there; this is the newest. "
                    + "`archive history` lists them."
            )
        }
        let output = OpenFile.standardOutput
        try archive.read(capture.content.digest) { (bytes) throws(StoreError) in
            try output.write(bytes)
        }
    }
}

struct ListCommand: ArchiveSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists all captures: entry, digest, size, when captured, address or file name.",
        discussion: """
            The columns are separated by tabs. Of the digest the first 16 digits are shown;
            the entry's number names the capture in other commands.

            EXAMPLES:
              archive list
              archive list --json > captures.jsonl
            """,
    )

    @OptionGroup var common: CommonOptions

    func run() throws {
        var count: Int64 = 0
        try common.reader().forEachEntry { (_, _, recorded) throws(ArchiveError) in
            if let recorded, let capture = recorded.capture {
                count += 1
                if common.json {
                    Console.print(CaptureText(recorded: recorded).json)
                } else {
                    Console.print(CaptureText.line(recorded, capture))
                }
            }
            return Interruption.signal == nil
        }
        try common.endIfInterrupted()
        common.printSummary(["captures": .integer(count)])
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
        try archive.forEachEntry(from: from) { (index, entry, recorded) throws(ArchiveError) in
            if common.json {
                Console.print([
                    "type": "entry",
                    "index": .integer(Int64(index)),
                    "entry": .string(String(decoding: entry.encode(), as: UTF8.self)),
                ])
            } else {
                Console.print(
                    "\(index)\t\(entry.type)\t\(entry.digest.hex)\t\(detail(entry, recorded))"
                )
            }
            return Interruption.signal == nil
        }
        try common.endIfInterrupted()
        let checkpoint = archive.checkpoint.checkpoint
        common.printSummary([
            "treeSize": .integer(Int64(checkpoint.treeSize)),
            "rootHash": .string(checkpoint.rootHash.hex),
        ])
    }

    private func detail(_ entry: LogEntry, _ recorded: RecordedStatement?) -> String {
        guard let recorded else {
            let numbers = entry.numbers
            return numbers.count == 2
                ? "\(Text.size(numbers[0])), \(Text.count(numbers[1], "member"))" : ""
        }
        switch recorded.statement.body {
        case .capture(let capture): return CaptureText.name(of: capture)
        case .key(let change):
            return "\(change.action.rawValue) \(PlainText.of(change.verifierKey))"
        case .note(let note): return PlainText.of(note.text)
        case .other: return ""
        }
    }
}

struct HistoryCommand: ArchiveSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Lists the captures of an address and says where the bytes changed.",
        discussion: """
            EXAMPLES:
              archive history https://example.org/page
            """,
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: "The address, exactly as it was added.")
    var url: String

    func run() throws {
        let captures = try common.reader().captures(ofAddress: url)
        guard !captures.isEmpty else {
            throw Outcome(
                exitCode: Outcome.damage,
                message: "There is no capture of \(url). `archive list` shows all.",
            )
        }
        var before: BlobID?
        for recorded in captures {
            guard let capture = recorded.capture else {
                continue
            }
            let isSame = before == capture.content.digest
            if common.json {
                Console.print(CaptureText(recorded: recorded).json)
            } else {
                let change = before == nil ? "first" : isSame ? "same bytes" : "changed"
                Console.print("\(CaptureText.line(recorded, capture))\t\(change)")
            }
            before = capture.content.digest
        }
        common.printSummary(["captures": .integer(Int64(captures.count))])
    }
}
