// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Provenance
import Testing

@Suite struct DerivationTests {
    @Test(
        arguments: [
            ("capture", "x"), ("capture", [:]), ("capture.digest", .null), ("claim", []),
            ("computation", .null), ("engine", "archive"), ("engine.name", .null),
            ("engine.surroundings", []), ("engine.surroundings.closure", "x"),
            ("engine.surroundings.closure.digest", .null),
            ("engine.surroundings.closure.size", .null),
            ("engine.surroundings.closure.size", -1), ("engine.surroundings.machine", .null),
            ("engine.surroundings.sandbox", 1), ("engine.surroundings.tracer", []),
            ("engine.version", .null), ("extractor", .null), ("extractor", [:]),
            ("extractor", "x"), ("extractor.digest", .null), ("outcome", .null),
            ("outcome", "done"), ("outcome", "exit:0"), ("outputs", .null), ("outputs.0", .null),
            ("outputs.0.digest", .null), ("outputs.0.mediaType", .null), ("outputs.0.name", "A"),
            ("outputs.0.name", .null), ("outputs.0.size", .null), ("outputs.1.size", -1),
            ("outputs.1.name", "meta"), ("outputs.1.name", "a"), ("selfCheck", []),
            ("selfCheck.identical", .null), ("selfCheck.identical", "true"),
            ("selfCheck.identical", 1), ("selfCheck.perturbed", .null),
            ("selfCheck.perturbed", ["locale", "clock"]), ("selfCheck.perturbed.0", "weather"),
            ("selfCheck.perturbed.0", .null), ("selfCheck.perturbed", ["clock", "clock"]),
            ("selfCheck.runs", 1), ("selfCheck.runs", .null), ("selfCheck.runs", "2"),
            ("selfCheck.runs", -2),
        ] as [(String, JSONValue)]
    )
    func `members have the form that SPEC says`(path: String, value: JSONValue) throws {
        try expectRefusal(path, value)
    }

    @Test(
        arguments: [
            ("context", .null), ("context.capturedAt", 1), ("context.httpContentType", []),
            ("context.url", 1), ("extractor", .null), ("extractor", ["digest": .null]),
            ("input", .null), ("input.digest", .null), ("input.mediaType", 1),
            ("input.mediaType", ["source": "list", "value": "text/html"]),
            ("input.role", "document"), ("input.role", .null), ("input.size", .null),
            ("input.size", -1), ("limits", .null), ("limits.memoryBytes", -1),
            ("limits.milliseconds", "1"), ("limits.outputBytes", []), ("parameters", .null),
            ("parameters", []), ("parameters", "x"),
        ] as [(String, JSONValue)]
    )
    func `members of the computation have the form that SPEC says`(
        path: String,
        value: JSONValue,
    ) throws {
        try expectRefusal("computation." + path, value)
    }

