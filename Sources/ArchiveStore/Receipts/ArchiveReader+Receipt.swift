// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
internal import ArchiveCrypto
internal import ArchiveIO
internal import BlobStore
public import SystemPackage
public import TransparencyLog

extension ArchiveReader {
    /// Proves that a statement is in the log, for somebody who has only the verifier key.
    ///
    /// - Parameter recorded: The statement, which the proof file carries.
    /// - Returns: The receipt in its text form. SPEC §9.
    /// - Throws: ``ArchiveError`` when the log cannot be read, or does not have the root that its
    ///   newest checkpoint signs.
    public func proof(of recorded: RecordedStatement) throws(ArchiveError) -> ProofFile {
        let proof = try InclusionProof(
            index: recorded.entry,
            treeSize: treeSize,
            from: LogNodes(log: log),
        )
        var cursor = LogCursor(log)
        let leaf = try cursor.entry(at: recorded.entry).leafHash
        guard proof.isValid(leafHash: leaf, rootHash: checkpoint.checkpoint.rootHash) else {
            throw ArchiveError(
                .notTrusted,
                "The entries of the log do not have the root that its newest checkpoint signs. "
                    + "Run `archive verify`.",
            )
        }
        do throws(ProofFileFailure) {
            return try ProofFile(
                extra: recorded.bytes,
                index: recorded.entry,
                hashes: proof.hashes,
                checkpoint: checkpoint,
            )
        } catch {
            preconditionFailure("a statement and a proof fit into a proof file: \(error)")
        }
    }

    /// Writes a receipt to a new file.
    ///
    /// - Parameters:
    ///   - proof: The receipt's proof file.
    ///   - content: The document to put into it as well: its blob and its length in bytes.
    ///   - path: A file that is not there yet.
    /// - Throws: ``ArchiveError``; the file is removed then.
    public func write(
        _ proof: ProofFile,
        with content: (id: BlobID, byteCount: UInt64)?,
        to path: FilePath,
    ) throws(ArchiveError) {
        guard let name = path.lastComponent?.string else {
            throw ArchiveError(.invalidRequest, "\(path) is not a file's name.")
        }
        let parent = path.removingLastComponent()
        let folder: Folder
        let file: OpenFile
        do throws(StoreError) {
            folder = try Folder.open(parent.isEmpty ? "." : parent)
            file = try folder.makeFile(name)
        } catch {
            guard error.code != .alreadyExists else {
                throw ArchiveError(
                    .invalidRequest,
                    "\(path) is there already; a receipt replaces nothing. Name a new file.",
                    cause: error,
                )
            }
            throw ArchiveError(
                .inputOutput,
                "The receipt cannot be written. \(error.message)",
                cause: error,
            )
        }
        do throws(ArchiveError) {
            if let content {
                try writePack(proof, content, to: file)
            } else {
                let bytes = proof.encode()
                try wrapping { () throws(StoreError) in try file.write(bytes.span) }
            }
            try wrapping { () throws(StoreError) in try file.synchronize() }
        } catch {
            try? folder.remove(name)
            throw error
        }
    }

    private func writePack(
        _ proof: ProofFile,
        _ content: (id: BlobID, byteCount: UInt64),
        to file: OpenFile,
    ) throws(ArchiveError) {
        let bytes = proof.encode()
        var left = content.byteCount
        let isSegmented = left > UInt64(PackLimits.segmentByteCount)
        do throws(StoreError) {
            var pack = PackWriter(try LocalFile(file), level: 6)
            try pack.put(bytes.span, id: Sha256.digest(bytes.span))
            try pack.flush()
            var failure: ArchiveError?
            do throws(ArchiveError) {
                try read(content.id) { (piece) throws(StoreError) in
                    // The statement's length is foreign; the pack's format has no room for a lie.
                    let expected =
                        isSegmented ? min(left, UInt64(PackLimits.segmentByteCount)) : left
                    guard UInt64(piece.count) == expected else {
                        throw Self.otherLength(content)
                    }
                    left -= expected
                    if !isSegmented {
                        try pack.put(piece, id: content.id)
                    } else if left > 0 {
                        try pack.putSegment(piece)
                    } else {
                        try pack.putLastSegment(piece, id: content.id)
                    }
                }
            } catch {
                failure = error
            }
            if let failure {
                throw failure.cause ?? StoreError(.damaged, failure.message)
            }
            guard left == 0 else {
                throw Self.otherLength(content)
            }
            _ = try pack.seal()
        } catch {
            throw ArchiveError(error)
        }
    }

    private static func otherLength(_ content: (id: BlobID, byteCount: UInt64)) -> StoreError {
        StoreError(
            .damaged,
            "\(content.id) does not have the \(content.byteCount) bytes that its statement says.",
        )
    }
}
