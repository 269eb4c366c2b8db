// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveCrypto
internal import ArchiveIO
public import BlobStore
internal import Provenance
public import TransparencyLog

/// Checks a receipt with nothing but a verifier key.
///
/// SPEC §9. Memory: one member of at most 16 MiB, whatever the document's length.
///
/// - Parameters:
///   - file: The receipt, in its text form or with the document.
///   - key: The key that must have signed.
///   - document: The document, when it is at hand in a file of its own.
/// - Returns: What the receipt proves.
/// - Throws: ``ReceiptFailure`` when it proves nothing.
public func checkReceipt(
    _ file: any StoredFile,
    key: VerifierKey,
    document: (any StoredFile)? = nil,
) throws(ReceiptFailure) -> Receipt {
    let isPack = try start(of: file) == [0x1F, 0x8B]
    var scanner = PackScanner(file)
    let proofBytes = isPack ? try readProof(&scanner) : try readAll(file)
    let proven = try checkProof(proofBytes, key: key)
    var found: (role: Receipt.DocumentRole, digest: BlobID)?
    if isPack {
        found = (.content, try checkDocument(&scanner, proven))
    }
    if let document {
        found = try checkDocument(document, proven)
    }
    return Receipt(
        entry: proven.entry,
        statementID: proven.statementID,
        statementBytes: proven.statementBytes,
        statement: proven.statement,
        checkpoint: proven.checkpoint,
        document: found?.digest,
        documentRole: found?.role,
    )
}

private func readAll(_ file: any StoredFile) throws(ReceiptFailure) -> [UInt8] {
    let bytes = try reading { () throws(StoreError) in
        try file.readAll(limit: Receipt.proofByteLimit)
    }
    guard let bytes else {
        throw .malformed(reason: "it is longer than any receipt without a document")
    }
    return bytes
}

extension Receipt {
    /// A note is at most 1 MiB, a statement 32 KiB, a proof 63 hashes.
    static let proofByteLimit = 2 << 20
}

private func reading<Result>(
    _ body: () throws(StoreError) -> Result
) throws(ReceiptFailure) -> Result {
    do throws(StoreError) {
        return try body()
    } catch {
        throw .unreadable(reason: error.message)
    }
}

private func start(of file: any StoredFile) throws(ReceiptFailure) -> [UInt8] {
    try reading { () throws(StoreError) in try file.read(count: 2, at: 0) }
}

private func checkProof(
    _ bytes: [UInt8],
    key: VerifierKey,
) throws(ReceiptFailure) -> Receipt {
    let file: ProofFile
    do throws(ProofFileFailure) {
        file = try ProofFile.decode(bytes)
    } catch {
        throw .malformed(reason: "\(error)")
    }
    do throws(NoteRefusal) {
        _ = try file.checkpoint.verify(logKey: key)
    } catch {
        throw .notSigned(origin: file.checkpoint.checkpoint.origin.description)
    }
    guard let statementBytes = file.extra else {
        throw .malformed(reason: "it carries no statement")
    }
    let statement: Statement
    do throws(StatementFailure) {
        statement = try Statement.decode(statementBytes)
    } catch {
        throw .malformed(reason: "\(error)")
    }
    let id = Sha256.digest(statementBytes.span)
    let leaf: LogEntry
    do throws(LogEntryFailure) {
        leaf = try LogEntry(type: statement.type.rawValue, digest: id)
    } catch {
        preconditionFailure("statement types are entry types: \(error)")
    }
    let root = file.checkpoint.checkpoint.rootHash
    guard file.inclusionProof.isValid(leafHash: leaf.leafHash, rootHash: root) else {
        throw .wrongProof
    }
    return Receipt(
        entry: file.index,
        statementID: id,
        statementBytes: statementBytes,
        statement: statement,
        checkpoint: file.checkpoint,
        document: nil,
        documentRole: nil,
    )
}

