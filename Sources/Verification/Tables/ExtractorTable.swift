// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveCrypto

/// Which extractor each good extractor statement is about: 40 bytes for a statement, and the free
/// slots of ``DigestTable``.
///
/// A statement and an extractor ID are kept as the digest of both, since that is all that is ever
/// asked.
struct ExtractorTable {
    private var pairs = DigestTable()

    /// Notes the extractor ID of a statement.
    mutating func add(statement: Digest, extractor: Digest) {
        _ = pairs.update(Self.pair(statement, extractor), first: 1) { _ in }
    }

    /// Whether a good statement has this digest, and this extractor ID.
    func has(statement: Digest, extractor: Digest) -> Bool {
        pairs[Self.pair(statement, extractor)] != nil
    }

    private static func pair(_ statement: Digest, _ extractor: Digest) -> Digest {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2 * Digest.byteCount)
        statement.append(to: &bytes)
        extractor.append(to: &bytes)
        return Sha256.digest(bytes.span)
    }
}
