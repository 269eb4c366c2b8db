// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import BlobStore
public import Provenance
internal import TransparencyLog

/// Entries of the log whose statements cannot be read.
public struct LostStatements: Sendable {
    /// How many of them are named.
    private static let namedCount = 8

    /// The first few entries.
    public private(set) var entries: [UInt64] = []

    /// How many there are.
    public private(set) var count = 0

    /// Why, as the last of them has it.
    public private(set) var failure: ArchiveError?

    init() {}

    mutating func add(_ entry: UInt64, _ error: ArchiveError) {
        count += 1
        if entries.count < Self.namedCount {
            entries.append(entry)
        }
        failure = error
    }
}

extension ArchiveReader {
    /// The entries of some types that no look-up finds, because a pack cannot be read.
    ///
    /// Asks the index for each entry of the log, but only when something is lost. That is known
    /// of packs that were read for the index since the archive was opened (see ``loss``), so ask
    /// after a look-up that may have found too little.
    ///
    /// - Parameter types: The types.
    /// - Returns: The entries; none when every pack could be read.
    /// - Throws: ``ArchiveError``.
    public func lostStatements(
        ofTypes types: Set<StatementType>
    ) throws(ArchiveError) -> LostStatements {
        var lost = LostStatements()
        guard let loss else {
            return lost
        }
        let names = Set(types.map(\.rawValue))
        var cursor = LogCursor(log)
        for number in 0..<treeSize {
            let entry = try cursor.entry(at: number)
            guard names.contains(entry.type) else {
                continue
            }
            let found = try lookUp { (index) throws(LookUpFailure) in
                try index.entries(for: .statement(entry.digest))
            }
            if found.isEmpty {
                lost.add(number, loss)
            }
        }
        return lost
    }
}
