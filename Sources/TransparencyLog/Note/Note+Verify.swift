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

extension Note {
    private struct KeyIdentity: Hashable {
        let name: KeyName
        let keyID: UInt32
    }

    /// Verifies the signatures of all known keys.
    ///
    /// A line is by a known key if both name and key ID are its. Of several lines by one key the
    /// first counts and the rest are dropped.
    ///
    /// - Parameter keys: The known keys.
    /// - Returns: The text, with at least one verified line.
    /// - Throws: ``NoteRefusal/invalidSignature(name:keyID:)`` when any known key's signature is
    ///   not valid, ``NoteRefusal/noKnownSignature``, ``NoteRefusal/ambiguousKey(name:keyID:)``.
    public func verify(with keys: [VerifierKey]) throws(NoteRefusal) -> VerifiedNote {
        var known: [KeyIdentity: VerifierKey] = [:]
        for key in keys {
            let identity = KeyIdentity(name: key.name, keyID: key.keyID)
            if let other = known.updateValue(key, forKey: identity), other != key {
                throw .ambiguousKey(name: key.name, keyID: key.keyID)
            }
        }
        var verified: [NoteSignature] = []
        var unverified: [NoteSignature] = []
        var seen: Set<KeyIdentity> = []
        for line in signatures {
            let identity = KeyIdentity(name: line.name, keyID: line.keyID)
            guard let key = known[identity] else {
                unverified.append(line)
                continue
            }
            guard seen.insert(identity).inserted else {
                continue
            }
            guard key.isValid(line, text: text) else {
                throw .invalidSignature(name: line.name, keyID: line.keyID)
            }
            verified.append(line)
        }
        guard !verified.isEmpty else {
            throw .noKnownSignature
        }
        return VerifiedNote(text: text, verified: verified, unverified: unverified)
    }
}
