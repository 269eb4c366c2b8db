// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveIO

/// A verification that could not look at the archive at all.
public struct VerificationError: Error, Hashable, Sendable {
    /// What a caller can act on.
    public enum Code: Hashable, Sendable {
        /// The folder has neither `ARCHIVE` nor `log` nor `packs`.
        case notAnArchive

        /// The folder cannot be listed.
        case unreadable

        /// The remembered or the given head is of another log.
        case wrongHead

        /// The options contradict each other.
        case wrongOptions
    }

    /// What a caller can act on.
    public var code: Code

    /// One sentence for a person.
    public var message: String

    /// What the storage said, if it refused.
    public var cause: StoreError?

    /// Creates an error.
    public init(_ code: Code, _ message: String, cause: StoreError? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The exit code of a program that could not look.
    ///
    /// DESIGN: 2, 4 or 7.
    public var exitCode: Int32 {
        switch code {
        case .notAnArchive: 4
        case .unreadable: 7
        case .wrongHead, .wrongOptions: 2
        }
    }
}
