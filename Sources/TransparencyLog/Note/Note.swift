// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// A text with signatures.
///
/// C2SP signed-note v1.0.0.
public struct Note: Hashable, Sendable {
    /// The most bytes that a note may have.
    public static let maximumByteCount = 1 << 20

    /// The most signature lines that a note may have.
    public static let maximumSignatureCount = 100

    /// The text, with its last line feed.
    ///
    /// Not to be used before the signatures are verified.
    public let text: [UInt8]

    /// The signature lines in their order, at least one.
    public private(set) var signatures: [NoteSignature]

    /// Creates a note from its parts.
    ///
    /// - Throws: ``NoteFailure`` for what ``decode(_:)`` would refuse.
    public init(text: [UInt8], signatures: [NoteSignature]) throws(NoteFailure) {
        guard text.last == NoteText.lineFeed else {
            throw .unterminated(offset: 0)
        }
        if let offset = NoteText.firstRefusedOffset(in: text.span) {
            throw .notText(offset: offset)
        }
        self.text = text
        self.signatures = signatures
        try checkLimits()
    }

    /// Decodes a note.
    ///
    /// Its signatures are not verified.
    ///
    /// - Throws: ``NoteFailure`` with the offset in the note.
    public static func decode(_ bytes: [UInt8]) throws(NoteFailure) -> Self {
        guard bytes.count <= maximumByteCount else {
            throw .overLimit(limit: maximumByteCount, actual: bytes.count)
        }
        if let offset = NoteText.firstRefusedOffset(in: bytes.span) {
            throw .notText(offset: offset)
        }
        guard let textEnd = endOfText(in: bytes), textEnd + 1 < bytes.count else {
            throw .noSignatures
        }
        var lines = LineReader(bytes, from: textEnd + 1)
        var signatures: [NoteSignature] = []
        while !lines.isAtEnd {
            guard signatures.count < maximumSignatureCount else {
                throw .tooManySignatures(limit: maximumSignatureCount)
            }
            guard let line = lines.next() else {
                throw .unterminated(offset: lines.offset)
            }
            signatures.append(try NoteSignature(bytes[line], offset: line.lowerBound))
        }
        return Self(checkedText: Array(bytes[..<textEnd]), signatures: signatures)
    }

    private init(checkedText: [UInt8], signatures: [NoteSignature]) {
        text = checkedText
        self.signatures = signatures
    }

    /// Returns where the empty line is that precedes the signatures: the last one.
    private static func endOfText(in bytes: [UInt8]) -> Int? {
        for offset in stride(from: bytes.count - 1, to: 0, by: -1)
        where bytes[offset] == NoteText.lineFeed && bytes[offset - 1] == NoteText.lineFeed {
            return offset
        }
        return nil
    }

    /// Returns the bytes of the note.
    public func encode() -> [UInt8] {
        text + [NoteText.lineFeed] + signatures.flatMap { $0.encode() }
    }

    /// Adds a signature line after the others; an older line by the same key goes away.
    ///
    /// - Throws: ``NoteFailure/tooManySignatures(limit:)`` or
    ///   ``NoteFailure/overLimit(limit:actual:)``; the note is then unchanged.
    public mutating func add(_ signature: NoteSignature) throws(NoteFailure) {
        let old = signatures
        signatures.removeAll { $0.isBySameKey(as: signature) }
        signatures.append(signature)
        do {
            try checkLimits()
        } catch {
            signatures = old
            throw error
        }
    }

    private func checkLimits() throws(NoteFailure) {
        guard !signatures.isEmpty else {
            throw .noSignatures
        }
        guard signatures.count <= Self.maximumSignatureCount else {
            throw .tooManySignatures(limit: Self.maximumSignatureCount)
        }
        let byteCount = encode().count
        guard byteCount <= Self.maximumByteCount else {
            throw .overLimit(limit: Self.maximumByteCount, actual: byteCount)
        }
    }
}
