// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
public import Extraction
internal import Provenance

/// What running a derivation again showed.
///
/// SPEC §8.8.
public enum ReproductionStatus: String, CaseIterable, Hashable, Sendable {
    /// Outcome and outputs are those of the record, byte for byte.
    case identical
    /// Some output has other bytes, but all are the same in the form that the extractor promises.
    case equivalent
    /// The run gives, each time, something else than the record says.
    case differs
    /// Two runs now give different results.
    case nondeterministic
    /// Two engines give different results: one of them is wrong, not the archive.
    case engineDisagreement = "engine-disagreement"
    /// The extractor cannot be run here: it is not stored, not installed, or another one.
    case extractorUnavailable = "extractor-unavailable"
    /// It is a program of the system, and running those was not allowed.
    case refused
    /// The input is not in the archive.
    case inputMissing = "input-missing"
    /// What the archive has of the input is damaged.
    case inputCorrupt = "input-corrupt"
    /// An output is not in the archive, and the run does not give it.
    case outputMissing = "output-missing"
    /// What the archive has of an output is damaged, and the run does not give it.
    case outputCorrupt = "output-corrupt"
    /// An output is missing or damaged, and the run gave the very bytes whose digest was signed.
    case healed
    /// The run reached a limit, and the recorded one did not.
    case limit
    /// There is nothing to run: somebody claims it.
    case claimOnly = "claim-only"
    /// It was not looked at, since only a sample was; or the machine may have ended it when it was
    /// recorded, without outputs, and now it ends otherwise.
    case notChecked = "not-checked"
}

/// How a status counts in the end.
public enum ReproductionVerdict: Hashable, Sendable {
    /// As it should be, or nothing to say.
    case good
    /// As it should be but for a difference that the extractor's form allows.
    case notable
    /// Not the same as recorded.
    case different
    /// Something in the archive is missing or damaged.
    case damage
    /// It could not be checked here.
    case incomplete
}

extension ReproductionStatus {
    /// How it counts.
    public var verdict: ReproductionVerdict {
        switch self {
        case .identical, .claimOnly, .notChecked: .good
        case .equivalent: .notable
        case .differs, .nondeterministic, .engineDisagreement, .limit: .different
        case .inputMissing, .inputCorrupt, .outputMissing, .outputCorrupt, .healed: .damage
        case .extractorUnavailable, .refused: .incomplete
        }
    }
}

/// What running one derivation again showed.
public struct ReproductionResult: Hashable, Sendable {
    /// The index of the derivation's entry.
    public let entry: UInt64

    /// The statement.
    public let statement: BlobID

    /// The blob that was read, when there is one.
    public let input: BlobID?

    /// The document's address, when the extractor was told one.
    public let address: String?

    /// The extractor's name and version, or nothing when that is not known.
    public var extractor = ""

    /// What it showed.
    public var status: ReproductionStatus

    /// Whether the extractor was run.
    public var wasRun = false

    /// Why, for a person; without a full stop.
    public var reason: String?

    /// How the outputs differ.
    public var differences: [OutputDifference] = []

    /// Outputs that the run gave again and that the archive has not whole.
    public var healable: [ExtractionRun.Output] = []

    init(_ recorded: RecordedStatement, _ derivation: Derivation, _ status: ReproductionStatus) {
        entry = recorded.entry
        statement = recorded.id
        input = derivation.computation.input.blob?.digest
        address = derivation.computation.context.url
        self.status = status
    }
}
