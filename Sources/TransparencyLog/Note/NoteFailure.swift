// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// What is wrong with the bytes of a note.
///
/// Offsets are in bytes from its start.
public enum NoteFailure: Error, Hashable, Sendable {
    /// The note has `actual` bytes, over the limit.
    case overLimit(limit: Int, actual: Int)

    /// The byte at `offset` is a control character or not UTF-8.
    case notText(offset: Int)

    /// There is no empty line, or no signature line after it.
    case noSignatures

    /// The text or the line that starts at `offset` does not end in a line feed.
    case unterminated(offset: Int)

    /// The line at `offset` is not dash, space, name, space, base64.
    case badSignatureLine(offset: Int)

    /// The line at `offset` has no proper key name.
    case badKeyName(offset: Int)

    /// The line at `offset` has no canonical base64, or one of less than 5 bytes.
    case badSignature(offset: Int)

    /// There are more signature lines than the limit.
    case tooManySignatures(limit: Int)
}

/// Why a note that decodes is not to be believed.
public enum NoteRefusal: Error, Hashable, Sendable {
    /// A key that is known did not make the signature that bears its name and ID.
    case invalidSignature(name: KeyName, keyID: UInt32)

    /// No known key signed.
    case noKnownSignature

    /// The checkpoint is of another log than the one whose key was given.
    case wrongOrigin(Origin)

    /// A key was given for signatures that its algorithm does not make.
    case wrongAlgorithm(name: KeyName)
}
