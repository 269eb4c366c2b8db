// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import BlobStore
internal import SystemPackage
internal import TransparencyLog

/// The commits of an archive, by the index of their first entry.
struct LogFolder: Sendable {
    let storage: any ArchiveStorage

    /// The first entries of all commits, in order.
    private(set) var firstIndices: [UInt64]

    init(_ storage: any ArchiveStorage) throws(ArchiveError) {
        self.storage = storage
        let items = try wrapping { () throws(StoreError) in try storage.items(in: "log") }
        var indices: [UInt64] = []
        for item in items where item.kind == .file {
            do throws(DecodingFailure) {
                indices.append(try Commit.firstIndex(fileName: item.text))
            } catch {
                // Not a commit's name; `verify` reports it, readers pass it over.
                continue
            }
        }
        firstIndices = indices.sorted()
    }

    /// Takes note of a commit that was just published.
    mutating func append(firstIndex: UInt64) {
        firstIndices.append(firstIndex)
    }

    /// Takes note of a commit that a listing lacks because it appeared while that was made.
    ///
    /// - Returns: Whether there is one.
    mutating func add(firstIndex: UInt64) -> Bool {
        guard (try? commit(firstIndex: firstIndex)) != nil else {
            return false
        }
        firstIndices.append(firstIndex)
        firstIndices.sort()
        return true
    }

    /// Reads and decodes the commit whose first entry has an index.
    func commit(firstIndex: UInt64) throws(ArchiveError) -> Commit {
        let path = "log/" + Commit.fileName(firstIndex: firstIndex)
        let bytes = try wrapping { () throws(StoreError) in
            try storage.open(path).readAll(limit: Commit.maximumByteCount)
        }
        let commit: Commit
        do throws(CommitFailure) {
            guard let bytes else {
                throw .overLimit(limit: Commit.maximumByteCount, actual: Int.max)
            }
            commit = try Commit.decode(bytes)
        } catch {
            throw Self.damaged(path, "\(error)")
        }
        guard commit.firstIndex == firstIndex else {
            throw Self.damaged(path, "its first entry is number \(commit.firstIndex)")
        }
        return commit
    }

    private static func damaged(_ path: String, _ reason: String) -> ArchiveError {
        ArchiveError(
            .missingOrDamaged,
            "\(path) is damaged: \(reason). Run `archive verify`; restore the file from a copy.",
        )
    }

    /// Waits until the commit that ends in a checkpoint survives a power cut, and all before it.
    ///
    /// Whoever published it may not have come to its own `fsync` yet.
    func synchronize(commitOf checkpoint: Checkpoint) throws(ArchiveError) {
        let last = max(1, checkpoint.treeSize) - 1
        guard let first = firstIndex(containing: last) else {
            throw ArchiveError(.missingOrDamaged, "The commit of entry \(last) is gone.")
        }
        do throws(StoreError) {
            try storage.synchronize("log/" + Commit.fileName(firstIndex: first))
        } catch  where [.readOnlyFileSystem, .invalidArgument].contains(error.cause?.errno) {
            // Media that nobody writes to have nothing left to write.
        } catch {
            throw ArchiveError(error)
        }
    }

    /// The newest commit.
    func newest() throws(ArchiveError) -> Commit {
        guard let last = firstIndices.last else {
            throw ArchiveError(
                .missingOrDamaged,
                "\(storage.name) has no commits in log/. Restore them from a copy.",
            )
        }
        return try commit(firstIndex: last)
    }

    /// The commits that add the entries of a range, oldest first; both ends are commit ends.
    func firstIndices(in range: Range<UInt64>) -> [UInt64] {
        Array(firstIndices[position(of: range.lowerBound)..<position(of: range.upperBound)])
    }

    /// The first entry of the commit that adds an entry.
    func firstIndex(containing entry: UInt64) -> UInt64? {
        let end = entry == .max ? firstIndices.count : position(of: entry + 1)
        return end > 0 ? firstIndices[end - 1] : nil
    }

    /// How many commits start before an entry.
    private func position(of entry: UInt64) -> Int {
        var low = 0
        var high = firstIndices.count
        while low < high {
            let middle = (low + high) / 2
            if firstIndices[middle] < entry {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
