// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import BlobStore
internal import Provenance
internal import TransparencyLog

extension Run {
    /// Checks origins and signatures of all commits, and which keys were in force.
    ///
    /// SPEC §8.2.
    ///
    /// - Parameters:
    ///   - commits: As ``readLog(_:)`` returned them.
    ///   - changes: What the key statements say whose bytes are good, by their digest.
    /// - Throws: ``Interruption/stopped``.
    func checkSignatures(
        _ commits: [ReadCommit],
        changes: [Digest: KeyChange],
    ) throws(Interruption) {
        unreadKeyEntries = keyEntries.filter { changes[$0.digest] == nil }.map(\.index)
        if let entry = keyEntries.first, entry.index == 1 {
            takeFirstKey(changes[entry.digest])
        }
        guard let first = identity.firstKey ?? identity.file?.key else {
            for commit in commits {
                try poll()
                guard readAgain(commit) != nil else {
                    break
                }
                add(
                    .keyUnknown,
                    commit.path,
                    "Neither entry 1's statement nor ARCHIVE says a key, so that its signatures "
                        + "could not be checked.",
                )
            }
            checkPinnedKey(revoked: [], hasSigned: false)
            return
        }
        var ring = KeyRing(first: first)
        var changesLeft = keyEntries[...].drop { $0.index == 1 }
        var hasPinnedSigned = false
        for commit in commits {
            try poll()
            while let entry = changesLeft.first, entry.index < commit.firstIndex {
                apply(entry, changes, &ring)
                changesLeft.removeFirst()
            }
            guard let text = readAgain(commit) else {
                break
            }
            let signers = checkSignatures(text, of: commit, ring)
            hasPinnedSigned = hasPinnedSigned || signers.contains { $0 == options.pinnedKey }
        }
        for entry in changesLeft {
            apply(entry, changes, &ring)
        }
        checkPinnedKey(revoked: ring.revoked, hasSigned: hasPinnedSigned)
    }

    /// Takes over what entry 1's statement says, and compares `ARCHIVE` with it.
    ///
    /// SPEC §8.5.
    private func takeFirstKey(_ change: KeyChange?) {
        guard let change else {
            return
        }
        identity.first = change
        guard let key = identity.firstKey else {
            invalidKeyEntries.insert(1)
            add(
                .keyStatementInvalid,
                "entry 1",
                "The first key statement does not name the archive and add a key of its name, "
                    + "so it changes nothing.",
            )
            return
        }
        if let file = identity.file {
            let isSame = file.origin == Origin(key.name) && file.key == key
            if !isSame {
                add(
                    .archiveFileMismatch,
                    "ARCHIVE",
                    "It says that this is '\(file.origin)' with the key \(file.key.encode()), and "
                        + "entry 1's statement says the key \(key.encode()). What counts is the "
                        + "statement, which is signed.",
                )
            }
        }
    }

    private func apply(
        _ entry: (index: UInt64, digest: Digest),
        _ changes: [Digest: KeyChange],
        _ ring: inout KeyRing,
    ) {
        guard let change = changes[entry.digest], let origin = identity.origin else {
            return
        }
        guard let refusal = ring.apply(change, origin: origin) else {
            return
        }
        invalidKeyEntries.insert(entry.index)
        let subject = "entry \(entry.index)"
        let detail = "The key statement is invalid and changes nothing: \(refusal.reason)"
        if refusal.isOpen, let unread = unreadKeyStatements(before: entry.index) {
            addConsequence(
                .keyStatementInvalid,
                subject,
                "\(detail), as far as is known. A key may have been added by \(unread), so that "
                    + "this cannot be judged.",
            )
        } else {
            add(.keyStatementInvalid, subject, "\(detail).")
        }
    }

    /// Names the key statements before an entry that nobody can apply, as the end of a sentence;
    /// `nil` when there are none.
    private func unreadKeyStatements(before entry: UInt64) -> String? {
        guard let first = unreadKeyEntries.first, first < entry else {
            return nil
        }
        if unreadKeyEntries.count > 1, unreadKeyEntries[1] < entry {
            return "one of the key statements from entry \(first) on that cannot be read"
        }
        return "the key statement of entry \(first), which cannot be read"
    }

