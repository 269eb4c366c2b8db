// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import BlobStore
internal import Provenance
internal import TransparencyLog

/// What counts of a statement without findings.
struct SoundStatement {
    let statement: Statement

    /// The blobs it names; none when it is an invalid key statement.
    let references: [Reference]
}

extension Run {
    /// Whether the bytes of a statement that some entry names are to be read.
    func isStatementWanted(_ digest: Digest) -> Bool {
        guard let entry = blobs.entry(of: digest) else {
            return false
        }
        return mode != .quick || entry.type == .key || chosen.statements.contains(digest)
    }

    /// Checks a statement whose bytes have the digest that an entry names.
    ///
    /// SPEC §8.5.
    func checkStatement(_ bytes: Span<UInt8>, _ digest: Digest) {
        guard let entry = blobs.entry(of: digest), isStatementWanted(digest),
            !blobs.isChecked(digest)
        else {
            return
        }
        blobs.setChecked(digest)
        report.checkedStatementCount += 1
        if let sound = judge(bytes, digest, entry, isReporting: true) {
            soundStatementCount += 1
            noteTime(sound.statement.addedAt)
            checkReferences(sound.references, entry: entry.index)
            noteExtractor(sound.statement, digest, entry: entry.index)
        }
    }

    /// Judges a statement by itself and by its entries.
    ///
    /// - Parameters:
    ///   - bytes: The statement.
    ///   - digest: Its digest.
    ///   - entry: The first entry that names it.
    ///   - isReporting: Whether to report what is wrong with it.
    /// - Returns: What it says, or `nil` when a finding about it keeps that from counting.
    func judge(
        _ bytes: Span<UInt8>,
        _ digest: Digest,
        _ entry: BlobTable.Entry,
        isReporting: Bool,
    ) -> SoundStatement? {
        let subject = "entry \(entry.index)"
        let statement: Statement
        let references: [Reference]
        do throws(StatementFailure) {
            (statement, references) = try Statement.decodeWithReferences(bytes)
        } catch {
            if isReporting {
                addMalformed(error, subject)
            }
            return nil
        }
        if let problem = problem(of: statement) {
            if isReporting {
                add(.statementMalformed, subject, "The statement is malformed: \(problem).")
            }
            return nil
        }
        var hasRightType = false
        for (index, type) in blobs.entries(of: digest) {
            if type == statement.type {
                hasRightType = true
            } else if isReporting {
                add(
                    .statementTypeMismatch,
                    "entry \(index)",
                    "The entry says '\(type.rawValue)' and the statement is of type "
                        + "'\(statement.type.rawValue)'.",
                )
            }
        }
        guard hasRightType else {
            return nil
        }
        let isInvalid = invalidKeyEntries.contains(entry.index)
        return SoundStatement(
            statement: statement,
            references: isInvalid ? [] : references,
        )
    }

    private func addMalformed(_ failure: StatementFailure, _ subject: String) {
        if case .newerVersion(let version) = failure {
            add(
                .statementNewer,
                subject,
                "The statement is of version \(version), and this program knows version 1; "
                    + "what it says was not checked.",
            )
        } else {
            add(.statementMalformed, subject, "The statement is malformed: \(failure).")
        }
    }

    /// What is wrong with a statement that only the log and the crypto tell.
    private func problem(of statement: Statement) -> String? {
        guard case .key(let change) = statement.body else {
            return nil
        }
        return VerifierKey(archive: change.verifierKey) == nil
            ? "the member key is not a verifier key" : nil
    }

    private func noteTime(_ date: ClaimedDate) {
        guard date.value.utf8.last == UInt8(ascii: "Z") else {
            return
        }
        // Up to the seconds all have the same form, so that they compare as text.
        let value = date.value
        if report.earliestAddedAt.map({ value.prefix(19) < $0.prefix(19) }) ?? true {
            report.earliestAddedAt = value
        }
        if report.latestAddedAt.map({ value.prefix(19) > $0.prefix(19) }) ?? true {
            report.latestAddedAt = value
        }
    }

    // MARK: Closure

    private func checkReferences(_ references: [Reference], entry: UInt64) {
        for reference in Set(references) {
            if mode == .quick, !isListingAll {
                blobs.add(reference.digest)
            }
            let item = PendingReference(reference: reference, entry: entry)
            if !isSettled(item) {
                pendingReferences.add(item) { isSettled($0) }
            }
        }
    }

    private func isSettled(_ item: PendingReference) -> Bool {
        if case .good = blobs.fit(of: item.reference) { true } else { false }
    }

    /// Forgets what waited and is there by now.
    func settlePending() {
        pendingReferences.settle { isSettled($0) }
        pendingDerivations.settle { isSettled($0) }
    }

    /// Reports the statements and blobs that are in no pack, and extractors that do not fit.
    ///
    /// SPEC §8.5.
    func checkClosure() throws(Interruption) {
        if !hasUnreadPacks {
            blobs.forEachUnlistedEntry { entry, digest in
                guard isStatementWanted(digest) else {
                    return
                }
                let finding = Finding(
                    .statementMissing,
                    "entry \(entry.index)",
                    "The \(entry.type.rawValue) statement \(digest) is in no pack.",
                    blobs: [digest],
                )
                hold(finding)
            }
        }
        report(pendingReferences.items)
        report(pendingDerivations.items)
        if pendingReferences.isOverfull || pendingDerivations.isOverfull {
            try checkPendingAgain()
        }
    }

    /// Reads all statements again, for what was too much to keep.
    private func checkPendingAgain() throws(Interruption) {
        var count: UInt64 = 0
        for pack in packs.packs {
            try forEachStatement(in: pack) { bytes, digest in
                guard let entry = blobs.entry(of: digest), blobs.clearChecked(digest),
                    let sound = judge(bytes, digest, entry, isReporting: false)
                else {
                    return
                }
                count += 1
                if pendingReferences.isOverfull {
                    report(
                        Set(sound.references).map { reference in
                            PendingReference(reference: reference, entry: entry.index)
                        }
                    )
                }
                if pendingDerivations.isOverfull,
                    case .derivation(let derivation) = sound.statement.body
                {
                    report([PendingDerivation(derivation, entry: entry.index)])
                }
            }
        }
        if count < soundStatementCount {
            add(
                .unreadable,
                "packs",
                "Of \(soundStatementCount) statements that were read before, \(count) could be "
                    + "read again; what the others name was not looked for.",
            )
        }
    }

    private func report(_ items: [PendingReference]) {
        let sorted = items.sorted { left, right in
            (left.entry, left.reference.digest) < (right.entry, right.reference.digest)
        }
        for item in sorted {
            report(item)
        }
    }

    private func report(_ item: PendingReference) {
        let digest = item.reference.digest
        let subject = "entry \(item.entry)"
        switch blobs.fit(of: item.reference) {
        case .good:
            break
        case .unlisted where hasUnreadPacks:
            break
        case .unlisted:
            let detail = "The statement names the blob \(digest), which is in no pack."
            hold(Finding(.blobMissing, subject, detail, blobs: [digest]))
        case .otherByteCount(let byteCount):
            let stated = item.reference.byteCount ?? 0
            let detail =
                "The statement says that the blob \(digest) has \(stated) bytes, "
                + "and the packs say \(byteCount)."
            hold(Finding(.blobLengthMismatch, subject, detail, blobs: [digest]))
        }
    }
}
