// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// What is wrong with the bytes of a commit.
///
/// Offsets are in bytes from the start of the file.
public enum CommitFailure: Error, Hashable, Sendable {
    /// The file has `actual` bytes, over the limit.
    case overLimit(limit: Int, actual: Int)

    /// There is no entry before the empty line.
    case noEntries

    /// There are more entries than the limit; the first of them is at `offset`.
    case tooManyEntries(limit: Int, offset: Int)

    /// The line at `offset` is no entry.
    case badEntry(offset: Int, LogEntryFailure)

    /// The line at `offset` does not end, or there is no empty line after the entries.
    case truncated(offset: Int)

    /// The bytes from `offset` on are no signed checkpoint; offsets inside count from there.
    case badCheckpoint(offset: Int, SignedCheckpointFailure)

    /// The tree has fewer leaves than the commit adds.
    case treeTooSmall(treeSize: UInt64, entryCount: Int)
}
