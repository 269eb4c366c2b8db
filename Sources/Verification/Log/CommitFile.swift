// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import Provenance
internal import TransparencyLog

/// A commit as a verifier reads it: what is wrong with its checkpoint is a finding of its own.
///
/// Unlike `Commit` it may state any tree size and root. SPEC §5.4, §8.2.
struct CommitFile {
    /// Why the bytes are no commit: E301.
    struct Failure: Error {
        /// What is wrong, as the end of a sentence.
        let problem: String

        init(_ problem: String) {
            self.problem = problem
        }
    }

    /// An entry and where its line is in the file.
    struct Entry {
        let entry: LogEntry
        let line: Range<Int>
    }

    /// The entries.
    private(set) var entries: [Entry] = []

    /// Where the note starts, in bytes.
    let noteOffset: Int

    /// The signed note.
    let note: SignedText

    /// Reads a commit.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - isFirst: Whether it is the first one, whose entries are given.
    /// - Throws: ``Failure``.
    init(_ bytes: [UInt8], isFirst: Bool) throws(Failure) {
        var start = 0
        while true {
            guard let end = bytes[start...].firstIndex(of: 0x0A) else {
                throw Failure("there is no empty line behind the entries")
            }
            defer { start = end + 1 }
            if start == end {
                break
            }
            guard entries.count < Commit.maximumEntryCount else {
                throw Failure("it has more than \(Commit.maximumEntryCount) entries")
            }
            let line = start..<end
            let entry = try Self.entry(bytes.span.extracting(line), offset: start)
            entries.append(Entry(entry: entry, line: line))
        }
        guard !entries.isEmpty else {
            throw Failure("it has no entries")
        }
        if isFirst {
            guard entries.map(\.entry.type) == ["pack", StatementType.key.rawValue] else {
                throw Failure("the first commit must have a pack and a key as its two entries")
            }
        }
        noteOffset = start
        note = try SignedText(Array(bytes[start...]))
    }

    private static func entry(
        _ line: Span<UInt8>,
        offset: Int,
    ) throws(Failure) -> LogEntry {
        let entry: LogEntry
        do throws(LogEntryFailure) {
            entry = try LogEntry.decode(line)
        } catch {
            throw Failure("the line at byte \(offset) is no entry")
        }
        let expected: Int? =
            if entry.type == "pack" {
                2
            } else if StatementType(rawValue: entry.type) != nil {
                0
            } else {
                nil
            }
        guard let expected, entry.numbers.count != expected else {
            return entry
        }
        throw Failure(
            "the \(entry.type) entry at byte \(offset) has "
                + Amounts.text(entry.numbers.count, "number") + " in place of \(expected)"
        )
    }
}

/// A note whose text has the form of a checkpoint, which may be wrong in every way.
struct SignedText {
    /// The note.
    let note: TransparencyLog.Note

    /// The log that the checkpoint is of.
    let origin: Origin

    /// The number of entries that it states.
    let treeSize: UInt64

    /// The root hash that it states.
    let rootHash: Digest

    /// Reads a note.
    init(_ bytes: [UInt8]) throws(CommitFile.Failure) {
        do throws(NoteFailure) {
            note = try TransparencyLog.Note.decode(bytes)
        } catch {
            throw CommitFile.Failure("what follows the entries is no signed note")
        }
        let lines = note.text.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.count >= 3, !lines.contains(where: \.isEmpty) else {
            throw CommitFile.Failure("the note's text is no checkpoint")
        }
        let sizeText = Array(lines[1])
        let hashText = Array(lines[2])
        do throws(DecodingFailure) {
            origin = try Origin(bytes: Array(lines[0]))
            treeSize = try Decimal.decode(sizeText.span)
            let hash = try Base64.decode(hashText.span)
            rootHash = try Digest(bytes: hash.span)
        } catch {
            throw CommitFile.Failure("the checkpoint has no tree size or no root hash")
        }
    }
}
