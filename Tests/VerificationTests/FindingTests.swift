// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveTestSupport
import BlobStore
import Provenance
import Testing
import TransparencyLog
import Verification

/// An archive with one thing wrong, and the findings of each mode.
struct BadArchive: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let quick: String
    let standard: String
    let deep: String
    let build: @Sendable (ArchiveBuilder) throws -> Void

    /// The same findings in all modes.
    init(
        _ name: String,
        _ all: String,
        build: @escaping @Sendable (ArchiveBuilder) throws -> Void,
    ) {
        self.init(name, quick: all, standard: all, deep: all, build: build)
    }

    init(
        _ name: String,
        quick: String,
        standard: String,
        deep: String,
        build: @escaping @Sendable (ArchiveBuilder) throws -> Void,
    ) {
        testDescription = name
        self.quick = quick
        self.standard = standard
        self.deep = deep
        self.build = build
    }

    func codes(_ mode: VerificationMode) -> String {
        switch mode {
        case .quick: quick
        case .standard: standard
        case .deep: deep
        }
    }
}

@Suite struct FindingTests {
    @Test(arguments: BadArchive.files + BadArchive.packs, VerificationMode.allCases)
    func `files and packs give exactly these findings`(
        archive: BadArchive,
        mode: VerificationMode,
    ) throws {
        try run(archive, mode)
    }

    @Test(arguments: BadArchive.log + BadArchive.statements, VerificationMode.allCases)
    func `log and statements give exactly these findings`(
        archive: BadArchive,
        mode: VerificationMode,
    ) throws {
        try run(archive, mode)
    }

    private func run(_ archive: BadArchive, _ mode: VerificationMode) throws {
        let builder = try ArchiveBuilder()
        try archive.build(builder)
        let outcome = try check(builder, mode)
        #expect(outcome.codes == codes(archive.codes(mode)), "\(outcome.findings)")
    }

    @Test func `each code is tested here or on its own`() {
        let all = BadArchive.files + BadArchive.packs + BadArchive.log + BadArchive.statements
        let tested = all.flatMap { codes($0.deep).union(codes($0.quick)) }
        // Trust and what the system refuses have tests of their own.
        let others = codes("E309 E601 E602 E603 E701 E107")
        let missing = FindingCode.allCases.map(\.rawValue).filter {
            !tested.contains($0) && !others.contains($0)
        }
        #expect(missing.isEmpty)
    }

    @Test func `codes have the names and classes of the format`() {
        #expect(FindingCode.packHashMismatch.name == "pack-hash-mismatch")
        #expect(FindingCode.notAPlainFile.name == "not-a-plain-file")
        #expect(FindingCode.allCases.count == 39)
        #expect(FindingCode.originMismatch.class == .trust)
        #expect(FindingCode.memberNewer.class == .newer)
        #expect(FindingCode.packOrphan.class == .notice)
        #expect(FindingClass.allCases.map(\.exitCode) == [1, 6, 5, 7, 0])
    }
}

