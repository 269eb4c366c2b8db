// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveTestSupport
import BlobStore
import Provenance
import Testing
import Verification

/// E503 of SPEC §8.5: what a derivation says of its extractor.
@Suite struct DerivationTests {
    private static let text = utf8("Some text.\n")

    private static func options(limit: Int, _ mode: VerificationMode) -> VerificationOptions {
        var options = VerificationOptions(mode: mode)
        options.limits.derivationCount = limit
        options.limits.referenceCount = limit
        return options
    }

    private static func add(
        _ statements: [(StatementType, [UInt8])],
        blobs: [[UInt8]] = [text],
        to builder: ArchiveBuilder,
    ) throws {
        let members =
            [MemberBytes(.blobs, blobs)] + statements.map { MemberBytes(.statements, [$0.1]) }
        let entries = try statements.map { try builder.entry($0.0, $0.1) }
        try builder.commit([try builder.addPack(members)] + entries)
    }

    @Test(arguments: VerificationMode.allCases)
    func `a derivation by the extractor that it says is good`(mode: VerificationMode) throws {
        let builder = try ArchiveBuilder()
        let by = try builder.extractor()
        let derivation = try builder.derivation(by: by, of: Self.text)
        try Self.add([(.extractor, by), (.derivation, derivation)], to: builder)
        #expect(try check(builder, mode).findings.isEmpty)
    }

    @Test(arguments: [1, 2, 5, 100])
    func `a derivation may come long before its extractor's entry`(limit: Int) throws {
        let builder = try ArchiveBuilder()
        let extractors = try (0..<10).map { try builder.extractor("a\($0)") }
        for (number, by) in extractors.enumerated() {
            let statement = try builder.derivation(by: by, as: "a\(number)", of: Self.text)
            try Self.add([(.derivation, statement)], to: builder)
        }
        let options = Self.options(limit: limit, .standard)
        let early = try check(builder.storage, options)
        #expect(early.report.findingCounts == [.blobMissing: 10])
        try Self.add(extractors.map { (.extractor, $0) }, to: builder)
        for mode in [VerificationMode.standard, .deep] {
            let outcome = try check(builder.storage, Self.options(limit: limit, mode))
            #expect(outcome.findings.isEmpty)
        }
    }

    @Test(arguments: [1, 7, 1_000])
    func `every mismatch is reported, however many, and nothing else`(limit: Int) throws {
        let builder = try ArchiveBuilder()
        let by = try builder.extractor()
        let other = try builder.extractor("other")
        try Self.add([(.extractor, by), (.extractor, other)], to: builder)
        for number in 0..<30 {
            let name = number % 3 == 0 ? "page-text" : "other"
            let statement = try builder.derivation(by: by, as: name, of: Self.text)
            try Self.add([(.derivation, statement)], to: builder)
        }
        let outcome = try check(builder.storage, Self.options(limit: limit, .standard))
        #expect(outcome.report.findingCounts == [.extractorMismatch: 20])
        let wrong = (0..<30).filter { $0 % 3 != 0 }
        #expect(outcome.findings.map(\.subject) == wrong.map { "entry \(6 + 2 * $0)" })
        #expect(outcome.report.exitCode == 1)
    }

    @Test(arguments: [1, 100])
    func `a statement in several packs is reported once`(limit: Int) throws {
        let builder = try ArchiveBuilder()
        let by = try builder.extractor()
        try Self.add([(.extractor, by)], to: builder)
        let statements = try (0..<4).map { _ in
            try builder.derivation(by: by, as: "other", of: Self.text)
        }
        for _ in 0..<2 {
            try Self.add(statements.map { (.derivation, $0) }, to: builder)
        }
        let outcome = try check(builder.storage, Self.options(limit: limit, .deep))
        #expect(outcome.report.findingCounts == [.extractorMismatch: 4])
    }

