// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import SystemPackage
public import TransparencyLog

/// The newest checkpoint that was signed or verified on this machine, for each log.
///
/// It is what a rollback or a fork is found by. SPEC §5.5.
public protocol HeadStore: Sendable {
    /// The remembered head of a log.
    ///
    /// - Throws: ``ArchiveError`` when there is one that cannot be read.
    func head(of origin: Origin) throws(ArchiveError) -> RememberedHead?

    /// Remembers a head; after a power cut it is this one or the one before.
    ///
    /// - Throws: ``ArchiveError``.
    func remember(_ head: RememberedHead) throws(ArchiveError)
}

/// Remembered heads in files.
public struct LocalHeadStore: HeadStore {
    private let folders: UserFolders

    /// Uses a folder that need not be there yet.
    public init(_ folders: UserFolders) {
        self.folders = folders
    }

    /// The remembered head of a log.
    ///
    /// - Throws: ``ArchiveError`` when there is one that cannot be read.
    public func head(of origin: Origin) throws(ArchiveError) -> RememberedHead? {
        let path = folders.heads.appending(UserFolders.fileName(of: origin))
        var bytes: [UInt8] = []
        do throws(StoreError) {
            let file = try OpenFile.open(path)
            bytes = [UInt8](repeating: 0, count: RememberedHead.maximumByteCount + 1)
            var span = bytes.mutableSpan
            let count = try file.read(into: &span, at: 0)
            bytes.removeLast(bytes.count - count)
        } catch {
            guard error.code == .notFound else {
                throw ArchiveError(.inputOutput, error.message, cause: error)
            }
            return nil
        }
        let head: RememberedHead
        do throws(RememberedHead.Failure) {
            head = try RememberedHead.decode(bytes)
            guard head.checkpoint.origin == origin else {
                throw .malformed
            }
        } catch {
            throw ArchiveError(
                .notTrusted,
                error == .newer
                    ? "A newer version of archive wrote the remembered head \(path). Use that."
                    : "The remembered head \(path) is damaged, or that of another log. Verify the "
                        + "archive with --key, and remove that file if you trust what you see.",
            )
        }
        return head
    }

    /// Remembers a head; after a power cut it is this one or the one before.
    ///
    /// A larger one stays: another writer came later and was faster.
    ///
    /// - Throws: ``ArchiveError``.
    public func remember(_ head: RememberedHead) throws(ArchiveError) {
        if let known = try self.head(of: head.checkpoint.origin),
            known.checkpoint.treeSize > head.checkpoint.treeSize
        {
            return
        }
        let bytes = head.encode()
        do throws(StoreError) {
            let folder = try Folder.make(folders.heads, mode: 0o700)
            let name = UserFolders.fileName(of: head.checkpoint.origin)
            try folder.replaceFile(name, with: bytes.span, mode: 0o600)
        } catch {
            throw ArchiveError(
                .inputOutput,
                "The newest head could not be remembered: \(error.message)",
                cause: error,
            )
        }
    }
}
