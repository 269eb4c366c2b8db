// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import Extraction
internal import Provenance

extension ArchiveWriter {
    /// Records that somebody claims a document to be what was extracted from a missing original.
    ///
    /// - Parameters:
    ///   - claim: What is claimed.
    ///   - capture: The document's capture.
    ///   - statement: The statement of that.
    /// - Throws: ``DocumentFailure``.
    mutating func record(
        _ claim: ClaimedExtraction,
        of capture: Capture,
        _ statement: BlobID,
    ) throws(DocumentFailure) {
        let extractor = claim.preparedExtractor
        let derivation = Derivation(
            computation: claim.computation(extractor),
            extractor: Reference(digest: try self.statement(of: extractor)),
            capture: Reference(digest: statement),
            outcome: .claimed,
            outputs: [
                Derivation.Output(
                    name: "text",
                    blob: Reference(
                        digest: capture.content.digest,
                        byteCount: Int64(clamping: capture.content.byteCount),
                    ),
                    mediaType: capture.content.mediaType?.value ?? "application/octet-stream",
                )
            ],
            engine: nil,
            claim: Derivation.Claimant(name: claim.claimant, source: claim.source),
        )
        let identity = derivation.computation.identityBytes
        try put(try makeStatement(.derivation(derivation)))
        batch?.remember(computation: Self.key(identity, capture.content.digest))
    }

    /// What tells claims of one original apart, which are one computation.
    private static func key(_ identity: [UInt8], _ content: BlobID) -> [UInt8] {
        identity + Array(content.description.utf8)
    }

    /// Whether the log has such a claim of the same bytes.
    mutating func isRecorded(_ claim: ClaimedExtraction, of content: BlobID) -> Bool {
        let identity = claim.computation(claim.preparedExtractor).identityBytes
        if batch?.hasComputation(Self.key(identity, content)) ?? false {
            return true
        }
        return contains(.computation(identity)) { derivation in
            derivation.computation.identityBytes == identity
                && derivation.outputs.map(\.blob.digest) == [content]
                && derivation.claim?.name == claim.claimant
        }
    }

    /// Whether a capture is of bytes that somebody claims to be extracted.
    mutating func isClaimed(_ recorded: RecordedStatement) -> Bool {
        guard let content = recorded.capture?.content.digest else {
            return false
        }
        return contains(.blob(content)) { derivation in
            derivation.claim != nil && derivation.capture?.digest == recorded.id
        }
    }
}

extension ClaimedExtraction {
    /// What is claimed to have been computed.
    fileprivate func computation(_ extractor: PreparedExtractor) -> Computation {
        Computation(
            input: Computation.Input(role: .missing, blob: nil, mediaType: nil),
            extractor: extractor.id,
            context: Computation.Context(url: url.text),
        )
    }
}
