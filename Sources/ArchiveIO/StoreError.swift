// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import SystemPackage

/// An operation on files that did not succeed.
public struct StoreError: Error, Hashable, Sendable {
    /// What a caller can act on.
    public enum Code: Hashable, Sendable {
        /// The named thing is not there.
        case notFound

        /// Something of that name is there already.
        case alreadyExists

        /// A link, device, pipe or folder is where a plain file should be, or the reverse.
        case notPlain

        /// The bytes are not what was written.
        case damaged

        /// A writer failed before and takes nothing more.
        case poisoned

        /// The system refused the call; ``StoreError/cause`` tells why.
        case inputOutput
    }

    /// What a caller can act on.
    public var code: Code

    /// One sentence for a person, with the path and the numbers in it.
    public var message: String

    /// The system call that failed, if one did.
    public var cause: SystemCallFailure?

    /// Creates an error.
    public init(_ code: Code, _ message: String, cause: SystemCallFailure? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }
}

/// A system call and the `errno` it left.
public struct SystemCallFailure: Error, Hashable, Sendable {
    /// The call's name, as in section 2 of the manual.
    public var call: String

    /// The `errno` it left.
    public var errno: Errno

    /// Creates a record of a failed call.
    public init(call: String, errno: Errno) {
        self.call = call
        self.errno = errno
    }
}