    private func expectRefusal(_ path: String, _ value: JSONValue) throws {
        let bytes = try Fixtures.changed(Fixtures.derivationText, path, to: value)
        let failure = #expect(throws: StatementFailure.self) {
            try Statement.decode(bytes)
        }
        // Positions in brackets; what is not sorted or not in a list's choice is the list's fault.
        let exact = ExtractorTests.spelt(path)
        let list = exact.prefix { $0 != "[" }
        let member = failure?.member ?? ""
        #expect(member == exact || member == list || member == exact + ".digest", "\(member)")
    }

    @Test(arguments: ["claim.by", "claim.source", "outputs"])
    func `a claim must be whole`(path: String) throws {
        let bytes = try Fixtures.changed(Fixtures.claimText, path, to: nil)
        #expect(throws: StatementFailure.missing(member: path)) {
            try Statement.decode(bytes)
        }
    }

    @Test(arguments: ["digest", "mediaType", "name", "size"])
    func `an output must be whole`(name: String) throws {
        let bytes = try Fixtures.changed(Fixtures.derivationText, "outputs.1." + name, to: nil)
        #expect(throws: StatementFailure.missing(member: "outputs[1].\(name)")) {
            try Statement.decode(bytes)
        }
    }

    @Test(
        arguments: [
            ("claim.by", 1), ("claim.source", "somebody"), ("claim.source", .null),
        ] as [(String, JSONValue)]
    )
    func `a claim has the form that SPEC says`(path: String, value: JSONValue) throws {
        let bytes = try Fixtures.changed(Fixtures.claimText, path, to: value)
        let failure = #expect(throws: StatementFailure.self) { try Statement.decode(bytes) }
        #expect(failure?.member == path)
    }

    @Test(arguments: [
        "capture.digest", "computation.extractor", "computation.input.digest",
        "engine.surroundings.closure.digest", "extractor.digest", "outputs.0.digest",
    ])
    func `a digest of another form is malformed`(path: String) throws {
        for text in ["", "sha256:", Fixtures.digestText.uppercased(), "md5:00"] {
            let bytes = try Fixtures.changed(Fixtures.derivationText, path, to: .string(text))
            #expect(throws: StatementFailure.notADigest(member: ExtractorTests.spelt(path))) {
                try Statement.decode(bytes)
            }
        }
    }

    @Test(
        arguments: [
            ("capture", .null), ("computation.context.capturedAt", .null),
            ("computation.context.httpContentType", .null), ("computation.context.url", ""),
            ("computation.input.mediaType", .null), ("computation.input.role", "derivative"),
            ("computation.input.size", 0), ("computation.limits.memoryBytes", .null),
            ("computation.limits.milliseconds", 9_007_199_254_740_991),
            ("computation.limits.outputBytes", 0), ("computation.parameters", [:]),
            ("computation.parameters", ["a": ["b": ["digest": .null]]]), ("engine.name", ""),
            ("engine.surroundings", .null), ("engine.surroundings.closure", .null),
            ("engine.surroundings.sandbox", .null), ("engine.surroundings.tracer", ""),
            ("outcome", "failed:no-text"), ("outcome", "exit:255"), ("outcome", "signal:9"),
            ("outcome", "limit:memory"), ("outputs", []), ("outputs.0.mediaType", ""),
            ("outputs.0.size", 0), ("selfCheck", .null), ("selfCheck.identical", false),
            ("selfCheck.perturbed", []),
            ("selfCheck.perturbed", ["clock", "folder", "hash-seed", "locale", "time-zone"]),
            ("selfCheck.runs", 9_007_199_254_740_991),
        ] as [(String, JSONValue)]
    )
    func `what SPEC leaves open is read and written`(path: String, value: JSONValue) throws {
        let bytes = try Fixtures.changed(Fixtures.derivationText, path, to: value)
        #expect(try Statement.decode(bytes).encode() == bytes)
    }

    @Test(arguments: ClaimSource.allCases)
    func `a claim has any source, and may have outputs and a capture`(source: ClaimSource) throws {
        var derivation = try Fixtures.derivation()
        derivation.computation = try Fixtures.claimedDerivation().computation
        derivation.outcome = .claimed
        derivation.engine = nil
        derivation.claim = Derivation.Claimant(name: "A. N. Other", source: source)
        let statement = try Fixtures.statement(.derivation(derivation))
        #expect(try Statement.decode(statement.encode()) == statement)
    }

    @Test(arguments: 0..<16)
    func `claim, missing input, no engine and no run go together`(choice: Int) throws {
        let (run, claimed) = (try Fixtures.derivation(), try Fixtures.claimedDerivation())
        var derivation = run
        derivation.outcome = choice & 1 == 0 ? run.outcome : claimed.outcome
        derivation.engine = choice & 2 == 0 ? run.engine : claimed.engine
        derivation.claim = choice & 4 == 0 ? run.claim : claimed.claim
        derivation.computation = choice & 8 == 0 ? run.computation : claimed.computation
        let statement = try Fixtures.statement(.derivation(derivation))
        if choice == 0 || choice == 15 {
            #expect(try Statement.decode(statement.encode()) == statement)
        } else {
            let failure = #expect(throws: StatementFailure.self) { try statement.encode() }
            #expect(["claim", "engine", "outcome"].contains(failure?.member))
        }
    }

    @Test(arguments: [Computation.Role.original, .derivative])
    func `only a missing input has no blob`(role: Computation.Role) throws {
        var derivation = try Fixtures.derivation()
        let digest = try Fixtures.digest()
        let choices: [(Reference?, Bool)] = [
            (Reference(digest: digest, byteCount: 3), true), (nil, false),
            (Reference(digest: digest), false),
        ]
        for (blob, isGood) in choices {
            let input = Computation.Input(role: role, blob: blob, mediaType: nil)
            derivation.computation = Computation(input: input, extractor: try Fixtures.digest())
            let statement = try Fixtures.statement(.derivation(derivation))
            if isGood {
                #expect(try Statement.decode(statement.encode()) == statement)
            } else {
                #expect(throws: StatementFailure.self) { try statement.encode() }
            }
        }
    }

    @Test(
        arguments: [
            ("digest", .string(Fixtures.digestText)), ("size", 0),
        ] as [(String, JSONValue)]
    )
    func `a missing input has neither digest nor size`(name: String, value: JSONValue) throws {
        let path = "computation.input." + name
        let bytes = try Fixtures.changed(Fixtures.claimText, path, to: value)
        let failure = StatementFailure.wrongForm(
            member: path,
            expected: "null, though the role is missing",
        )
        #expect(throws: failure) { try Statement.decode(bytes) }
    }

    @Test func `a missing input may have a kind`() throws {
        let path = "computation.input.mediaType"
        let bytes = try Fixtures.changed(Fixtures.claimText, path, to: "application/pdf")
        #expect(try Statement.decode(bytes).encode() == bytes)
    }

    @Test func `what is created is sorted`() throws {
        let bytes = try Fixtures.statement(.derivation(Fixtures.derivation())).encode()
        #expect(String(decoding: bytes, as: UTF8.self) == Fixtures.derivationText)
    }

    @Test func `numbers that no statement may have are not written`() throws {
        var derivation = try Fixtures.derivation()
        derivation.outputs[0].blob = Reference(digest: try Fixtures.digest(), byteCount: 1 << 53)
        #expect(throws: StatementFailure.self) {
            try Fixtures.statement(.derivation(derivation)).encode()
        }
        derivation = try Fixtures.derivation()
        derivation.selfCheck?.runCount = 1
        #expect(throws: StatementFailure.self) {
            try Fixtures.statement(.derivation(derivation)).encode()
        }
        derivation = try Fixtures.derivation()
        derivation.computation = Computation(
            input: derivation.computation.input,
            extractor: try Fixtures.digest(),
            limits: Computation.Limits(milliseconds: .max),
        )
        #expect(throws: StatementFailure.self) {
            try Fixtures.statement(.derivation(derivation)).encode()
        }
    }

    // MARK: The computation ID

    private func computation(_ bytes: [UInt8]) throws -> Computation {
        guard case .derivation(let derivation) = try Statement.decode(bytes).body else {
            throw StatementFailure.missing(member: "derivation")
        }
        return derivation.computation
    }

    @Test func `the bytes of the ID are those of the computation as stored`() throws {
        let golden = Array(Fixtures.computationText.utf8)
        #expect(try Fixtures.computation().identityBytes == golden)
        #expect(try computation(Array(Fixtures.derivationText.utf8)).identityBytes == golden)
    }

    @Test(arguments: ["zz", "context.zz", "input.zz", "limits.zz", "parameters.zz"])
    func `members that SPEC does not name are in the ID, and are written again`(
        path: String
    ) throws {
        let path = "computation." + path
        let bytes = try Fixtures.changed(Fixtures.derivationText, path, to: ["x": [1, "é"]])
        let value = try CanonicalJSON.decode(bytes, limits: Statement.limits)
        let object = try #require(value["computation"])
        #expect(try computation(bytes).identityBytes == CanonicalJSON.encode(object))
        #expect(try computation(bytes) != Fixtures.computation())
        #expect(try Statement.decode(bytes).encode() == bytes)
    }

    @Test(arguments: ["addedAt.value", "salt", "software.version", "operator", "engine.version"])
    func `who, when and where are not in the ID`(path: String) throws {
        let values: [String: JSONValue] = [
            "addedAt.value": "2028-01-01T00:00:00Z",
            "salt": "ffffffffffffffffffffffffffffffff",
        ]
        let bytes = try Fixtures.changed(
            Fixtures.derivationText,
            path,
            to: values[path] ?? "another",
        )
        #expect(try computation(bytes) == Fixtures.computation())
    }
}
