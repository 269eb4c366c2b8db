// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import TransparencyLog

/// Reads entries by index and keeps the commit it read last.
struct LogCursor {
    private let log: LogFolder
    private var current: (first: UInt64, commit: Commit)?

    init(_ log: LogFolder) {
        self.log = log
    }

    /// The entry at an index.
    ///
    /// - Throws: ``ArchiveError`` when its commit is missing or damaged.
    mutating func entry(at index: UInt64) throws(ArchiveError) -> LogEntry {
        if let (first, commit) = current, index >= first,
            index - first < UInt64(commit.entries.count)
        {
            return commit.entries[Int(index - first)]
        }
        guard let first = log.firstIndex(containing: index) else {
            throw ArchiveError(.missingOrDamaged, "The log has no entry \(index).")
        }
        let commit = try log.commit(firstIndex: first)
        guard index - first < UInt64(commit.entries.count) else {
            throw ArchiveError(.missingOrDamaged, "The log has no entry \(index).")
        }
        current = (first, commit)
        return commit.entries[Int(index - first)]
    }
}
