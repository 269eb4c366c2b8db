// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import BlobStore

/// Which members of a pack are inflated and digested.
enum InflatingPolicy {
    /// Those that hold a statement to be read.
    case statements
    /// All.
    case all
    /// All that ``statements`` leaves out.
    case others
    /// Those that hold a chosen blob.
    case chosen
}

/// One walk through a pack.
struct PackWalk: ~Copyable {
    /// What a walk is for, beside inflating.
    enum Purpose: Equatable {
        /// To report all that is wrong.
        case all
        /// The same pack was walked before: nothing but damage within members is new.
        case damage
        /// To go on where the system refused to read, up to an offset in bytes; members that
        /// cannot be read are left out.
        case rest(from: UInt64)
    }

    let file: any StoredFile
    let path: String
    let policy: InflatingPolicy
    let purpose: Purpose

    var scanner: PackScanner
    var segments = SegmentRun()
    var memberCount: UInt64 = 0

    /// Where the first member is that is not done with, in bytes.
    var doneOffset: UInt64 = 0

    private var countedBytes: UInt64 = 0

    init(
        _ file: any StoredFile,
        path: String,
        policy: InflatingPolicy,
        isDigesting: Bool,
        purpose: Purpose = .all,
        from offset: UInt64 = 0,
    ) {
        self.file = file
        self.path = path
        self.policy = policy
        self.purpose = purpose
        scanner = PackScanner(file, from: offset, isDigesting: isDigesting)
    }

    /// Whether what is wrong with the pack as a whole was reported before.
    var isRepeated: Bool {
        purpose == .damage
    }

    /// Whether a member was done with before.
    func isDone(at offset: UInt64) -> Bool {
        if case .rest(let start) = purpose { offset < start } else { false }
    }

    /// The bytes read since this was asked last.
    mutating func newlyReadByteCount() -> UInt64 {
        defer { countedBytes = scanner.readByteCount }
        return scanner.readByteCount - countedBytes
    }
}

extension Run {
    /// Walks a pack to its end, or to the first bytes that are no member.
    ///
    /// SPEC §8.3.
    ///
    /// - Returns: Whether the end was reached.
    func walk(_ walk: inout PackWalk) throws(Interruption) -> Bool {
        while true {
            try poll()
            let step: PackScanner.Step
            do throws(StoreError) {
                step = try walk.scanner.next()
            } catch {
                throw .refused(error)
            }
            switch step {
            case .member(let offset, let header):
                try take(header, at: offset, &walk)
                noteProgress(walk.newlyReadByteCount())
            case .failure(let offset, let failure):
                if !walk.isRepeated {
                    addFailure(failure, at: offset, walk.path)
                }
                endSegments(&walk, isWhole: false)
                return false
            case .end where walk.memberCount == 0:
                if !walk.isRepeated {
                    add(
                        .memberMalformed,
                        walk.path,
                        "The pack is empty; there is no pack without members.",
                    )
                }
                return true
            case .end:
                endSegments(&walk, isWhole: true)
                return true
            }
        }
    }

    private func endSegments(_ walk: inout PackWalk, isWhole: Bool) {
        holdDamagedSegments(walk.segments.end(isWhole: isWhole), of: nil, walk.path)
        if walk.segments.isBroken, !walk.isRepeated {
            add(
                .segmentsBroken,
                walk.path,
                "The segments of a large blob are not consecutive from 0 to a last one; "
                    + "that blob cannot be put together.",
            )
        }
    }

    private func addFailure(_ failure: MemberFailure, at offset: UInt64, _ path: String) {
        let rest = "What follows in the pack cannot be reached."
        switch failure {
        case .cutOff:
            add(.memberMalformed, path, "The member at byte \(offset) is cut off. \(rest)")
        case .malformed(let field):
            let detail =
                "The bytes at \(offset) are no member, for a wrong header (\(field)). \(rest)"
            add(.memberMalformed, path, detail)
        case .newer(let version):
            let detail =
                "The member at byte \(offset) is of version \(version), and this program knows "
                + "version 1. \(rest)"
            add(.memberNewer, path, detail)
        }
    }

    /// Notes what a member lists, and inflates it if that is the policy.
    private func take(
        _ header: MemberHeader,
        at offset: UInt64,
        _ walk: inout PackWalk,
    ) throws(Interruption) {
        walk.memberCount += 1
        let isStatements = header.kind == .statements
        let named = header.namedBlobs
        let isDone = walk.isDone(at: offset)
        if !walk.isRepeated, !isDone {
            report.memberCount += 1
            report.blobCount += UInt64(named.count)
        }
        for blob in named {
            blobs.addListing(
                blob.id,
                byteCount: blob.byteCount,
                isStatement: isStatements,
                isForAll: mode != .quick || isListingAll,
            )
        }
        walk.doneOffset = offset
        holdDamagedSegments(walk.segments.note(header, at: offset), of: nil, walk.path)
        if !isDone, isToInflate(header, walk.policy) {
            if walk.policy == .chosen, header.whole != nil, let start = walk.segments.start {
                walk.segments.skip()
                try inflateSegments(through: header.segmentNumber, from: start, walk)
            } else {
                try inflate(header, at: offset, &walk)
            }
        } else {
            walk.segments.skip()
        }
        if header.kind == .lastSegment, let whole = header.whole {
            finishSegments(whole, at: offset, &walk)
        }
        walk.doneOffset = walk.scanner.offset
    }

