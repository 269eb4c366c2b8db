// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// What is wrong with the bytes of a signed checkpoint.
public enum SignedCheckpointFailure: Error, Hashable, Sendable {
    /// The bytes are no note.
    case note(NoteFailure)

    /// The note's text is no checkpoint.
    case checkpoint(CheckpointFailure)
}

/// A checkpoint with its note.
///
/// Decoding verifies no signature.
public struct SignedCheckpoint: Hashable, Sendable {
    /// What the note's text says.
    ///
    /// Not to be believed before ``verify(logKey:cosignerKeys:)``.
    public let checkpoint: Checkpoint

    /// The signed bytes, with extension lines and all signature lines.
    public private(set) var note: Note

    /// Signs a checkpoint.
    ///
    /// - Throws: ``NoteFailure/overLimit(limit:actual:)`` when the origin is that long.
    public init(_ checkpoint: Checkpoint, signedBy key: SignerKey) throws(NoteFailure) {
        let text = checkpoint.encode()
        self.checkpoint = checkpoint
        note = try Note(text: text, signatures: [key.sign(text)])
    }

    private init(checkpoint: Checkpoint, note: Note) {
        self.checkpoint = checkpoint
        self.note = note
    }

    /// Decodes a note whose text is a checkpoint.
    ///
    /// - Throws: ``SignedCheckpointFailure``; offsets are from the start of the note.
    public static func decode(_ bytes: [UInt8]) throws(SignedCheckpointFailure) -> Self {
        let note: Note
        do {
            note = try Note.decode(bytes)
        } catch {
            throw .note(error)
        }
        do {
            return Self(checkpoint: try Checkpoint.decode(note.text), note: note)
        } catch {
            throw .checkpoint(error)
        }
    }

    /// Returns the bytes of the note.
    public func encode() -> [UInt8] {
        note.encode()
    }

    /// Adds a signature line, such as a cosignature.
    ///
    /// - Throws: ``NoteFailure`` as ``Note/add(_:)`` does.
    public mutating func add(_ signature: NoteSignature) throws(NoteFailure) {
        try note.add(signature)
    }

    /// Verifies that the log signed this checkpoint, and which cosigners did.
    ///
    /// - Parameters:
    ///   - logKey: The log's key, whose name is the origin.
    ///   - cosignerKeys: The keys of known cosigners.
    /// - Returns: The valid cosignatures by these keys, in the note's order; perhaps none.
    /// - Throws: ``NoteRefusal``; one bad signature by a known key refuses the whole.
    public func verify(
        logKey: VerifierKey,
        cosignerKeys: [VerifierKey] = [],
    ) throws(NoteRefusal) -> [Cosignature] {
        guard logKey.algorithm == .ed25519 else {
            throw .wrongAlgorithm(name: logKey.name)
        }
        for key in cosignerKeys where key.algorithm != .cosignature {
            throw .wrongAlgorithm(name: key.name)
        }
        guard checkpoint.origin == Origin(logKey.name) else {
            throw .wrongOrigin(checkpoint.origin)
        }
        let verified = try note.verify(with: [logKey] + cosignerKeys).verified
        var isSignedByLog = false
        var cosignatures: [Cosignature] = []
        for line in verified {
            if line.name == logKey.name, line.keyID == logKey.keyID {
                isSignedByLog = true
            } else {
                do {
                    cosignatures.append(try Cosignature.decode(line))
                } catch {
                    preconditionFailure("a verified cosignature decodes: \(error)")
                }
            }
        }
        guard isSignedByLog else {
            throw .noKnownSignature
        }
        return cosignatures
    }
}
