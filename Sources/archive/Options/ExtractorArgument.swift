// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveStore
internal import ArgumentParser
internal import Extraction
internal import Provenance
internal import Synchronization

/// The way a person names an extractor: one of this program's, or a definition's file.
enum ExtractorArgument {
    /// What `--extract` and `--with` take.
    static let valueName = "extractor"

    /// Returns which extractor reads which documents.
    ///
    /// - Parameters:
    ///   - text: A name, with or without `@` and a version, or a definition's file; `nil` for what
    ///     fits each document.
    ///   - isForced: Whether one that is named reads documents of every kind, too.
    /// - Returns: The choice.
    /// - Throws: ``Outcome`` with exit code 2 when there is no such extractor.
    static func choice(_ text: String?, isForced: Bool = false) throws -> ExtractorChoice {
        guard let text else {
            return .fitting
        }
        if isDefinition(text) {
            let command = try definition(text)
            guard isForced || !command.mediaTypes.isEmpty else {
                throw Outcome(
                    exitCode: Outcome.usage,
                    message: "\(text) has no `mediaTypes`, so it reads only documents that are "
                        + "named: `archive extract --with FILE DOCUMENT`.",
                )
            }
            return .one(prepared(command), mediaTypes: isForced ? nil : command.mediaTypes)
        }
        let extractor = try builtin(text)
        return isForced
            ? .one(PreparedExtractor(builtin: extractor), mediaTypes: nil) : .builtin(extractor)
    }

    /// Returns one extractor.
    ///
    /// - Parameter text: A name, with or without `@` and a version, or a definition's file.
    /// - Returns: The extractor.
    /// - Throws: ``Outcome`` with exit code 2 when there is no such extractor.
    static func one(_ text: String) throws -> PreparedExtractor {
        isDefinition(text)
            ? prepared(try definition(text)) : PreparedExtractor(builtin: try builtin(text))
    }

    private static func isDefinition(_ text: String) -> Bool {
        text.contains("/") || text.hasSuffix(".json")
    }

    /// One of this program's extractors.
    private static func builtin(_ text: String) throws -> Extractor {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard let extractor = BuiltinExtractors.named(String(parts[0])) else {
            let names = BuiltinExtractors.all.map(\.name).joined(separator: ", ")
            throw Outcome(
                exitCode: Outcome.usage,
                message: "There is no extractor `\(text)`. This program has \(names); a definition "
                    + "of another one is a file NAME.json.",
            )
        }
        guard parts.count == 1 || String(parts[1]) == extractor.version else {
            throw Outcome(
                exitCode: Outcome.usage,
                message: "This program has \(parts[0])@\(extractor.version), not \(text).",
            )
        }
        return extractor
    }

    /// Reads a definition, and looks at the program that it names.
    private static func definition(_ path: String) throws -> CommandExtractor {
        warnIfUnenclosed()
        do throws(CommandError) {
            return try CommandExtractor(contentsOf: PathArgument.path(path))
        } catch {
            throw Outcome(exitCode: Outcome.usage, message: error.message)
        }
    }

    private static func prepared(_ command: CommandExtractor) -> PreparedExtractor {
        PreparedExtractor(command.extractor, files: command.files, limits: command.limits)
    }

    private static let wasWarned = Atomic(false)

    /// Tells a person, once, when programs of the system that are run as extractors have the
    /// network and this user's files.
    static func warnIfUnenclosed() {
        guard HostTools.found.limiter != nil, HostTools.found.sandbox == nil,
            !wasWarned.exchange(true, ordering: .relaxed)
        else {
            return
        }
        let reason =
            HostTools.isSandboxInstalled
            ? "bubblewrap does not work here, mostly because namespaces are refused"
            : "install bubblewrap"
        Console.complain(
            "Nothing encloses programs that are run as extractors: they have the network and all "
                + "files of this user (\(reason))."
        )
    }

    /// What runs extractors.
    static func runner() -> any ExtractionRunner {
        let worker = WorkerProgram(arguments: ["archive", RunExtractionsCommand.name])
        return WorkerPool(worker, software: Program.software)
    }
}
