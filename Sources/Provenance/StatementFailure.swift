// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// What is wrong with a statement.
///
/// ``newerVersion(_:)`` is finding E404 of SPEC §8.6, every other case is E402. Members are named
/// by their path, such as `content.mediaType.source` or `claims[2].value`; a path without names
/// is the statement itself.
public enum StatementFailure: Error, Hashable, Sendable {
    /// The statement has more bytes than ``Statement/byteLimit``.
    case overLimit(limit: Int, actual: Int)

    /// The bytes are not canonical JSON, or nested too deep.
    case notCanonical(JSONFailure)

    /// A member that SPEC names is not there.
    case missing(member: String)

    /// A member is not what SPEC says; `expected` says what that is.
    case wrongForm(member: String, expected: String)

    /// A member called `digest` is neither `null` nor a digest.
    case notADigest(member: String)

    /// The statement says a version other than 1; nothing else of it was looked at.
    case newerVersion(Int64)

    /// Whether a newer program wrote this (E404), rather than that it is malformed (E402).
    public var isNewer: Bool {
        if case .newerVersion = self { true } else { false }
    }

    /// The path of the member that is wrong, when the failure is about one.
    public var member: String? {
        switch self {
        case .missing(let member), .wrongForm(let member, _), .notADigest(let member): member
        case .newerVersion: "version"
        case .overLimit, .notCanonical: nil
        }
    }
}

extension StatementFailure: CustomStringConvertible {
    /// The failure as a sentence for a person.
    public var description: String {
        switch self {
        case .overLimit(let limit, let actual):
            "the statement has \(actual) bytes, at most \(limit) are allowed"
        case .notCanonical(let failure):
            "the statement is not canonical JSON: \(failure)"
        case .missing(let member):
            "the member \(member) is missing"
        case .wrongForm("", let expected):
            "the statement is not \(expected)"
        case .wrongForm(let member, let expected):
            "the member \(member) is not \(expected)"
        case .notADigest(let member):
            "the member \(member) is neither null nor a digest"
        case .newerVersion(let version):
            "the statement is of version \(version); this program knows version 1"
        }
    }
}
