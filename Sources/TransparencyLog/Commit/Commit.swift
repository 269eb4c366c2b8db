// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The file that appends entries to the log.
///
/// 1 to 65,536 entries, each with a line feed, then an empty line, then the signed checkpoint over
/// the whole tree to the end of the file. At most 32 MiB.
public struct Commit: Hashable, Sendable {
    /// The most bytes that a commit may have.
    public static let maximumByteCount = 32 << 20

    /// The most entries that a commit may have.
    public static let maximumEntryCount = 65_536

    /// The entries in the order of their indices.
    public let entries: [LogEntry]

    /// The checkpoint over all leaves up to the last of these entries.
    ///
    /// Neither its signatures nor its root hash are verified by decoding.
    public let checkpoint: SignedCheckpoint

    /// Creates a commit from its parts.
    ///
    /// - Throws: ``CommitFailure/noEntries``,
    ///   ``CommitFailure/tooManyEntries(limit:offset:)`` with offset 0,
    ///   ``CommitFailure/treeTooSmall(treeSize:entryCount:)``.
    public init(
        entries: [LogEntry],
        checkpoint: SignedCheckpoint,
    ) throws(CommitFailure) {
        guard !entries.isEmpty else {
            throw .noEntries
        }
        guard entries.count <= Self.maximumEntryCount else {
            throw .tooManyEntries(limit: Self.maximumEntryCount, offset: 0)
        }
        let treeSize = checkpoint.checkpoint.treeSize
        guard UInt64(entries.count) <= treeSize else {
            throw .treeTooSmall(treeSize: treeSize, entryCount: entries.count)
        }
        self.entries = entries
        self.checkpoint = checkpoint
    }

    /// Decodes a commit.
    ///
    /// Nothing in it is verified.
    ///
    /// - Throws: ``CommitFailure`` with the offset in the file.
    public static func decode(_ bytes: [UInt8]) throws(CommitFailure) -> Self {
        guard bytes.count <= maximumByteCount else {
            throw .overLimit(limit: maximumByteCount, actual: bytes.count)
        }
        var lines = LineReader(bytes)
        var entries: [LogEntry] = []
        while true {
            guard let line = lines.next() else {
                throw .truncated(offset: lines.offset)
            }
            if line.isEmpty {
                break
            }
            guard entries.count < maximumEntryCount else {
                throw .tooManyEntries(limit: maximumEntryCount, offset: line.lowerBound)
            }
            do {
                entries.append(try LogEntry.decode(bytes.span.extracting(line)))
            } catch {
                throw .badEntry(offset: line.lowerBound, error)
            }
        }
        guard !entries.isEmpty else {
            throw .noEntries
        }
        let checkpoint: SignedCheckpoint
        do {
            checkpoint = try SignedCheckpoint.decode(Array(bytes[lines.offset...]))
        } catch {
            throw .badCheckpoint(offset: lines.offset, error)
        }
        return try Self(entries: entries, checkpoint: checkpoint)
    }

    /// Returns the bytes of the file.
    public func encode() -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            bytes += entry.encode()
            bytes.append(NoteText.lineFeed)
        }
        bytes.append(NoteText.lineFeed)
        return bytes + checkpoint.encode()
    }

    /// The index of the first entry, as the checkpoint's tree size implies it.
    public var firstIndex: UInt64 {
        checkpoint.checkpoint.treeSize - UInt64(entries.count)
    }
}