    @Test func `what is said names both sides`() throws {
        let builder = try ArchiveBuilder()
        let by = try builder.extractor()
        let statement = try builder.derivation(by: by, as: "other", of: Self.text)
        try Self.add([(.extractor, by), (.derivation, statement)], to: builder)
        let finding = try #require(try check(builder).findings.first)
        #expect(finding.code == .extractorMismatch)
        #expect(finding.detail.contains("\(ArchiveBuilder.extractorID("other"))"))
        #expect(finding.detail.contains("\(digest(of: by))"))
        #expect(finding.detail.hasSuffix("."))
    }

    /// What is wrong with the extractor's statement, and the findings of default and deep.
    @Test(arguments: [
        ("no entry", "E503"), ("an entry of another type", "E403 E503"), ("both entries", "E403"),
        ("among blobs", "E401 E503"), ("damaged", "E205"), ("damaged copy", "E205"),
        ("malformed", "E402 E503"), ("newer", "E404 E503"), ("missing", "E401 E501"),
    ])
    func `the extractor's statement must be good itself`(fault: String, expected: String) throws {
        let builder = try ArchiveBuilder()
        var by = try builder.extractor()
        let text = String(decoding: by, as: UTF8.self)
        if fault == "malformed" {
            by = utf8(text.replacing("\"operator\":null,", with: ""))
        } else if fault == "newer" {
            by = utf8(text.dropLast(2) + "2}")
        }
        var member = MemberBytes(.statements, [by])
        var entries = [try builder.entry(.extractor, by)]
        switch fault {
        case "no entry": entries = []
        case "an entry of another type": entries = [try builder.entry(.note, by)]
        case "both entries": entries.insert(try builder.entry(.note, by), at: 0)
        case "among blobs": member = MemberBytes(.blobs, [by])
        case "missing": member = MemberBytes(.blobs, [[1]])
        case "damaged", "damaged copy":
            if fault == "damaged copy" {
                try builder.commit([try builder.addPack([member])])
            }
            member = MemberBytes(.statements, [by.reversed()])
            member.header.blobs[0].id = digest(of: by)
        default: break
        }
        let derivation = try builder.derivation(by: by, of: Self.text)
        let members = [
            MemberBytes(.blobs, [Self.text]), member, MemberBytes(.statements, [derivation]),
        ]
        let entry = try builder.entry(.derivation, derivation)
        try builder.commit([try builder.addPack(members)] + entries + [entry])
        for mode in [VerificationMode.standard, .deep] {
            let outcome = try check(builder, mode)
            #expect(outcome.codes == codes(expected), "\(outcome.findings)")
        }
        #expect(try check(builder, .quick).findings.isEmpty)
    }

    @Test func `chosen derivations do not bring their extractors`() throws {
        let builder = try ArchiveBuilder()
        let by = try builder.extractor()
        let derivation = try builder.derivation(by: by, as: "other", of: Self.text)
        try Self.add([(.extractor, by), (.derivation, derivation)], to: builder)
        let outcome = try check(builder, selection: [.digest(digest(of: derivation))])
        #expect(outcome.findings.isEmpty)
        #expect(outcome.report.isSelectionWhole == true)
    }
}

extension ArchiveBuilder {
    private static func describe(_ name: String) -> Extractor {
        Extractor(name: name, version: "1", kind: .builtin, outputs: [])
    }

    static func extractorID(_ name: String) -> Digest {
        digest(of: describe(name).identityBytes)
    }

    /// A statement about an extractor of some name.
    func extractor(_ name: String = "page-text") throws -> [UInt8] {
        try statement(.extractor(ExtractorStatement(Self.describe(name))))
    }

    /// A derivation that gives a statement for its extractor, and the extractor's name.
    func derivation(
        by extractor: [UInt8],
        as name: String = "page-text",
        of input: [UInt8],
    ) throws -> [UInt8] {
        let blob = Reference(digest: digest(of: input), byteCount: Int64(input.count))
        let computation = Computation(
            input: .init(role: .original, blob: blob, mediaType: nil),
            extractor: Self.extractorID(name),
        )
        return try statement(
            .derivation(
                Derivation(
                    computation: computation,
                    extractor: Reference(digest: digest(of: extractor)),
                    outcome: .ok,
                    outputs: [],
                    engine: Engine(name: "test", version: "1"),
                )
            )
        )
    }
}
