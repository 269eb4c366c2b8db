// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore

/// A document of several segments that is kept in memory for an extractor.
struct LargeDocument {
    private let limit: UInt64

    /// The bytes so far; of a document over the limit only the start.
    private(set) var bytes: [UInt8] = []

    private var isOverLimit = false

    /// Creates a document without bytes.
    ///
    /// - Parameter limit: The length of the longest document that the extractor is given.
    init(limit: UInt64) {
        self.limit = limit
    }

    /// Appends the next bytes.
    mutating func append(_ more: Span<UInt8>) {
        guard !isOverLimit else {
            return
        }
        if UInt64(bytes.count) + UInt64(more.count) > limit {
            isOverLimit = true
            // What says which extractor it is.
            bytes = Array(bytes.prefix(4_096))
        } else {
            bytes.append(more)
        }
    }
}
