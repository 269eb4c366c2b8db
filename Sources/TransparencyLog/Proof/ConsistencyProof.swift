// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// Proves that a tree is the beginning of a larger one.
///
/// RFC 9162 §2.1.4; the bytes are those of RFC 6962 §2.1.2.
public struct ConsistencyProof: Hashable, Sendable {
    /// The number of leaves of the smaller tree.
    public let oldSize: UInt64

    /// The number of leaves of the larger tree.
    public let newSize: UInt64

    /// The hashes, the lowest first.
    public let hashes: [Digest]

    /// Creates a proof from its parts, which may be wrong.
    public init(oldSize: UInt64, newSize: UInt64, hashes: [Digest]) {
        self.oldSize = oldSize
        self.newSize = newSize
        self.hashes = hashes
    }

    /// Makes the proof for two sizes of a tree.
    ///
    /// - Parameters:
    ///   - oldSize: At least 1.
    ///   - newSize: At least `oldSize`; the source may know more leaves.
    ///   - source: Knows the hashes.
    /// - Throws: The failure of the source.
    public init<Source: NodeSource>(
        oldSize: UInt64,
        newSize: UInt64,
        from source: Source,
    ) throws(Source.Failure) {
        precondition(0 < oldSize && oldSize <= newSize, "the sizes are out of order")
        precondition(newSize <= TreeNode.maximumTreeSize, "a tree has at most 2^63 - 1 leaves")
        var begin: UInt64 = 0
        var end = newSize
        var hashes: [Digest] = []
        while end != oldSize {
            let middle = begin + (end - begin).largestPowerOfTwoBelow
            if oldSize <= middle {
                hashes.append(try source.rootHash(from: middle, to: end))
                end = middle
            } else {
                hashes.append(try source.rootHash(from: begin, to: middle))
                begin = middle
            }
        }
        // The verifier knows the old root already, and that is this subtree when begin is 0.
        if begin > 0 {
            hashes.append(try source.rootHash(from: begin, to: end))
        }
        self.init(oldSize: oldSize, newSize: newSize, hashes: hashes.reversed())
    }

    /// How many hashes the proof for these sizes has; nil for sizes that nothing can be proved of.
    ///
    /// Those are an old size of 0 and one above the new size.
    public static func hashCount(oldSize: UInt64, newSize: UInt64) -> Int? {
        guard 0 < oldSize, oldSize <= newSize else {
            return nil
        }
        guard oldSize < newSize else {
            return 0
        }
        let inner = ((oldSize - 1) ^ (newSize - 1)).bitLength
        let border = ((oldSize - 1) >> UInt64(inner)).nonzeroBitCount
        let first = oldSize.nonzeroBitCount == 1 ? 0 : 1
        return first + inner - oldSize.trailingZeroBitCount + border
    }

    /// Whether a tree of ``newSize`` leaves with the new root hash begins with the old tree.
    public func isValid(oldRootHash: Digest, newRootHash: Digest) -> Bool {
        guard let count = Self.hashCount(oldSize: oldSize, newSize: newSize), hashes.count == count
        else {
            return false
        }
        guard oldSize < newSize else {
            return oldRootHash == newRootHash
        }
        let path = oldSize.nonzeroBitCount == 1 ? [oldRootHash] + hashes : hashes
        var hasher = TreeHasher()
        let skipped = UInt64((~(oldSize - 1)).trailingZeroBitCount)
        var node = (oldSize - 1) >> skipped
        var lastNode = (newSize - 1) >> skipped
        var old = path[0]
        var new = path[0]
        // With the count right, lastNode is above 0 before each hash and 0 after the last.
        for hash in path.dropFirst() {
            if !node.isMultiple(of: 2) || node == lastNode {
                old = hasher.nodeHash(hash, old)
                new = hasher.nodeHash(hash, new)
                let skipped = UInt64(node.trailingZeroBitCount)
                node >>= skipped
                lastNode >>= skipped
            } else {
                new = hasher.nodeHash(new, hash)
            }
            node >>= 1
            lastNode >>= 1
        }
        return old == oldRootHash && new == newRootHash
    }
}
