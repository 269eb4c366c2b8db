// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// The first line of a checkpoint: which log it is of.
///
/// Not empty, UTF-8, no control character. Two origins are the same if their bytes are.
/// C2SP tlog-checkpoint.
public struct Origin: Hashable, Sendable {
    /// The origin in UTF-8.
    public let bytes: [UInt8]

    /// Creates an origin from UTF-8.
    ///
    /// - Throws: ``DecodingFailure/truncated(offset:missing:)`` if it is empty,
    ///   ``DecodingFailure/unexpectedByte(offset:value:)`` where something is not allowed.
    public init(bytes: [UInt8]) throws(DecodingFailure) {
        guard !bytes.isEmpty else {
            throw .truncated(offset: 0, missing: 1)
        }
        let refused =
            bytes.firstIndex(of: NoteText.lineFeed)
            ?? NoteText.firstRefusedOffset(in: bytes.span)
        if let refused {
            throw .unexpectedByte(offset: refused, value: bytes[refused])
        }
        self.bytes = bytes
    }

    /// Creates an origin from text.
    ///
    /// - Throws: ``DecodingFailure`` as ``init(bytes:)`` does.
    public init(_ text: String) throws(DecodingFailure) {
        try self.init(bytes: Array(text.utf8))
    }

    /// Creates the origin of a log whose key bears its name.
    public init(_ name: KeyName) {
        bytes = name.bytes
    }
}

extension Origin: CustomStringConvertible {
    /// The origin as text.
    public var description: String {
        String(decoding: bytes, as: UTF8.self)
    }
}
