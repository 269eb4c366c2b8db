// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
public import TransparencyLog

/// How thorough a verification is.
///
/// SPEC §8.1.
public enum VerificationMode: String, CaseIterable, Hashable, Sendable {
    /// The whole log; of packs their presence, length and headers.
    case quick

    /// Besides, every byte of every pack is digested and every statement is read.
    case standard

    /// Besides, every document is inflated and digested.
    case deep
}

/// Which documents are meant.
public enum DocumentSelector: Hashable, Sendable {
    /// The digest of a statement, or of a blob that statements name.
    case digest(Digest)

    /// An address, as asked for or as it was after redirects, byte for byte.
    case url(String)
}

extension DocumentSelector: CustomStringConvertible {
    /// The digest or the address.
    public var description: String {
        switch self {
        case .digest(let digest): digest.description
        case .url(let url): url
        }
    }
}

/// How far a verification is.
public struct VerificationProgress: Hashable, Sendable {
    /// The bytes of packs that are done with.
    public var bytesDone: UInt64

    /// The bytes of all packs, as the log says.
    public var byteCount: UInt64

    /// The packs that are done with.
    public var packsDone: Int

    /// The number of packs.
    public var packCount: Int

    /// Creates a progress.
    public init(bytesDone: UInt64, byteCount: UInt64, packsDone: Int, packCount: Int) {
        self.bytesDone = bytesDone
        self.byteCount = byteCount
        self.packsDone = packsDone
        self.packCount = packCount
    }
}

/// What to verify and against what.
public struct VerificationOptions: Sendable {
    /// How thorough to be with the whole archive.
    ///
    /// With a ``selection`` it must be ``VerificationMode/standard``: what is chosen is always
    /// inflated and digested, and of the rest only headers and statements are read.
    public var mode: VerificationMode

    /// The key that must have signed, or `nil` to trust the archive's own on first use.
    public var pinnedKey: VerifierKey?

    /// The newest checkpoint that this machine verified before, or `nil`.
    public var rememberedHead: Checkpoint?

    /// A checkpoint that somebody gave to compare with, besides the remembered one, or `nil`.
    public var givenHead: Checkpoint?

    /// The documents to check, or nothing for all of them.
    ///
    /// With a selection the log is checked as in ``VerificationMode/quick``, all statements are
    /// read, and of the documents only those that are meant are inflated and digested. Another
    /// ``mode`` than the standard one is refused then.
    public var selection: [DocumentSelector]

    /// Called from time to time.
    public var progress: (@Sendable (VerificationProgress) -> Void)?

    /// Asked often; when it says so, the verification ends with what it has found so far.
    public var shouldStop: @Sendable () -> Bool

    /// What is kept of findings; tests make do with less.
    package var limits = FindingLimits()

    /// Creates options.
    public init(
        mode: VerificationMode = .standard,
        pinnedKey: VerifierKey? = nil,
        rememberedHead: Checkpoint? = nil,
        givenHead: Checkpoint? = nil,
        selection: [DocumentSelector] = [],
        progress: (@Sendable (VerificationProgress) -> Void)? = nil,
        shouldStop: @escaping @Sendable () -> Bool = { false },
    ) {
        self.mode = mode
        self.pinnedKey = pinnedKey
        self.rememberedHead = rememberedHead
        self.givenHead = givenHead
        self.selection = selection
        self.progress = progress
        self.shouldStop = shouldStop
    }
}
