// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveTestSupport
import Provenance
import Testing

@Suite struct StatementTests {
    @Test(arguments: Fixtures.texts.indices)
    func `golden statements are read and written`(index: Int) throws {
        let statement = try Fixtures.statements()[index]
        let text = Fixtures.texts[index]
        #expect(String(decoding: try statement.encode(), as: UTF8.self) == text)
        #expect(try Statement.decode(Array(text.utf8)) == statement)
        let types: [StatementType] = [
            .capture, .key, .note, .stamp, .extractor, .derivation, .derivation,
        ]
        #expect(statement.type == types[index])
    }

    @Test(arguments: Fixtures.texts.indices)
    func `a statement cut at any byte is malformed`(index: Int) {
        let bytes = Array(Fixtures.texts[index].utf8)
        for count in bytes.indices {
            let failure = StatementFailure.notCanonical(
                JSONFailure(offset: count, problem: .endsEarly)
            )
            #expect(throws: failure) {
                try Statement.decode(Array(bytes[..<count]))
            }
        }
    }

    @Test(arguments: Fixtures.texts.indices)
    func `a statement with any byte changed is refused or read`(index: Int) throws {
        let golden = Array(Fixtures.texts[index].utf8)
        for position in golden.indices {
            let flipped = (0..<8).map { golden[position] ^ (1 << $0) }
            for byte in flipped + Array("\"\\{}[],:0".utf8) + [0, 0xFF] {
                var bytes = golden
                bytes[position] = byte
                do throws(StatementFailure) {
                    // A member may have lost its name, so it is not always written again.
                    let statement = try Statement.decode(bytes)
                    let copy = try Statement.decode(statement.encode())
                    #expect(copy == statement, "byte \(position) is \(byte)")
                } catch {
                    #expect(!error.description.isEmpty)
                }
            }
        }
    }

    @Test(arguments: Fixtures.texts.indices)
    func `every member that SPEC names must be there`(index: Int) throws {
        var paths = [
            ["addedAt", "addedAt.precision", "addedAt.raw", "addedAt.source", "addedAt.value"],
            ["operator", "salt", "software", "software.name", "software.version", "type"],
            ["version"],
        ].flatMap { $0 }
        switch index {
        case 0:
            paths += [
                "bytesLevel", "capturedAt", "capturedAt.raw", "claims", "container",
                "container.kind", "container.modifiedAt", "container.modifiedAt.value",
                "container.name", "container.nameBytes", "content", "content.digest",
                "content.mediaType", "content.mediaType.source", "content.mediaType.value",
                "content.size", "http", "note", "truncated", "url", "url.asked", "url.final",
            ]
        case 1:
            paths += [
                "action", "archive", "archive.format", "archive.origin", "archive.specification",
                "archive.specification.digest", "archive.specification.size", "key", "note",
            ]
        case 2: paths += ["note", "subjects"]
        case 4: paths += extractorPaths
        case 5: paths += derivationPaths
        default: break
        }
        for path in paths {
            let bytes = try Fixtures.changed(Fixtures.texts[index], path, to: nil)
            #expect(throws: StatementFailure.missing(member: path)) {
                try Statement.decode(bytes)
            }
        }
        for path in paths {
            let bytes = try Fixtures.changed(Fixtures.texts[index], path, to: [true])
            let failure = #expect(throws: StatementFailure.self) {
                try Statement.decode(bytes)
            }
            // A list of claims, subjects or outputs fails at what is in it.
            let member = failure?.member ?? ""
            #expect(member == path || member == path + "[0]", "\(path)")
            #expect(failure?.isNewer == false)
        }
    }

    private var extractorPaths: [String] {
        [
            "extractor", "extractor.code", "extractor.code.digest", "extractor.code.size",
            "extractor.command", "extractor.command.arguments", "extractor.command.environment",
            "extractor.command.executable", "extractor.command.executable.fileDigest",
            "extractor.command.executable.path", "extractor.command.executable.size",
            "extractor.command.files", "extractor.command.probe", "extractor.kind",
            "extractor.name", "extractor.note", "extractor.outputs", "extractor.version",
        ]
    }

    private var derivationPaths: [String] {
        [
            "capture", "capture.digest", "claim", "computation", "computation.context",
            "computation.context.capturedAt", "computation.context.httpContentType",
            "computation.context.url", "computation.extractor", "computation.input",
            "computation.input.digest", "computation.input.mediaType", "computation.input.role",
            "computation.input.size", "computation.limits", "computation.limits.memoryBytes",
            "computation.limits.milliseconds", "computation.limits.outputBytes",
            "computation.parameters", "engine", "engine.name", "engine.surroundings",
            "engine.surroundings.closure", "engine.surroundings.closure.digest",
            "engine.surroundings.closure.size", "engine.surroundings.machine",
            "engine.surroundings.sandbox", "engine.surroundings.tracer", "engine.version",
            "extractor", "extractor.digest", "outcome", "outputs", "selfCheck",
            "selfCheck.identical", "selfCheck.perturbed", "selfCheck.runs",
        ]
    }

    @Test(
        arguments: [
            ("salt", "00"), ("salt", "000102030405060708090A0B0C0D0E0F"), ("version", "1"),
            ("salt", "000102030405060708090a0b0c0d0e0g"),
            ("type", "capturf"), ("type", 1), ("operator", 1), ("software", .null),
            ("software.name", .null), ("software.version", 1),
            ("addedAt", .null), ("addedAt.source", "operator"), ("addedAt.source", "nobody"),
            ("addedAt.precision", "day"), ("addedAt.precision", .null),
            ("addedAt.value", "2027-01-15"), ("addedAt.value", "2027-01-15t08:00:00Z"),
            ("addedAt.raw", 1),
        ] as [(String, JSONValue)]
    )
    func `common members have the form that SPEC says`(path: String, value: JSONValue) throws {
        let bytes = try Fixtures.changed(Fixtures.stampText, path, to: value)
        let failure = #expect(throws: StatementFailure.self) {
            try Statement.decode(bytes)
        }
        guard case .wrongForm(let member, let expected) = failure else {
            Issue.record("\(failure as Any)")
            return
        }
        let isAboutDate = path == "addedAt.precision" && value == "day"
        #expect(member == path || isAboutDate || member == "addedAt", "\(path)")
        #expect(failure?.description == "the member \(member) is not \(expected)")
    }

    @Test(arguments: [0, -1] as [Int64])
    func `a version under 1 is none`(version: Int64) throws {
        let bytes = try Fixtures.changed(Fixtures.captureText, "version", to: .integer(version))
        let failure = StatementFailure.wrongForm(member: "version", expected: "at least 1")
        #expect(throws: failure) {
            try Statement.decode(bytes)
        }
    }

    @Test(arguments: [2, 9_007_199_254_740_991] as [Int64])
    func `a greater version is newer, whatever else it says`(version: Int64) throws {
        var bytes = try Fixtures.changed(Fixtures.captureText, "version", to: .integer(version))
        #expect(throws: StatementFailure.newerVersion(version)) {
            try Statement.decode(bytes)
        }
        bytes = Array(#"{"digest":1,"version":\#(version)}"#.utf8)
        let failure = #expect(throws: StatementFailure.newerVersion(version)) {
            try Statement.decode(bytes)
        }
        #expect(failure?.isNewer == true)
        #expect(failure?.member == "version")
        #expect(
            failure?.description
                == "the statement is of version \(version); this program knows version 1"
        )
    }

    @Test(arguments: ["[]", "1", "null", "\"capture\""])
    func `a statement is an object`(text: String) {
        let failure = #expect(
            throws: StatementFailure.wrongForm(member: "", expected: "an object")
        ) {
            try Statement.decode(Array(text.utf8))
        }
        #expect(failure?.description == "the statement is not an object")
    }

    @Test func `bytes that are not canonical are refused`() {
        let failure = #expect(
            throws: StatementFailure.notCanonical(JSONFailure(offset: 1, problem: .notCanonical))
        ) {
            try Statement.decode(Array("{ }".utf8))
        }
        #expect(failure?.member == nil)
        #expect(
            failure?.description
                == "the statement is not canonical JSON: byte 1: not the canonical spelling"
        )
    }

    @Test(arguments: [32_768, 32_769])
    func `a statement has at most 32,768 bytes`(byteCount: Int) throws {
        var statement = try Fixtures.statement(.other(.fixity), operator: "")
        let rest = try statement.encode().count
        statement.operator = String(repeating: "a", count: byteCount - rest)
        guard byteCount > Statement.byteLimit else {
            let bytes = try statement.encode()
            #expect(bytes.count == byteCount)
            #expect(try Statement.decode(bytes) == statement)
            return
        }
        let failure = #expect(throws: StatementFailure.overLimit(limit: 32_768, actual: 32_769)) {
            try statement.encode()
        }
        #expect(
            failure?.description == "the statement has 32769 bytes, at most 32768 are allowed"
        )
    }

    @Test(arguments: [13, 14, 15])
    func `a statement is nested at most 16 deep`(depth: Int) throws {
        var capture = try Fixtures.capture()
        var value: JSONValue = []
        for _ in 1..<depth {
            value = [value]
        }
        capture.http = ["x": value]
        let statement = try Fixtures.statement(.capture(capture))
        let isFine = (try? statement.encode()) != nil
        #expect(isFine == (depth <= 14))
    }

    @Test func `what no statement may have is not written`() throws {
        var statement = try Fixtures.statement(.other(.capture))
        #expect(throws: StatementFailure.missing(member: "content")) { try statement.encode() }
        statement.body = .note(Note(text: "", subjects: []))
        let empty = "a list with something in it"
        #expect(throws: StatementFailure.wrongForm(member: "subjects", expected: empty)) {
            try statement.encode()
        }
        var capture = try Fixtures.capture()
        capture.content.byteCount = .max
        statement.body = .capture(capture)
        #expect(throws: StatementFailure.self) { try statement.encode() }
        capture = try Fixtures.capture()
        capture.http = ["é": 1]
        statement.body = .capture(capture)
        #expect(throws: StatementFailure.self) { try statement.encode() }
        capture.http = ["body": ["digest": "sha256:"]]
        statement.body = .capture(capture)
        let failure = #expect(throws: StatementFailure.notADigest(member: "http.body.digest")) {
            try statement.encode()
        }
        #expect(
            failure?.description == "the member http.body.digest is neither null nor a digest"
        )
        statement.body = .other(.retire)
        statement.addedAt = try ClaimedDate(value: "2022", source: .clock)
        #expect(throws: StatementFailure.self) { try statement.encode() }
    }

    @Test func `members that SPEC does not name are ignored, except for their references`() throws {
        for index in Fixtures.texts.indices {
            let statement = try Fixtures.statements()[index]
            var bytes = try Fixtures.changed(Fixtures.texts[index], "zz", to: ["a": [1]])
            #expect(try Statement.decode(bytes) == statement)
            bytes = try Fixtures.changed(Fixtures.texts[index], "zz", to: [["digest": "x"]])
            #expect(throws: StatementFailure.notADigest(member: "zz[0].digest")) {
                try Statement.decode(bytes)
            }
        }
    }

    @Test func `references come with the statement`() throws {
        let digest = try Fixtures.digest()
        let other = try Fixtures.otherDigest()
        let wanted: [[(Digest, Int64?)]] = [
            [(digest, 12)], [(digest, 31_000)], [(digest, 7), (digest, nil)], [],
            [(digest, 4), (digest, 0), (other, 3)],
            [
                (other, nil), (digest, 12), (digest, 70), (digest, nil), (digest, 2), (other, 7),
            ],
            [(other, nil)],
        ]
        #expect(wanted.count == Fixtures.texts.count)
        for (text, wanted) in zip(Fixtures.texts, wanted) {
            let bytes = Array(text.utf8)
            let read = try Statement.decodeWithReferences(bytes.span)
            let references = wanted.map { Reference(digest: $0.0, byteCount: $0.1) }
            #expect(read.references == references)
        }
    }

    @Test(arguments: StatementType.allCases)
    func `reserved types have only the common members`(type: StatementType) throws {
        let bytes = try Fixtures.changed(
            Fixtures.stampText,
            "type",
            to: .string(type.rawValue),
        )
        let isRead = (try? Statement.decode(bytes)) == (try Fixtures.statement(.other(type)))
        #expect(isRead == ![.capture, .extractor, .derivation, .key, .note].contains(type))
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `statements read back`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let statement = try randomStatement(using: &generator)
            let bytes = try statement.encode()
            let copy = try Statement.decode(bytes)
            #expect(copy == statement, "seed \(seed)")
            #expect(try copy.encode() == bytes, "seed \(seed)")
        }
    }

    private func randomStatement(using generator: inout SeededGenerator) throws -> Statement {
        var capture = try Fixtures.capture()
        func text(_ generator: inout SeededGenerator) -> String? {
            let bytes = generator.bytes(upTo: 20)
            return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
        }
        capture.askedURL = text(&generator)
        capture.finalURL = text(&generator)
        capture.note = text(&generator)
        capture.bytesLevel = Capture.BytesLevel.allCases.randomElement(using: &generator) ?? .wire
        capture.truncated = Capture.Truncation.allCases.randomElement(using: &generator) ?? .none
        capture.content.byteCount = generator.next() >> 11
        let seconds = Int64.random(in: -62_135_596_800...253_402_300_799, using: &generator)
        capture.capturedAt = try ClaimedDate(secondsSince1970: seconds, source: .list)
        capture.claims.append(.author(text(&generator) ?? "", source: .list))
        capture.claims.append(.modified(try ClaimedDate(value: "0001", source: .container)))
        let kind = Container.Kind.allCases.randomElement(using: &generator) ?? .warc
        capture.container = Container(kind: kind, name: FileName(bytes: generator.bytes(upTo: 9)))
        capture.http = Bool.random(using: &generator) ? nil : ["note": JSONValue(text(&generator))]
        return try Fixtures.statement(.capture(capture), operator: text(&generator))
    }
}
