// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import BlobStore
internal import TransparencyLog

extension ArchiveReader {
    /// What keeps a part of the archive from being found, when something does.
    ///
    /// It is known of packs that were read for the index since the archive was opened, so ask
    /// after a look-up that found too little.
    ///
    /// - Returns: ``ArchiveError/Code/missingOrDamaged``, or ``ArchiveError/Code/inputOutput``
    ///   when the system refused to read; `nil` when every pack could be read.
    public var loss: ArchiveError? {
        let lost = index.lostPacks
        guard let first = lost.first else {
            return nil
        }
        let error = reason(first)
        let more = lost.count - 1
        guard more > 0 else {
            return error
        }
        let others = Amounts.text(more, "other pack cannot", "other packs cannot")
        return ArchiveError(
            error.code,
            "\(error.message), and \(others) be read",
            cause: error.cause,
        )
    }

    /// Why a blob that the log names is not found.
    ///
    /// - Parameters:
    ///   - id: The blob.
    ///   - entry: The entry of a statement; `nil` for a document.
    ///   - index: The index that has no place of it.
    /// - Returns: What is to be thrown.
    func loss(of id: BlobID, entry: UInt64?, _ index: IndexSet) -> ArchiveError {
        // A writer puts a statement into the pack of the same commit; others may do otherwise.
        let own = entry.flatMap { packs(inCommitOf: $0).first(where: index.lostPacks.contains) }
        return loss(of: id, entry: entry, because: own.map { reason($0) } ?? loss)
    }

    /// Describes a blob that is not found for a known reason, or for none.
    func loss(of id: BlobID, entry: UInt64?, because known: ArchiveError?) -> ArchiveError {
        let what = entry.map { "The statement \(id) of entry \($0)" } ?? "The document \(id)"
        let why = known?.message ?? "no pack of the archive has it"
        let remedy =
            known?.code == .inputOutput
            ? "" : " Run `archive verify`; restore the pack from a copy."
        var error = ArchiveError(
            known?.code ?? .missingOrDamaged,
            "\(what) cannot be read: \(why).\(remedy)",
            cause: known?.cause,
        )
        error.reason = why
        return error
    }

    private func packs(inCommitOf entry: UInt64) -> [Digest] {
        guard let first = log.firstIndex(containing: entry),
            let commit = try? log.commit(firstIndex: first)
        else {
            return []
        }
        return commit.entries.filter { $0.type == LogEntry.packType }.map(\.digest)
    }

    /// Why a pack cannot be read, without a full stop.
    func reason(_ pack: Digest) -> ArchiveError {
        let path = PackName.path(of: pack)
        do throws(StoreError) {
            _ = try storage.open(path).read(count: 1, at: 0)
            return ArchiveError(.missingOrDamaged, "the pack \(path) is damaged")
        } catch {
            guard error.code == .inputOutput else {
                let what = error.code == .notFound ? "missing" : "damaged"
                return ArchiveError(
                    .missingOrDamaged,
                    "the pack \(path) is \(what)",
                    cause: error,
                )
            }
            let refusal = error.cause.map { "the system says: \($0.errno)" } ?? error.message
            return ArchiveError(
                .inputOutput,
                "the pack \(path) cannot be opened: \(refusal)",
                cause: error,
            )
        }
    }
}
