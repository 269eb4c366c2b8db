// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore

/// One signature line of a note: who signed, and the signature.
public struct NoteSignature: Hashable, Sendable {
    static let prefix = Array("\u{2014} ".utf8)

    /// The key's name.
    public let name: KeyName

    /// The key's ID.
    public let keyID: UInt32

    /// What follows the key ID, at least 1 byte; its form depends on the key's algorithm.
    public let signature: [UInt8]

    /// Creates a signature from its parts.
    public init(name: KeyName, keyID: UInt32, signature: [UInt8]) {
        precondition(!signature.isEmpty, "a signature has bytes")
        self.name = name
        self.keyID = keyID
        self.signature = signature
    }

    /// Decodes a line.
    ///
    /// - Parameters:
    ///   - line: Without its line feed.
    ///   - offset: Where the line starts in the note, for the failure.
    /// - Throws: ``NoteFailure`` with that offset.
    init(_ line: ArraySlice<UInt8>, offset: Int) throws(NoteFailure) {
        guard line.starts(with: Self.prefix) else {
            throw .badSignatureLine(offset: offset)
        }
        let fields = line.dropFirst(Self.prefix.count)
        guard let space = fields.firstIndex(of: UInt8(ascii: " ")) else {
            throw .badSignatureLine(offset: offset)
        }
        do {
            name = try KeyName(bytes: Array(fields[..<space]))
        } catch {
            throw .badKeyName(offset: offset)
        }
        let field = Array(fields[(space + 1)...])
        var bytes: [UInt8] = []
        do {
            bytes = try Base64.decode(field.span)
        } catch {
            throw .badSignature(offset: offset)
        }
        guard bytes.count >= 5 else {
            throw .badSignature(offset: offset)
        }
        keyID = bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        signature = Array(bytes.dropFirst(4))
    }

    /// Returns the line with its line feed.
    public func encode() -> [UInt8] {
        var field: [UInt8] = []
        field.append(bigEndian: keyID)
        field += signature
        return Self.prefix + name.bytes + [UInt8(ascii: " ")]
            + Array(Base64.encode(field.span).utf8) + [NoteText.lineFeed]
    }

    /// Whether both lines name the same key.
    func isBySameKey(as other: Self) -> Bool {
        keyID == other.keyID && name == other.name
    }
}
