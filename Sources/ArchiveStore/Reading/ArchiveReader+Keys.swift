// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import Provenance
public import TransparencyLog

extension ArchiveReader {
    /// The keys that may sign the next commit.
    ///
    /// SPEC §3.6. Invalid key statements change nothing.
    ///
    /// - Throws: ``ArchiveError``.
    public func keysInForce() throws(ArchiveError) -> [VerifierKey] {
        try keys(before: treeSize)
    }

    /// The keys that could sign the newest commit; what it says of keys counts for the next one.
    ///
    /// But entry 1's key signs the first commit already. SPEC §3.6.
    func keysOfNewestCommit() throws(ArchiveError) -> [VerifierKey] {
        try keys(before: max(2, log.firstIndices.last ?? 0))
    }

    private func keys(before end: UInt64) throws(ArchiveError) -> [VerifierKey] {
        var keys = KeyHistory()
        for recorded in try statements(ofType: .key) where recorded.entry < end {
            if case .key(let change) = recorded.statement.body {
                keys.apply(change, entry: recorded.entry)
            }
        }
        return keys.inForce
    }
}

/// The keys of a log after some of its key statements.
///
/// SPEC §3.6.
struct KeyHistory {
    /// The keys that may sign, in the order in which they were added.
    private(set) var inForce: [VerifierKey] = []
    private var added: Set<VerifierKey> = []
    private var revoked: Set<VerifierKey> = []

    /// Judges a statement after those before it, and does what it says when it is valid.
    ///
    /// - Returns: Whether it is valid.
    @discardableResult
    mutating func apply(_ change: KeyChange, entry: UInt64) -> Bool {
        guard let key = try? VerifierKey.decode(change.verifierKey), key.algorithm == .ed25519,
            (change.archive != nil) == (entry == 1),
            change.archive.map({ $0.origin == key.name.description }) ?? true,
            inForce.first.map({ $0.name == key.name }) ?? (entry == 1)
        else {
            return false
        }
        let others = inForce.filter { $0 != key }
        switch change.action {
        case .add:
            guard added.insert(key).inserted else {
                return false
            }
            inForce.append(key)
        case .retire:
            guard inForce.contains(key), !others.isEmpty else {
                return false
            }
            inForce = others
        case .revoke:
            guard added.contains(key), !revoked.contains(key), !others.isEmpty else {
                return false
            }
            revoked.insert(key)
            inForce = others
        }
        return true
    }
}
