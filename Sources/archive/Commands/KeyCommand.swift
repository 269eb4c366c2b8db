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
                EXAMPLES:
                  archive key list
                  archive key list --json
                """,
            aliases: ["show"],
        )

        @OptionGroup var common: CommonOptions

        func run() throws {
            let archive = try common.reader()
            let inForce = try archive.keysInForce().map { $0.encode() }
            var seen: [String] = []
            for recorded in try archive.statements(ofType: .key) {
                guard case .key(let change) = recorded.statement.body,
                    !seen.contains(change.verifierKey)
                else {
                    continue
                }
                seen.append(change.verifierKey)
                let isInForce = inForce.contains(change.verifierKey)
                if common.json {
                    Console.print([
                        "type": "key", "key": .string(change.verifierKey),
                        "isInForce": .bool(isInForce), "entry": .integer(Int64(recorded.entry)),
                    ])
                } else {
                    Console.print("\(change.verifierKey)\(isInForce ? "" : "\tno longer in force")")
                }
            }
            common.printSummary(["inForce": .integer(Int64(inForce.count))])
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
        try VerifierKeyText.refuseSecret(verifierKey, "The argument")
    }

    func record(_ action: KeyChange.Action) throws {
        var writer = try signing.writer(common)
        let keys = try writer.archive.keysInForce()
        let isInForce = keys.contains { $0.encode() == verifierKey }
        // A key that was retired can still be found to be stolen.
        guard try isInForce || (action == .revoke && wasAdded(writer.archive)) else {
            throw ValidationError(
                "\(verifierKey) is not in force. `archive key` lists those that are."
            )
        }
        guard keys.count > 1 || !isInForce else {
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

    /// Whether the key was added and never revoked.
    private func wasAdded(_ archive: ArchiveReader) throws -> Bool {
        var actions: [KeyChange.Action] = []
        for recorded in try archive.statements(ofType: .key) {
            if case .key(let change) = recorded.statement.body, change.verifierKey == verifierKey {
                actions.append(change.action)
            }
        }
        return actions.contains(.add) && !actions.contains(.revoke)
    }
}
