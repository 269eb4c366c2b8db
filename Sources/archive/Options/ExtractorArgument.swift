// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveStore
internal import ArgumentParser
internal import Extraction
internal import Provenance

/// The way a person names an extractor: one of this program's, or a definition's file.
enum ExtractorArgument {
    /// What `--extract` and `--with` take.
    static let valueName = "extractor"

    /// Returns which extractor reads which documents.
    ///
    /// - Parameter text: A name, or `nil` for what fits each document.
    /// - Returns: The choice.
    /// - Throws: ``Outcome`` with exit code 2 when there is no such extractor.
    static func choice(_ text: String?) throws -> ExtractorChoice {
        guard let text else {
            return .fitting
        }
        if let extractor = BuiltinExtractors.named(text) {
            return .one(PreparedExtractor(builtin: extractor), mediaTypes: nil)
        }
        if text.contains("/") || text.hasSuffix(".json") {
            return try definition(text)
        }
        let names = BuiltinExtractors.all.map(\.name).joined(separator: ", ")
        throw Outcome(
            exitCode: Outcome.usage,
            message: "There is no extractor `\(text)`. This program has \(names); a definition of "
                + "another one is a file NAME.json.",
        )
    }

    /// Reads a definition, and looks at the program that it names.
    private static func definition(_ path: String) throws -> ExtractorChoice {
        let command: CommandExtractor
        do throws(CommandError) {
            command = try CommandExtractor(contentsOf: PathArgument.path(path))
        } catch {
            throw Outcome(exitCode: Outcome.usage, message: error.message)
        }
        let extractor = PreparedExtractor(
            command.extractor,
            files: command.files,
            limits: command.limits,
        )
        return .one(extractor, mediaTypes: command.mediaTypes)
    }

    /// Returns one extractor.
    ///
    /// - Parameter text: A name, with or without `@` and a version, or a definition's file.
    /// - Returns: The extractor.
    /// - Throws: ``Outcome`` with exit code 2 when there is no such extractor.
    static func one(_ text: String) throws -> PreparedExtractor {
        if text.contains("/") || text.hasSuffix(".json"),
            case .one(let extractor, _) = try definition(text)
        {
            return extractor
        }
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard case .one(let extractor, _) = try choice(String(parts[0])) else {
            preconditionFailure("what is named is one")
        }
        let version = extractor.extractor.version
        guard parts.count == 1 || String(parts[1]) == version else {
            throw Outcome(
                exitCode: Outcome.usage,
                message: "This program has \(parts[0])@\(version), not \(text).",
            )
        }
        return extractor
    }

    /// What runs extractors.
    static func runner() -> any ExtractionRunner {
        let worker = WorkerProgram(arguments: ["archive", RunExtractionsCommand.name])
        return WorkerPool(worker, software: Program.software)
    }
}
