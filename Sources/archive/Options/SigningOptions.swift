// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveStore
internal import ArgumentParser
internal import BlobStore
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
        try TextArgument.validate(operatorName, "--operator")
        try TextArgument.requireUTF8(variable: "ARCHIVE_OPERATOR")
    }

    /// Opens the archive for adding.
    ///
    /// - Parameters:
    ///   - common: What archive it is.
    ///   - level: How hard to compress.
    ///   - heads: The remembered heads, unless they are those of this user.
    /// - Returns: The writer.
    /// - Throws: ``ArchiveError``.
    func writer(
        _ common: CommonOptions,
        level: Int? = nil,
        heads: (any HeadStore)? = nil,
    ) throws -> ArchiveWriter {
        let storage = try common.storage()
        let (keys, failures) = try Self.keys(key, storage)
        do throws(ArchiveError) {
            return try ArchiveWriter.open(
                storage,
                keys: keys,
                heads: heads ?? LocalHeadStore(Environment.folders),
                options: options(level: level),
            )
        } catch {
            throw Self.naming(failures, of: keys, storage, error)
        }
    }

    /// The keys to sign with, and why files of keys beside them cannot be used.
    ///
    /// - Parameters:
    ///   - key: The file of one, as it was named.
    ///   - storage: The archive, whose keys are taken when none was named.
    /// - Returns: They.
    /// - Throws: ``ArchiveError``.
    static func keys(
        _ key: String?,
        _ storage: any ArchiveStorage,
    ) throws -> (keys: [SignerKey], failures: [ArchiveError]) {
        if let place = key ?? Environment.value("ARCHIVE_KEY") {
            return ([try KeyStore.key(from: place)], [])
        }
        let origin = try ArchiveFile.read(from: storage).origin
        let found = try KeyStore(Environment.folders).keysAndFailures(of: origin)
        if found.keys.isEmpty, let failure = found.failures.first {
            throw failure
        }
        return found
    }

    /// Says which files of keys could not be used, when no other key is in force.
    private static func naming(
        _ failures: [ArchiveError],
        of keys: [SignerKey],
        _ storage: any ArchiveStorage,
        _ error: ArchiveError,
    ) -> ArchiveError {
        guard error.code == .notTrusted, !failures.isEmpty,
            let inForce = try? ArchiveReader(storage).keysInForce(),
            !keys.contains(where: { inForce.contains($0.verifierKey) })
        else {
            return error
        }
        var error = error
        let reasons = failures.prefix(8).map(\.message).joined(separator: " ")
        error.message += " \(Amounts.text(failures.count, "file")) passed over: \(reasons)"
        return error
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
