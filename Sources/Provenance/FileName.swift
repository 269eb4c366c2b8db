// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore

/// A file's name: bytes that are text most of the time.
public struct FileName: Hashable, Sendable {
    /// The name's bytes.
    public let bytes: [UInt8]

    /// Creates a name from text.
    public init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Creates a name from what the system says.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The name as text, or `nil` when it is not UTF-8.
    public var text: String? {
        UTF8Text.decode(bytes.span)
    }
}
