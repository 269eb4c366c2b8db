// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
public import Provenance

/// How a program of the system is run as an extractor, as somebody wrote it in a file.
///
/// docs/commands-as-extractors.md has the members of the file.
public struct CommandDefinition: Hashable, Sendable {
    /// The length of the longest file, in bytes.
    public static let byteLimit = 1 << 16

    /// What a run may use where the definition does not say: a minute, 2 GiB of memory, 64 MiB of
    /// outputs.
    public static let defaultLimits = Computation.Limits(
        milliseconds: 60_000,
        memoryByteCount: 2 << 30,
        outputByteCount: 64 << 20,
    )

    /// The most that a definition can let a run use: a day, 16 TiB of memory, 2 GiB of outputs.
    static let largestLimits = Computation.Limits(
        milliseconds: 86_400_000,
        memoryByteCount: 16 << 40,
        outputByteCount: 2 << 30,
    )

    /// The extractor's name.
    public var name: String

    /// The program's absolute path, or its name in one of ``CommandEnvironment/folders``.
    public var executable: String

    /// The arguments with which it prints its version.
    public var probe: [String]

    /// Its arguments, with the places for input and outputs.
    public var arguments: [CommandArgument]

    /// The names of the files beside the definition that it brings along.
    public var files: [String]

    /// The kinds of content that it is for, in small letters, without parameters.
    public var mediaTypes: [String]

    /// What it gives.
    public var outputs: [Extractor.Output]

    /// What it finds in its environment besides ``CommandEnvironment/fixed``, as `NAME=value`.
    public var environment: [String]

    /// What a run may use.
    public var limits: Computation.Limits

    /// A remark.
    public var note: String?

    /// Reads a definition.
    ///
    /// - Parameter bytes: The file's bytes: one JSON object.
    /// - Throws: ``CommandDefinitionFailure``, which names the line or the member.
    public init(parsing bytes: [UInt8]) throws(CommandDefinitionFailure) {
        let value: JSONValue
        do throws(JSONFailure) {
            let limits = JSONLimits(depth: 4, byteCount: Self.byteLimit)
            value = try JSONValue(parsing: bytes, limits: limits)
        } catch {
            let before = bytes.prefix(error.offset)
            throw .notJSON(line: before.count { $0 == 0x0A } + 1, error)
        }
        guard let object = value.object else {
            throw .wrongForm(member: "", expected: "an object")
        }
        try self.init(DefinitionMembers(object))
    }
}

/// An argument of a command.
///
/// SPEC §3.8.
public struct CommandArgument: Hashable, Sendable {
    /// A part of an argument.
    enum Part: Hashable, Sendable {
        /// Bytes as they are.
        case text(String)

        /// The input's path.
        case input

        /// The path of an output.
        case output(String)
    }

    /// The argument as it is written, with `{input}` and `{output:NAME}`.
    public let text: String

    let parts: [Part]

    /// Reads an argument; braces around anything else stand for themselves.
    public init(_ text: String) {
        self.text = text
        var parts: [Part] = []
        var plain: [UInt8] = []
        var rest = Array(text.utf8)[...]
        let input = Array("{input}".utf8)
        let output = Array("{output:".utf8)
        while let byte = rest.first {
            var found: Part?
            if rest.starts(with: input) {
                found = .input
                rest.removeFirst(input.count)
            } else if rest.starts(with: output), let end = rest.firstIndex(of: UInt8(ascii: "}")) {
                let name = rest[(rest.startIndex + output.count)..<end]
                found = .output(String(decoding: name, as: UTF8.self))
                rest = rest[(end + 1)...]
            }
            guard let found else {
                plain.append(byte)
                rest.removeFirst()
                continue
            }
            if !plain.isEmpty {
                parts.append(.text(String(decoding: plain, as: UTF8.self)))
                plain = []
            }
            parts.append(found)
        }
        if !plain.isEmpty || parts.isEmpty {
            parts.append(.text(String(decoding: plain, as: UTF8.self)))
        }
        self.parts = parts
    }

    /// The names of the outputs whose paths are in it.
    var outputs: [String] {
        parts.compactMap { if case .output(let name) = $0 { name } else { nil } }
    }

    /// What looks like a place, and is none: `{output:NAME` without its end, or something like
    /// `{outptu:NAME}`.
    var unknownPlace: String? {
        for case .text(let text) in parts {
            let pieces = Array(text.utf8)
                .split(separator: UInt8(ascii: "{"), omittingEmptySubsequences: false)
            for piece in pieces.dropFirst() {
                let word = piece.prefix { (0x61...0x7A).contains($0) }
                let rest = piece.dropFirst(word.count)
                guard !word.isEmpty, rest.first == UInt8(ascii: ":") else {
                    continue
                }
                let name = rest.dropFirst().prefix { $0 != UInt8(ascii: "}") }
                let isClosed = name.endIndex != rest.endIndex
                if word.elementsEqual("output".utf8)
                    || isClosed && ExtractorName.isValid(String(decoding: name, as: UTF8.self))
                {
                    let shown = isClosed ? "}" : ""
                    return "{" + String(decoding: word, as: UTF8.self) + ":"
                        + String(decoding: name, as: UTF8.self) + shown
                }
            }
        }
        return nil
    }

    /// The argument as the program finds it.
    ///
    /// - Parameters:
    ///   - input: The input's path.
    ///   - outputFolder: The path of the folder of outputs.
    /// - Returns: The text.
    func expanded(input: String, outputFolder: String) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .input: input
            case .output(let name): outputFolder + "/" + name
            }
        }.joined()
    }
}
