// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveCrypto
internal import ArchiveIO
public import BlobStore
public import Provenance
public import TransparencyLog

/// The one that adds to an archive.
///
/// It collects documents in a batch, and ``commit()`` makes the batch a part of the log: only then
/// is anything stored. Several writers may work on one archive; each commit has one winner, and
/// the others rebase. A writer that failed to store takes nothing more. SPEC §7.
public struct ArchiveWriter: ~Copyable {
    /// How a writer works.
    public struct Options: Sendable {
        /// libdeflate's level for new members, 1 to 12.
        public var level = 6
        /// Who adds, as written into statements.
        public var operatorName: String?
        /// The program, as written into statements.
        public var software: Statement.Software

        /// The statements that a batch takes before it is committed by itself.
        ///
        /// With the pack's entry they fill a commit, but for what the last document brings along:
        /// its capture, an extractor and a derivation. SPEC §5.4.
        var statementLimit = Commit.maximumEntryCount - 4
        /// The length of a pack, in bytes, at which its batch is committed by itself.
        ///
        /// SPEC §2.3.
        var packByteLimit: UInt64 = 256 << 20

        /// Creates options.
        public init(software: Statement.Software) {
            self.software = software
        }
    }

    let storage: any ArchiveStorage
    let heads: any HeadStore
    let options: Options
    var signer: SignerKey

    /// The archive as this writer sees it: everything that is committed.
    public internal(set) var archive: ArchiveReader

    /// The same as far as it can be signed for.
    var trusted: TrustedLog

    /// Whether this machine had no head of the log to compare with.
    public let isFirstUse: Bool

    var batch: Batch?

    /// Those who read the documents that are added.
    var deriver: Deriver?

    /// The statements about extractors in the log, by extractor ID, as far as they were asked for.
    var extractors: [Digest: BlobID] = [:]

    var isPoisoned = false

    /// Whether every commit that ``archive`` knows of is known to survive a power cut.
    var isOnDisk = false

    /// Readers for what the archive has already; neighbours are often looked at in a row.
    var contentReader: BlobReader?
    var statementReader: BlobReader?

    /// The commit that was looked at last; with many entries, reading it takes a while.
    var logCursor: LogCursor?

    /// A document that is longer than the buffer, for the extractor that reads it.
    var largeDocument: LargeDocument?

    /// A buffer for the bytes of one document.
    var buffer = [UInt8](repeating: 0, count: PackLimits.segmentByteCount + 1)

    private init(
        storage: any ArchiveStorage,
        heads: any HeadStore,
        options: Options,
        signer: SignerKey,
        archive: ArchiveReader,
        trusted: TrustedLog,
        isFirstUse: Bool,
    ) {
        self.storage = storage
        self.heads = heads
        self.options = options
        self.signer = signer
        self.archive = archive
        self.trusted = trusted
        self.isFirstUse = isFirstUse
    }

    /// Opens an archive for adding; commits first what a dead writer had finished but for that.
    ///
    /// - Parameters:
    ///   - storage: The archive.
    ///   - keys: Keys to sign with; the first that is in force is used.
    ///   - heads: The remembered heads.
    ///   - options: How to work.
    /// - Returns: The writer.
    /// - Throws: ``ArchiveError`` with ``ArchiveError/Code/notTrusted`` when the log is older than
    ///   the remembered head or another one, or none of the keys is in force.
    public static func open(
        _ storage: any ArchiveStorage,
        keys: [SignerKey],
        heads: any HeadStore,
        options: Options,
    ) throws(ArchiveError) -> ArchiveWriter {
        let (archive, trusted, isFirstUse) = try ArchiveReader.openTrusted(storage, heads)
        var writer = ArchiveWriter(
            storage: storage,
            heads: heads,
            options: options,
            signer: try signer(of: keys, in: trusted, archive),
            archive: archive,
            trusted: trusted,
            isFirstUse: isFirstUse,
        )
        try writer.adoptFinishedPacks(keys)
        return writer
    }

    /// The first of the keys that is in force.
    static func signer(
        of keys: [SignerKey],
        in trusted: TrustedLog,
        _ archive: ArchiveReader,
    ) throws(ArchiveError) -> SignerKey {
        let isInForce = { (key: SignerKey) in
            trusted.keys.state(of: key.verifierKey) == .inForce
        }
        guard let signer = keys.first(where: isInForce) else {
            throw ArchiveError(
                .notTrusted,
                keys.isEmpty
                    ? "There is no signing key for \(archive.identity.origin). "
                        + "Name its file with --key or in ARCHIVE_KEY."
                    : "None of the signing keys is in force for \(archive.identity.origin). "
                        + "`archive key list` shows those that are.",
            )
        }
        return signer
    }

    /// The number of documents and statements that wait for ``commit()``.
    public var pendingCount: Int {
        (batch?.entries.count ?? 0) + (deriver?.pendingCount ?? 0)
    }
}
