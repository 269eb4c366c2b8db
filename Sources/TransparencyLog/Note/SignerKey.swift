// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
public import ArchiveCrypto

/// A key that signs notes.
///
/// Secret.
///
/// Text form: `PRIVATE+KEY+<name>+<8 hexadecimal digits of the key ID>+<base64>`, where the key ID
/// is that of the public half. golang.org/x/mod/sumdb/note.
public struct SignerKey: Sendable {
    private static let prefix = Array("PRIVATE+KEY+".utf8)

    /// The public half.
    public let verifierKey: VerifierKey

    private let privateKey: Ed25519PrivateKey

    /// Creates a key from its parts.
    public init(name: KeyName, privateKey: Ed25519PrivateKey) {
        self.privateKey = privateKey
        verifierKey = VerifierKey(name: name, algorithm: .ed25519, privateKey: privateKey)
    }

    /// Creates a key from its text form.
    ///
    /// - Throws: ``KeyTextFailure``, also when the key ID is not that of the key.
    public static func decode(_ text: String) throws(KeyTextFailure) -> Self {
        let bytes = Array(text.utf8)
        guard bytes.starts(with: prefix) else {
            throw .malformed
        }
        let parts = try KeyText(bytes[prefix.count...])
        guard parts.algorithm == KeyAlgorithm.ed25519.rawValue else {
            throw .unknownAlgorithm(parts.algorithm)
        }
        let privateKey: Ed25519PrivateKey
        do {
            privateKey = try Ed25519PrivateKey(seed: parts.key)
        } catch {
            throw .wrongKeyLength(expected: Ed25519.seedByteCount, actual: parts.key.count)
        }
        let key = Self(name: parts.name, privateKey: privateKey)
        guard key.verifierKey.keyID == parts.keyID else {
            throw .keyIDMismatch(computed: key.verifierKey.keyID, actual: parts.keyID)
        }
        return key
    }

    /// Returns the text form, which is secret.
    public func encode() -> String {
        let text = KeyText.encode(
            name: verifierKey.name,
            keyID: verifierKey.keyID,
            algorithm: KeyAlgorithm.ed25519.rawValue,
            key: privateKey.seed,
        )
        return String(decoding: Self.prefix, as: UTF8.self) + text
    }

    /// Returns the signature line for the text of a note.
    ///
    /// The same text gives the same line.
    ///
    /// - Parameter text: With its last line feed.
    /// - Returns: The line to add to the note.
    public func sign(_ text: [UInt8]) -> NoteSignature {
        NoteSignature(
            name: verifierKey.name,
            keyID: verifierKey.keyID,
            signature: privateKey.sign(text.span),
        )
    }
}