extension BadArchive {
    static let files: [BadArchive] = [
        BadArchive("ARCHIVE is missing", "E101") { $0.files["ARCHIVE"] = nil },
        BadArchive("ARCHIVE has a fourth line", "E102") { $0.files["ARCHIVE"]? += utf8("x\n") },
        BadArchive("ARCHIVE is too long", "E102") {
            $0.files["ARCHIVE"]? += [UInt8](repeating: 0x61, count: 4_096)
        },
        BadArchive("ARCHIVE is of version 1 without its end", "E102") {
            $0.files["ARCHIVE"] = utf8("archive 1\n")
        },
        BadArchive("ARCHIVE has a bad origin", "E102") {
            $0.files["ARCHIVE"] = utf8("archive 1\norigin a b\nkey c\n")
        },
        BadArchive("ARCHIVE has a bad key", "E102") {
            $0.files["ARCHIVE"] = utf8("archive 1\norigin a\nkey c\n")
        },
        BadArchive("ARCHIVE has another key", "E103") {
            let key = try ArchiveBuilder.key(9).verifierKey.encode()
            $0.files["ARCHIVE"] = utf8("archive 1\norigin \(ArchiveBuilder.origin)\nkey \(key)\n")
        },
        BadArchive("ARCHIVE has another origin and key", "E103") {
            let key = try ArchiveBuilder.key(9, name: "other").verifierKey.encode()
            $0.files["ARCHIVE"] = utf8("archive 1\norigin other\nkey \(key)\n")
        },
        BadArchive("ARCHIVE is newer, and all else is wrong", "E104") {
            $0.files = ["ARCHIVE": utf8("archive 2\nand more"), "log/x": []]
        },
        BadArchive("SPEC.md is missing", "E105") { $0.files["SPEC.md"] = nil },
        BadArchive("SPEC.md is another", "E106") { $0.files["SPEC.md"]? += [0x0A] },
        BadArchive("SPEC.md is over the limit", "E106") {
            $0.files["SPEC.md"] = [UInt8](repeating: 0, count: 16 << 20 + 1)
        },
        BadArchive("files that nobody knows", "N108") {
            $0.files["notes.txt"] = []
            $0.files["log/0"] = []
            $0.files["packs/a/b"] = []
            $0.files["packs/aa/b"] = []
            $0.files["packs/aa/\(String(repeating: "g", count: 64)).gz"] = []
            $0.files["cache/anything"] = []
        },
        BadArchive("an orphan", "N208") {
            try $0.addPack([MemberBytes(.blobs, [[1]])])
        },
        BadArchive("an empty log", "E310 N108") {
            $0.files = $0.files.filter { !$0.key.hasPrefix("log/") }
            $0.files["log/x"] = []
            $0.files["SPEC.md"] = nil
        },
    ]

    static let log: [BadArchive] = [
        BadArchive("a commit without entries", "E301") {
            try $0.commit([], edit: { _ in })
        },
        BadArchive("a commit cut off", "E301") {
            try $0.addDocument()
            try $0.commit([$0.packEntry([], memberCount: 0)], edit: { $0.removeLast() })
        },
        BadArchive("a pack entry with one number", "E301") {
            try $0.commit([try LogEntry(type: "pack", digest: digest(of: []), numbers: [1])])
        },
        BadArchive("a capture entry with a number", "E301") {
            try $0.commit([try LogEntry(type: "capture", digest: digest(of: []), numbers: [1])])
        },
        BadArchive("a commit over 32 MiB", "E301") {
            $0.files[$0.nextCommitPath] = [UInt8](repeating: 0x61, count: 32 << 20 + 1)
        },
        BadArchive("too many entries", "E301") { builder in
            let entry = try LogEntry(type: "stranger", digest: digest(of: []))
            builder.files[builder.nextCommitPath] = Array(
                repeatElement(entry.encode() + [0x0A], count: 65_537).joined()
            )
        },
        BadArchive("a first commit of another shape", "E301") {
            let path = "log/00000000000000000000"
            let lines = ($0.files[path] ?? []).split(separator: 0x0A, maxSplits: 1)
            $0.files[path] = Array(lines[1])
        },
        BadArchive("a checkpoint with a space in its origin", "E307 E308") {
            try $0.commit([try LogEntry(type: "x", digest: digest(of: []))]) { $0.origin = "a b" }
        },
        BadArchive("entries again", "E301") {
            $0.files["log/00000000000000000001"] = $0.files["log/00000000000000000000"]
        },
        BadArchive("a gap", "E302") {
            $0.files["log/00000000000000000003"] = []
        },
        BadArchive("a gap over 64 bits", "E302") {
            $0.files["log/99999999999999999999"] = []
        },
        BadArchive("a tree size that lies", "E303") {
            try $0.commit([try $0.addPack([MemberBytes(.blobs, [[1]])])]) { $0.treeSize = 0 }
        },
        BadArchive("a greatest tree size", "E303") {
            try $0.commit([try $0.addPack([MemberBytes(.blobs, [[1]])])]) {
                $0.treeSize = UInt64(Int64.max)
            }
        },
        BadArchive("a root that lies", "E304") {
            try $0.commit([try $0.addPack([MemberBytes(.blobs, [[1]])])]) {
                $0.root = digest(of: [])
            }
        },
        BadArchive("a bad signature", "E305") {
            let entry = try $0.addPack([MemberBytes(.blobs, [[1]])])
            // The last characters are the end of the signature's base64.
            try $0.commit([entry], edit: { $0[$0.count - 6] ^= 1 })
        },
        BadArchive("another's signature", "E306") {
            $0.signers = [try ArchiveBuilder.key(9)]
            try $0.commit([try $0.addPack([MemberBytes(.blobs, [[1]])])])
        },
        BadArchive("another origin", "E307") {
            try $0.commit([try $0.addPack([MemberBytes(.blobs, [[1]])])]) { $0.origin = "other" }
        },
        BadArchive("an unknown type", "E308") {
            try $0.commit([
                try LogEntry(type: "stranger", digest: digest(of: []), numbers: [1, 2])
            ])
            try $0.addDocument()
        },
    ]

