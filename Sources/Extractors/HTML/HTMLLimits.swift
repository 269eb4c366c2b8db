// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// How much of a document is looked at.
package struct HTMLLimits: Sendable, Hashable {
    /// The length of a document in bytes, before it is decoded.
    package var byteCount = DecodedText.byteLimit

    /// The number of elements and texts; the rest of the document is not read.
    package var nodeCount = 1 << 20

    /// How deep elements nest; the content of deeper elements goes to their parents.
    package var depth = 512

    /// The number of attributes of a tag; further ones are not read.
    package var attributeCount = 400

    /// The limits that an extraction has unless it says otherwise.
    package static let standard = HTMLLimits()
}
