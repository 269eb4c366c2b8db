// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveIO
internal import ArchiveStore
internal import Synchronization
internal import SystemPackage

/// How much an `add` is going to read, found out while it works and not before.
///
/// It opens the files and reads none; what it cannot open counts for nothing here. It does not
/// find out more than the length in bytes, which is all that the time left needs.
final class AddEstimate: Sendable {
    private let known = Mutex<UInt64?>(nil)

    /// The bytes in all, once they are known.
    var byteCount: UInt64? {
        known.withLock { $0 }
    }

    /// Begins to count.
    ///
    /// - Parameters:
    ///   - paths: Files and folders.
    ///   - lists: Lists of files.
    ///   - archive: The folder of the archive, which is not added to itself.
    ///   - followsLinks: Whether symbolic links are followed.
    func start(_ paths: [FilePath], _ lists: [DocumentList], archive: FilePath, followsLinks: Bool)
    {
        // It blocks one of the threads of Swift's pool, which nothing else uses.
        Task.detached(priority: .utility) { [self] in
            let count = Count(archive: archive, followsLinks: followsLinks)
            let sum = paths.reduce(0) { $0 + count.ofPath($1) }
            let total = lists.reduce(sum) { $0 + count.ofList($1) }
            if Interruption.signal == nil {
                known.withLock { $0 = total }
            }
        }
    }

    /// Takes the length of what standard input is, when that is a file.
    func startWithStandardInput() {
        if let status = try? OpenFile.standardInput.status(), status.isPlainFile {
            known.withLock { $0 = status.byteCount }
        }
    }

    private struct Count {
        let archive: FilePath
        let followsLinks: Bool

        func ofPath(_ path: FilePath) -> UInt64 {
            let own = try? Folder.open(archive)
            guard var walk = try? FolderWalk(path, followsLinks: followsLinks, except: own) else {
                return ofFile(path)
            }
            var sum: UInt64 = 0
            while Interruption.signal == nil, let step = walk.next() {
                if case .file(let file, _) = step {
                    sum += (try? file.status().byteCount) ?? 0
                }
            }
            return sum
        }

        func ofList(_ list: DocumentList) -> UInt64 {
            var sum: UInt64 = 0
            try? list.read { result in
                if case .success(let document) = result {
                    sum += ofFile(document.file)
                }
                return Interruption.signal == nil
            }
            return sum
        }

        private func ofFile(_ path: FilePath) -> UInt64 {
            let file = try? OpenFile.open(path, followingLink: followsLinks)
            return (try? file?.status().byteCount) ?? 0
        }
    }
}
