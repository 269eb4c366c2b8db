// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore

/// A number for each of many digests: 40 bytes each, in slots of which up to 3 in 10 are free.
///
/// Open addressing in 256 parts that grow one after the other, so that never more than one part
/// is there twice. The places depend on a secret, since hostile archives choose their digests.
struct DigestTable {
    private struct Slot {
        var digest: Digest
        /// 0 where the slot is free.
        var value: UInt64
    }

    private static let partBits: UInt64 = 8

    private var parts: [[Slot]]
    private var counts: [Int]
    private let secrets: (UInt64, UInt64, UInt64, UInt64)

    /// Starts without digests.
    init() {
        parts = Array(repeating: [], count: 1 << Int(Self.partBits))
        counts = Array(repeating: 0, count: parts.count)
        let numbers = 1...UInt64.max
        secrets = (
            .random(in: numbers), .random(in: numbers), .random(in: numbers), .random(in: numbers),
        )
    }

    /// The number of digests.
    var count: Int {
        counts.reduce(0, +)
    }

    /// The value of a digest, or `nil` when it is not in the table.
    subscript(digest: Digest) -> UInt64? {
        let (part, hash) = place(of: digest)
        guard let index = index(of: digest, in: part, hash), parts[part][index].value != 0 else {
            return nil
        }
        return parts[part][index].value
    }

    /// Changes the value of a digest; one that is not in the table gets a first value.
    ///
    /// - Parameters:
    ///   - digest: The digest.
    ///   - first: Its value before the change when it is new, or `nil` to leave it out.
    ///   - change: Changes the value; never to 0.
    /// - Returns: What `change` returns, or `nil` when the digest is left out.
    mutating func update<Result>(
        _ digest: Digest,
        first: UInt64?,
        _ change: (inout UInt64) -> Result,
    ) -> Result? {
        let (part, hash) = place(of: digest)
        let found = index(of: digest, in: part, hash)
        if let found, parts[part][found].value != 0 {
            return change(&parts[part][found].value)
        }
        guard let first else {
            return nil
        }
        var value = first
        let result = change(&value)
        precondition(value != 0, "0 is not a value")
        if (counts[part] + 1) * 8 > parts[part].count * 7 {
            grow(part, filler: digest)
        }
        guard let free = index(of: digest, in: part, hash) else {
            preconditionFailure("a table that has grown has room")
        }
        parts[part][free] = Slot(digest: digest, value: value)
        counts[part] += 1
        return result
    }

    /// Where a digest is, until another one is added.
    struct Place {
        fileprivate let part: UInt8
        fileprivate let index: UInt32
    }

    /// Goes through all values in no particular order.
    func forEach(_ body: (Place, UInt64) -> Void) {
        for part in parts.indices {
            for index in parts[part].indices where parts[part][index].value != 0 {
                // 2^32 slots in one of 256 parts do not fit into any memory.
                let place = Place(part: UInt8(part), index: UInt32(index))
                body(place, parts[part][index].value)
            }
        }
    }

    /// The digest at a place.
    func digest(at place: Place) -> Digest {
        parts[Int(place.part)][Int(place.index)].digest
    }

    private func place(of digest: Digest) -> (part: Int, hash: UInt64) {
        let words = digest.words
        let left = (words.0 ^ secrets.0).multipliedFullWidth(by: words.1 ^ secrets.1)
        let right = (words.2 ^ secrets.2).multipliedFullWidth(by: words.3 ^ secrets.3)
        let hash = left.high ^ left.low ^ (right.high &+ right.low)
        let mixed = hash.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        let even = mixed.high ^ mixed.low
        return (Int(even >> (64 - Self.partBits)), even << Self.partBits)
    }

    /// The slot that has the digest or is free for it, or `nil` when the part has no slots.
    private func index(of digest: Digest, in part: Int, _ hash: UInt64) -> Int? {
        let capacity = parts[part].count
        guard capacity > 0 else {
            return nil
        }
        var index = Int(hash.multipliedFullWidth(by: UInt64(capacity)).high)
        while parts[part][index].value != 0, parts[part][index].digest != digest {
            index = index + 1 == capacity ? 0 : index + 1
        }
        return index
    }

    private mutating func grow(_ part: Int, filler digest: Digest) {
        let old = parts[part]
        // A free slot's digest is never looked at; any one does.
        let free = Slot(digest: digest, value: 0)
        parts[part] = Array(repeating: free, count: max(4, old.count + old.count / 4 + 1))
        for slot in old where slot.value != 0 {
            guard let index = index(of: slot.digest, in: part, place(of: slot.digest).hash) else {
                preconditionFailure("a table that has grown has room")
            }
            parts[part][index] = slot
        }
    }
}
