// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArgumentParser

/// A command that prints JSON Lines when asked to.
protocol ReportingCommand: ParsableCommand {
    /// Whether it was asked to.
    var isJSON: Bool { get }
}

/// A command that works on an archive.
protocol ArchiveSubcommand: ReportingCommand {
    /// The options of every such command.
    var common: CommonOptions { get }
}

extension ArchiveSubcommand {
    var isJSON: Bool {
        common.json
    }
}
