// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import BlobStore
internal import Provenance
internal import TransparencyLog

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
        let subject = "entry \(entry.index)"
        let statement: Statement
        let references: [Reference]
        do throws(StatementFailure) {
            (statement, references) = try Statement.decodeWithReferences(bytes)
        } catch {
            addMalformed(error, subject)
            return
        }
        if let problem = problem(of: statement) {
            add(.statementMalformed, subject, "The statement is malformed: \(problem).")
            return
        }
        var hasRightType = false
        for (index, type) in blobs.entries(of: digest) {
            if type == statement.type {
                hasRightType = true
            } else {
                add(
                    .statementTypeMismatch,
                    "entry \(index)",
                    "The entry says '\(type.rawValue)' and the statement is of type "
                        + "'\(statement.type.rawValue)'.",
                )
            }
        }
        guard hasRightType else {
            return
        }
        noteTime(statement.addedAt)
        guard !invalidKeyEntries.contains(entry.index) else {
            return
        }
        checkReferences(references, entry: entry.index)
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
            if mode == .quick {
                blobs.add(reference.digest)
            }
            if case .good = blobs.fit(of: reference) {
                continue
            }
            pending.add(reference, entry: entry)
        }
    }

    /// Reports the statements and blobs that are in no pack.
    ///
    /// SPEC §8.5.
    func checkClosure() {
        for entry in blobs.unlistedEntries()
        where isStatementWanted(entry.digest) && !hasUnreadPacks {
            let finding = Finding(
                .statementMissing,
                "entry \(entry.index)",
                "The \(entry.type.rawValue) statement \(entry.digest) is in no pack.",
                blobs: [entry.digest],
            )
            hold(finding)
        }
        let items = pending.items.sorted { left, right in
            (left.entry, left.reference.digest) < (right.entry, right.reference.digest)
        }
        for item in items {
            report(item)
        }
    }

    private func report(_ item: PendingReferences.Item) {
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
