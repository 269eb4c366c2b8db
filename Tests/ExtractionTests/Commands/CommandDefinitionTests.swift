// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Provenance
import Testing

@testable import Extraction

@Suite
struct CommandDefinitionTests {
    private static let good: JSONObject = [
        "arguments": ["-x", "{input}", "--to={output:text}"],
        "executable": "tool",
        "name": "tool",
        "outputs": [["form": "text/1", "mediaType": "text/plain", "name": "text"]],
    ]

    private static func parse(
        _ changes: (inout JSONObject) -> Void = { _ in }
    ) throws(CommandDefinitionFailure) -> CommandDefinition {
        var object = good
        changes(&object)
        return try CommandDefinition(parsing: CanonicalJSON.encode(.object(object)))
    }

    @Test
    func `what a definition leaves out has a sensible value`() throws {
        let definition = try Self.parse()
        #expect(definition.probe == ["--version"])
        #expect(definition.files.isEmpty)
        #expect(definition.mediaTypes.isEmpty)
        #expect(definition.environment.isEmpty)
        #expect(definition.limits == CommandDefinition.defaultLimits)
        #expect(definition.note == nil)
        #expect(definition.outputs.map(\.form) == [.text])
    }

    @Test
    func `all members are read`() throws {
        let definition = try Self.parse { object in
            object["probe"] = ["-V"]
            object["files"] = ["b.py", "a.txt"]
            object["mediaTypes"] = ["text/csv"]
            object["environment"] = ["LANGUAGES": "en", "A_1": "="]
            object["limits"] = ["memoryMiB": 16, "outputMiB": 2, "seconds": 3]
            object["note"] = "n"
        }
        #expect(definition.probe == ["-V"])
        #expect(definition.files == ["b.py", "a.txt"])
        #expect(definition.mediaTypes == ["text/csv"])
        #expect(definition.environment == ["A_1==", "LANGUAGES=en"])
        #expect(definition.limits.milliseconds == 3000)
        #expect(definition.limits.memoryByteCount == 16 << 20)
        #expect(definition.limits.outputByteCount == 2 << 20)
        #expect(definition.note == "n")
    }

    @Test
    func `places in arguments are found, and other braces stand for themselves`() {
        let argument = CommandArgument("a{input}{output:x}{b}{output:}{output:y")
        #expect(argument.outputs == ["x", ""])
        let expanded = argument.expanded(input: "in", outputFolder: "out")
        #expect(expanded == "ainout/x{b}out/{output:y")
        #expect(CommandArgument("").expanded(input: "in", outputFolder: "out") == "")
    }

    @Test(
        arguments: ["{print}", "{a", "{}", "{:x}", "{a: b}", "${x}", "{input}:x}", "{A:b}", "a:b}"]
    )
    func `braces of other languages are no places`(text: String) throws {
        let definition = try Self.parse { $0["arguments"] = ["{output:text}", .string(text)] }
        #expect(definition.arguments[1].text == text)
    }

