// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveStore
internal import ArgumentParser
internal import Provenance
internal import TransparencyLog

/// The options of commands that add to the log.
struct SigningOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The file of the signing key (else $ARCHIVE_KEY, else the keys kept for the archive).",
            valueName: "file",
        ),
        completion: .file(),
    )
    var key: String?

    @Option(
        name: .customLong("operator"),
        help: ArgumentHelp("Who adds this (else $ARCHIVE_OPERATOR).", valueName: "name"),
    )
    var operatorName: String?

    func validate() throws {
        try EmptyText.refuse(operatorName, "--operator")
    }

    /// Opens the archive for adding.
    func writer(_ common: CommonOptions, level: Int? = nil) throws -> ArchiveWriter {
        let storage = try common.storage()
        let folders = Environment.folders
        let keys: [SignerKey]
        if let place = key ?? Environment.value("ARCHIVE_KEY") {
            keys = [try KeyStore.key(from: place)]
        } else {
            keys = try KeyStore(folders).keys(of: ArchiveFile.read(from: storage).origin)
        }
        return try ArchiveWriter.open(
            storage,
            keys: keys,
            heads: LocalHeadStore(folders),
            options: options(level: level),
        )
    }

    /// How a writer works.
    func options(level: Int? = nil) -> ArchiveWriter.Options {
        var options = ArchiveWriter.Options(software: Program.software)
        options.operatorName = operatorName ?? Environment.value("ARCHIVE_OPERATOR")
        if let level {
            options.level = level
        }
        return options
    }
}
