// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveIO
internal import ArchiveStore
internal import ArgumentParser
internal import BlobStore
internal import Glibc
internal import SystemPackage
internal import TransparencyLog

/// The options of every command.
struct CommonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The archive's folder (else $ARCHIVE_DIR, else ./archive).",
            valueName: "dir",
        ),
        completion: .directory,
    )
    var archive: String?

    @Flag(help: "Print JSON Lines; the last one is a summary.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print nothing but errors and what was asked for.")
    var quiet = false

    @Flag(
        name: .shortAndLong,
        help: "Print more: a line for each document added, and whole digests.",
    )
    var verbose = false

    func validate() throws {
        guard archive?.isEmpty != true else {
            throw ValidationError("--archive is empty. Name a folder, or leave it out.")
        }
        guard !(quiet && verbose) else {
            throw ValidationError("--quiet and --verbose exclude each other.")
        }
    }

    /// The archive's folder.
    var place: FilePath {
        archive.map { PathArgument.path($0) }
            ?? FilePath(Environment.value("ARCHIVE_DIR") ?? "archive")
    }

    /// Opens the archive's folder.
    func storage() throws -> any ArchiveStorage {
        do throws(StoreError) {
            return try LocalStorage(place)
        } catch {
            throw error.code == .inputOutput
                ? ArchiveError(.inputOutput, error.message, cause: error)
                : ArchiveError(
                    .notAnArchive,
                    "There is no archive at \(place). Name one with --archive or ARCHIVE_DIR, or "
                        + "make one with `archive init`.",
                    cause: error,
                )
        }
    }

    /// Opens the archive for looking things up.
    func reader() throws -> ArchiveReader {
        try ArchiveReader(storage())
    }

    /// Opens the archive for what is worth nothing when its log is not to be trusted.
    func checkedReader() throws -> ArchiveReader {
        try ArchiveReader.openChecked(storage(), LocalHeadStore(Environment.folders))
    }
}

/// The environment of the process.
enum Environment {
    /// The value of a variable, unless it is empty.
    static func value(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else {
            return nil
        }
        let text = unsafe String(cString: value)
        return text.isEmpty ? nil : text
    }

    /// The folders of keys and remembered heads.
    static var folders: UserFolders {
        UserFolders(environment: value)
    }
}
