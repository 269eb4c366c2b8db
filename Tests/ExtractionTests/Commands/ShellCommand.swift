// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveIO
import ArchiveTestSupport
import Provenance
import SystemPackage
import Testing

@testable import Extraction

/// The suites that run commands, one after the other: in this one process they are all one user's,
/// and one that uses up its processes leaves none to the others.
@Suite(.serialized)
enum RunningCommands {}

/// What is around a command in a test.
///
/// Whether there is a sandbox or tracer depends on the machine; a test that asks for one that does
/// not work here runs with what does.
enum Surroundings: CaseIterable, Sendable {
    case all
    case withoutTracer
    case withoutSandbox
    case nothing

    var tools: HostTools {
        switch self {
        case .all: .found
        case .withoutTracer: .found.withoutTracer
        case .withoutSandbox: .found.withoutSandbox
        case .nothing: .found.withoutSandbox.withoutTracer
        }
    }
}

/// A line of shell as an extractor with the outputs `a` and `b`, of which `b` is what is printed.
struct ShellCommand {
    var line: String
    var files: [(name: String, text: String)] = []
    var environment: [String: String] = [:]
    var input: [UInt8] = Array("input".utf8)
    var limits = Computation.Limits(
        milliseconds: 60_000,
        memoryByteCount: 1 << 30,
        outputByteCount: 1 << 20,
    )
    var form = Extractor.Form.bytes

    init(_ line: String) {
        self.line = line
    }

    /// The definition that names it.
    var definition: JSONValue {
        let variables = environment.reduce(into: JSONObject()) { $0[$1.key] = .string($1.value) }
        return [
            "arguments": ["-c", .string(line), "sh", "{input}", "{output:a}"],
            "environment": .object(variables),
            "executable": "sh",
            "files": .array(files.map { .string($0.name) }),
            "name": "shell",
            "outputs": [
                [
                    "form": .string(form.rawValue), "mediaType": "text/plain",
                    "name": "a",
                ],
                ["mediaType": "text/plain", "name": "b"],
            ],
            "probe": ["-c", "echo 1"],
        ]
    }

    func extractor(_ tools: HostTools) throws -> CommandExtractor {
        let folder = try TemporaryFolder()
        for (name, text) in files {
            try folder.folder.makeFile(name).write(Array(text.utf8).span)
        }
        let parsed = try CommandDefinition(parsing: CanonicalJSON.encode(definition))
        return try CommandExtractor(parsed, beside: folder.folder, tools: tools)
    }

    func job(_ tools: HostTools) throws -> ExtractionJob {
        let described = try extractor(tools)
        return ExtractionJob(
            extractor: described.extractor,
            files: described.files,
            input: input,
            mediaType: nil,
            limits: limits,
        )
    }

    func run(_ surroundings: Surroundings, isPerturbed: Bool = false) throws -> ExtractionRun {
        let tools = surroundings.tools
        return try ExtractionEngine.ofTests(tools).run(job(tools), isPerturbed: isPerturbed)
    }
}

extension ExtractionEngine {
    static func ofTests(_ tools: HostTools) -> Self {
        Self(software: Statement.Software(name: "archive", version: "0"), tools: tools)
    }
}

extension ExtractionRun {
    /// An output as text.
    func text(_ name: String) -> String? {
        outputs.first { $0.name == name }.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    /// The paths in the list of files that were read.
    var closurePaths: [String] {
        let lines = String(decoding: closure ?? [], as: UTF8.self).split(separator: "\n")
        return lines.map { String($0.split(separator: " ", maxSplits: 2)[2]) }
    }
}