private func readProof(_ pack: inout PackScanner) throws(ReceiptFailure) -> [UInt8] {
    var inflater = MemberInflater()
    let header = try nextMember(&pack)
    guard header.kind == .blobs, header.blobs.count == 1,
        header.rawByteCount <= Receipt.proofByteLimit
    else {
        throw .malformed(reason: "its first member is not a proof")
    }
    guard try inflate(&pack, &inflater), let bytes = inflater.withBlob(at: 0, { [UInt8]($0) })
    else {
        throw .malformed(reason: "its proof is damaged")
    }
    return bytes
}

private func nextMember(_ pack: inout PackScanner) throws(ReceiptFailure) -> MemberHeader {
    do throws(StoreError) {
        guard case .member(_, let header) = try pack.next() else {
            throw StoreError(.damaged, "")
        }
        return header
    } catch {
        guard error.code == .damaged else {
            throw .unreadable(reason: error.message)
        }
        throw .malformed(reason: "it is cut off or damaged at byte \(pack.offset)")
    }
}

private func inflate(
    _ pack: inout PackScanner,
    _ inflater: inout MemberInflater,
) throws(ReceiptFailure) -> Bool {
    do throws(StoreError) {
        return try pack.inflate(with: &inflater)
    } catch {
        throw .unreadable(reason: error.message)
    }
}

/// Digests the members behind the proof, which hold the document and nothing else.
private func checkDocument(
    _ pack: inout PackScanner,
    _ proven: Receipt,
) throws(ReceiptFailure) -> BlobID {
    guard let content = proven.capture?.content else {
        throw .malformed(reason: "it carries a document, but its statement is about none")
    }
    let expected = content.digest
    var byteCount: UInt64 = 0
    var inflater = MemberInflater()
    var hash = Sha256()
    var number: UInt32 = 0
    while true {
        let header = try nextMember(&pack)
        let isSegment = header.kind == .segment || header.kind == .lastSegment
        guard header.blobs.count == 1, isSegment || (header.kind == .blobs && number == 0),
            header.segmentNumber == number
        else {
            throw .malformed(reason: "its members are not one document")
        }
        guard try inflate(&pack, &inflater),
            inflater.withBlob(at: 0, { hash.update($0) }) != nil
        else {
            throw .otherDocument(expected: expected, actual: nil)
        }
        byteCount += UInt64(header.rawByteCount)
        number += 1
        if header.kind != .segment {
            break
        }
    }
    let actual = hash.finish()
    guard actual == expected else {
        throw .otherDocument(expected: expected, actual: actual)
    }
    guard byteCount == content.byteCount else {
        throw .malformed(
            reason: "its document has \(byteCount) bytes, and its statement says "
                + "\(content.byteCount)"
        )
    }
    let end = pack.offset
    guard try isAtEnd(&pack) else {
        throw .malformed(reason: "something follows the document at byte \(end)")
    }
    return actual
}

private func isAtEnd(_ pack: inout PackScanner) throws(ReceiptFailure) -> Bool {
    do throws(StoreError) {
        return try pack.next() == .end
    } catch {
        throw .unreadable(reason: error.message)
    }
}

/// Digests a document in a file of its own, and says which one of the statement's it is.
private func checkDocument(
    _ file: any StoredFile,
    _ proven: Receipt,
) throws(ReceiptFailure) -> (role: Receipt.DocumentRole, digest: BlobID) {
    let documents = proven.documents
    guard !documents.isEmpty else {
        throw .aboutNoDocument(type: proven.statement.type.rawValue)
    }
    var hash = Sha256()
    var offset: UInt64 = 0
    while true {
        let place = offset
        let piece = try reading { () throws(StoreError) in
            try file.read(count: 1 << 20, at: place)
        }
        hash.update(piece.span)
        offset += UInt64(piece.count)
        if piece.count < 1 << 20 {
            break
        }
    }
    let actual = hash.finish()
    let found = documents.first { document in
        document.digest == actual && (document.byteCount ?? offset) == offset
    }
    guard let found else {
        if let content = proven.capture?.content {
            throw .otherDocument(expected: content.digest, actual: actual)
        }
        throw .unrelatedDocument(actual: actual)
    }
    return (found.role, actual)
}
