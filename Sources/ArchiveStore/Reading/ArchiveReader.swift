// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
public import BlobStore
public import TransparencyLog

/// An archive that is open for looking things up.
///
/// It verifies only what it hands over: a blob's and a statement's bytes have their digest. That
/// the log is signed and whole is for `Verification` to say.
public struct ArchiveReader: Sendable {
    let storage: any ArchiveStorage
    var log: LogFolder
    /// Shared by copies, so that what one of them builds anew is there for all.
    private(set) var holder: IndexHolder

    /// Format, origin and first key.
    public let identity: ArchiveFile

    /// The newest commit's checkpoint.
    public internal(set) var checkpoint: SignedCheckpoint

    /// Opens an archive and brings the index up to the newest commit.
    ///
    /// - Throws: ``ArchiveError``.
    public init(_ storage: any ArchiveStorage) throws(ArchiveError) {
        self.storage = storage
        identity = try ArchiveFile.read(from: storage)
        log = try LogFolder(storage)
        checkpoint = try log.newest().checkpoint
        let (log, treeSize) = (log, checkpoint.checkpoint.treeSize)
        holder = IndexHolder(
            IndexSet(storage) { run in
                // The newest commit was read by then; one that says otherwise now is another.
                run.entries.upperBound <= treeSize && Self.isRight(run, log: log)
            }
        )
        try completeIndex()
    }

    /// Whether a run of the index belongs to this history and not to one that was rolled back.
    private static func isRight(_ run: IndexRun, log: LogFolder) -> Bool {
        guard let first = log.firstIndex(containing: run.entries.upperBound - 1),
            let checkpoint = try? log.commit(firstIndex: first).checkpoint.checkpoint
        else {
            return false
        }
        return checkpoint.treeSize == run.entries.upperBound
            && checkpoint.rootHash == IndexSet.tree(of: run)?.rootHash
    }

    /// The index; what is changed here does not change that of copies.
    var index: IndexSet {
        get { holder.index }
        set { holder = IndexHolder(newValue, isRebuilt: holder.isRebuilt) }
    }

    /// The number of entries.
    public var treeSize: UInt64 {
        checkpoint.checkpoint.treeSize
    }

    /// Reads what other writers committed since.
    mutating func refresh() throws(ArchiveError) {
        log = try LogFolder(storage)
        let newest = try log.newest().checkpoint
        guard newest.checkpoint.treeSize >= treeSize else {
            throw ArchiveError(
                .notTrusted,
                "The log of \(storage.name) became shorter while it was open. Nothing was signed.",
            )
        }
        checkpoint = newest
        try completeIndex()
    }
}

extension ArchiveReader {
    /// The origin of an archive, as its files say; none of it is verified.
    ///
    /// - Returns: That of `ARCHIVE`, else that of the newest commit that can be read, else `nil`.
    public static func origin(of storage: any ArchiveStorage) -> Origin? {
        if let file = try? ArchiveFile.read(from: storage) {
            return file.origin
        }
        return try? LogFolder(storage).newest().checkpoint.checkpoint.origin
    }
}

extension ArchiveFile {
    /// Reads the file from an archive.
    ///
    /// - Throws: ``ArchiveError`` with ``ArchiveError/Code/notAnArchive`` when there is none, or
    ///   as ``decode(_:)`` does.
    public static func read(from storage: any ArchiveStorage) throws(ArchiveError) -> ArchiveFile {
        let bytes: [UInt8]
        do throws(StoreError) {
            // A newer format is told by the first line, whatever the file's length: SPEC §8.7.
            bytes = try storage.open(name).read(count: byteLimit + 1, at: 0)
        } catch {
            guard error.code == .notFound else {
                throw ArchiveError(error)
            }
            throw ArchiveError(
                .notAnArchive,
                "\(storage.name) is not an archive: it has no file ARCHIVE. "
                    + "Name one with --archive, or make one with `archive init`.",
                cause: error,
            )
        }
        do throws(ArchiveFileFailure) {
            return try decode(bytes)
        } catch {
            switch error {
            case .newer(let version):
                throw ArchiveError(
                    .newerFormat,
                    "The archive has format \(version); this program reads format 1. "
                        + "Use a newer version of archive.",
                )
            case .malformed(let expected):
                throw ArchiveError(
                    .missingOrDamaged,
                    "The file ARCHIVE is damaged: it must have \(expected). `archive verify` says "
                        + "more; the file can be restored from any copy of the archive.",
                )
            }
        }
    }
}