    static let statements: [BadArchive] = [
        BadArchive("a statement in no pack", quick: "", standard: "E401", deep: "E401") {
            try $0.commit([try $0.entry(.capture, [1])])
        },
        BadArchive("a key statement in no pack", "E401") {
            try $0.commit([try $0.entry(.key, [1])])
        },
        BadArchive("a statement that is none", quick: "", standard: "E402", deep: "E402") {
            try $0.addStatement(.capture, utf8("{}"))
        },
        BadArchive("a statement of another type", quick: "", standard: "E403", deep: "E403") {
            try $0.addStatement(.note, try $0.capture([], url: nil))
        },
        BadArchive("two entries of one statement", quick: "", standard: "E403", deep: "E403") {
            let content = utf8("x")
            let capture = try $0.capture(content, url: nil)
            let members = [MemberBytes(.blobs, [content]), MemberBytes(.statements, [capture])]
            try $0.commit([
                try $0.addPack(members), try $0.entry(.capture, capture),
                try $0.entry(.capture, capture), try $0.entry(.note, capture),
            ])
        },
        BadArchive("a statement of version 2", quick: "", standard: "E404", deep: "E404") {
            let text = String(decoding: try $0.capture([], url: nil), as: UTF8.self)
            try $0.addStatement(.capture, utf8(text.dropLast(2) + "2}"))
        },
        BadArchive("a key added twice", "E405") {
            try $0.addStatement(.key, try $0.keyChange(.add, $0.signers[0]))
        },
        BadArchive("a missing document", quick: "", standard: "E501", deep: "E501") {
            try $0.addStatement(.capture, try $0.capture([1], url: nil))
        },
        BadArchive("a derivation by another extractor", quick: "", standard: "E503", deep: "E503") {
            let extractor = try $0.extractor()
            let derivation = try $0.derivation(by: extractor, as: "other", of: [])
            let members = [
                MemberBytes(.blobs, [[]]), MemberBytes(.statements, [extractor, derivation]),
            ]
            try $0.commit([
                try $0.addPack(members), try $0.entry(.extractor, extractor),
                try $0.entry(.derivation, derivation),
            ])
        },
        BadArchive("a document of another length", quick: "", standard: "E502", deep: "E502") {
            let content = utf8("four")
            var text = String(decoding: try $0.capture(content, url: nil), as: UTF8.self)
            let size = try #require(text.firstRange(of: "\"size\":4"))
            text.replaceSubrange(size, with: "\"size\":5")
            let statement = utf8(text)
            let members = [MemberBytes(.blobs, [content]), MemberBytes(.statements, [statement])]
            try $0.commit([try $0.addPack(members), try $0.entry(.capture, statement)])
        },
        BadArchive("a negative length", quick: "", standard: "E502", deep: "E502") {
            var text = String(decoding: try $0.capture([], url: nil), as: UTF8.self)
            text.replaceSubrange(text.startIndex...text.startIndex, with: "{\"a\":{\"digest\":")
            text.insert(
                contentsOf: "\"\(digest(of: [7]))\",\"size\":-1},",
                at: try #require(text.firstRange(of: "\"addedAt\"")).lowerBound,
            )
            let members = [
                MemberBytes(.blobs, [[], [7]]), MemberBytes(.statements, [utf8(text)]),
            ]
            try $0.commit([try $0.addPack(members), try $0.entry(.capture, utf8(text))])
        },
    ]
}
