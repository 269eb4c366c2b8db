// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveStore
internal import ArgumentParser
internal import Provenance
internal import SystemPackage
internal import TransparencyLog

struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Shows and changes the keys that may sign.",
        discussion: """
            EXAMPLES:
              archive key
              archive key add --note "for the second desk"
              archive key retire 'example.org/case-12+1a2b3c4d+AeHT…'
            """,
        subcommands: [List.self, Add.self, Retire.self, Revoke.self],
        defaultSubcommand: List.self,
    )

    struct List: ArchiveSubcommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "Lists the verifier keys: those in force, and those that were.",
            discussion: """
                The columns are separated by tabs: verifier key, state (in force, retired or
                revoked), and the newest remark, if there is one.

                EXAMPLES:
                  archive key list
                  archive key list --json
                """,
            aliases: ["show"],
        )

        @OptionGroup var common: CommonOptions

        func run() throws {
            let keys = try common.reader().keys()
            for key in keys {
                if common.json {
                    Console.print(json(key))
                } else {
                    let note = key.changes.last { $0.note != nil }?.note
                    var columns = [key.key.encode(), key.state.rawValue]
                    columns += note.map { [$0] } ?? []
                    Console.print(columns.map { PlainText.of($0) }.joined(separator: "\t"))
                }
            }
            let count = keys.count { $0.state == .inForce }
            common.printSummary(["inForce": .integer(Int64(count))])
        }

        private func json(_ key: ArchiveKey) -> JSONValue {
            [
                "type": "key",
                "key": .string(key.key.encode()),
                "state": .string(key.state.rawValue),
                "isInForce": .bool(key.state == .inForce),
                "entry": key.changes.first.map { .integer(Int64($0.entry)) } ?? .null,
                "changes": .array(
                    key.changes.map { change in
                        [
                            "action": .string(change.action.rawValue),
                            "entry": .integer(Int64(change.entry)),
                            "note": JSONValue(change.note),
                        ]
                    }
                ),
            ]
        }
    }

    struct Add: ArchiveSubcommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Makes a further key, which may sign from the next commit on.",
            discussion: """
                The new key is kept beside the others of this archive, outside of it. Take
                its file to the machine that shall use it.

                EXAMPLES:
                  archive key add --note "for the second desk"
                """,
        )

        @OptionGroup var common: CommonOptions
        @OptionGroup var signing: SigningOptions

        @Option(help: "A remark.")
        var note: String?

        func validate() throws {
            try TextArgument.validate(note, "--note")
        }

        func run() throws {
            var writer = try signing.writer(common)
            let name = writer.archive.identity.key.name
            let (key, path) = try KeyStore(Environment.folders).makeKey(for: name)
            let text = key.verifierKey.encode()
            _ = try writer.record(.key(KeyChange(action: .add, verifierKey: text, note: note)))
            if common.json {
                common.printSummary([
                    "key": .string(text), "keyFile": .string(path.string),
                ])
            } else if !common.quiet {
                Console.print("Added the key\n  \(text)\nkept in\n  \(path)")
            }
        }
    }

    struct Retire: ReportingCommand {
        static let configuration = CommandConfiguration(
            commandName: "retire",
            abstract: "Takes a key out of use; what it signed stands.",
            discussion: """
                EXAMPLES:
                  archive key retire 'example.org/case-12+1a2b3c4d+AeHT…'
                """,
        )

        @OptionGroup var change: ChangeOptions

        var isJSON: Bool { change.common.json }

        func run() throws {
            try change.record(.retire)
        }
    }

    struct Revoke: ReportingCommand {
        static let configuration = CommandConfiguration(
            commandName: "revoke",
            abstract: "Takes a key out of use that others may have; nobody should pin it any more.",
            discussion: """
                What the key signed before stands in this log, but a receipt or a copy that
                only this key vouches for proves nothing any more.

                EXAMPLES:
                  archive key revoke 'example.org/case-12+1a2b3c4d+AeHT…' --note "laptop lost"
                """,
        )

        @OptionGroup var change: ChangeOptions

        var isJSON: Bool { change.common.json }

        func run() throws {
            try change.record(.revoke)
        }
    }
}

/// The options of commands that take a key out of use.
struct ChangeOptions: ParsableArguments {
    @OptionGroup var common: CommonOptions
    @OptionGroup var signing: SigningOptions

    @Argument(help: "The verifier key.")
    var verifierKey: String

    @Option(help: "A remark.")
    var note: String?

    func validate() throws {
        try VerifierKeyOption.refuseSecret(verifierKey, "The argument")
        try TextArgument.validate(note, "--note")
    }

    func record(_ action: KeyChange.Action) throws {
        var writer = try signing.writer(common)
        let keys = try writer.archive.keys()
        let state = keys.first { $0.key.encode() == verifierKey }?.state
        let isInForce = state == .inForce
        // A key that was retired can still be found to be stolen.
        guard isInForce || (action == .revoke && state == .retired) else {
            throw ValidationError(
                "\(verifierKey) is not in force. `archive key` lists those that are."
            )
        }
        guard keys.count(where: { $0.state == .inForce }) > 1 || !isInForce else {
            throw ValidationError(
                "It is the only key in force; without it nobody could add. Add another first, "
                    + "with `archive key add`."
            )
        }
        let change = KeyChange(action: action, verifierKey: verifierKey, note: note)
        _ = try writer.record(.key(change))
        if common.json {
            common.printSummary(["key": .string(verifierKey), "action": .string(action.rawValue)])
        } else if !common.quiet {
            Console.print("Recorded: \(action.rawValue) \(verifierKey)")
        }
    }
}
