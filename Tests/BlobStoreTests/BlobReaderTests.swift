// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveIO
import ArchiveTestSupport
import Testing

@testable import BlobStore

@Suite struct BlobReaderTests {
    private func read(
        _ place: BlobPlace,
        in pack: MadePack,
        bytes: [UInt8]? = nil,
    ) throws -> [[UInt8]] {
        var reader = BlobReader()
        var pieces: [[UInt8]] = []
        let file = try storedFile(bytes ?? pack.bytes)
        try reader.read(place, in: file, pack: pack.digest) { (piece) throws(StoreError) in
            pieces.append([UInt8](piece))
        }
        return pieces
    }

    @Test func `every blob is read back`() throws {
        var generator = SeededGenerator(seed: 61)
        let blobs =
            (0..<100).map { _ in generator.bytes(upTo: 9_000) } + [[]]
            + [randomBytes(262_144, seed: 62), randomBytes(262_145, seed: 63)]
        let statements = (0..<50).map { _ in generator.bytes(upTo: 500) }
        let pack = try MadePack(blobs: blobs, statements: statements)
        let contents = Dictionary((blobs + statements).map { (digest($0), $0) }) { one, _ in one }
        let file = try pack.file
        var reader = BlobReader()
        for place in pack.places + pack.places.reversed() {
            var bytes: [UInt8] = []
            try reader.read(place, in: file, pack: pack.digest) { (piece) throws(StoreError) in
                bytes.append(piece)
            }
            #expect(bytes == contents[place.id])
        }
    }

    /// Three segments; behind another member, as in real packs.
    private static let largePack = Result {
        try MadePack(level: 1) { writer in
            try writer.put([1, 2, 3])
            try writer.flush()
            try writer.putAny(largeBytes(33 << 20, seed: 64))
        }
    }

    @Test func `a segmented blob comes in pieces`() throws {
        let pack = try Self.largePack.get()
        let blob = largeBytes(33 << 20, seed: 64)
        let place = try #require(pack.places.last)
        #expect(place.kind == .lastSegment)
        let pieces = try read(place, in: pack)
        #expect(pieces.map(\.count) == [16 << 20, 16 << 20, 1 << 20])
        #expect(Array(pieces.joined()) == blob)
    }

    private func refusal(
        _ place: BlobPlace,
        in pack: MadePack,
        bytes: [UInt8]? = nil,
    ) -> StoreError.Code? {
        let error = #expect(throws: StoreError.self) { try read(place, in: pack, bytes: bytes) }
        return error?.code
    }

    @Test func `a segment that is damaged or gone is not handed over`() throws {
        let pack = try Self.largePack.get()
        let place = try #require(pack.places.last)
        let members = try #require(try? walk(pack.bytes)).members
        let second = Int(members[2].offset)
        let third = Int(members[3].offset)
        var flipped = pack.bytes
        flipped[second + 200] ^= 1
        #expect(refusal(place, in: pack, bytes: flipped) == .damaged)
        var missing = pack.bytes
        missing.removeSubrange(second..<third)
        #expect(refusal(place, in: pack, bytes: missing) == .damaged)
        #expect(refusal(place, in: pack, bytes: Array(pack.bytes[..<third])) == .damaged)
        var late = place
        late.offset = UInt64(second)
        #expect(refusal(late, in: pack) == .damaged)
        var other = place
        other.id = digest([9])
        #expect(refusal(other, in: pack) == .damaged)
    }

    @Test func `a whole that is not its segments is refused at the end`() throws {
        let first = largeBytes(PackLimits.segmentByteCount, seed: 65)
        let last: [UInt8] = [1]
        let pack = try MadePack(level: 1) { writer in
            try writer.putSegment(first.span)
            try writer.putLastSegment(last.span, id: digest([5]))
        }
        #expect(refusal(try #require(pack.places.last), in: pack) == .damaged)
    }

    @Test func `a wrong place gives an error and never other bytes`() throws {
        let blobs = (0..<5).map { [UInt8($0)] }
        let pack = try MadePack(blobs: blobs, statements: [[9]])
        let right = pack.places[2]
        for change in [
            { $0.position = 3 }, { $0.position = 5 }, { $0.position = .max }, { $0.offset = 1 },
            { $0.offset = UInt64(pack.bytes.count) }, { $0.offset = .max },
            { $0.kind = .statements }, { $0.kind = .segment }, { $0.kind = .lastSegment },
            { $0.id = digest([99]) },
        ] as [(inout BlobPlace) -> Void] {
            var place = right
            change(&place)
            #expect(refusal(place, in: pack) == .damaged)
        }
        #expect(try read(right, in: pack) == [[2]])
    }

    @Test func `a place that was refused does not spoil the next`() throws {
        let pack = try MadePack(blobs: [[1], [2]])
        let file = try pack.file
        var reader = BlobReader()
        var wrong = pack.places[0]
        wrong.offset = 7
        #expect(throws: StoreError.self) {
            try reader.read(wrong, in: file, pack: pack.digest) { _ throws(StoreError) in }
        }
        var bytes: [UInt8] = []
        try reader.read(pack.places[1], in: file, pack: pack.digest) { piece throws(StoreError) in
            bytes.append(piece)
        }
        #expect(bytes == [2])
    }

    @Test func `members of two packs at one offset are told apart`() throws {
        let one = try MadePack(blobs: [[1]])
        let two = try MadePack(blobs: [[2]])
        var reader = BlobReader()
        for pack in [one, two, one] {
            let file = try pack.file
            var id: Digest?
            try reader.read(pack.places[0], in: file, pack: pack.digest) {
                piece throws(StoreError) in
                id = digest([UInt8](piece))
            }
            #expect(id == pack.places[0].id)
        }
    }

    @Test func `a damaged blob is refused and its neighbour is read`() throws {
        // A table with a wrong digest for one of two blobs, everything else right.
        let header = MemberHeader(
            kind: .blobs,
            blobs: [
                .init(id: digest([7]), byteCount: 1), .init(id: digest([2]), byteCount: 1),
            ],
            deflateByteCount: 7,
        )
        let raw: [UInt8] = [1, 2]
        var bytes = header.encode() + [1, 2, 0, 0xFD, 0xFF, 1, 2]
        bytes.append(littleEndian: crc32(raw.span))
        bytes.append(littleEndian: UInt32(2))
        let file = try storedFile(bytes)
        var reader = BlobReader()
        let bad = BlobPlace(id: digest([7]), kind: .blobs, position: 0, offset: 0)
        #expect(throws: StoreError.self) {
            try reader.read(bad, in: file, pack: digest(bytes)) { _ throws(StoreError) in
                Issue.record("bytes were handed over")
            }
        }
        let good = BlobPlace(id: digest([2]), kind: .blobs, position: 1, offset: 0)
        var found: [UInt8] = []
        try reader.read(good, in: file, pack: digest(bytes)) { piece throws(StoreError) in
            found.append(piece)
        }
        #expect(found == [2])
    }

    @Test func `what the sink throws comes back`() throws {
        let pack = try MadePack(blobs: [[1]])
        let file = try pack.file
        let stop = StoreError(.inputOutput, "the disk is full")
        var reader = BlobReader()
        #expect(throws: stop) {
            try reader.read(pack.places[0], in: file, pack: pack.digest) { _ throws(StoreError) in
                throw stop
            }
        }
    }
}
