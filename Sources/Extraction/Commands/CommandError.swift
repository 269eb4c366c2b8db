// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
public import ArchiveIO

/// What is wrong with a file that was to define a command.
public enum CommandDefinitionFailure: Error, Hashable, Sendable {
    /// It is no JSON from this line on, which counts from 1.
    case notJSON(line: Int, JSONFailure)

    /// It has a member that no definition has; `limits.hours` is the member `hours` of `limits`.
    case unknownMember(String)

    /// It has no such member.
    case missingMember(String)

    /// A member is something other than what it must be; without a name, the whole is.
    case wrongForm(member: String, expected: String)
}

extension CommandDefinitionFailure: CustomStringConvertible {
    /// The failure as a sentence for a person, without a full stop.
    public var description: String {
        switch self {
        case .notJSON(let line, let failure): "line \(line), \(failure)"
        case .unknownMember(let member): "there is no member `\(PlainText.of(member))`"
        case .missingMember(let member): "the member `\(member)` is missing"
        case .wrongForm("", let expected): "must be \(expected)"
        case .wrongForm(let member, let expected):
            "the member `\(PlainText.of(member))` must be \(expected)"
        }
    }
}

/// A command that cannot be described or run, because of what is on this machine or is not.
public struct CommandError: Error, Hashable, Sendable {
    /// What a caller can act on.
    public enum Code: Hashable, Sendable {
        /// The definition is wrong.
        case invalidDefinition

        /// There is no such program, or no such file beside the definition.
        case notFound

        /// The program does not print a version.
        case noVersion

        /// The system refused, or something that every run needs is not installed.
        case inputOutput
    }

    /// What a caller can act on.
    public var code: Code

    /// One or two sentences for a person: what happened, to which file, what to do.
    public var message: String

    /// What is wrong with the definition, if it is that.
    public var failure: CommandDefinitionFailure?

    /// What the layer below said, if it was that.
    public var cause: StoreError?

    /// Creates an error.
    public init(
        _ code: Code,
        _ message: String,
        failure: CommandDefinitionFailure? = nil,
        cause: StoreError? = nil,
    ) {
        self.code = code
        self.message = message
        self.failure = failure
        self.cause = cause
    }

    init(_ cause: StoreError) {
        self.init(cause.code == .notFound ? .notFound : .inputOutput, cause.message, cause: cause)
    }
}
