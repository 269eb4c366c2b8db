// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
public import BlobStore
public import TransparencyLog

extension ArchiveReader {
    /// Opens an archive for signing something about what is in its log, but not the log itself.
    ///
    /// The log is held against the remembered head as it is before a commit is signed.
    ///
    /// - Parameters:
    ///   - storage: The archive.
    ///   - keys: Keys to sign with; the first that is in force is used.
    ///   - heads: The remembered heads.
    /// - Returns: The archive and the key.
    /// - Throws: ``ArchiveError`` with ``ArchiveError/Code/notTrusted``, as
    ///   ``ArchiveWriter/open(_:keys:heads:options:)``.
    public static func openForSigning(
        _ storage: any ArchiveStorage,
        keys: [SignerKey],
        heads: any HeadStore,
    ) throws(ArchiveError) -> (ArchiveReader, SignerKey) {
        let (archive, trusted, _) = try openTrusted(storage, heads)
        return (archive, try ArchiveWriter.signer(of: keys, in: trusted, archive))
    }
}
