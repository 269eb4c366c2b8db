// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import BlobStore
internal import Provenance
internal import TransparencyLog

/// A commit that was read: what the check of its signatures needs.
struct ReadCommit {
    /// The index of its first entry.
    let firstIndex: UInt64

    /// Where its note starts in the file, in bytes.
    let noteOffset: UInt32

    /// Whether tree size and root hash are right.
    let isTreeRight: Bool

    /// The mark of the note's bytes, which are read again when the keys are known.
    let noteMark: UInt64

    /// Where the commit is in the archive.
    var path: String {
        "log/" + Commit.fileName(firstIndex: firstIndex)
    }
}

/// The log as the commits are read one after the other.
struct LogWalk: ~Copyable {
    var tree = TreeAccumulator()
    var hasher = TreeHasher()
    var commits: [ReadCommit] = []
}

extension Run {
    /// Reads all commits: their form, their order and the tree.
    ///
    /// SPEC §8.2.
    ///
    /// - Parameter names: The commits' file names in their order.
    /// - Returns: The commits, up to where the log ends.
    /// - Throws: ``Interruption/stopped``.
    func readLog(_ names: [Folder.Item]) throws(Interruption) -> [ReadCommit] {
        var walk = LogWalk()
        noteRoot(walk)
        for item in names {
            try poll()
            guard try readCommit(item, &walk) else {
                isLogWhole = false
                break
            }
        }
        report.commitCount = walk.commits.count
        report.treeSize = walk.tree.treeSize
        report.rootHash = walk.tree.rootHash
        report.packCount = packs.packs.count
        return walk.commits
    }

    /// Reads the next commit.
    ///
    /// - Returns: Whether the log goes on behind it.
    private func readCommit(
        _ item: Folder.Item,
        _ walk: inout LogWalk,
    ) throws(Interruption) -> Bool {
        let count = walk.tree.treeSize
        let expected = Commit.fileName(firstIndex: count)
        let path = "log/" + item.text
        guard item.text == expected else {
            if item.text > expected {
                add(
                    .commitMissing,
                    "log/" + expected,
                    "The log has \(count) entries before it, and the next commit is \(item.text); "
                        + "it and what follows was not read.",
                )
            } else {
                add(
                    .commitMalformed,
                    path,
                    "Its name says that it adds entries from \(item.text) on, of which there are "
                        + "\(count) already; it and what follows was not read.",
                )
            }
            return false
        }
        guard item.kind == .file else {
            add(.notAPlainFile, path, "It is not a plain file; it and what follows was not read.")
            return false
        }
        let missing = "It was there a moment ago; it and what follows was not read."
        guard let file = open(path, missing: .commitMissing, missing) else {
            return false
        }
        do throws(StoreError) {
            guard let bytes = try file.readAll(limit: Commit.maximumByteCount) else {
                addMalformed(path, "it has \(file.byteCount) bytes, over the limit of 32 MiB")
                return false
            }
            countRead(UInt64(bytes.count))
            return check(bytes, path, &walk)
        } catch {
            refuse(path, error)
            return false
        }
    }

    private func addMalformed(_ path: String, _ problem: String) {
        add(.commitMalformed, path, "It is no commit: \(problem). What follows was not read.")
    }

    /// Checks a commit's form and takes its entries over.
    private func check(_ bytes: [UInt8], _ path: String, _ walk: inout LogWalk) -> Bool {
        let firstIndex = walk.tree.treeSize
        let commit: CommitFile
        do throws(CommitFile.Failure) {
            commit = try CommitFile(bytes, isFirst: firstIndex == 0)
        } catch {
            addMalformed(path, error.problem)
            return false
        }
        for entry in commit.entries {
            take(entry.entry, index: walk.tree.treeSize)
            let leaf = walk.hasher.leafHash(bytes.span.extracting(entry.line))
            walk.tree.append(leafHash: leaf)
            noteRoot(walk)
        }
        if firstIndex == 0 {
            identity.firstCheckpointOrigin = commit.note.origin
        }
        let isTreeRight = checkTree(commit.note, path, walk)
        let read = ReadCommit(
            firstIndex: firstIndex,
            noteOffset: UInt32(commit.noteOffset),
            isTreeRight: isTreeRight,
            noteMark: noteMarks.mark(of: bytes.span.extracting(commit.noteOffset...)),
        )
        walk.commits.append(read)
        return true
    }

    /// Takes over what an entry names.
    private func take(_ entry: LogEntry, index: UInt64) {
        if entry.type == "pack" {
            let stated = PackTable.Stated(
                byteCount: entry.numbers[0],
                memberCount: entry.numbers[1],
            )
            packs.add(entry.digest, entry: index, stated: stated)
            return
        }
        guard let type = StatementType(rawValue: entry.type) else {
            add(
                .entryTypeUnknown,
                "entry \(index)",
                "Its type is '\(entry.type)', which only a newer program knows; "
                    + "what it names was not checked.",
            )
            return
        }
        if type == .capture {
            report.captureCount += 1
        } else {
            report.otherStatementCount += 1
        }
        if type == .key {
            keyEntries.append((index, entry.digest))
        }
        if mode != .quick || type == .key || !options.selection.isEmpty {
            blobs.addEntry(index, type: type, digest: entry.digest)
        }
    }

    private func checkTree(
        _ stated: SignedText,
        _ path: String,
        _ walk: borrowing LogWalk,
    ) -> Bool {
        let count = walk.tree.treeSize
        guard stated.treeSize == count else {
            add(
                .treeSizeMismatch,
                path,
                "Its checkpoint is of \(stated.treeSize) entries, and the log has \(count) there: "
                    + "entries were added or removed after it was signed.",
            )
            return false
        }
        guard stated.rootHash == walk.tree.rootHash else {
            add(
                .rootMismatch,
                path,
                "Its checkpoint has another root hash than the \(count) entries up to here: one of "
                    + "them was changed after it was signed, or their order was.",
            )
            return false
        }
        return true
    }
}