    /// Checks a commit against the keys in force.
    ///
    /// - Returns: The keys in force that signed it validly.
    private func checkSignatures(
        _ text: SignedText,
        of commit: ReadCommit,
        _ ring: KeyRing,
    ) -> [VerifierKey] {
        let judgement = text.note.judge(keys: ring.keys)
        if let key = judgement.invalid.first?.key {
            addInvalidSignature(by: key, of: commit)
        } else if judgement.valid.isEmpty {
            addMissingSignature(text.note.signatures.count, of: commit)
        }
        if commit.isTreeRight, judgement.isGood, let key = judgement.valid.first?.key {
            takeCheckpoint(text, signer: key)
        }
        return judgement.valid.map(\.key)
    }

    private func addInvalidSignature(by key: VerifierKey, of commit: ReadCommit) {
        let detail =
            "The signature by \(key.encode()) is not one of this checkpoint: it or the checkpoint "
            + "was changed."
        if let unread = unreadKeyStatements(before: commit.firstIndex) {
            addConsequence(
                .signatureInvalid,
                commit.path,
                "\(detail) Whether that key was still in force cannot be judged: another key may "
                    + "have been added, or this one taken away, by \(unread).",
            )
        } else {
            add(.signatureInvalid, commit.path, detail)
        }
    }

    private func addMissingSignature(_ count: Int, of commit: ReadCommit) {
        let has = "It has " + Amounts.text(count, "signature") + " and none by a key "
        if count > 0, let unread = unreadKeyStatements(before: commit.firstIndex) {
            addConsequence(
                .signatureMissing,
                commit.path,
                has + "that is known to be in force. The key may have been added by \(unread), so "
                    + "that this cannot be judged.",
            )
        } else {
            add(.signatureMissing, commit.path, has + "in force: somebody else wrote it.")
        }
    }

    private func takeCheckpoint(_ text: SignedText, signer: VerifierKey) {
        do throws(SignedCheckpointFailure) {
            report.newestCheckpoint = try SignedCheckpoint.decode(text.note.encode())
            report.key = signer
        } catch {
            // A tree that is right has entries, and a text that was read is a checkpoint.
            preconditionFailure("a checkpoint does not decode again: \(error)")
        }
    }

    /// Reads a commit's note again, and compares the origin.
    ///
    /// The keys in force are known only when packs were read, and a million notes are too much to
    /// keep. Bytes that are not those of the first reading are not judged at all: together the two
    /// readings would vouch for a commit that never was.
    ///
    /// - Returns: The note, or `nil` when the log ends here; that is reported.
    private func readAgain(_ commit: ReadCommit) -> SignedText? {
        guard let text = text(of: commit) else {
            isLogWhole = false
            changedCommit = commit.firstIndex
            return nil
        }
        if let origin = identity.origin, text.origin != origin {
            add(
                .originMismatch,
                commit.path,
                "Its checkpoint is of the log '\(text.origin)', and this archive is '\(origin)'.",
            )
        }
        return text
    }

    private func text(of commit: ReadCommit) -> SignedText? {
        let changed =
            "It was changed while it was checked. Its signatures, and those of what follows, were "
            + "not looked at."
        guard let file = open(commit.path, missing: .commitMissing, changed) else {
            return nil
        }
        do throws(StoreError) {
            let offset = UInt64(commit.noteOffset)
            let limit = UInt64(TransparencyLog.Note.maximumByteCount)
            let count = file.byteCount - min(offset, file.byteCount)
            let bytes = try file.read(count: Int(min(count, limit + 1)), at: offset)
            countRead(UInt64(bytes.count))
            guard noteMarks.mark(of: bytes.span) == commit.noteMark,
                let text = try? SignedText(bytes)
            else {
                add(.commitMalformed, commit.path, changed)
                return nil
            }
            return text
        } catch {
            refuse(commit.path, error)
            return nil
        }
    }

    /// SPEC §8.4.
    private func checkPinnedKey(revoked: Set<VerifierKey>, hasSigned: Bool) {
        guard let pinned = options.pinnedKey else {
            return
        }
        if revoked.contains(pinned) {
            add(
                .keyMismatch,
                pinned.encode(),
                "The given key was revoked by the archive's own log, so it vouches for nothing.",
            )
        } else if !hasSigned, isLogWhole, let unread = unreadKeyStatements(before: .max) {
            addConsequence(
                .keyMismatch,
                pinned.encode(),
                "The given key has signed none of the \(report.commitCount) commits while it was "
                    + "known to be in force. It may have been added by \(unread), so that this "
                    + "cannot be judged.",
            )
        } else if !hasSigned, isLogWhole {
            add(
                .keyMismatch,
                pinned.encode(),
                "The given key has signed none of the \(report.commitCount) commits while it was "
                    + "in force: this is not the archive that it vouches for.",
            )
        }
    }
}
