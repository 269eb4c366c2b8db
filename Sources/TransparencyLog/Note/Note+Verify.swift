// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// A note's signatures, told apart by whether a known key vouches for them.
public struct VerifiedNote: Hashable, Sendable {
    /// The text that the known keys signed.
    public let text: [UInt8]

    /// The lines of known keys, in the note's order, one for each key.
    public let verified: [NoteSignature]

    /// The lines of keys that are not known; they prove nothing.
    public let unverified: [NoteSignature]
}

/// What a note's signature lines are worth.
///
/// SPEC §8.2, §9.
public struct NoteJudgement: Hashable, Sendable {
    /// A signature line and a known key of its name and ID.
    public struct Line: Hashable, Sendable {
        /// The line.
        public let line: NoteSignature

        /// The key.
        public let key: VerifierKey
    }

    /// The lines that known keys made, in the note's order.
    public fileprivate(set) var valid: [Line] = []

    /// The lines that known keys did not make, though they bear their name and ID.
    public fileprivate(set) var invalid: [Line] = []

    /// The lines of keys that are not known; they prove nothing.
    public fileprivate(set) var unknown: [NoteSignature] = []

    /// Whether a known key vouches for the text, and no line by a known key is wrong.
    public var isGood: Bool {
        !valid.isEmpty && invalid.isEmpty
    }
}

extension Note {
    private struct KeyIdentity: Hashable {
        let name: KeyName
        let keyID: UInt32
    }

    /// Judges all signature lines: every line by a known key must verify.
    ///
    /// A line is by a known key if both name and key ID are its. A line that bears the name and
    /// ID of several known keys is by each of them, so that it cannot be valid by all.
    ///
    /// - Parameter keys: Returns the known keys of a line's name and key ID.
    /// - Returns: The lines, each once or, for several keys, once a key.
    public func judge(keys: (NoteSignature) -> [VerifierKey]) -> NoteJudgement {
        var judgement = NoteJudgement()
        for line in signatures {
            let known = keys(line)
            if known.isEmpty {
                judgement.unknown.append(line)
            }
            for key in known {
                let item = NoteJudgement.Line(line: line, key: key)
                if key.isValid(line, text: text) {
                    judgement.valid.append(item)
                } else {
                    judgement.invalid.append(item)
                }
            }
        }
        return judgement
    }

    /// Verifies the signatures of all known keys.
    ///
    /// Every line by a known key must verify, as ``judge(keys:)`` says. Of several lines by one
    /// key the first is returned.
    ///
    /// - Parameter keys: The known keys.
    /// - Returns: The text, with at least one verified line.
    /// - Throws: ``NoteRefusal/invalidSignature(name:keyID:)`` when any line by a known key is
    ///   not valid, ``NoteRefusal/noKnownSignature``.
    public func verify(with keys: [VerifierKey]) throws(NoteRefusal) -> VerifiedNote {
        let known = Dictionary(grouping: Set(keys)) { key in
            KeyIdentity(name: key.name, keyID: key.keyID)
        }
        let judgement = judge { line in
            known[KeyIdentity(name: line.name, keyID: line.keyID)] ?? []
        }
        if let line = judgement.invalid.first?.line {
            throw .invalidSignature(name: line.name, keyID: line.keyID)
        }
        guard judgement.isGood else {
            throw .noKnownSignature
        }
        var seen: Set<VerifierKey> = []
        let first = judgement.valid.filter { seen.insert($0.key).inserted }
        return VerifiedNote(
            text: text,
            verified: first.map(\.line),
            unverified: judgement.unknown,
        )
    }
}
