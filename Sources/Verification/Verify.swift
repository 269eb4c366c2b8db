// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
public import BlobStore
internal import Provenance
internal import TransparencyLog

/// Checks an archive.
///
/// SPEC §8.
///
/// Nothing is written and nothing locked. Memory: some 60 bytes for each blob and entry, which
/// have 36 bytes or more in the archive's files, and as much again for each extractor; one member of at most 16 MiB and what was read
/// ahead; and up to 64 MiB for findings, however many there are.
///
/// - Parameters:
///   - storage: The archive's files.
///   - options: What to check, and against what.
///   - report: Takes each finding once. Findings about lost documents come last, since their names
///     must be looked for; when they are many the others come at once, without names. What may
///     follow from a key statement that cannot be read comes after these.
/// - Returns: What was checked and what came of it.
/// - Throws: ``VerificationError`` when it could not look at all, the options contradict each
///   other, or a head to compare with is of another log; what was found before that is no
///   verification.
public func verify(
    _ storage: any ArchiveStorage,
    options: VerificationOptions,
    report: @escaping (Finding) -> Void,
) throws(VerificationError) -> VerificationReport {
    guard options.selection.isEmpty || options.mode == .standard else {
        let message =
            "The modes quick and deep are about the whole archive, and only some documents of "
            + "\(storage.name) were asked for."
        throw VerificationError(.wrongOptions, message)
    }
    let names: [Folder.Item]
    do throws(StoreError) {
        names = try storage.items(in: "")
    } catch  where error.code == .notFound {
        throw VerificationError(
            .notAnArchive,
            "\(storage.name): there is no folder.",
            cause: error,
        )
    } catch {
        let message = "\(storage.name): the folder cannot be read. \(error.message)"
        throw VerificationError(.unreadable, message, cause: error)
    }
    guard names.contains(where: { ["ARCHIVE", "log", "packs"].contains($0.text) }) else {
        let message = "\(storage.name) is not an archive: it has no ARCHIVE, no log and no packs."
        throw VerificationError(.notAnArchive, message)
    }
    let run = Run(storage, options, report)
    run.check(names)
    if let message = run.wrongArgument {
        throw VerificationError(.wrongHead, message)
    }
    return run.report
}

extension Run {
    /// Checks everything, in the order of SPEC §8.1.
    fileprivate func check(_ names: [Folder.Item]) {
        do throws(Interruption) {
            try checkAll(names)
        } catch {
            guard case .stopped = error else {
                preconditionFailure("a refusal is reported where it happens")
            }
            report.isStoppedEarly = true
        }
        // Nothing is held back here unless it was stopped before names were looked for.
        release { [$0.description] }
        summarise()
    }

    private func checkAll(_ names: [Folder.Item]) throws(Interruption) {
        guard readArchiveFile() else {
            return
        }
        listUnexpected(names)
        let stored = listPacks(names)
        guard let commitNames = listLog(names) else {
            return
        }
        if commitNames.isEmpty {
            _ = compareHeads()
            return
        }
        addUnlistedFolders()
        let commits = try readLog(commitNames)
        let changes = try findKeyStatements()
        try checkSignatures(commits, changes: changes)
        guard compareHeads() else {
            return
        }
        checkSpecification()
        try checkPacks()
        if isLogWhole {
            addOrphans(stored)
        }
        if !options.selection.isEmpty {
            try checkSelection()
        }
        try checkClosure()
        try assessSelection()
        try nameDocuments()
    }
}
