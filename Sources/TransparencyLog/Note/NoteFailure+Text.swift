// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

extension KeyTextFailure: CustomStringConvertible {
    /// What is wrong, for a person: half a sentence.
    public var description: String {
        switch self {
        case .malformed:
            "it is not a name, 8 hexadecimal digits and base64 with plus signs in between"
        case .badName:
            "it does not start with a name"
        case .badKeyID:
            "the key ID in its middle is not 8 lower-case hexadecimal digits"
        case .badBase64:
            "the base64 at its end cannot be read; it may have been cut off"
        case .unknownAlgorithm(let number):
            "it is of the algorithm \(number), which this program does not know"
        case .wrongKeyLength(let expected, let actual):
            "the key is \(actual) bytes long instead of \(expected)"
        case .keyIDMismatch:
            "its key ID does not belong to it: a character was changed or lost"
        }
    }
}

extension NoteFailure: CustomStringConvertible {
    /// What is wrong, for a person: half a sentence; bytes count from the start of the note.
    public var description: String {
        text(from: 0)
    }

    func text(from start: Int) -> String {
        switch self {
        case .overLimit(let limit, let actual):
            "the signed text is \(actual) bytes long, at most \(limit) are allowed"
        case .notText(let offset):
            "byte \(start + offset) is not part of a text"
        case .noSignatures:
            "there is no signature after an empty line"
        case .unterminated(let offset):
            "the line at byte \(start + offset) does not end in a line feed"
        case .badSignatureLine(let offset):
            "the line at byte \(start + offset) is not a signature"
        case .badKeyName(let offset):
            "the signature at byte \(start + offset) names no key"
        case .badSignature(let offset):
            "the signature at byte \(start + offset) cannot be read"
        case .tooManySignatures(let limit):
            "it has more than \(limit) signatures"
        }
    }
}

extension CheckpointFailure: CustomStringConvertible {
    /// What is wrong, for a person: half a sentence; bytes count from the start of the checkpoint.
    public var description: String {
        text(from: 0)
    }

    func text(from start: Int) -> String {
        switch self {
        case .notText(let offset):
            "byte \(start + offset) is not part of a text"
        case .missingLine(let offset):
            "a line of the checkpoint is missing at byte \(start + offset)"
        case .emptyLine(let offset):
            "the checkpoint has an empty line at byte \(start + offset)"
        case .badTreeSize(let offset, _):
            "the line at byte \(start + offset) is not a tree size"
        case .badRootHash(let offset, _):
            "the line at byte \(start + offset) is not a root hash"
        case .wrongEmptyRoot:
            "the root hash is not that of an empty tree"
        }
    }
}

extension SignedCheckpointFailure: CustomStringConvertible {
    /// What is wrong, for a person: half a sentence; bytes count from the start of the note.
    public var description: String {
        text(from: 0)
    }

    func text(from start: Int) -> String {
        switch self {
        case .note(let failure): failure.text(from: start)
        case .checkpoint(let failure): failure.text(from: start)
        }
    }
}
