// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// The name of a key that signs notes.
///
/// Not empty, UTF-8, no white space, no control character, no `+`. Two names are the same if
/// their bytes are. C2SP signed-note.
public struct KeyName: Hashable, Sendable {
    /// The name in UTF-8.
    public let bytes: [UInt8]

    /// Creates a name from UTF-8.
    ///
    /// - Throws: ``DecodingFailure/truncated(offset:missing:)`` if it is empty,
    ///   ``DecodingFailure/unexpectedByte(offset:value:)`` where something is not allowed.
    public init(bytes: [UInt8]) throws(DecodingFailure) {
        guard !bytes.isEmpty else {
            throw .truncated(offset: 0, missing: 1)
        }
        if let offset = NoteText.firstRefusedOffset(in: bytes.span) {
            throw .unexpectedByte(offset: offset, value: bytes[offset])
        }
        var offset = 0
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            guard !scalar.properties.isWhitespace, scalar != "+" else {
                throw .unexpectedByte(offset: offset, value: bytes[offset])
            }
            offset += UTF8.width(scalar)
        }
        self.bytes = bytes
    }

    /// Creates a name from text.
    ///
    /// - Throws: ``DecodingFailure`` as ``init(bytes:)`` does.
    public init(_ text: String) throws(DecodingFailure) {
        try self.init(bytes: Array(text.utf8))
    }
}

extension KeyName: CustomStringConvertible {
    /// The name as text.
    public var description: String {
        String(decoding: bytes, as: UTF8.self)
    }
}
