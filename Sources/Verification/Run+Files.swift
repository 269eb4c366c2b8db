// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveCrypto
internal import ArchiveIO
internal import BlobStore
internal import Provenance
internal import TransparencyLog

extension Run {
    private static let specificationByteLimit = 16 << 20

    /// Reads `ARCHIVE`.
    ///
    /// - Returns: Whether the archive is of a version whose other files can be checked.
    func readArchiveFile() -> Bool {
        let missing = "It is not there. It says what this folder is and which key vouches for it."
        guard let file = open("ARCHIVE", missing: .archiveFileMissing, missing) else {
            return true
        }
        do throws(StoreError) {
            let count = Int(min(file.byteCount, UInt64(ArchiveFile.byteLimit) + 1))
            let bytes = try file.read(count: count, at: 0)
            countRead(UInt64(bytes.count))
            return take(archiveFile: bytes)
        } catch {
            refuse("ARCHIVE", error)
            return true
        }
    }

    private func take(archiveFile bytes: [UInt8]) -> Bool {
        do throws(ArchiveFileFailure) {
            identity.file = try ArchiveFile.decode(bytes)
        } catch {
            switch error {
            case .newer(let version):
                let detail =
                    "The archive is of version \(version) of the format, and this program knows "
                    + "version 1; nothing else was checked."
                add(.formatNewer, "ARCHIVE", detail)
                return false
            case .malformed(let expected):
                add(.archiveFileMalformed, "ARCHIVE", "It must have \(expected).")
            }
        }
        return true
    }

    /// Compares `SPEC.md` with what entry 1's statement says.
    ///
    /// SPEC §8.5.
    func checkSpecification() {
        let missing = "It is not there: the archive does not hold the text of its own format."
        guard let file = open("SPEC.md", missing: .specificationMissing, missing) else {
            return
        }
        do throws(StoreError) {
            guard let bytes = try file.readAll(limit: Self.specificationByteLimit) else {
                let detail = "It has \(file.byteCount) bytes, over the limit of 16 MiB."
                add(.specificationMismatch, "SPEC.md", detail)
                return
            }
            countRead(UInt64(bytes.count))
            if let expected = identity.first?.archive?.specification,
                Sha256.digest(bytes.span) != expected
            {
                let detail = "It is another text than the one that entry 1's statement names."
                add(.specificationMismatch, "SPEC.md", detail)
            }
        } catch {
            refuse("SPEC.md", error)
        }
    }

    // MARK: Folders

    /// Reports the names in the archive's folder that the format does not allow.
    ///
    /// SPEC §6.
    func listUnexpected(_ names: [Folder.Item]) {
        let allowed: Set = ["ARCHIVE", "SPEC.md", "log", "packs", "parity", "cache", "staging"]
        for item in names where !allowed.contains(item.text) {
            addUnexpected(item.text)
        }
    }

    private func addUnexpected(_ path: String) {
        add(.unexpectedFile, path, "The format does not say what this is; it was not looked at.")
    }

    /// Lists the commits, and reports what else is in `log`.
    ///
    /// - Returns: The commits in their order, or `nil` when the folder cannot be read.
    func listLog(_ names: [Folder.Item]) -> [Folder.Item]? {
        var items: [Folder.Item] = []
        if let folder = names.first(where: { $0.text == "log" }) {
            do throws(StoreError) {
                items = try list(folder, at: "log")
            } catch {
                add(error, "log")
                return nil
            }
        }
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        var commits: [Folder.Item] = []
        for item in items {
            if item.name.count == 20, item.name.allSatisfy(digits.contains) {
                commits.append(item)
            } else {
                addUnexpected("log/" + item.text)
            }
        }
        if commits.isEmpty {
            add(.logEmpty, "log", "There are no commits, so that nothing says what was archived.")
        }
        return commits
    }

    /// Lists the packs, and reports what else is in `packs`.
    ///
    /// Folders that cannot be listed are in ``unlistedFolders`` afterwards.
    ///
    /// - Returns: The digests that the names of files stand for.
    func listPacks(_ names: [Folder.Item]) -> [Digest] {
        guard let item = names.first(where: { $0.text == "packs" }) else {
            return []
        }
        var stored: [Digest] = []
        for folder in listPacks(item, at: "packs") {
            let path = "packs/" + folder.text
            guard folder.name.count == 2, folder.name.allSatisfy(Self.isHexDigit) else {
                addUnexpected(path)
                continue
            }
            for item in listPacks(folder, at: path) {
                if let digest = Self.digest(ofPack: item.name, in: folder.name) {
                    stored.append(digest)
                } else {
                    addUnexpected(path + "/" + item.text)
                }
            }
        }
        return stored
    }

    private func listPacks(_ item: Folder.Item, at path: String) -> [Folder.Item] {
        do throws(StoreError) {
            return try list(item, at: path)
        } catch {
            unlistedFolders.append((path, error))
            return []
        }
    }

    /// Reports the folders of packs that cannot be listed.
    func addUnlistedFolders() {
        for (path, error) in unlistedFolders {
            add(error, path)
        }
    }

    private func add(_ error: StoreError, _ path: String) {
        if error.code == .notPlain {
            add(.notAPlainFile, path, "It is not a folder, so that nothing in it can be read.")
        } else {
            refuse(path, error)
        }
    }

    private func list(_ item: Folder.Item, at path: String) throws(StoreError) -> [Folder.Item] {
        guard item.kind == .folder else {
            throw StoreError(.notPlain, "\(path) is not a folder.")
        }
        return try storage.items(in: path)
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    private static func digest(ofPack name: [UInt8], in folder: [UInt8]) -> Digest? {
        guard name.count == 67, name.starts(with: folder), name.suffix(3) == Array(".gz".utf8)[...]
        else {
            return nil
        }
        do throws(DecodingFailure) {
            return try Digest(hex: name.span.extracting(..<64))
        } catch {
            return nil
        }
    }

    /// Reports the packs that are there and that no entry names.
    func addOrphans(_ stored: [Digest]) {
        for digest in stored where !packs.contains(digest) {
            add(
                .packOrphan,
                PackName.path(of: digest),
                "No entry names this pack. A writer may be at work and commit it later, or have "
                    + "died before its commit; or the newest commits were removed.",
            )
        }
    }
}
