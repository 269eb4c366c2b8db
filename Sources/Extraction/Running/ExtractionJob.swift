// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
public import Provenance

/// A run of an extractor that is to be made.
public struct ExtractionJob: Hashable, Sendable {
    /// The extractor.
    public var extractor: Extractor

    /// The bytes of the files that a command brings along, in the order of its list.
    public var files: [[UInt8]]

    /// The bytes to read.
    public var input: [UInt8]

    /// The kind of their content, or `nil` when that is not known.
    public var mediaType: String?

    /// What the extractor is told of the document.
    public var context: Computation.Context

    /// What it is told to do.
    public var parameters: JSONObject

    /// What it may use.
    public var limits: Computation.Limits

    /// Whether to run it a second time in other surroundings, and to compare.
    public var isChecked: Bool

    /// Creates a job.
    public init(
        extractor: Extractor,
        files: [[UInt8]] = [],
        input: [UInt8],
        mediaType: String?,
        context: Computation.Context = Computation.Context(),
        parameters: JSONObject = [:],
        limits: Computation.Limits = Computation.Limits(),
        isChecked: Bool = false,
    ) {
        self.extractor = extractor
        self.files = files
        self.input = input
        self.mediaType = mediaType
        self.context = context
        self.parameters = parameters
        self.limits = limits
        self.isChecked = isChecked
    }
}

/// What a run of an extractor gave.
public struct ExtractionRun: Hashable, Sendable {
    /// An output.
    public struct Output: Hashable, Sendable {
        /// The extractor's name for it.
        public var name: String

        /// The kind of its content.
        public var mediaType: String

        /// Its bytes.
        public var bytes: [UInt8]

        /// Creates an output.
        public init(name: String, mediaType: String, bytes: [UInt8]) {
            self.name = name
            self.mediaType = mediaType
            self.bytes = bytes
        }
    }

    /// How it ended.
    public var outcome: Outcome

    /// What came out, sorted by name; empty unless the outcome is ``Outcome/ok``.
    public var outputs: [Output]

    /// What ran it; a list of files is in ``closure``, not in its surroundings.
    public var engine: Engine

    /// The list of files that a command read, in the form of SPEC §3.9, when it was traced.
    public var closure: [UInt8]?

    /// What was another one around a command than else, sorted by name.
    public var perturbed: [SelfCheck.Perturbation] = []

    /// Why nothing was run; the outcome is not to be recorded then.
    public var unavailability: ExtractorUnavailability?

    /// The first line that a command wrote to its standard error output, as a terminal may show
    /// it; it is not recorded.
    public var errors: String?

    /// Creates the result of a run.
    public init(
        outcome: Outcome,
        outputs: [Output],
        engine: Engine,
        closure: [UInt8]? = nil,
    ) {
        self.outcome = outcome
        self.outputs = outputs
        self.engine = engine
        self.closure = closure
    }

    /// Whether another run gave the same.
    ///
    /// - Parameter other: The other run.
    /// - Returns: Whether outcome and outputs are the same; what ran them does not count.
    public func isIdentical(to other: Self) -> Bool {
        outcome == other.outcome && outputs == other.outputs
    }
}

/// What became of a job.
public struct FinishedExtraction: Hashable, Sendable {
    /// What its run gave.
    public var run: ExtractionRun

    /// What came of running it a second time, for a job that is checked.
    public var selfCheck: SelfCheck?

    /// Creates the result of a job.
    public init(run: ExtractionRun, selfCheck: SelfCheck? = nil) {
        self.run = run
        self.selfCheck = selfCheck
    }
}
