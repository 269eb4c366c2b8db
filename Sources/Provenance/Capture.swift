// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// A statement that these bytes came from there, then.
///
/// SPEC §3.5.
public struct Capture: Hashable, Sendable {
    /// Which bytes an archived document is.
    public enum BytesLevel: String, CaseIterable, Hashable, Sendable {
        /// As they crossed the network.
        case wire

        /// Without the transfer coding.
        case transferDecoded = "transfer-decoded"

        /// Without transfer and content coding.
        case contentDecoded = "content-decoded"

        /// Written by a browser from what it made of them.
        case domSerialised = "dom-serialised"

        /// Not known.
        case unknown
    }

    /// Whether and why bytes are missing at the document's end.
    public enum Truncation: String, CaseIterable, Hashable, Sendable {
        /// None are missing.
        case none

        /// A limit of length was reached.
        case length

        /// A limit of time was reached.
        case time

        /// The connection broke.
        case disconnect

        /// Some are missing; why is not known.
        case unspecified

        /// Not known.
        case unknown
    }

    /// The archived bytes.
    public var content: ContentReference

    /// The address as asked for, byte for byte, or `nil` when it is not known.
    public var askedURL: String?

    /// The address after redirects, or `nil` when it is not known.
    public var finalURL: String?

    /// When the bytes were captured, or `nil` when it is not known.
    public var capturedAt: ClaimedDate?

    /// What is said about the document, side by side.
    public var claims: [Claim]

    /// What the document came in, or `nil` when it is not known.
    public var container: Container?

    /// Which bytes these are.
    public var bytesLevel: BytesLevel

    /// Whether bytes are missing at the end.
    public var truncated: Truncation

    /// The HTTP exchange, or `nil` when there was none or it is not known.
    public var http: JSONObject?

    /// A remark by the operator.
    public var note: String?

    /// Creates a capture of which only the bytes are known.
    public init(
        content: ContentReference,
        askedURL: String? = nil,
        finalURL: String? = nil,
        capturedAt: ClaimedDate? = nil,
        claims: [Claim] = [],
        container: Container? = nil,
        bytesLevel: BytesLevel = .unknown,
        truncated: Truncation = .unknown,
        http: JSONObject? = nil,
        note: String? = nil,
    ) {
        self.content = content
        self.askedURL = askedURL
        self.finalURL = finalURL
        self.capturedAt = capturedAt
        self.claims = claims
        self.container = container
        self.bytesLevel = bytesLevel
        self.truncated = truncated
        self.http = http
        self.note = note
    }
}

extension Capture {
    /// The canonical JSON of the capture's description; SPEC §3.5.
    ///
    /// Captures with the same description say the same, whoever added them and whenever.
    public var descriptionBytes: [UInt8] {
        var object = JSONObject()
        object["type"] = .string(StatementType.capture.rawValue)
        object["version"] = .integer(Statement.version)
        add(to: &object)
        return Self.descriptionBytes(of: object)
    }

    /// Returns the canonical JSON of the description in a capture statement as it was stored.
    ///
    /// Unlike ``descriptionBytes``, this keeps members that this program does not know.
    ///
    /// - Parameter statement: The members of the whole statement.
    /// - Returns: Its bytes without `salt`, `addedAt`, `operator`, `software` and
    ///   `container.modifiedAt`.
    public static func descriptionBytes(of statement: JSONObject) -> [UInt8] {
        var description = statement
        for name in ["salt", "addedAt", "operator", "software"] {
            description[name] = nil
        }
        if var container = description["container"]?.object {
            container["modifiedAt"] = nil
            description["container"] = .object(container)
        }
        return CanonicalJSON.encode(.object(description))
    }

    init(_ members: Members) throws(StatementFailure) {
        content = try ContentReference(members.members("content", path: "content"))
        let url = try members.members("url", path: "url")
        askedURL = try url.optionalText("asked")
        finalURL = try url.optionalText("final")
        capturedAt = try ClaimedDate(optional: "capturedAt", path: "capturedAt", members)
        claims = try members.list("claims") { claim throws(StatementFailure) in
            try Claim(claim)
        }
        container = nil
        if let found = try members.optionalMembers("container", path: "container") {
            container = try Container(found)
        }
        bytesLevel = try members.oneOf("bytesLevel", BytesLevel.self)
        truncated = try members.oneOf("truncated", Truncation.self)
        http = try members.optionalObject("http")
        note = try members.optionalText("note")
    }

    func add(to object: inout JSONObject) {
        object["bytesLevel"] = .string(bytesLevel.rawValue)
        object["capturedAt"] = capturedAt?.json ?? .null
        object["claims"] = .array(claims.map(\.json))
        object["container"] = container?.json ?? .null
        object["content"] = content.json
        object["http"] = http.map { .object($0) } ?? .null
        object["note"] = JSONValue(note)
        object["truncated"] = .string(truncated.rawValue)
        object["url"] = ["asked": JSONValue(askedURL), "final": JSONValue(finalURL)]
    }
}
