// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveCrypto
internal import ArchiveIO
public import BlobStore
internal import Provenance
public import TransparencyLog

extension ArchiveWriter {
    /// Makes a new archive: its first commit, the specification's text, and `ARCHIVE` last.
    ///
    /// If the process dies in here there is no `ARCHIVE`, so what is left is no archive.
    ///
    /// - Parameters:
    ///   - storage: An empty place.
    ///   - signer: The archive's first key; its name is the log's origin.
    ///   - specification: The text of SPEC.md.
    ///   - heads: Remembers the first head.
    ///   - options: How to work.
    /// - Returns: The first checkpoint.
    /// - Throws: ``ArchiveError`` with ``ArchiveError/Code/alreadyAnArchive`` when there is
    ///   something in that place.
    public static func create(
        in storage: any ArchiveStorage,
        signer: SignerKey,
        specification: [UInt8],
        heads: any HeadStore,
        options: Options,
    ) throws(ArchiveError) -> SignedCheckpoint {
        try requireEmpty(storage)
        guard Origin(archive: signer.verifierKey.name.bytes) != nil,
            specification.count <= PackLimits.segmentByteCount
        else {
            throw ArchiveError(
                .invalidRequest,
                "An archive's origin has 1 to 255 printable ASCII characters without +, and its "
                    + "SPEC.md at most 16 MiB.",
            )
        }
        let identity = ArchiveFile(key: signer.verifierKey)
        let specificationID = Sha256.digest(specification.span)
        let change = KeyChange(
            action: .add,
            verifierKey: signer.verifierKey.encode(),
            archive: KeyChange.Archive(
                origin: identity.origin.description,
                specification: specificationID,
                specificationByteCount: UInt64(specification.count),
            ),
        )
        let statement = try makeStatement(.key(change), options)
        let statementBytes: [UInt8]
        do throws(StatementFailure) {
            statementBytes = try statement.encode()
        } catch {
            throw ArchiveError(.invalidRequest, "The archive cannot be described: \(error).")
        }
        let first: SignedCheckpoint
        do throws(StoreError) {
            let batch = try Batch(storage, level: options.level)
            try batch.pack.put(specification.span, id: specificationID)
            try batch.put(
                statement,
                bytes: statementBytes,
                id: Sha256.digest(statementBytes.span),
            )
            let entries = [try batch.publishPack(signer)] + batch.entries
            var tree = TreeAccumulator()
            for entry in entries {
                tree.append(leafHash: entry.leafHash)
            }
            let checkpoint = Self.sign(tree.treeSize, tree.rootHash, signer)
            let commit = Self.encode(entries, checkpoint)
            try publish(commit, "log/" + Commit.fileName(firstIndex: 0), batch.staging)
            try publish(specification, ArchiveFile.specificationName, batch.staging)
            try publish(identity.encode(), ArchiveFile.name, batch.staging)
            batch.staging.remove()
            first = checkpoint
        } catch {
            throw ArchiveError(.inputOutput, error.message, cause: error)
        }
        var keys = KeyHistory()
        keys.apply(change, entry: 1)
        try heads.remember(RememberedHead(first, keys: keys))
        return first
    }

    /// Refuses a place for a new archive where something is.
    ///
    /// - Throws: ``ArchiveError`` with ``ArchiveError/Code/alreadyAnArchive``, which says how to go
    ///   on, also when it is what an `init` left that died half way.
    public static func requireEmpty(_ storage: any ArchiveStorage) throws(ArchiveError) {
        let names = try wrapping { () throws(StoreError) in try storage.items(in: "").map(\.text) }
        guard !names.isEmpty else {
            return
        }
        let message: String
        if names.contains(ArchiveFile.name) {
            message = "\(storage.name) is an archive already."
        } else if isUnfinished(storage, names) {
            message =
                "\(storage.name) has what an `archive init` left that did not come to its end; no "
                + "document was ever in it. Remove the folder, and run `archive init` again."
        } else if names.contains("log") {
            message =
                "\(storage.name) has a log and no file ARCHIVE: it looks like an archive that lost "
                + "it. `archive verify` says more; restore the file from a copy."
        } else {
            message = "\(storage.name) is not empty. Name an empty or a new folder."
        }
        throw ArchiveError(.alreadyAnArchive, message)
    }

    /// Whether a place has nothing but what ``create(in:signer:specification:heads:options:)``
    /// makes before `ARCHIVE`: at most one commit, the first.
    private static func isUnfinished(_ storage: any ArchiveStorage, _ names: [String]) -> Bool {
        let made: Set = ["staging", "packs", "log", ArchiveFile.specificationName]
        guard made.isSuperset(of: names), names.contains("staging") || names.contains("packs")
        else {
            return false
        }
        let commits = (try? storage.items(in: "log")) ?? []
        return commits.allSatisfy { $0.text == Commit.fileName(firstIndex: 0) }
    }

    private static func publish(
        _ bytes: [UInt8],
        _ path: String,
        _ staging: any StagingArea,
    ) throws(StoreError) {
        let file = try staging.makeFile("\(path.split(separator: "/").last ?? "file")")
        try file.write(bytes.span)
        try staging.publish(file, as: path)
    }
}
