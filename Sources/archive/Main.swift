// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import ArchiveStore
internal import ArgumentParser
internal import Glibc

/// The program: parses arguments, runs one command, turns its error into text and exit code.
@main
enum Main {
    static func main() {
        Console.openStandardDescriptors()
        Interruption.install()
        guard CommandLine.arguments.count > 1 else {
            // Not a success: where /proc is not to be had, no argument arrives.
            Console.complainVerbatim(ArchiveCommand.helpMessage(columns: 80))
            exit(Outcome.usage)
        }
        var command: any ParsableCommand
        refuseUnknownCommand()
        do {
            command = try ArchiveCommand.parseAsRoot()
        } catch {
            endParsing(error)
        }
        do {
            try RepeatedOption.refuse(
                in: CommandLine.arguments.dropFirst(),
                of: type(of: command),
            )
            try command.run()
        } catch {
            end(error, isJSON: (command as? any ReportingCommand)?.isJSON ?? false)
        }
    }

    /// Ends the program when the first word, or the one after `help`, should be a command and is not.
    private static func refuseUnknownCommand() {
        var words = CommandLine.arguments.dropFirst()
        var commands = ArchiveCommand.configuration.subcommands
        while words.first == "help" {
            words.removeFirst()
        }
        while let word = words.popFirst(), !word.hasPrefix("-") {
            guard let command = commands.first(where: { $0._commandName == word }) else {
                Console.complain("There is no command `\(word)`. `archive help` lists them.")
                exit(Outcome.usage)
            }
            commands = command.configuration.subcommands
            // What follows a command is its own affair, but help is of commands alone.
            guard CommandLine.arguments.dropFirst().first == "help" else {
                return
            }
        }
    }

    /// Help, version, completions, or arguments that cannot be followed.
    private static func endParsing(_ error: any Error) -> Never {
        let message = ArchiveCommand.fullMessage(for: error)
        if ArchiveCommand.exitCode(for: error).isSuccess {
            Console.print(message)
            exit(0)
        }
        // One voice for all that goes wrong; an argument must not steer the terminal.
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
        let plain = lines.map { PlainText.of(String($0)) }.joined(separator: "\n")
        Console.complainVerbatim(
            plain.hasPrefix("Error: ") ? "archive: " + plain.dropFirst(7) : plain
        )
        // A program that reads the output is told too, in words of one line.
        if CommandLine.arguments.prefix(while: { $0 != "--" }).contains("--json") {
            let text = ArchiveCommand.message(for: error)
            Console.printSummary(["message": .string(text)], exitCode: Outcome.usage)
        }
        exit(Outcome.usage)
    }

    private static func end(_ error: any Error, isJSON: Bool) -> Never {
        let outcome: Outcome
        switch error {
        case let error as Outcome: outcome = error
        case let error as ArchiveError: outcome = Outcome(error)
        case let error as StoreError:
            outcome = Outcome(exitCode: Outcome.inputOutput, message: error.message)
        case let error as ValidationError:
            outcome = Outcome(exitCode: Outcome.usage, message: error.message)
        default: endParsing(error)
        }
        if let message = outcome.message {
            Console.complain(message)
        }
        if isJSON, !Console.hasSummary {
            var members = outcome.summary
            members["message"] = JSONValue(outcome.message)
            Console.printSummary(members, exitCode: outcome.exitCode)
        }
        exit(outcome.exitCode)
    }
}
