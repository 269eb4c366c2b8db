// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveCrypto

/// Tells in eight bytes whether what is read a second time is what was read before.
///
/// The marks depend on a secret, so that nobody can make two texts with one mark: 64 bits are
/// enough, and a million commits take 8 MB.
struct ReadingMark {
    private let secret: [UInt8]

    /// Chooses a secret.
    init() {
        secret = (0..<32).map { _ in .random(in: .min ... .max) }
    }

    /// The mark of bytes.
    func mark(of bytes: Span<UInt8>) -> UInt64 {
        var hash = Sha256()
        hash.update(secret.span)
        hash.update(bytes)
        return hash.finish().words.0
    }
}
