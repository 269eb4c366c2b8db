// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
public import ArchiveCrypto

/// A cosigner's word that at some time it knew of no larger tree of the log.
///
/// C2SP tlog-cosignature v1.0.1, cosignature/v1.
public struct Cosignature: Hashable, Sendable {
    /// The cosigner's key name.
    public let name: KeyName

    /// The cosigner's key ID.
    public let keyID: UInt32

    /// When it was made, in seconds since 1970 without leap seconds; at most 2^63 - 1.
    public let timestamp: UInt64

    /// The 64-byte Ed25519 signature.
    public let signature: [UInt8]

    /// Decodes a note's signature line.
    ///
    /// The signature is not verified.
    ///
    /// - Throws: ``DecodingFailure/wrongLength(expected:actual:)`` unless the signature has 72
    ///   bytes, ``DecodingFailure/overLimit(limit:actual:)`` for a time over 2^63 - 1.
    public static func decode(_ line: NoteSignature) throws(DecodingFailure) -> Self {
        let byteCount = 8 + Ed25519.signatureByteCount
        guard line.signature.count == byteCount else {
            throw .wrongLength(expected: byteCount, actual: line.signature.count)
        }
        let timestamp = line.signature.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard timestamp <= UInt64(Int64.max) else {
            throw .overLimit(limit: Int.max, actual: Int.max)
        }
        return Self(
            name: line.name,
            keyID: line.keyID,
            timestamp: timestamp,
            signature: Array(line.signature.dropFirst(8)),
        )
    }

    /// Returns the signature line for the note.
    public func encode() -> NoteSignature {
        var field: [UInt8] = []
        field.append(bigEndian: timestamp)
        return NoteSignature(name: name, keyID: keyID, signature: field + signature)
    }

    /// Returns the bytes that a cosigner signs.
    ///
    /// - Parameters:
    ///   - timestamp: In seconds since 1970.
    ///   - text: The whole text of the checkpoint's note, with extension lines.
    /// - Returns: Two header lines and the text.
    static func message(timestamp: UInt64, text: [UInt8]) -> [UInt8] {
        Array("cosignature/v1\ntime \(timestamp)\n".utf8) + text
    }
}

/// A key that cosigns checkpoints.
///
/// Secret, and never the key of a log.
public struct CosignerKey: Sendable {
    /// The public half.
    public let verifierKey: VerifierKey

    private let privateKey: Ed25519PrivateKey

    /// Creates a key from its parts.
    public init(name: KeyName, privateKey: Ed25519PrivateKey) {
        self.privateKey = privateKey
        verifierKey = VerifierKey(name: name, algorithm: .cosignature, privateKey: privateKey)
    }

    /// Cosigns a checkpoint.
    ///
    /// - Parameters:
    ///   - text: The whole text of the checkpoint's note.
    ///   - timestamp: In seconds since 1970, at most 2^63 - 1.
    /// - Returns: The cosignature; ``Cosignature/encode()`` makes it a line of the note.
    public func cosign(_ text: [UInt8], timestamp: UInt64) -> Cosignature {
        precondition(timestamp <= UInt64(Int64.max), "the time is too late for the format")
        let message = Cosignature.message(timestamp: timestamp, text: text)
        return Cosignature(
            name: verifierKey.name,
            keyID: verifierKey.keyID,
            timestamp: timestamp,
            signature: privateKey.sign(message.span),
        )
    }
}
