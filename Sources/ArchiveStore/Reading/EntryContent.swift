// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// What an entry of the log leads to.
public enum EntryContent: Sendable {
    /// It names a pack.
    case pack
    /// It names a statement.
    case statement(RecordedStatement)
    /// It names a statement that cannot be read; others can be.
    case unreadable(ArchiveError)

    /// The statement, when it can be read.
    public var statement: RecordedStatement? {
        if case .statement(let recorded) = self { recorded } else { nil }
    }
}
