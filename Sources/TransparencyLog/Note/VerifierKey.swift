// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
internal import ArchiveCrypto

/// What a key signs, and with which algorithm.
///
/// C2SP signed-note, signature types.
public enum KeyAlgorithm: UInt8, Hashable, Sendable {
    /// Ed25519 over the text of a note.
    case ed25519 = 1

    /// Ed25519 over a time stamp and the text of a checkpoint: a ``Cosignature``.
    case cosignature = 4
}

/// The public half of a key that signs notes.
///
/// Text form: `<name>+<8 hexadecimal digits of the key ID>+<base64>`. C2SP signed-note.
public struct VerifierKey: Hashable, Sendable {
    /// The name of the key.
    public let name: KeyName

    /// What the key signs.
    public let algorithm: KeyAlgorithm

    /// The 32-byte Ed25519 public key.
    public let publicKey: [UInt8]

    /// The start of SHA-256(name ‖ 0x0A ‖ algorithm ‖ public key), big-endian.
    public let keyID: UInt32

    /// Creates a key from its parts.
    ///
    /// - Throws: ``DecodingFailure/wrongLength(expected:actual:)`` unless the public key has
    ///   32 bytes.
    public init(
        name: KeyName,
        algorithm: KeyAlgorithm = .ed25519,
        publicKey: [UInt8],
    ) throws(DecodingFailure) {
        guard publicKey.count == Ed25519.publicKeyByteCount else {
            throw .wrongLength(expected: Ed25519.publicKeyByteCount, actual: publicKey.count)
        }
        self.init(name: name, algorithm: algorithm, checkedKey: publicKey)
    }

    /// Creates the public half of a private key.
    init(name: KeyName, algorithm: KeyAlgorithm, privateKey: Ed25519PrivateKey) {
        self.init(name: name, algorithm: algorithm, checkedKey: privateKey.publicKey)
    }

    private init(name: KeyName, algorithm: KeyAlgorithm, checkedKey: [UInt8]) {
        self.name = name
        self.algorithm = algorithm
        publicKey = checkedKey
        let message = name.bytes + [NoteText.lineFeed, algorithm.rawValue] + checkedKey
        keyID = Sha256.digest(message.span).bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Creates a key from its text form.
    ///
    /// - Throws: ``KeyTextFailure``, also when the key ID is not that of the key.
    public static func decode(_ text: String) throws(KeyTextFailure) -> Self {
        let parts = try KeyText(Array(text.utf8)[...])
        guard let algorithm = KeyAlgorithm(rawValue: parts.algorithm) else {
            throw .unknownAlgorithm(parts.algorithm)
        }
        let key: Self
        do {
            key = try Self(name: parts.name, algorithm: algorithm, publicKey: parts.key)
        } catch {
            throw .wrongKeyLength(
                expected: Ed25519.publicKeyByteCount,
                actual: parts.key.count,
            )
        }
        guard key.keyID == parts.keyID else {
            throw .keyIDMismatch(computed: key.keyID, actual: parts.keyID)
        }
        return key
    }

    /// Returns the text form.
    public func encode() -> String {
        KeyText.encode(name: name, keyID: keyID, algorithm: algorithm.rawValue, key: publicKey)
    }

    /// Whether this key made a signature line's signature.
    ///
    /// - Parameters:
    ///   - signature: The line; its name and key ID are not looked at.
    ///   - text: The text of the note, with its last line feed.
    /// - Returns: True for a signature by this key over this text.
    public func isValid(_ signature: NoteSignature, text: [UInt8]) -> Bool {
        switch algorithm {
        case .ed25519:
            return Ed25519.isValid(
                signature: signature.signature.span,
                message: text.span,
                publicKey: publicKey.span,
            )
        case .cosignature:
            let cosignature: Cosignature
            do {
                cosignature = try Cosignature.decode(signature)
            } catch {
                return false
            }
            let message = Cosignature.message(timestamp: cosignature.timestamp, text: text)
            return Ed25519.isValid(
                signature: cosignature.signature.span,
                message: message.span,
                publicKey: publicKey.span,
            )
        }
    }
}
