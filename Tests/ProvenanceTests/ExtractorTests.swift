// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Provenance
import Testing

@Suite struct ExtractorTests {
    private static let long = String(repeating: "a", count: 65)

    @Test(
        arguments: [
            ("", .null), ("", "builtin"), ("code", "x"), ("code", [:]), ("code.digest", .null),
            ("code.size", .null), ("code.size", -1), ("code.size", "4"), ("command", .null),
            ("command", []), ("command.arguments", .null), ("command.arguments.1", .null),
            ("command.environment", [:]), ("command.environment.0", 1),
            ("command.environment", ["B=", "A="]), ("command.environment", ["A=", "A="]),
            ("command.executable", .null), ("command.executable.fileDigest", .null),
            ("command.executable.path", .null), ("command.executable.size", -1),
            ("command.executable.size", .null), ("command.files", .null),
            ("command.files.0", "rules"), ("command.files.0.digest", .null),
            ("command.files.0.name", .null), ("command.files.0.size", .null),
            ("command.files.1.size", -1), ("command.files.1.name", "A"),
            ("command.files.1.name", "Größe"), ("command.probe", .null),
            ("command.probe.0", false), ("kind", "program"), ("kind", .null), ("name", ""),
            ("name", "1a"), ("name", "-a"), ("name", "a_b"), ("name", "Text"), ("name", "é"),
            ("name", "e\u{301}"), ("name", .string(long)), ("name", .null), ("note", 1),
            ("outputs", .null), ("outputs.0", .null), ("outputs.0.form", "text/2"),
            ("outputs.0.form", .null), ("outputs.1.mediaType", .null), ("outputs.1.name", "Text"),
            ("outputs.1.name", "meta"), ("outputs.1.name", "a"), ("version", 1),
            ("version", .null),
        ] as [(String, JSONValue)]
    )
    func `members have the form that SPEC says`(path: String, value: JSONValue) throws {
        let path = path.isEmpty ? "extractor" : "extractor." + path
        let bytes = try Fixtures.changed(Fixtures.extractorText, path, to: value)
        let failure = #expect(throws: StatementFailure.self) {
            try Statement.decode(bytes)
        }
        // Positions in brackets; what is not sorted is the list's fault.
        let exact = Self.spelt(path)
        let list = exact.prefix { $0 != "[" }
        let member = failure?.member ?? ""
        #expect(member == exact || member == list || member == exact + ".digest", "\(member)")
    }

    static func spelt(_ path: String) -> String {
        var text = ""
        for step in path.split(separator: ".") {
            if Int(step) != nil {
                text += "[\(step)]"
            } else {
                text += text.isEmpty ? step : "." + step
            }
        }
        return text
    }

    @Test(arguments: ["outputs.0.name", "outputs.0.mediaType", "outputs.0.form"])
    func `what a list holds must be whole`(path: String) throws {
        let bytes = try Fixtures.changed(Fixtures.extractorText, "extractor." + path, to: nil)
        let member = Self.spelt("extractor." + path)
        #expect(throws: StatementFailure.missing(member: member)) {
            try Statement.decode(bytes)
        }
    }

    @Test(arguments: ["name", "digest", "size"])
    func `a file must be whole`(name: String) throws {
        let path = "extractor.command.files.1." + name
        let bytes = try Fixtures.changed(Fixtures.extractorText, path, to: nil)
        #expect(throws: StatementFailure.missing(member: Self.spelt(path))) {
            try Statement.decode(bytes)
        }
    }

    @Test(arguments: ["code.digest", "command.files.0.digest", "command.executable.fileDigest"])
    func `a digest of another form is malformed`(path: String) throws {
        let path = "extractor." + path
        for text in ["", "sha256:", Fixtures.digestText.uppercased(), "md5:00"] {
            let bytes = try Fixtures.changed(Fixtures.extractorText, path, to: .string(text))
            #expect(throws: StatementFailure.notADigest(member: Self.spelt(path))) {
                try Statement.decode(bytes)
            }
        }
    }

    @Test(
        arguments: [
            ("code", .null), ("command.arguments", []),
            ("command.arguments", ["", "{input}", ""]),
            ("command.environment", []), ("command.environment", ["", "A=1", "A=2", "a", "é"]),
            ("command.executable.path", ""), ("command.executable.size", 0),
            ("command.files", []), ("command.files.0.name", ""), ("command.files.0.name", "../a"),
            ("command.probe", []), ("name", "a"), ("name", .string(String(long.dropLast()))),
            ("name", "a--0-"), ("note", .null), ("note", ""), ("outputs", []),
            ("outputs.0.form", "bytes"), ("outputs.0.mediaType", ""), ("version", ""),
            ("version", "a\u{308}"),
        ] as [(String, JSONValue)]
    )
    func `what SPEC leaves open is read and written`(path: String, value: JSONValue) throws {
        let bytes = try Fixtures.changed(
            Fixtures.extractorText,
            "extractor." + path,
            to: value,
        )
        let statement = try Statement.decode(bytes)
        #expect(try statement.encode() == bytes)
        // The value stands for all that was there.
        guard case .extractor(let read) = statement.body else {
            Issue.record("not an extractor")
            return
        }
        #expect(read.extractor.identityBytes == read.identityBytes)
        #expect(read.identityBytes != Array(Fixtures.extractorObjectText.utf8))
    }

    @Test(arguments: Extractor.Kind.allCases)
    func `only a command has a command`(kind: Extractor.Kind) throws {
        var extractor = try Fixtures.extractor()
        extractor.kind = kind
        let failure = StatementFailure.wrongForm(
            member: "extractor.command",
            expected: "an object exactly when the kind is command",
        )
        for command in [extractor.command, nil] {
            extractor.command = command
            let statement = try Fixtures.statement(.extractor(ExtractorStatement(extractor)))
            if (kind == .command) == (command != nil) {
                #expect(try Statement.decode(statement.encode()) == statement)
            } else {
                #expect(throws: failure) { try statement.encode() }
            }
        }
    }

    @Test(arguments: 0..<6)
    func `lists are sorted by bytes`(index: Int) throws {
        // U+FF21 comes before U+1F4DC by bytes, and behind it in UTF-16.
        var texts: [JSONValue] = ["A", "B", "Z", "a", "é", "Ａ", "📜"]
        let path = "extractor.command.environment"
        let bytes = try Fixtures.changed(Fixtures.extractorText, path, to: .array(texts))
        #expect(try Statement.decode(bytes).encode() == bytes)
        texts.swapAt(index, index + 1)
        let swapped = try Fixtures.changed(Fixtures.extractorText, path, to: .array(texts))
        let failure = StatementFailure.wrongForm(member: path, expected: "sorted, nothing twice")
        #expect(throws: failure) { try Statement.decode(swapped) }
    }

    @Test func `texts that look the same are not the same`() throws {
        // By bytes the decomposed one comes first, so that both may be there.
        let both: JSONValue = ["e\u{301}", "\u{E9}"]
        let bytes = try Fixtures.changed(
            Fixtures.extractorText,
            "extractor.command.environment",
            to: both,
        )
        #expect(try Statement.decode(bytes).encode() == bytes)
    }

    @Test func `what is created is sorted`() throws {
        let bytes = try Fixtures.statement(.extractor(ExtractorStatement(Fixtures.extractor())))
            .encode()
        #expect(String(decoding: bytes, as: UTF8.self) == Fixtures.extractorText)
    }

    @Test func `the bytes of the ID are those of the object as stored`() throws {
        let golden = Array(Fixtures.extractorObjectText.utf8)
        #expect(try Fixtures.extractor().identityBytes == golden)
        #expect(try ExtractorStatement(Fixtures.extractor()).identityBytes == golden)
        guard
            case .extractor(let read) = try Statement.decode(Array(Fixtures.extractorText.utf8))
                .body
        else {
            Issue.record("not an extractor")
            return
        }
        #expect(read.identityBytes == golden)
        #expect(read.extractor == (try Fixtures.extractor()))
    }

    @Test(
        arguments: [
            "zz", "command.zz", "command.executable.zz", "command.files.0.zz", "outputs.1.zz",
            "code.zz",
        ]
    )
    func `members that SPEC does not name are in the ID, and are written again`(
        path: String
    ) throws {
        let path = "extractor." + path
        let bytes = try Fixtures.changed(Fixtures.extractorText, path, to: ["x": [1, "é"]])
        let statement = try Statement.decode(bytes)
        guard case .extractor(let read) = statement.body else {
            Issue.record("not an extractor")
            return
        }
        let value = try CanonicalJSON.decode(bytes, limits: Statement.limits)
        let object = try #require(value["extractor"])
        #expect(read.identityBytes == CanonicalJSON.encode(object))
        #expect(read.extractor == (try Fixtures.extractor()))
        #expect(read != ExtractorStatement(try Fixtures.extractor()))
        #expect(try statement.encode() == bytes)
    }

    @Test func `members outside of the extractor are not in the ID`() throws {
        let bytes = try Fixtures.changed(Fixtures.extractorText, "zz", to: [1])
        let statement = try Statement.decode(bytes)
        guard case .extractor(let read) = statement.body else {
            Issue.record("not an extractor")
            return
        }
        #expect(read.identityBytes == Array(Fixtures.extractorObjectText.utf8))
        #expect(try statement.encode() == Array(Fixtures.extractorText.utf8))
    }

    @Test(
        arguments: [
            ("a", true), ("a-", true), ("page-text-2", true), ("", false), ("2a", false),
            ("-", false), ("a b", false), ("aB", false), ("a.", false), ("ä", false),
            ("a\n", false), ("a\u{301}", false),
        ]
    )
    func `a name is small letters, digits and hyphens from a letter on`(
        text: String,
        isValid: Bool,
    ) {
        #expect(ExtractorName.isValid(text) == isValid)
    }

    @Test(arguments: [1, 64, 65])
    func `a name has at most 64 bytes`(count: Int) {
        let name = String(repeating: "z", count: count)
        #expect(ExtractorName.isValid(name) == (count <= ExtractorName.byteLimit))
    }
}
