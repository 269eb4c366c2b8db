// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import Provenance
internal import TransparencyLog

/// The keys in force, as key statements change them.
///
/// SPEC §3.6.
struct KeyRing {
    /// The keys in force by their ID; hostile archives add many.
    private var inForce: [UInt32: [VerifierKey]]

    private var count = 1

    /// The keys that were ever revoked; to add one again does not make it good to pin.
    private(set) var revoked: Set<VerifierKey> = []

    /// Starts with the key of entry 1.
    init(first: VerifierKey) {
        inForce = [first.keyID: [first]]
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
    mutating func apply(_ change: KeyChange, origin: Origin) -> String? {
        guard let key = VerifierKey(checked: change.verifierKey) else {
            return "its key is none"
        }
        guard change.archive == nil else {
            return "it describes an archive, which only entry 1 does"
        }
        guard Origin(key.name) == origin else {
            return "its key is named \(key.name) and not \(origin)"
        }
        let index = inForce[key.keyID]?.firstIndex(of: key)
        if change.action == .add {
            guard index == nil else {
                return "it adds a key that is in force already"
            }
            inForce[key.keyID, default: []].append(key)
            count += 1
            return nil
        }
        guard let index else {
            return "it takes away a key that is not in force"
        }
        guard count > 1 else {
            return "it takes away the only key in force"
        }
        inForce[key.keyID]?.remove(at: index)
        count -= 1
        if change.action == .revoke {
            revoked.insert(key)
        }
        return nil
    }
}
