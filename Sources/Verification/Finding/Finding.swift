// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// One thing that a verification reports.
public struct Finding: Hashable, Sendable {
    /// What was found.
    public var code: FindingCode

    /// What it is about: a path in the archive, `entry` and an index, or a key.
    public var subject: String

    /// One sentence for a person, with the numbers, and what it means.
    public var detail: String

    /// The blobs that are damaged or missing, as far as they are known.
    public var blobs: [BlobID]

    /// The documents that are affected: address, file name, or digest.
    public var documents: [String]

    /// Creates a finding.
    public init(
        _ code: FindingCode,
        _ subject: String,
        _ detail: String,
        blobs: [BlobID] = [],
        documents: [String] = [],
    ) {
        self.code = code
        self.subject = subject
        self.detail = detail
        self.blobs = blobs
        self.documents = documents
    }
}
