// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveTestSupport
import BlobStore
import Provenance
import Synchronization
import TransparencyLog
import Verification

/// What a verification said.
struct Outcome {
    var findings: [Finding] = []
    var report: VerificationReport

    var codes: Set<String> {
        Set(findings.map(\.code.rawValue))
    }

    func findings(_ code: FindingCode) -> [Finding] {
        findings.filter { $0.code == code }
    }
}

func check(
    _ storage: any ArchiveStorage,
    _ options: VerificationOptions,
) throws(VerificationError) -> Outcome {
    var findings: [Finding] = []
    let report = try verify(storage, options: options) { findings.append($0) }
    return Outcome(findings: findings, report: report)
}

func check(
    _ builder: ArchiveBuilder,
    _ mode: VerificationMode? = nil,
    key: VerifierKey? = nil,
    head: Checkpoint? = nil,
    given: Checkpoint? = nil,
    selection: [DocumentSelector] = [],
) throws(VerificationError) -> Outcome {
    let options = VerificationOptions(
        mode: mode ?? (selection.isEmpty ? .deep : .standard),
        pinnedKey: key,
        rememberedHead: head,
        givenHead: given,
        selection: selection,
    )
    return try check(builder.storage, options)
}

func utf8(_ text: String) -> [UInt8] {
    Array(text.utf8)
}

/// Codes written one after the other.
func codes(_ text: String) -> Set<String> {
    Set(text.split(separator: " ").map(String.init))
}

extension ArchiveBuilder {
    /// Adds one document with its capture, each in a member of its own.
    @discardableResult
    func addDocument(
        _ text: String = "A document.",
        url: String = "https://example.org/a",
        edit: (inout [MemberBytes]) -> Void = { _ in },
    ) throws -> (content: [UInt8], capture: [UInt8]) {
        let content = utf8(text)
        let capture = try capture(content, url: url)
        var members = [MemberBytes(.blobs, [content]), MemberBytes(.statements, [capture])]
        edit(&members)
        try commit([try addPack(members), try entry(.capture, capture)])
        return (content, capture)
    }

    /// Adds a statement of any text.
    func addStatement(_ type: StatementType, _ bytes: [UInt8]) throws {
        try commit([try addPack([MemberBytes(.statements, [bytes])]), try entry(type, bytes)])
    }

    /// The path of the newest pack.
    func path(of entry: LogEntry) -> String {
        "packs/\(entry.digest.hex.prefix(2))/\(entry.digest.hex).gz"
    }

    /// The checkpoint of the newest commit.
    func head() throws -> Checkpoint {
        let newest = files.keys.filter { $0.hasPrefix("log/") }.max() ?? ""
        return try Commit.decode(files[newest] ?? []).checkpoint.checkpoint
    }
}
