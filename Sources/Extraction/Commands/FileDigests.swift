// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveCrypto
internal import ArchiveIO
internal import Synchronization
internal import SystemPackage

/// The digests of files of the system, each computed once while the file stays what it is.
///
/// A file is taken for the same while its device, number, length and time of change are, so that
/// ten thousand documents do not have the same hundred megabytes of libraries read again.
final class FileDigests: Sendable {
    /// The digest of a file's bytes, and its length.
    struct Entry: Hashable, Sendable {
        var digest: Digest
        var byteCount: UInt64
    }

    private struct Key: Hashable {
        var device: UInt64
        var inode: UInt64
        var byteCount: UInt64
        var seconds: Int64
        var nanoseconds: Int64

        init(_ status: FileStatus) {
            device = status.device
            inode = status.inode
            byteCount = status.byteCount
            seconds = status.modifiedSeconds
            nanoseconds = status.modifiedNanoseconds
        }
    }

    /// Those of this process.
    static let shared = FileDigests()

    /// How many are kept before all are forgotten.
    static let entryLimit = 100_000

    private let known = Mutex<[Key: Digest]>([:])

    /// How many files were read, which the tests look at.
    var readCount: Int {
        reads.load(ordering: .relaxed)
    }

    private let reads = Atomic<Int>(0)

    /// Returns the digest of a file.
    ///
    /// - Parameters:
    ///   - path: Its path; symbolic links are followed.
    ///   - byteLimit: The length of the longest file that is read.
    /// - Returns: The digest, or `nil` for a longer file.
    /// - Throws: ``StoreError`` as ``OpenFile`` does.
    func entry(_ path: FilePath, byteLimit: UInt64 = .max) throws(StoreError) -> Entry? {
        let file = try OpenFile.open(path)
        let status = try file.status()
        guard status.byteCount <= byteLimit else {
            return nil
        }
        let key = Key(status)
        if let digest = known.withLock({ $0[key] }) {
            return Entry(digest: digest, byteCount: status.byteCount)
        }
        reads.add(1, ordering: .relaxed)
        var hash = Sha256()
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var offset: UInt64 = 0
        while true {
            var span = buffer.mutableSpan
            let count = try file.read(into: &span, at: offset)
            hash.update(buffer.span.extracting(..<count))
            offset += UInt64(count)
            guard count == buffer.count, offset <= status.byteCount else {
                break
            }
        }
        let digest = hash.finish()
        guard Key(try file.status()) == key, offset == status.byteCount else {
            throw StoreError(.damaged, "\(path.string) changed while it was read.")
        }
        known.withLock { known in
            if known.count >= Self.entryLimit {
                known.removeAll()
            }
            known[key] = digest
        }
        return Entry(digest: digest, byteCount: status.byteCount)
    }
}
