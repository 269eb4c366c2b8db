// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import Provenance

/// The members of an object in a definition.
struct DefinitionMembers {
    private let object: JSONObject
    private let path: String

    init(_ object: JSONObject, path: String = "") {
        self.object = object
        self.path = path
    }

    private func full(_ name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }

    func wrongForm(_ name: String, _ expected: String) -> CommandDefinitionFailure {
        .wrongForm(member: full(name), expected: expected)
    }

    /// Refuses members of other names.
    func allow(_ names: [String]) throws(CommandDefinitionFailure) {
        for member in object.members where !names.contains(member.name) {
            throw .unknownMember(full(member.name))
        }
    }

    /// The value of a member, or `nil` where it is missing or `null`.
    private func value(_ name: String) -> JSONValue? {
        guard let value = object[name], !value.isNull else {
            return nil
        }
        return value
    }

    func optionalText(_ name: String) throws(CommandDefinitionFailure) -> String? {
        guard let value = value(name) else {
            return nil
        }
        return try text(value, name)
    }

    func text(_ name: String) throws(CommandDefinitionFailure) -> String {
        guard let text = try optionalText(name) else {
            throw .missingMember(full(name))
        }
        return text
    }

    private func text(
        _ value: JSONValue,
        _ name: String,
    ) throws(CommandDefinitionFailure) -> String {
        // What is passed to a program ends at a zero byte.
        guard let text = value.string, !text.utf8.contains(0) else {
            throw wrongForm(name, "text, without a zero byte")
        }
        return text
    }

    /// A list, which is `nil` where it is missing.
    private func list(
        _ name: String,
        limit: Int,
    ) throws(CommandDefinitionFailure) -> [JSONValue]? {
        guard let value = value(name) else {
            return nil
        }
        guard let list = value.array, list.count <= limit else {
            throw wrongForm(name, "a list of at most \(limit)")
        }
        return list
    }

    func texts(_ name: String, limit: Int) throws(CommandDefinitionFailure) -> [String]? {
        guard let list = try list(name, limit: limit) else {
            return nil
        }
        var texts: [String] = []
        for (index, value) in list.enumerated() {
            texts.append(try text(value, "\(name)[\(index)]"))
        }
        return texts
    }

    func members(_ name: String) throws(CommandDefinitionFailure) -> DefinitionMembers? {
        guard let value = value(name) else {
            return nil
        }
        guard let object = value.object else {
            throw wrongForm(name, "an object")
        }
        return DefinitionMembers(object, path: full(name))
    }

    func memberList(
        _ name: String,
        limit: Int,
    ) throws(CommandDefinitionFailure) -> [DefinitionMembers] {
        guard let list = try list(name, limit: limit) else {
            throw .missingMember(full(name))
        }
        var members: [DefinitionMembers] = []
        for (index, value) in list.enumerated() {
            guard let object = value.object else {
                throw wrongForm("\(name)[\(index)]", "an object")
            }
            members.append(DefinitionMembers(object, path: full("\(name)[\(index)]")))
        }
        return members
    }

    /// All members, whose values are texts.
    func allTexts(limit: Int) throws(CommandDefinitionFailure) -> [(name: String, text: String)] {
        guard object.members.count <= limit else {
            throw .wrongForm(member: path, expected: "an object of at most \(limit) members")
        }
        var texts: [(name: String, text: String)] = []
        for member in object.members {
            texts.append((member.name, try text(member.value, member.name)))
        }
        return texts
    }

