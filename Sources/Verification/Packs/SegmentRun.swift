// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveCrypto
internal import BlobStore

/// Follows the segments of large blobs through a pack.
///
/// SPEC §2.3, §8.3.
struct SegmentRun: ~Copyable {
    private var nextNumber: UInt32?
    private var hash = Sha256()
    private var isIntact = false

    /// Where the segments are whose bytes are wrong, of the blob that is not complete yet.
    private var damaged: [UInt64] = []

    /// Where the first segment of the blob under way is, in bytes; `nil` outside of one.
    private(set) var start: UInt64?

    /// Whether a rule was broken in this pack.
    private(set) var isBroken = false

    /// Whether a blob is under way, so that its last segment must follow.
    var isOpen: Bool {
        nextNumber != nil
    }

    /// Starts outside of any blob.
    init() {}

    /// Notes the header of the next member.
    ///
    /// - Returns: Where damaged segments were, when this member shows that their blob has no
    ///   further members.
    mutating func note(_ header: MemberHeader, at offset: UInt64) -> [UInt64] {
        let isFirst = header.kind == .segment && header.segmentNumber == 0
        let isNext =
            (header.kind == .segment || header.kind == .lastSegment)
            && header.segmentNumber == nextNumber
        if isNext {
            // 2^32 segments do not fit into any file.
            nextNumber = header.segmentNumber &+ 1
            return []
        }
        let left = abandon()
        switch header.kind {
        case .segment, .lastSegment:
            isBroken = isBroken || !isFirst
            nextNumber = header.segmentNumber &+ 1
            isIntact = isFirst
            start = isFirst ? offset : nil
            _ = hash.finish()
        case .blobs, .statements:
            break
        }
        return left
    }

    /// Adds the bytes of the segment that was noted last.
    mutating func add(_ bytes: Span<UInt8>) {
        if isIntact {
            hash.update(bytes)
        }
    }

    /// Notes that the segment that was noted last has wrong bytes.
    mutating func addDamage(at offset: UInt64) {
        isIntact = false
        damaged.append(offset)
    }

    /// Notes that the segment that was noted last was not inflated.
    mutating func skip() {
        isIntact = false
    }

    /// Ends the blob whose last segment was noted last.
    ///
    /// - Parameter id: The blob that the last segment states.
    /// - Returns: Where its damaged segments are, whether all of them are good and the whole
    ///   is not, and whether the whole is good.
    mutating func finish(_ id: BlobID) -> (damaged: [UInt64], isWholeWrong: Bool, isGood: Bool) {
        defer {
            nextNumber = nil
            start = nil
            damaged = []
            isIntact = false
        }
        let digest = hash.finish()
        return (damaged, isIntact && digest != id, isIntact && digest == id)
    }

    /// Ends the pack.
    ///
    /// - Parameter isWhole: Whether the walk reached the end of the file.
    /// - Returns: Where damaged segments are whose blob has no last one.
    mutating func end(isWhole: Bool) -> [UInt64] {
        if isWhole {
            return abandon()
        }
        defer { damaged = [] }
        return damaged
    }

    private mutating func abandon() -> [UInt64] {
        if isOpen {
            isBroken = true
        }
        nextNumber = nil
        start = nil
        isIntact = false
        defer { damaged = [] }
        return damaged
    }
}
