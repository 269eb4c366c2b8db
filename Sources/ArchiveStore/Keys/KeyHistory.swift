// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import Provenance
internal import TransparencyLog

/// The keys of a log after some of its key statements.
///
/// SPEC §3.6.
///
/// `Verification` has a `KeyRing` that judges by the same rule, and both are meant to be. The rule
/// needs both what a statement says and what a verifier key is, and no target below knows both;
/// and the writer must refuse what can never be undone, so a mistake in the one statement of the
/// rule must not be the verifier's as well. A test has both judge the same histories.
struct KeyHistory: Hashable, Sendable {
    /// What became of a key.
    enum State: String, CaseIterable, Hashable, Sendable {
        /// It may sign.
        case inForce = "in-force"
        /// It is no longer used.
        case retired
        /// It is no longer used, and nobody should trust it.
        case revoked
    }

    /// A key that was added, and what became of it.
    struct Item: Hashable, Sendable {
        /// The key.
        let key: VerifierKey
        /// What became of it.
        fileprivate(set) var state: State
    }

    /// Every key that was ever added, in that order.
    private(set) var items: [Item] = []

    /// Where each key is in ``items``; hostile logs add many.
    private var positions: [VerifierKey: Int] = [:]
    private var inForceCount = 0

    /// The keys that may sign, in the order in which they were added.
    var inForce: [VerifierKey] {
        items.filter { $0.state == .inForce }.map(\.key)
    }

    /// What became of a key, or `nil` when it was never added.
    func state(of key: VerifierKey) -> State? {
        positions[key].map { items[$0].state }
    }

    /// Judges a statement after those before it, and does what it says when it is valid.
    ///
    /// - Returns: Why it is invalid and changed nothing, or `nil`.
    @discardableResult
    mutating func apply(_ change: KeyChange, entry: UInt64) -> String? {
        guard let key = try? VerifierKey.decode(change.verifierKey), key.algorithm == .ed25519
        else {
            return "\(change.verifierKey) is not a verifier key"
        }
        guard (change.archive != nil) == (entry == 1),
            change.archive.map({ $0.origin == key.name.description }) ?? true
        else {
            return "the first key statement, and no other, describes the archive"
        }
        guard items.first.map({ $0.key.name == key.name }) ?? (entry == 1) else {
            return "the key is named \(key.name), and not as the archive's origin"
        }
        return apply(change.action, key)
    }

    private mutating func apply(_ action: KeyChange.Action, _ key: VerifierKey) -> String? {
        let state = state(of: key)
        switch action {
        case .add:
            guard state == nil else {
                return "\(key.encode()) was added before; a key is added once"
            }
            append(key, .inForce)
            return nil
        case .retire:
            guard state == .inForce else {
                return "\(key.encode()) is not in force"
            }
        case .revoke:
            guard let state, state != .revoked else {
                return "\(key.encode()) was never added, or is revoked already"
            }
        }
        guard state != .inForce || inForceCount > 1 else {
            return "\(key.encode()) is the only key in force; without it nobody could add. "
                + "Add another first, with `archive key add`"
        }
        if let position = positions[key] {
            inForceCount -= state == .inForce ? 1 : 0
            items[position].state = action == .retire ? .retired : .revoked
        }
        return nil
    }

    private mutating func append(_ key: VerifierKey, _ state: State) {
        positions[key] = items.count
        items.append(Item(key: key, state: state))
        inForceCount += state == .inForce ? 1 : 0
    }
}

extension KeyHistory {
    /// A line for each key: its state, a space, the verifier key.
    func encode() -> [UInt8] {
        items.flatMap { Array("\($0.state.rawValue) \($0.key.encode())\n".utf8) }
    }

    /// Reads what ``encode()`` wrote.
    ///
    /// - Returns: `nil` when the bytes are not that: a history has a key in force, no key twice, and
    ///   only keys that are named as the log's origin.
    static func decode(_ bytes: [UInt8], origin: Origin) -> KeyHistory? {
        guard bytes.last == 0x0A, let text = String(validating: bytes, as: UTF8.self) else {
            return nil
        }
        var history = KeyHistory()
        for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
            let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let state = State(rawValue: String(parts[0])),
                let key = try? VerifierKey.decode(String(parts[1])), key.algorithm == .ed25519,
                Origin(key.name) == origin, history.positions[key] == nil
            else {
                return nil
            }
            history.append(key, state)
        }
        return history.inForceCount > 0 ? history : nil
    }
}
