// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveIO

/// Why the archive could not be opened, read or written.
public struct ArchiveError: Error, Hashable, Sendable {
    /// What a caller can act on; each has an exit code in DESIGN's table.
    public enum Code: Hashable, Sendable {
        /// There is no archive in that place.
        case notAnArchive
        /// Something is in the way of a new archive.
        case alreadyAnArchive
        /// A newer program wrote the archive.
        case newerFormat
        /// Signature, chain, key or remembered head cannot be trusted; nothing was signed.
        case notTrusted
        /// What was asked for is not in the archive, or what is there is damaged.
        case missingOrDamaged
        /// What was asked for cannot be done as asked.
        case invalidRequest
        /// The system refused; nothing since the last commit is stored.
        case inputOutput
    }

    /// What a caller can act on.
    public var code: Code

    /// One or two sentences for a person: what happened, to which file, what to do.
    public var message: String

    /// Of something that the log names and that is not found: only why, without a full stop.
    public var reason: String?

    /// What the layer below said, if it was that.
    public var cause: StoreError?

    /// Creates an error.
    public init(_ code: Code, _ message: String, cause: StoreError? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// Wraps what the storage said.
    public init(_ cause: StoreError) {
        let code: Code =
            switch cause.code {
            case .notFound, .damaged, .notPlain: .missingOrDamaged
            case .alreadyExists, .poisoned, .inputOutput: .inputOutput
            }
        self.init(code, cause.message, cause: cause)
    }
}

/// Runs a body and wraps what the storage says.
func wrapping<Result: ~Copyable>(
    _ body: () throws(StoreError) -> Result
) throws(ArchiveError) -> Result {
    do throws(StoreError) {
        return try body()
    } catch {
        throw ArchiveError(error)
    }
}

extension StoreError {
    /// Whether it says something of the file that was looked for, and not that the system refused
    /// to look: then another attempt may find it as it should be.
    var isOfTheFile: Bool {
        switch code {
        case .notFound, .notPlain, .damaged: true
        case .alreadyExists, .poisoned, .inputOutput: false
        }
    }
}
