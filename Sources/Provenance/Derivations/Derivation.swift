// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore

/// A statement of what an extractor made of a blob.
///
/// SPEC §3.9.
public struct Derivation: Hashable, Sendable {
    /// A blob that came out.
    public struct Output: Hashable, Sendable {
        /// The extractor's name for it.
        public var name: String

        /// The blob.
        public var blob: Reference

        /// The kind of its content.
        public var mediaType: String

        /// Creates an output.
        public init(name: String, blob: Reference, mediaType: String) {
            self.name = name
            self.blob = blob
            self.mediaType = mediaType
        }
    }

    /// Who claims what nobody can compute again.
    public struct Claimant: Hashable, Sendable {
        /// Who claims it, or `nil` when that is not said.
        public var name: String?

        /// Who says so.
        public var source: ClaimSource

        /// Creates a claimant.
        public init(name: String?, source: ClaimSource) {
            self.name = name
            self.source = source
        }
    }

    /// What was computed.
    public var computation: Computation

    /// The statement about the extractor.
    public var extractor: Reference

    /// The capture that the context is from, or `nil` when it is from none.
    public var capture: Reference?

    /// How the run ended.
    public var outcome: Outcome

    /// What came out, sorted by name.
    public var outputs: [Output]

    /// What ran it; `nil` exactly when nothing did.
    public var engine: Engine?

    /// What came of running it more than once, or `nil` when it was run once.
    public var selfCheck: SelfCheck?

    /// Who claims it; `nil` unless it is only claimed.
    public var claim: Claimant?

    /// Creates a derivation.
    public init(
        computation: Computation,
        extractor: Reference,
        capture: Reference? = nil,
        outcome: Outcome,
        outputs: [Output],
        engine: Engine?,
        selfCheck: SelfCheck? = nil,
        claim: Claimant? = nil,
    ) {
        self.computation = computation
        self.extractor = extractor
        self.capture = capture
        self.outcome = outcome
        self.outputs = outputs.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        self.engine = engine
        self.selfCheck = selfCheck
        self.claim = claim
    }

    init(_ members: Members) throws(StatementFailure) {
        computation = try Computation(
            members.members("computation", path: "computation"),
            members.object("computation"),
        )
        let statement = try members.members("extractor", path: "extractor")
        extractor = Reference(digest: try statement.digest("digest"))
        capture = try members.optionalReference("capture", path: "capture")
        guard let outcome = Outcome(text: try members.text("outcome")) else {
            throw members.wrongForm("outcome", "an outcome")
        }
        self.outcome = outcome
        outputs = try members.list("outputs") { output throws(StatementFailure) in
            Output(
                name: try output.extractorName("name"),
                blob: try output.sizedReference(),
                mediaType: try output.text("mediaType"),
            )
        }
        guard outputs.map(\.name).isStrictlySorted else {
            throw members.wrongForm("outputs", "sorted by name, no name twice")
        }
        engine = nil
        if let found = try members.optionalMembers("engine", path: "engine") {
            engine = try Engine(found)
        }
        selfCheck = nil
        if let found = try members.optionalMembers("selfCheck", path: "selfCheck") {
            selfCheck = try SelfCheck(found)
        }
        claim = nil
        if let found = try members.optionalMembers("claim", path: "claim") {
            claim = Claimant(
                name: try found.optionalText("by"),
                source: try found.oneOf("source", ClaimSource.self),
            )
        }
        try checkClaim(members)
    }

    /// A claim, a missing input and an outcome of no run go together.
    private func checkClaim(_ members: Members) throws(StatementFailure) {
        let isClaimed = outcome == .claimed
        guard (claim != nil) == isClaimed else {
            throw members.wrongForm("claim", "an object exactly when the outcome is claimed")
        }
        guard (computation.input.role == .missing) == isClaimed else {
            throw members.wrongForm("outcome", "claimed exactly when the input is missing")
        }
        guard (engine == nil) == isClaimed else {
            throw members.wrongForm("engine", "null exactly when the outcome is claimed")
        }
    }

    func add(to object: inout JSONObject) {
        object["capture"] = capture?.json ?? .null
        object["claim"] =
            claim.map { claim in
                ["by": JSONValue(claim.name), "source": .string(claim.source.rawValue)]
            } ?? .null
        object["computation"] = .object(computation.object)
        object["engine"] = engine?.json ?? .null
        object["extractor"] = extractor.json
        object["outcome"] = .string(outcome.description)
        object["outputs"] = .array(outputs.map(\.json))
        object["selfCheck"] = selfCheck?.json ?? .null
    }
}

extension Derivation.Output {
    var json: JSONValue {
        [
            "digest": .string(blob.digest.description),
            "mediaType": .string(mediaType),
            "name": .string(name),
            "size": .integer(blob.byteCount ?? 0),
        ]
    }
}
