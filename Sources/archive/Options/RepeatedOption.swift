// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArgumentParser

/// Options that take one value and are given more often: all but one value would be lost.
enum RepeatedOption {
    /// Those that collect their values.
    private static let collecting: Set = ["--author", "--from-list"]

    /// The long names of options that have a short one and take a value.
    private static let longNames = ["-o": "--output"]

    /// Refuses an option that is given twice; flags may be.
    ///
    /// - Parameters:
    ///   - arguments: The words behind the program's name, which were parsed well, so that every
    ///     word that starts as an option is one.
    ///   - command: The type of the command that they are of.
    /// - Throws: `ValidationError`.
    static func refuse(
        in arguments: some Sequence<String>,
        of command: any ParsableCommand.Type,
    ) throws {
        var seen: Set<String> = []
        for word in arguments.prefix(while: { $0 != "--" }) where word.hasPrefix("-") {
            let written = word.split(separator: "=", maxSplits: 1).first.map(String.init) ?? word
            let name = longNames[written] ?? written
            guard !seen.insert(name).inserted, !collecting.contains(name) else {
                continue
            }
            // The parser does not tell which take a value, but its help does.
            let help = ArchiveCommand.helpMessage(for: command, columns: 1_000)
            if help.contains(" \(name) <") {
                throw ValidationError(
                    "\(name) is given more than once, and takes one value. Say which one you mean."
                )
            }
        }
    }
}
