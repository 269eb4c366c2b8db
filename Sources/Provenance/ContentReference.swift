// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// The bytes that a capture is about.
///
/// SPEC §3.5.
public struct ContentReference: Hashable, Sendable {
    /// The blob's ID.
    public var digest: BlobID

    /// The blob's length, in bytes; at most 2^53 - 1.
    public var byteCount: UInt64

    /// The kind of the content, or `nil` when it is not known.
    public var mediaType: MediaType?

    /// Creates a reference to a blob.
    public init(digest: BlobID, byteCount: UInt64, mediaType: MediaType? = nil) {
        self.digest = digest
        self.byteCount = byteCount
        self.mediaType = mediaType
    }

    init(_ members: Members) throws(StatementFailure) {
        digest = try members.digest("digest")
        byteCount = try members.byteCount("size")
        mediaType = nil
        if let type = try members.optionalMembers("mediaType", path: "content.mediaType") {
            mediaType = MediaType(
                value: try type.text("value"),
                source: try type.oneOf("source", MediaType.Source.self),
            )
        }
    }

    var json: JSONValue {
        [
            "digest": .string(digest.description),
            "mediaType": mediaType.map { type in
                ["source": .string(type.source.rawValue), "value": .string(type.value)]
            } ?? .null,
            "size": .integer(Int64(clamping: byteCount)),
        ]
    }
}