    private func isToInflate(_ header: MemberHeader, _ policy: InflatingPolicy) -> Bool {
        let isForStatements =
            header.kind == .statements && header.blobs.contains { isStatementWanted($0.id) }
        switch policy {
        case .all: return true
        case .statements: return isForStatements
        case .others: return !isForStatements
        case .chosen: return header.namedBlobs.contains { chosen.contents.contains($0.id) }
        }
    }

    /// Goes back to where a large blob starts, and inflates all of it.
    private func inflateSegments(
        through last: UInt32,
        from offset: UInt64,
        _ walk: borrowing PackWalk,
    ) throws(Interruption) {
        var part = PackWalk(
            walk.file,
            path: walk.path,
            policy: .all,
            isDigesting: false,
            purpose: .damage,
            from: offset,
        )
        for _ in 0...last {
            try poll()
            let step: PackScanner.Step
            do throws(StoreError) {
                step = try part.scanner.next()
            } catch {
                throw .refused(error)
            }
            guard case .member(let offset, let header) = step else {
                return
            }
            try take(header, at: offset, &part)
            noteProgress(part.newlyReadByteCount())
        }
    }

    private func inflate(
        _ header: MemberHeader,
        at offset: UInt64,
        _ walk: inout PackWalk,
    ) throws(Interruption) {
        let isGood: Bool
        do throws(StoreError) {
            isGood = try walk.scanner.inflate(with: &inflater)
        } catch {
            guard case .rest = walk.purpose else {
                throw .refused(error)
            }
            let detail = "The system refused to read the member at byte \(offset)."
            hold(Finding(.unreadable, walk.path, detail, blobs: header.namedBlobs.map(\.id)))
            walk.segments.skip()
            return
        }
        var damaged: [Int] = []
        if isGood {
            report.digestedByteCount += UInt64(header.rawByteCount)
            inflater.forEachBlob { position, bytes, isBlobGood in
                guard isBlobGood else {
                    damaged.append(position)
                    return
                }
                let id = header.blobs[position].id
                switch header.kind {
                case .statements:
                    checkStatement(bytes, id)
                    chosen.noteGood(id)
                case .segment, .lastSegment: walk.segments.add(bytes)
                case .blobs: chosen.noteGood(id)
                }
            }
        } else {
            damaged = Array(header.blobs.indices)
        }
        if walk.policy == .chosen, header.kind != .lastSegment {
            damaged.removeAll { !chosen.contents.contains(header.blobs[$0].id) }
        }
        guard !damaged.isEmpty else {
            return
        }
        switch header.kind {
        case .segment, .lastSegment:
            walk.segments.addDamage(at: offset)
        case .blobs, .statements:
            let ids = damaged.map { header.blobs[$0].id }
            let what =
                isGood
                ? "inflates, but of its " + Amounts.text(header.blobs.count, "blob")
                    + " \(damaged.count) are other bytes than the pack says"
                : "does not inflate to what its header says, so that nothing of the "
                    + Amounts.text(header.blobs.count, "blob") + " in it can be read"
            hold(
                Finding(
                    .memberDataMismatch,
                    walk.path,
                    "The member at byte \(offset) \(what).",
                    blobs: ids,
                )
            )
        }
    }

    private func finishSegments(
        _ whole: MemberHeader.Whole,
        at offset: UInt64,
        _ walk: inout PackWalk,
    ) {
        let (damaged, isWholeWrong, isWholeGood) = walk.segments.finish(whole.id)
        holdDamagedSegments(damaged, of: whole.id, walk.path)
        if isWholeWrong {
            let detail =
                "The segments up to byte \(offset) are good, but together they are other bytes "
                + "than the blob's digest says."
            hold(Finding(.memberDataMismatch, walk.path, detail, blobs: [whole.id]))
        } else if isWholeGood {
            chosen.noteGood(whole.id)
        }
    }

    private func holdDamagedSegments(_ offsets: [UInt64], of id: BlobID?, _ path: String) {
        for offset in offsets {
            let detail =
                "The segment at byte \(offset) does not inflate to what its header says; "
                + "16 MiB or less of a large blob are lost."
            hold(Finding(.memberDataMismatch, path, detail, blobs: id.map { [$0] } ?? []))
        }
    }
}
