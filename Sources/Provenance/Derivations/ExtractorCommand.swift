// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// How a program of the system is run as an extractor.
///
/// SPEC §3.8.
public struct ExtractorCommand: Hashable, Sendable {
    /// A file of the system, as it was when the extractor was described.
    public struct Executable: Hashable, Sendable {
        /// Its absolute path.
        public var path: String

        /// The SHA-256 digest of its bytes, which need not be in the archive.
        public var digest: Digest

        /// Its length, in bytes.
        public var byteCount: UInt64

        /// Creates a description of a file.
        public init(path: String, digest: Digest, byteCount: UInt64) {
            self.path = path
            self.digest = digest
            self.byteCount = byteCount
        }
    }

    /// A file that the definition brings along, such as a script; its bytes are a blob.
    public struct File: Hashable, Sendable {
        /// Its name in the folder in which the program runs.
        public var name: String

        /// Its bytes.
        public var content: Reference

        /// Creates a description of a file.
        public init(name: String, content: Reference) {
            self.name = name
            self.content = content
        }
    }

    /// The program.
    public var executable: Executable

    /// Its arguments; `{input}` stands for the input's path, `{output:NAME}` for an output's.
    public var arguments: [String]

    /// All variables of its environment, each as `NAME=value`, sorted.
    public var environment: [String]

    /// The files that come with it, sorted by name.
    public var files: [File]

    /// The arguments with which it prints its version.
    public var probe: [String]

    /// Creates a command.
    public init(
        executable: Executable,
        arguments: [String],
        environment: [String],
        files: [File],
        probe: [String],
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        self.files = files.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        self.probe = probe
    }

    init(_ members: Members) throws(StatementFailure) {
        let path = "extractor.command.executable"
        let program = try members.members("executable", path: path)
        executable = Executable(
            path: try program.text("path"),
            digest: try program.digest("fileDigest"),
            byteCount: try program.byteCount("size"),
        )
        arguments = try members.texts("arguments")
        environment = try members.texts("environment")
        guard environment.isStrictlySorted else {
            throw members.wrongForm("environment", "sorted, nothing twice")
        }
        files = try members.list("files") { file throws(StatementFailure) in
            File(
                name: try file.text("name"),
                content: Reference(
                    digest: try file.digest("digest"),
                    byteCount: Int64(clamping: try file.byteCount("size")),
                ),
            )
        }
        guard files.map(\.name).isStrictlySorted else {
            throw members.wrongForm("files", "sorted by name, no name twice")
        }
        probe = try members.texts("probe")
    }

    var json: JSONValue {
        [
            "arguments": .array(arguments.map { .string($0) }),
            "environment": .array(environment.map { .string($0) }),
            "executable": [
                "fileDigest": .string(executable.digest.description),
                "path": .string(executable.path),
                "size": .integer(Int64(clamping: executable.byteCount)),
            ],
            "files": .array(
                files.map { file in
                    [
                        "digest": .string(file.content.digest.description),
                        "name": .string(file.name),
                        "size": .integer(file.content.byteCount ?? 0),
                    ]
                }
            ),
            "probe": .array(probe.map { .string($0) }),
        ]
    }
}
