// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
public import TransparencyLog

/// Why the key that vouches for an archive is believed.
public enum KeyTrust: String, CaseIterable, Hashable, Sendable {
    /// It is the key that was given.
    case pinned

    /// The log is an extension of the one that is remembered.
    case remembered

    /// The log is an extension of the one that a checkpoint is of that was given; none is
    /// remembered.
    case givenHead = "given-head"

    /// Only the archive itself says so.
    case firstUse = "first-use"

    /// No key vouches for the archive, or the one that was given does not.
    case none
}

/// Where a checkpoint to compare with comes from.
public enum HeadSource: String, CaseIterable, Hashable, Sendable {
    /// Somebody gave it.
    case given

    /// This machine verified or signed it before.
    case remembered
}

/// What a verification looked at and what came of it.
public struct VerificationReport: Hashable, Sendable {
    /// How thorough it was.
    public var mode: VerificationMode

    /// Which documents were chosen; empty for all.
    public var selection: [DocumentSelector] = []

    /// The archive's name in its checkpoints, when it is known.
    public var origin: String?

    /// The commits that were read.
    public var commitCount = 0

    /// The size of the log's tree, in entries, as far as it was read.
    public var treeSize: UInt64 = 0

    /// The root hash over these entries.
    public var rootHash: Digest?

    /// The packs that entries name.
    public var packCount = 0

    /// The members that were walked.
    public var memberCount: UInt64 = 0

    /// The blobs that these members list, every copy counted.
    public var blobCount: UInt64 = 0

    /// The captures that entries name.
    public var captureCount: UInt64 = 0

    /// The other statements that entries name.
    public var otherStatementCount: UInt64 = 0

    /// The statements whose bytes were read and are good.
    public var checkedStatementCount: UInt64 = 0

    /// The bytes of all packs that were found.
    public var packByteCount: UInt64 = 0

    /// The bytes that were read from the storage.
    public var readByteCount: UInt64 = 0

    /// The bytes of members that were inflated and digested, before compression.
    public var digestedByteCount: UInt64 = 0

    /// The newest checkpoint, when it is right and signed by a key in force.
    ///
    /// This is what to remember, provided that nothing of class
    /// ``FindingClass/trust`` was found.
    public var newestCheckpoint: SignedCheckpoint?

    /// The key that vouches: the pinned one, or else one that signed ``newestCheckpoint``.
    public var key: VerifierKey?

    /// The heads that the log was compared with, and goes on from.
    public var metHeads: [HeadSource] = []

    /// Why the key is believed.
    public var keyTrust: KeyTrust = .none

    /// The earliest time in UTC at which a statement says that it was added.
    public var earliestAddedAt: String?

    /// The latest time in UTC at which a statement says that it was added.
    public var latestAddedAt: String?

    /// The documents that the selection means, in the order in which they were found.
    public var selectedDocuments: [String] = []

    /// Whether every document that the selection means is whole, whatever else was found; `nil`
    /// when that was not found out.
    public var isSelectionWhole: Bool?

    /// Those of these documents that are not whole.
    public var brokenDocuments: [String] = []

    /// The selectors that mean nothing in this archive.
    public var unmatchedSelectors: [DocumentSelector] = []

    /// What was not checked: whole sentences for a person.
    public var notChecked: [String] = []

    /// How often each code was found; codes that were not are not there.
    public var findingCounts: [FindingCode: Int] = [:]

    /// Whether the verification was told to stop before its end.
    public var isStoppedEarly = false

    /// Creates the report of a verification that has looked at nothing yet.
    public init(mode: VerificationMode) {
        self.mode = mode
    }

    /// Whether something other than notices was found.
    public var hasProblems: Bool {
        findingCounts.keys.contains { $0.class != .notice }
    }

    /// The exit code: SPEC §8.6, and 1 for a selector that means nothing, 3 when stopped early.
    public var exitCode: Int32 {
        let found = Set(findingCounts.keys.map(\.class))
        for candidate in FindingClass.byRank {
            let isUnmatched = candidate == .damage && !unmatchedSelectors.isEmpty
            if found.contains(candidate) || (isUnmatched && !isStoppedEarly) {
                return candidate.exitCode
            }
        }
        return isStoppedEarly ? 3 : 0
    }
}
