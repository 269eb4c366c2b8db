// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import Provenance

/// What somebody claims of a text whose original is not at hand: that it was extracted from it.
public struct ClaimedExtraction: Hashable, Sendable {
    /// The address of the original.
    public var url: WebAddress

    /// Who claims it, or `nil` when that is not said.
    public var claimant: String?

    /// What is said of the extractor, or `nil` when nothing is.
    public var extractor: String?

    /// Who says all this: the operator, or a list.
    public var source: ClaimSource

    /// Creates a claim.
    public init(
        url: WebAddress,
        claimant: String? = nil,
        extractor: String? = nil,
        source: ClaimSource,
    ) {
        self.url = url
        self.claimant = claimant
        self.extractor = extractor
        self.source = source
    }

    /// The extractor, of which nothing is known but what is said.
    var preparedExtractor: PreparedExtractor {
        PreparedExtractor(
            Extractor(
                name: "unknown",
                version: "unknown",
                kind: .unknown,
                outputs: [],
                note: extractor,
            ),
            limits: Computation.Limits(),
        )
    }
}
