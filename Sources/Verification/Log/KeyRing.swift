// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import Provenance
internal import TransparencyLog

/// The keys in force, as key statements change them.
///
/// SPEC §3.6.
struct KeyRing {
    /// Why a key statement is invalid.
    struct Refusal {
        /// What is wrong, as the end of a sentence.
        let reason: String
        /// Whether the statement may be valid after all, given one that cannot be read.
        let isOpen: Bool
    }

    /// The keys in force by their ID; hostile archives add many.
    private var inForce: [UInt32: [VerifierKey]]

    private var count = 1

    /// The keys that were ever added; none is added twice.
    private var added: Set<VerifierKey>

    /// The keys that were revoked.
    private(set) var revoked: Set<VerifierKey> = []

    /// Starts with the key of entry 1.
    init(first: VerifierKey) {
        inForce = [first.keyID: [first]]
        added = [first]
    }

    /// The keys in force that a signature line says it is by; nearly always one.
    func keys(of line: NoteSignature) -> [VerifierKey] {
        (inForce[line.keyID] ?? []).filter { $0.name == line.name }
    }

    /// Applies a key statement of a later entry than 1.
    ///
    /// - Parameters:
    ///   - change: What the statement says.
    ///   - origin: The archive's.
    /// - Returns: Why the statement is invalid and changed nothing, or `nil`.
    mutating func apply(_ change: KeyChange, origin: Origin) -> Refusal? {
        guard let key = VerifierKey(archive: change.verifierKey) else {
            return Refusal(reason: "its key is none", isOpen: false)
        }
        guard change.archive == nil else {
            let reason = "it describes an archive, which only entry 1 does"
            return Refusal(reason: reason, isOpen: false)
        }
        guard Origin(key.name) == origin else {
            let reason = "its key is named \(key.name) and not \(origin)"
            return Refusal(reason: reason, isOpen: false)
        }
        return apply(change.action, key)
    }

    private mutating func apply(_ action: KeyChange.Action, _ key: VerifierKey) -> Refusal? {
        if action == .add {
            guard added.insert(key).inserted else {
                return Refusal(reason: "it adds a key that was added before", isOpen: false)
            }
            inForce[key.keyID, default: []].append(key)
            count += 1
            return nil
        }
        let isInForce = inForce[key.keyID]?.contains(key) ?? false
        if action == .retire, !isInForce {
            return Refusal(reason: "it retires a key that is not in force", isOpen: true)
        }
        if action == .revoke, !added.contains(key) || revoked.contains(key) {
            let reason = "it revokes a key that was never added, or is revoked already"
            return Refusal(reason: reason, isOpen: !revoked.contains(key))
        }
        if isInForce {
            guard count > 1 else {
                return Refusal(reason: "it takes away the only key in force", isOpen: true)
            }
            inForce[key.keyID]?.removeAll { $0 == key }
            count -= 1
        }
        if action == .revoke {
            revoked.insert(key)
        }
        return nil
    }
}
