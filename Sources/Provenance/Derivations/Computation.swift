// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// What is computed by an extraction: an extractor's name for itself, and all that it may look at.
///
/// It says nothing of time, persons or machines, so that whoever computes the same has the same
/// computation. SPEC §3.9.
public struct Computation: Hashable, Sendable {
    /// What an input is.
    public enum Role: String, CaseIterable, Hashable, Sendable {
        /// A document that was captured.
        case original

        /// An output of another derivation.
        case derivative

        /// Not in the archive: somebody only claims that there was one.
        case missing
    }

    /// The blob that is read.
    public struct Input: Hashable, Sendable {
        /// What it is.
        public var role: Role

        /// The blob, `nil` exactly for ``Role/missing``.
        public var blob: Reference?

        /// The kind of its content, or `nil` when that is not known.
        public var mediaType: String?

        /// Creates an input.
        public init(role: Role, blob: Reference?, mediaType: String?) {
            self.role = role
            self.blob = blob
            self.mediaType = mediaType
        }
    }

    /// What besides its bytes an extractor is told of a document.
    public struct Context: Hashable, Sendable {
        /// The address that the document came from.
        public var url: String?

        /// The HTTP header `Content-Type`.
        public var httpContentType: String?

        /// When the document was captured, as in its capture.
        public var capturedAt: String?

        /// Creates a context.
        public init(
            url: String? = nil,
            httpContentType: String? = nil,
            capturedAt: String? = nil,
        ) {
            self.url = url
            self.httpContentType = httpContentType
            self.capturedAt = capturedAt
        }
    }

    /// What a run may use; `nil` is not limited.
    public struct Limits: Hashable, Sendable {
        /// Time by the clock on the wall, in milliseconds.
        public var milliseconds: UInt64?

        /// Memory, in bytes.
        public var memoryByteCount: UInt64?

        /// All outputs together, in bytes.
        public var outputByteCount: UInt64?

        /// Creates limits.
        public init(
            milliseconds: UInt64? = nil,
            memoryByteCount: UInt64? = nil,
            outputByteCount: UInt64? = nil,
        ) {
            self.milliseconds = milliseconds
            self.memoryByteCount = memoryByteCount
            self.outputByteCount = outputByteCount
        }
    }

    /// The blob that is read.
    public let input: Input

    /// The extractor ID.
    public let extractor: Digest

    /// What the extractor is told to do.
    public let parameters: JSONObject

    /// What it is told of the document.
    public let context: Context

    /// What it may use.
    public let limits: Limits

    /// The canonical bytes whose SHA-256 digest is the computation ID.
    ///
    /// Of a computation that was read, these are its own bytes, with members that this program
    /// does not know.
    public var identityBytes: [UInt8] {
        CanonicalJSON.encode(.object(object))
    }

    let object: JSONObject

    /// Creates a computation.
    public init(
        input: Input,
        extractor: Digest,
        parameters: JSONObject = [:],
        context: Context = Context(),
        limits: Limits = Limits(),
    ) {
        self.input = input
        self.extractor = extractor
        self.parameters = parameters
        self.context = context
        self.limits = limits
        object = [
            "context": [
                "capturedAt": JSONValue(context.capturedAt),
                "httpContentType": JSONValue(context.httpContentType),
                "url": JSONValue(context.url),
            ],
            "extractor": .string(extractor.description),
            "input": input.json,
            "limits": [
                "memoryBytes": JSONValue(byteCount: limits.memoryByteCount),
                "milliseconds": JSONValue(byteCount: limits.milliseconds),
                "outputBytes": JSONValue(byteCount: limits.outputByteCount),
            ],
            "parameters": .object(parameters),
        ]
    }

    init(_ members: Members, _ object: JSONObject) throws(StatementFailure) {
        self.object = object
        input = try Input(members.members("input", path: "computation.input"))
        extractor = try members.digest("extractor")
        parameters = try members.object("parameters")
        let told = try members.members("context", path: "computation.context")
        context = Context(
            url: try told.optionalText("url"),
            httpContentType: try told.optionalText("httpContentType"),
            capturedAt: try told.optionalText("capturedAt"),
        )
        let allowed = try members.members("limits", path: "computation.limits")
        limits = Limits(
            milliseconds: try allowed.optionalCount("milliseconds"),
            memoryByteCount: try allowed.optionalCount("memoryBytes"),
            outputByteCount: try allowed.optionalCount("outputBytes"),
        )
    }
}

extension Computation.Input {
    init(_ members: Members) throws(StatementFailure) {
        role = try members.oneOf("role", Computation.Role.self)
        mediaType = try members.optionalText("mediaType")
        if role == .missing {
            blob = nil
            guard try members.value("digest").isNull else {
                throw members.wrongForm("digest", "null, though the role is missing")
            }
            guard try members.value("size").isNull else {
                throw members.wrongForm("size", "null, though the role is missing")
            }
        } else {
            blob = try members.sizedReference()
        }
    }

    var json: JSONValue {
        [
            "digest": JSONValue(blob?.digest.description),
            "mediaType": JSONValue(mediaType),
            "role": .string(role.rawValue),
            "size": blob?.byteCount.map { .integer($0) } ?? .null,
        ]
    }
}

extension JSONValue {
    /// Creates a number, or ``null`` where there is none.
    fileprivate init(byteCount: UInt64?) {
        self = if let byteCount { .integer(Int64(clamping: byteCount)) } else { .null }
    }
}
