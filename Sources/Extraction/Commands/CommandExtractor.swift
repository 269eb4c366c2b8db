// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveCrypto
public import ArchiveIO
public import Provenance
public import SystemPackage

/// A command as it is on this machine, ready to be recorded and run.
public struct CommandExtractor: Hashable, Sendable {
    /// The length of the longest file that a definition brings along, in bytes.
    public static let fileByteLimit: UInt64 = 16 << 20

    /// The length of the longest description, in bytes as it is recorded.
    ///
    /// Its statement has that and a few lines more, in all at most ``Statement/byteLimit``.
    public static let descriptionByteLimit = Statement.byteLimit - (4 << 10)

    /// The extractor.
    public let extractor: Extractor

    /// The bytes of its files, in the order of the extractor's list; each is to be a blob.
    public let files: [[UInt8]]

    /// The kinds of content that it is for, in small letters, without parameters.
    public let mediaTypes: [String]

    /// What a run may use.
    public let limits: Computation.Limits

    /// Reads a definition, and looks at what it names.
    ///
    /// - Parameters:
    ///   - path: The path of the definition's file, beside which its files are.
    ///   - tools: What is around it when it prints its version.
    /// - Throws: ``CommandError``.
    public init(
        contentsOf path: FilePath,
        tools: HostTools = .found,
    ) throws(CommandError) {
        let bytes: [UInt8]
        let folder: Folder
        do throws(StoreError) {
            let parent = path.removingLastComponent()
            folder = try Folder.open(parent.isEmpty ? "." : parent)
            bytes = try Self.read(
                OpenFile.open(path),
                byteLimit: UInt64(CommandDefinition.byteLimit),
            )
        } catch {
            throw CommandError(error)
        }
        let definition: CommandDefinition
        do throws(CommandDefinitionFailure) {
            definition = try CommandDefinition(parsing: bytes)
        } catch {
            throw CommandError(.invalidDefinition, "\(path.string): \(error).", failure: error)
        }
        do throws(CommandError) {
            try self.init(definition, beside: folder, tools: tools)
        } catch {
            guard error.code == .invalidDefinition else {
                throw error
            }
            throw CommandError(error.code, "\(path.string): \(error.message)")
        }
    }

    /// Looks at what a definition names.
    ///
    /// - Parameters:
    ///   - definition: The definition.
    ///   - folder: Where its files are.
    ///   - tools: What is around it when it prints its version.
    /// - Throws: ``CommandError``.
    public init(
        _ definition: CommandDefinition,
        beside folder: Folder,
        tools: HostTools = .found,
    ) throws(CommandError) {
        let names = definition.files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var files: [[UInt8]] = []
        do throws(StoreError) {
            for name in names {
                files.append(try Self.read(folder.file(name), byteLimit: Self.fileByteLimit))
            }
        } catch {
            throw CommandError(error)
        }
        let executable = try Self.executable(definition.executable)
        let fixed = CommandEnvironment.fixed + definition.environment
        let command = ExtractorCommand(
            executable: executable,
            arguments: definition.arguments.map(\.text),
            environment: fixed,
            files: zip(names, files).map { name, bytes in
                let digest = Sha256.digest(bytes.span)
                let content = Reference(digest: digest, byteCount: Int64(bytes.count))
                return ExtractorCommand.File(name: name, content: content)
            },
            probe: definition.probe,
        )
        extractor = Extractor(
            name: definition.name,
            version: try Self.version(command, files, tools),
            kind: .command,
            command: command,
            outputs: definition.outputs,
            note: definition.note,
        )
        let byteCount = extractor.identityBytes.count
        guard byteCount <= Self.descriptionByteLimit else {
            throw CommandError(
                .invalidDefinition,
                "the definition takes \(byteCount) bytes to record; "
                    + "\(Self.descriptionByteLimit) is the limit. What is long in its arguments can "
                    + "be in a file that the member `files` names.",
            )
        }
        self.files = files
        mediaTypes = definition.mediaTypes
        limits = definition.limits
    }

    // MARK: Looking

    private static func read(_ file: OpenFile, byteLimit: UInt64) throws(StoreError) -> [UInt8] {
        let byteCount = try file.status().byteCount
        guard byteCount <= byteLimit else {
            throw StoreError(
                .inputOutput,
                "\(file.name) has \(byteCount) bytes; \(byteLimit) is the limit.",
            )
        }
        var bytes = [UInt8](repeating: 0, count: Int(byteCount))
        var span = bytes.mutableSpan
        let count = try file.read(into: &span, at: 0)
        return Array(bytes[..<count])
    }

    /// Finds a program.
    ///
    /// Its path stays the one by which it was found, with links in it, because programs look at
    /// how they were called; the digest is that of the file behind them.
    private static func executable(
        _ name: String
    ) throws(CommandError) -> ExtractorCommand.Executable {
        let isPath = name.utf8.first == UInt8(ascii: "/")
        guard let path = isPath ? name : HostTools.path(name) else {
            let folders = CommandEnvironment.folders.joined(separator: ", ")
            throw CommandError(.notFound, "There is no program \(name) in \(folders).")
        }
        do throws(StoreError) {
            guard let entry = try FileDigests.shared.entry(FilePath(path)) else {
                throw StoreError(.inputOutput, "\(path) is too long.")
            }
            return ExtractorCommand.Executable(
                path: path,
                digest: entry.digest,
                byteCount: entry.byteCount,
            )
        } catch {
            throw CommandError(error)
        }
    }

    /// What the program says of its version.
    private static func version(
        _ command: ExtractorCommand,
        _ files: [[UInt8]],
        _ tools: HostTools,
    ) throws(CommandError) -> String {
        guard tools.limiter != nil else {
            throw CommandError(
                .inputOutput,
                "prlimit is not installed; without it no command has limits, and none is run.",
            )
        }
        let launch = CommandLaunch(
            tools: tools.withoutTracer,
            executable: command.executable.path,
            arguments: command.probe,
            environment: command.environment,
            limits: Computation.Limits(
                milliseconds: 20_000,
                memoryByteCount: CommandDefinition.defaultLimits.memoryByteCount,
                outputByteCount: 1 << 20,
            ),
        )
        let result: CommandResult
        do throws(StoreError) {
            let folder = try WorkFolder(
                input: [],
                files: zip(command.files, files).map { ($0.name, $1) },
                user: tools.user,
            )
            result = try launch.run(in: folder)
        } catch {
            throw CommandError(error)
        }
        if let complaint = launch.complaint(result) {
            throw CommandError(
                .inputOutput,
                "\(command.executable.path) cannot be started: \(complaint). The program's "
                    + "file, and the folders that it is in, must be open to the user as whom commands "
                    + "run: for root, that is another one.",
            )
        }
        // Some print it as if it were an error.
        let line = VersionLine.first(of: result.output) ?? VersionLine.first(of: result.errors)
        guard result.limit == nil, result.ending == .exit(0), let line else {
            let call = ([command.executable.path] + command.probe).joined(separator: " ")
            throw CommandError(
                .noVersion,
                "`\(call)` does not print a version: \(line ?? "it prints nothing"). "
                    + "The member `probe` has the arguments with which it does.",
            )
        }
        return line
    }
}
