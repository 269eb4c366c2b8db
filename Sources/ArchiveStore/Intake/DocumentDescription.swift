// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
public import Provenance

/// What is known of a document besides its bytes, before it is added.
public struct DocumentDescription: Hashable, Sendable {
    /// The address as asked for.
    public var askedURL: WebAddress?
    /// The address after redirects.
    public var finalURL: WebAddress?
    /// When it was captured.
    public var capturedAt: ClaimedDate?
    /// What is said about it.
    public var claims: [Claim] = []
    /// What it came in.
    public var container: Container?
    /// The kind of its content.
    public var mediaType: MediaType?
    /// What the document is claimed to be extracted from, when its original is missing.
    public var claimedExtraction: ClaimedExtraction?
    /// A remark by the operator.
    public var note: String?

    /// Creates a description that says nothing.
    public init() {}

    /// The kind of its content: as given, else as its file's name says.
    var contentType: MediaType? {
        mediaType ?? container?.name.flatMap { MediaTypeByName.mediaType(of: $0) }
    }

    func capture(of content: BlobID, byteCount: UInt64) -> Capture {
        Capture(
            content: ContentReference(
                digest: content,
                byteCount: byteCount,
                mediaType: contentType,
            ),
            askedURL: askedURL?.text,
            finalURL: finalURL?.text,
            capturedAt: capturedAt,
            claims: claims,
            container: container,
            note: note,
        )
    }
}
