// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
internal import ArchiveCrypto

/// Computes the hashes of a log's Merkle tree.
///
/// It owns one SHA-256 computation and uses it again and again. RFC 6962 §2.1.
public struct TreeHasher: ~Copyable {
    private static let leafPrefix: [UInt8] = [0]
    private static let nodePrefix: UInt8 = 1

    private var sha256 = Sha256()
    private var node: [UInt8] = []

    /// Creates a hasher.
    public init() {
        node.reserveCapacity(1 + 2 * Digest.byteCount)
    }

    /// The root hash of the tree without leaves: SHA-256 of zero bytes.
    public static let emptyRoot: Digest = {
        let nothing: [UInt8] = []
        return Sha256.digest(nothing.span)
    }()

    /// Returns SHA-256(0x00 ‖ entry).
    public mutating func leafHash(_ entry: Span<UInt8>) -> Digest {
        sha256.update(Self.leafPrefix.span)
        sha256.update(entry)
        return sha256.finish()
    }

    /// Returns SHA-256(0x01 ‖ left ‖ right).
    public mutating func nodeHash(_ left: Digest, _ right: Digest) -> Digest {
        // The buffer moves out of self, because its span may not overlap the use of self.sha256.
        var bytes: [UInt8] = []
        swap(&bytes, &node)
        bytes.removeAll(keepingCapacity: true)
        bytes.append(Self.nodePrefix)
        left.append(to: &bytes)
        right.append(to: &bytes)
        sha256.update(bytes.span)
        swap(&bytes, &node)
        return sha256.finish()
    }

    /// Returns the root over neighbouring perfect subtrees.
    ///
    /// - Parameter hashes: From left to right, each subtree larger than the next.
    /// - Returns: ``emptyRoot`` without hashes.
    mutating func fold(_ hashes: [Digest]) -> Digest {
        guard var result = hashes.last else {
            return Self.emptyRoot
        }
        for hash in hashes.dropLast().reversed() {
            result = nodeHash(hash, result)
        }
        return result
    }
}
