// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
internal import TransparencyLog

/// A verification as JSON Lines: an object for each finding, and last one of type `summary`.
public enum JSONReport {
    /// The version of these objects' form.
    public static let schema: Int64 = 1

    /// Returns a finding as one line.
    public static func line(_ finding: Finding) -> String {
        encode([
            "type": "finding",
            "code": .string(finding.code.rawValue),
            "name": .string(finding.code.name),
            "class": .string(finding.code.class.rawValue),
            "subject": .string(finding.subject),
            "detail": .string(finding.detail),
            "blobs": .array(finding.blobs.map { .string($0.description) }),
            "documents": .array(finding.documents.map { .string($0) }),
        ])
    }

    /// Returns the summary as one line.
    ///
    /// - Parameters:
    ///   - report: What came of the verification.
    ///   - exitCode: That of the program, or `nil` for that of the report.
    ///   - reproduction: What running extractions again showed, when that was done.
    /// - Returns: One line without its line feed.
    public static func line(
        _ report: VerificationReport,
        exitCode: Int32? = nil,
        reproduction: JSONObject? = nil,
    ) -> String {
        var counts = JSONObject()
        for (code, count) in report.findingCounts {
            counts[code.rawValue] = number(UInt64(count))
        }
        let checkpoint = report.newestCheckpoint
        let note = checkpoint.map { String(decoding: $0.encode(), as: UTF8.self) }
        return encode([
            "type": "summary",
            "schema": .integer(schema),
            "exit": .integer(Int64(exitCode ?? report.exitCode)),
            "mode": .string(report.selection.isEmpty ? report.mode.rawValue : "selection"),
            "selection": texts(report.selection.map(\.description)),
            "selected": texts(report.selectedDocuments),
            "selectionWhole": report.isSelectionWhole.map { .bool($0) } ?? .null,
            "notWhole": texts(report.brokenDocuments),
            "unmatched": texts(report.unmatchedSelectors.map(\.description)),
            "origin": JSONValue(report.origin),
            "commits": number(UInt64(report.commitCount)),
            "treeSize": number(report.treeSize),
            "rootHash": JSONValue(report.rootHash.map { root($0) }),
            "packs": number(UInt64(report.packCount)),
            "members": number(report.memberCount),
            "blobs": number(report.blobCount),
            "captures": number(report.captureCount),
            "otherStatements": number(report.otherStatementCount),
            "checkedStatements": number(report.checkedStatementCount),
            "packBytes": number(report.packByteCount),
            "readBytes": number(report.readByteCount),
            "digestedBytes": number(report.digestedByteCount),
            "checkpoint": JSONValue(note),
            "key": JSONValue(report.key?.encode()),
            "metHeads": texts(report.metHeads.map(\.rawValue)),
            "keyTrust": .string(report.keyTrust.rawValue),
            "earliestAddedAt": JSONValue(report.earliestAddedAt),
            "latestAddedAt": JSONValue(report.latestAddedAt),
            "notChecked": texts(report.notChecked),
            "shown": texts(TextReport.proven(report)),
            "reproduction": reproduction.map { .object($0) } ?? .null,
            "stoppedEarly": .bool(report.isStoppedEarly),
            "findings": .object(counts),
        ])
    }

    /// A root hash as the checkpoint writes it.
    private static func root(_ hash: Digest) -> String {
        let bytes = hash.bytes
        return Base64.encode(bytes.span)
    }

    private static func texts(_ texts: [String]) -> JSONValue {
        .array(texts.map { .string($0) })
    }

    private static func number(_ number: UInt64) -> JSONValue {
        .integer(min(Int64(clamping: number), JSONValue.integerLimit))
    }

    private static func encode(_ value: JSONValue) -> String {
        String(decoding: CanonicalJSON.encode(value), as: UTF8.self)
    }
}
