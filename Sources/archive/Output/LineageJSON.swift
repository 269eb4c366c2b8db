// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveStore
internal import Provenance

/// A graph of blobs and derivations as JSON, an object for each.
enum LineageJSON {
    /// The blobs, those that were asked for first, then the derivations in the order of the log.
    static func lines(
        of lineage: Lineage,
        metadata: [UInt64: ExtractedClaims],
    ) -> [JSONValue] {
        let asked = Set(lineage.blobIDs)
        let others = lineage.blobs.keys.filter { !asked.contains($0) }.sorted()
        let blobs = (lineage.blobIDs + others).compactMap { lineage.blobs[$0] }
        let steps = lineage.steps.keys.sorted().compactMap { lineage.steps[$0] }
        return blobs.map { value(of: $0, isAsked: asked.contains($0.id)) }
            + steps.map { value(of: $0, metadata[$0.recorded.entry]) }
    }

    private static func value(of blob: Lineage.Blob, isAsked: Bool) -> JSONValue {
        [
            "type": "blob",
            "digest": .string(blob.id.description),
            "size": blob.byteCount.map { .integer(Int64(clamping: $0)) } ?? .null,
            "mediaType": JSONValue(blob.mediaType),
            "asked": .bool(isAsked),
            "captures": entries(blob.captures.map(\.entry)),
            "madeBy": entries(blob.madeBy),
            "readBy": entries(blob.readBy),
            "omitted": .integer(Int64(blob.omittedCount)),
            "unread": .integer(Int64(blob.unreadCount)),
            "explored": .bool(blob.isExplored),
        ]
    }

    /// A derivation, as it is in its statement, with its extractor.
    private static func value(
        of step: Lineage.Step,
        _ metadata: ExtractedClaims?,
    ) -> JSONValue {
        let derivation = step.derivation
        let input = derivation.computation.input
        return [
            "type": "derivation",
            "entry": .integer(Int64(step.recorded.entry)),
            "statement": .string(step.recorded.id.description),
            "recordedAt": .string(step.recorded.statement.addedAt.value),
            "input": JSONValue(input.blob?.digest.description),
            "inputRole": .string(input.role.rawValue),
            "url": JSONValue(derivation.computation.context.url),
            "capture": JSONValue(derivation.capture?.digest.description),
            "extractor": [
                "statement": .string(derivation.extractor.digest.description),
                "kind": JSONValue(step.extractor?.kind.rawValue),
                "name": JSONValue(step.extractor?.name),
                "version": JSONValue(step.extractor?.version),
            ],
            "metadata": metadata.map { found in
                [
                    "authors": .array(found.authors.map { value(of: $0) }),
                    "published": found.published.map { value(of: $0) } ?? .null,
                    "title": found.title.map { value(of: $0) } ?? .null,
                ]
            } ?? .null,
            "outcome": .string(derivation.outcome.description),
            "selfCheck": derivation.selfCheck.map { check in
                [
                    "identical": .bool(check.isIdentical), "runs": .integer(Int64(check.runCount)),
                ]
            } ?? .null,
            "claim": derivation.claim.map { claim in
                ["by": JSONValue(claim.name), "source": .string(claim.source.rawValue)]
            } ?? .null,
            "outputs": .array(
                derivation.outputs.map { output in
                    [
                        "name": .string(output.name),
                        "digest": .string(output.blob.digest.description),
                        "mediaType": .string(output.mediaType),
                        "size": output.blob.byteCount.map { .integer($0) } ?? .null,
                    ]
                }
            ),
        ]
    }

    private static func value(of found: ExtractedClaims.Found) -> JSONValue {
        [
            "rule": .string(found.rule), "standing": .string(found.standing),
            "value": .string(found.value),
        ]
    }

    private static func entries(_ entries: [UInt64]) -> JSONValue {
        .array(entries.map { .integer(Int64($0)) })
    }
}
