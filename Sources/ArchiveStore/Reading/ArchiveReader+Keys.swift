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
        try keysInForce(before: treeSize)
    }

    /// The keys of which one must have signed the newest commit: what it changes itself counts
    /// only afterwards, so that a key can sign its own retirement. SPEC §3.6.
    ///
    /// - Throws: ``ArchiveError``.
    func keysOfNewestCommit() throws(ArchiveError) -> [VerifierKey] {
        let first = log.firstIndices.last ?? 0
        return try keysInForce(before: first == 0 ? treeSize : first)
    }

    private func keysInForce(before end: UInt64) throws(ArchiveError) -> [VerifierKey] {
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
