// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
public import Provenance
public import TransparencyLog

/// A key of an archive, and what became of it.
public struct ArchiveKey: Sendable {
    /// What became of it.
    public enum State: String, Sendable {
        /// It may sign the next commit.
        case inForce = "in force"
        /// It is no longer used.
        case retired
        /// It is no longer used, and nobody should trust it.
        case revoked
    }

    /// A statement about it that is valid.
    public struct Change: Sendable {
        /// What it does.
        public let action: KeyChange.Action
        /// The index of its entry.
        public let entry: UInt64
        /// What was remarked.
        public let note: String?
    }

    /// The key.
    public let key: VerifierKey

    /// What became of it.
    public let state: State

    /// The statements about it, in the order of the log; the first adds it.
    public let changes: [Change]
}

extension ArchiveReader {
    /// The keys that were ever added, in that order.
    ///
    /// SPEC §3.6. Invalid key statements change nothing. The log itself is asked, and not the
    /// index, which could hide that a key was revoked; who signs asks ``TrustedLog``.
    ///
    /// - Throws: ``ArchiveError``, also when one key statement cannot be read: what it did is not
    ///   known, and neither is which keys are in force.
    public func keys() throws(ArchiveError) -> [ArchiveKey] {
        var history = KeyHistory()
        var changes: [String: [ArchiveKey.Change]] = [:]
        try forEachEntry(ofType: .key) { (index, recorded) throws(ArchiveError) in
            guard case .key(let change) = recorded.statement.body,
                history.apply(change, entry: index) == nil
            else {
                return
            }
            changes[change.verifierKey, default: []].append(
                ArchiveKey.Change(action: change.action, entry: index, note: change.note)
            )
        }
        return history.items.map { item in
            let state: ArchiveKey.State =
                switch item.state {
                case .inForce: .inForce
                case .retired: .retired
                case .revoked: .revoked
                }
            let changes = changes[item.key.encode()] ?? []
            return ArchiveKey(key: item.key, state: state, changes: changes)
        }
    }

    /// The keys that may sign the next commit.
    ///
    /// - Throws: ``ArchiveError``, as ``keys()``.
    public func keysInForce() throws(ArchiveError) -> [VerifierKey] {
        try keys().filter { $0.state == .inForce }.map(\.key)
    }

    private func forEachEntry(
        ofType type: StatementType,
        _ body: (UInt64, RecordedStatement) throws(ArchiveError) -> Void,
    ) throws(ArchiveError) {
        var cursor = LogCursor(log)
        for index in 0..<treeSize where try cursor.entry(at: index).type == type.rawValue {
            do throws(ArchiveError) {
                guard let recorded = try statement(atEntry: index) else {
                    continue
                }
                try body(index, recorded)
            } catch {
                let why = error.reason ?? error.message
                throw ArchiveError(
                    error.code,
                    "The key statement of entry \(index) cannot be read, so which keys are in "
                        + "force is not known; run `archive verify`. What is wrong: \(why)",
                    cause: error.cause,
                )
            }
        }
    }
}