    @Test(arguments: ["name", "executable", "arguments", "outputs"])
    func `a member that must be there is missed`(name: String) {
        #expect(throws: CommandDefinitionFailure.missingMember(name)) {
            try Self.parse { $0[name] = nil }
        }
        #expect(throws: CommandDefinitionFailure.missingMember(name)) {
            try Self.parse { $0[name] = .null }
        }
    }

    @Test
    func `members that nobody knows are refused by their names`() {
        #expect(throws: CommandDefinitionFailure.unknownMember("argument")) {
            try Self.parse { $0["argument"] = [] }
        }
        #expect(throws: CommandDefinitionFailure.unknownMember("limits.hours")) {
            try Self.parse { $0["limits"] = ["hours": 1] }
        }
        #expect(throws: CommandDefinitionFailure.unknownMember("outputs[0].type")) {
            try Self.parse {
                $0["outputs"] = [["mediaType": "a/b", "name": "text", "type": "x"]]
            }
        }
    }

    /// What is put in place of a member, and the member that is named as wrong.
    static let wrong: [(member: String, value: JSONValue, named: String)] = [
        ("name", "article", "name"), ("name", "text", "name"), ("name", "none", "name"),
        ("name", "", "name"), ("name", "A", "name"), ("name", 1, "name"),
        ("executable", "", "executable"), ("executable", "bin/tool", "executable"),
        ("executable", "a\0", "executable"), ("executable", "a=b", "executable"),
        ("executable", "/usr/a=b/tool", "executable"),
        ("arguments", "x", "arguments"), ("arguments", [1], "arguments[0]"),
        ("arguments", ["{output:other}"], "arguments"),
        ("arguments", ["{output:text}", "{outptu:text}"], "arguments"),
        ("arguments", ["{output:text}{output:text"], "arguments"),
        ("arguments", ["{output:text}", "a{in:x}"], "arguments"),
        ("mediaTypes", ["text/*"], "mediaTypes[0]"),
        ("probe", .array(.init(repeating: "", count: 65)), "probe"),
        ("files", ["a/b"], "files[0]"), ("files", [".."], "files[0]"), ("files", [""], "files[0]"),
        ("files", ["x", "input"], "files[1]"), ("files", ["out"], "files[0]"),
        ("files", ["x", "x"], "files"),
        ("mediaTypes", ["text"], "mediaTypes[0]"), ("mediaTypes", ["Text/csv"], "mediaTypes[0]"),
        ("mediaTypes", ["text/csv;a=b"], "mediaTypes[0]"),
        ("outputs", [], "outputs"), ("outputs", [1], "outputs[0]"),
        ("environment", [], "environment"), ("environment", ["1A": ""], "environment.1A"),
        ("environment", ["TZ": "UTC"], "environment.TZ"),
        ("environment", ["LC_TIME": "C"], "environment.LC_TIME"),
        ("environment", ["LD_PRELOAD": "/x.so"], "environment.LD_PRELOAD"),
        ("environment", ["A": 1], "environment.A"),
        ("limits", ["seconds": 0], "limits.seconds"),
        ("limits", ["seconds": 86_401], "limits.seconds"),
        ("limits", ["memoryMiB": "1"], "limits.memoryMiB"),
        ("limits", ["outputMiB": 2049], "limits.outputMiB"),
        ("note", 1, "note"),
    ]

    @Test(arguments: wrong)
    func `a member of another form is named`(member: String, value: JSONValue, named: String) {
        let failure = #expect(throws: CommandDefinitionFailure.self) {
            try Self.parse { $0[member] = value }
        }
        guard case .wrongForm(named, let expected) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(!expected.isEmpty)
    }

    static let wrongOutputs: [(output: JSONValue, named: String)] = [
        (["mediaType": "a/b", "name": "Text"], "outputs[1].name"),
        (["mediaType": "a/b", "name": "text"], "outputs[1].name"),
        (["mediaType": "ab", "name": "x"], "outputs[1].mediaType"),
        (["mediaType": "text/*", "name": "x"], "outputs[1].mediaType"),
        (["form": "text", "mediaType": "a/b", "name": "x"], "outputs[1].form"),
    ]

    @Test(arguments: wrongOutputs)
    func `an output of another form is named`(output: JSONValue, named: String) {
        let failure = #expect(throws: CommandDefinitionFailure.self) {
            try Self.parse { object in
                object["outputs"] = .array((object["outputs"]?.array ?? []) + [output])
            }
        }
        guard case .wrongForm(named, _) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test
    func `only one output can be what is printed`() {
        let failure = #expect(throws: CommandDefinitionFailure.self) {
            try Self.parse { object in
                object["outputs"] = [
                    ["mediaType": "a/b", "name": "text"], ["mediaType": "a/b", "name": "x"],
                    ["mediaType": "a/b", "name": "y"],
                ]
            }
        }
        #expect(failure?.description.contains("standard output") == true)
    }

    @Test
    func `what is no JSON is told with its line`() {
        let text = "{\n  \"name\": \"a\",\n  \"name\": \"b\"\n}"
        let failure = #expect(throws: CommandDefinitionFailure.self) {
            try CommandDefinition(parsing: Array(text.utf8))
        }
        guard case .notJSON(3, let json) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(json.problem == .duplicateName)
        #expect(failure?.description.hasPrefix("line 3, byte 19: ") == true)
    }

    @Test
    func `every cut of a definition is refused`() throws {
        let bytes = CanonicalJSON.encode(.object(Self.good))
        for count in bytes.indices {
            #expect(throws: CommandDefinitionFailure.self) {
                try CommandDefinition(parsing: Array(bytes[..<count]))
            }
        }
        #expect(throws: CommandDefinitionFailure.self) {
            try CommandDefinition(parsing: Array("[]".utf8))
        }
    }
}