    func count(
        _ name: String,
        _ range: ClosedRange<Int64>,
    ) throws(CommandDefinitionFailure) -> UInt64? {
        guard let value = value(name) else {
            return nil
        }
        guard let number = value.integer, range.contains(number) else {
            throw wrongForm(name, "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return UInt64(number)
    }
}

extension CommandDefinition {
    init(_ members: DefinitionMembers) throws(CommandDefinitionFailure) {
        try members.allow([
            "arguments", "environment", "executable", "files", "limits", "mediaTypes", "name",
            "note", "outputs", "probe",
        ])
        name = try members.text("name")
        guard ExtractorName.isValid(name) else {
            throw members.wrongForm("name", Self.nameRule)
        }
        // The command line means these by their names.
        guard name != "none", BuiltinExtractors.named(name) == nil else {
            throw members.wrongForm("name", "another one: `\(name)` has a meaning of its own")
        }
        executable = try members.text("executable")
        let isName = !executable.isEmpty && !executable.utf8.contains(UInt8(ascii: "/"))
        guard CommandLaunch.canStart(isName ? "/" + executable : executable) else {
            throw members.wrongForm(
                "executable",
                "the name of a program or an absolute path, without an equals sign",
            )
        }
        probe = try members.texts("probe", limit: 64) ?? ["--version"]
        guard let arguments = try members.texts("arguments", limit: 256) else {
            throw .missingMember("arguments")
        }
        self.arguments = arguments.map(CommandArgument.init)
        files = try Self.files(members)
        mediaTypes = try Self.mediaTypes(members)
        outputs = try Self.outputs(members)
        environment = try Self.environment(members)
        limits = try Self.limits(members)
        note = try members.optionalText("note")
        if let unknown = self.arguments.compactMap(\.unknownPlace).first {
            throw .wrongForm(
                member: "arguments",
                expected: "with `{input}` and `{output:NAME}` for places, and not `\(unknown)`",
            )
        }
        let mentioned = Set(self.arguments.flatMap(\.outputs))
        let declared = Set(outputs.map(\.name))
        if let other = mentioned.subtracting(declared).min() {
            throw .wrongForm(
                member: "arguments",
                expected: "with places for outputs that are declared, and `\(other)` is not",
            )
        }
        guard declared.subtracting(mentioned).count <= 1 else {
            throw .wrongForm(
                member: "arguments",
                expected: "with places for all outputs but one, which is the standard output",
            )
        }
    }

    private static let nameRule =
        "1 to 64 small letters, digits and hyphens that start with a letter"

    private static func files(
        _ members: DefinitionMembers
    ) throws(CommandDefinitionFailure) -> [String] {
        let files = try members.texts("files", limit: 64) ?? []
        for (index, file) in files.enumerated() {
            guard isFileName(file) else {
                throw members.wrongForm(
                    "files[\(index)]",
                    "the name of a file beside this one, not hidden, and not `input` or `out`",
                )
            }
        }
        guard Set(files.map { Array($0.utf8) }).count == files.count else {
            throw members.wrongForm("files", "names, none twice")
        }
        return files
    }

    /// Whether a text can be the name of a file that a definition brings along.
    static func isFileName(_ name: String) -> Bool {
        (1...255).contains(name.utf8.count) && name.utf8.first != UInt8(ascii: ".")
            && !name.utf8.contains(UInt8(ascii: "/")) && !name.utf8.contains(0)
            && name != WorkFolder.inputName && name != WorkFolder.outputName
    }

    private static func mediaTypes(
        _ members: DefinitionMembers
    ) throws(CommandDefinitionFailure) -> [String] {
        let types = try members.texts("mediaTypes", limit: 256) ?? []
        for (index, type) in types.enumerated() {
            guard isMediaType(type), !type.utf8.contains(UInt8(ascii: ";")),
                type == type.lowercased()
            else {
                throw members.wrongForm(
                    "mediaTypes[\(index)]",
                    "a media type in small letters, without parameters and `*`",
                )
            }
        }
        return types
    }

    /// Whether a text is one media type, and no pattern for many.
    private static func isMediaType(_ text: String) -> Bool {
        MediaType.isWellFormed(text) && !text.utf8.contains(UInt8(ascii: "*"))
    }

    private static func outputs(
        _ members: DefinitionMembers
    ) throws(CommandDefinitionFailure) -> [Extractor.Output] {
        var outputs: [Extractor.Output] = []
        for output in try members.memberList("outputs", limit: 64) {
            try output.allow(["form", "mediaType", "name"])
            let name = try output.text("name")
            guard ExtractorName.isValid(name), !outputs.contains(where: { $0.name == name }) else {
                throw output.wrongForm("name", Self.nameRule + ", none twice")
            }
            let mediaType = try output.text("mediaType")
            guard isMediaType(mediaType) else {
                throw output.wrongForm("mediaType", "a media type, without `*`")
            }
            guard let form = Extractor.Form(rawValue: try output.optionalText("form") ?? "bytes")
            else {
                throw output.wrongForm("form", "`text/1`, `json/1` or `bytes`")
            }
            outputs.append(Extractor.Output(name: name, mediaType: mediaType, form: form))
        }
        guard !outputs.isEmpty else {
            throw members.wrongForm("outputs", "a list that is not empty")
        }
        return outputs
    }

    private static func environment(
        _ members: DefinitionMembers
    ) throws(CommandDefinitionFailure) -> [String] {
        guard let environment = try members.members("environment") else {
            return []
        }
        var variables: [String] = []
        for (name, text) in try environment.allTexts(limit: 64) {
            guard CommandEnvironment.isVariable(name) else {
                throw environment.wrongForm(name, "named with letters, digits and `_`")
            }
            guard !CommandEnvironment.isReserved(name) else {
                throw environment.wrongForm(name, "left out, since it is fixed for all commands")
            }
            variables.append("\(name)=\(text)")
        }
        return variables
    }

    private static func limits(
        _ members: DefinitionMembers
    ) throws(CommandDefinitionFailure) -> Computation.Limits {
        var limits = Self.defaultLimits
        guard let found = try members.members("limits") else {
            return limits
        }
        try found.allow(["memoryMiB", "outputMiB", "seconds"])
        func largest(_ limit: UInt64?, of unit: UInt64) -> Int64 {
            Int64(clamping: (limit ?? .max) / unit)
        }
        let most = largestLimits
        if let seconds = try found.count("seconds", 1...largest(most.milliseconds, of: 1000)) {
            limits.milliseconds = seconds * 1000
        }
        let memory = 16...largest(most.memoryByteCount, of: 1 << 20)
        if let memory = try found.count("memoryMiB", memory) {
            limits.memoryByteCount = memory << 20
        }
        let output = 1...largest(most.outputByteCount, of: 1 << 20)
        if let output = try found.count("outputMiB", output) {
            limits.outputByteCount = output << 20
        }
        return limits
    }
}
