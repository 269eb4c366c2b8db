// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveIO
import ArchiveTestSupport
import Testing

@testable import BlobStore

@Suite struct PackScannerTests {
    private static func makePack() throws -> MadePack {
        try MadePack(
            blobs: [Array("hello".utf8), [], textBytes(300, seed: 51)],
            statements: [Array("{}".utf8)],
        )
    }

    @Test(arguments: [false, true]) func `a pack is walked to its end`(isDigesting: Bool) throws {
        let pack = try Self.makePack()
        let walk = try walk(pack.bytes, isDigesting: isDigesting)
        #expect(walk.failure == nil)
        #expect(walk.members.map(\.header.kind) == [.blobs, .statements])
        #expect(walk.members.allSatisfy { $0.isInflated })
        #expect(walk.digest == (isDigesting ? pack.digest : nil))
    }

    @Test func `headers alone are walked without reading what they stand for`() throws {
        let blob = randomBytes(2_000_000, seed: 52)
        let pack = try MadePack { writer in
            try writer.put(blob)
            try writer.put([1])
        }
        var scanner = PackScanner(try pack.file)
        var count = 0
        while case .member = try scanner.next() {
            count += 1
        }
        #expect(count == 2)
        #expect(scanner.readByteCount < 20_000)
    }

    @Test func `the digest is of the whole file though only a part was walked`() throws {
        let pack = try MadePack(blobs: [randomBytes(3_000_000, seed: 53), [1], [2]])
        for memberCount in 0...2 {
            var scanner = PackScanner(try pack.file, isDigesting: true)
            for _ in 0..<memberCount {
                _ = try scanner.next()
            }
            #expect(try scanner.finishDigest() == pack.digest)
        }
        var garbage = pack.bytes
        garbage[0] ^= 1
        var scanner = PackScanner(try storedFile(garbage), isDigesting: true)
        #expect(try scanner.next() == .failure(offset: 0, .malformed(field: "gzip header")))
        #expect(try scanner.finishDigest() == digest(garbage))
    }

    @Test(arguments: [false, true])
    func `after the end or a failure it is the same again`(isDigesting: Bool) throws {
        let pack = try Self.makePack()
        var scanner = PackScanner(try pack.file, isDigesting: isDigesting)
        while case .member = try scanner.next() {}
        #expect(try scanner.next() == .end)
        #expect(try scanner.next() == .end)
        let bytes = pack.bytes + [1, 2, 3]
        var cut = PackScanner(try storedFile(bytes), isDigesting: isDigesting)
        while case .member = try cut.next() {}
        let failure = PackScanner.Step.failure(offset: UInt64(pack.bytes.count), .cutOff)
        #expect(try cut.next() == failure)
        #expect(try cut.next() == failure)
    }

    @Test(arguments: [false, true])
    func `a pack cut anywhere gives the members before the cut`(isDigesting: Bool) throws {
        let pack = try Self.makePack()
        let whole = try walk(pack.bytes)
        let second = Int(whole.members[1].offset)
        for count in 1..<pack.bytes.count {
            let bytes = Array(pack.bytes[..<count])
            let cut = try walk(bytes, isDigesting: isDigesting)
            #expect(cut.members == Array(whole.members.prefix(count >= second ? 1 : 0)))
            #expect(cut.failure == (count == second ? nil : .cutOff))
            #expect(cut.digest == (isDigesting ? digest(bytes) : nil))
        }
    }

    @Test(arguments: [false, true])
    func `a flipped byte is found by walk or inflation`(isDigesting: Bool) throws {
        let pack = try Self.makePack()
        let whole = try walk(pack.bytes)
        for offset in pack.bytes.indices {
            var bytes = pack.bytes
            bytes[offset] ^= 0x41
            let found = try walk(bytes, isDigesting: isDigesting)
            let isSound = found.failure == nil && found.members.allSatisfy(\.isInflated)
            #expect(!isSound || found.members == whole.members, "offset \(offset)")
            if isSound {
                // The deflate stream may have more than one form; the digests are still right.
                #expect(try walk(bytes).members.map(\.header) == whole.members.map(\.header))
            }
        }
    }

    @Test(arguments: [UInt64(1), 2, 3, 4]) func `random bytes are no members`(seed: UInt64) throws {
        for count in [1, 11, 12, 13, 100, 5_000, 40_000] {
            var bytes = randomBytes(count, seed: seed)
            #expect(try walk(bytes).members.isEmpty)
            #expect(try walk(bytes).failure != nil)
            // With the right start, the rest is still refused.
            let start: [UInt8] = [0x1F, 0x8B, 0x08, 0x06, 0, 0, 0, 0, 0, 0xFF]
            bytes.replaceSubrange(0..<min(10, count), with: start.prefix(count))
            for isDigesting in [false, true] {
                let walk = try walk(bytes, isDigesting: isDigesting)
                #expect(walk.members.isEmpty && walk.failure != nil)
            }
        }
    }

    /// A member whose header says what it likes, with right sums.
    private static func lying(deflate: UInt32, raw: UInt32, body: [UInt8]) -> [UInt8] {
        let header = MemberHeader(
            kind: .blobs,
            blobs: [.init(id: digest([]), byteCount: raw)],
            deflateByteCount: deflate,
        )
        return header.encode() + body
    }

    @Test(arguments: [false, true])
    func `a deflate length that leads out of the file is cut off`(isDigesting: Bool) throws {
        for deflate: UInt32 in [5, 1_000, 16_777_216] {
            let bytes = Self.lying(deflate: deflate, raw: deflate, body: [3, 0, 0, 0, 0, 0])
            #expect(try walk(bytes, isDigesting: isDigesting).failure == .cutOff)
        }
        let huge = Self.lying(deflate: .max, raw: 16_777_216, body: [])
        #expect(try walk(huge).failure == .malformed(field: "limits"))
    }

    @Test(arguments: [false, true])
    func `a stream that gives more or less than the raw length is refused`(
        isDigesting: Bool
    ) throws {
        // `03 00` is an empty stream.
        for raw: UInt32 in [0, 1, 2_000] {
            let trailer: [UInt8] = [0, 0, 0, 0] + [UInt8(raw & 0xFF), UInt8(raw >> 8), 0, 0]
            let bytes = Self.lying(deflate: 2, raw: raw, body: [3, 0] + trailer)
            let walk = try walk(bytes, isDigesting: isDigesting)
            #expect(walk.members.map(\.isInflated) == [raw == 0])
        }
    }

    @Test(arguments: [false, true])
    func `a document that holds a member is not taken for one`(isDigesting: Bool) throws {
        let inner = try MadePack(blobs: [Array("inner".utf8)])
        // Twice, so that even a stored block shows it whole; random around it so that it is stored.
        let document = randomBytes(5_000, seed: 54) + inner.bytes + randomBytes(5_000, seed: 55)
        let pack = try MadePack(blobs: [document, [1]])
        let walk = try walk(pack.bytes, isDigesting: isDigesting)
        #expect(walk.failure == nil)
        #expect(walk.members.flatMap(\.header.blobs).map(\.id) == [digest(document), digest([1])])
        // Started in the middle of a member it finds nothing.
        for offset in stride(from: UInt64(1), to: 200, by: 1) {
            var scanner = PackScanner(try pack.file, from: offset)
            guard case .failure = try scanner.next() else {
                Issue.record("offset \(offset)")
                return
            }
        }
    }

    @Test func `many members are walked with a small window`() throws {
        let blobs = (0..<60).map { randomBytes(262_000, seed: UInt64($0)) }
        let pack = try MadePack(level: 1) { writer in
            for blob in blobs {
                try writer.put(blob)
            }
        }
        for isDigesting in [false, true] {
            let walk = try walk(pack.bytes, isDigesting: isDigesting)
            #expect(walk.members.count == 60)
            #expect(walk.members.allSatisfy { $0.isInflated })
            #expect(walk.digest == (isDigesting ? pack.digest : nil))
        }
    }

    @Test func `a file that ends before its length is cut off and not an endless loop`() throws {
        let pack = try Self.makePack()
        let file = ShortFile(bytes: Array(pack.bytes.prefix(100)), byteCount: 10_000)
        for isDigesting in [false, true] {
            var scanner = PackScanner(file, isDigesting: isDigesting)
            var step = try scanner.next()
            var inflater = MemberInflater()
            if case .member = step {
                let isInflated = try scanner.inflate(with: &inflater)
                #expect(!isInflated)
                step = try scanner.next()
            }
            guard case .failure(_, .cutOff) = step else {
                Issue.record("\(step)")
                return
            }
            if isDigesting {
                #expect(try scanner.finishDigest() == digest(file.bytes))
            }
        }
    }

    @Test func `a system that refuses to read is not a damaged pack`() throws {
        let pack = try Self.makePack()
        let plan = FaultPlan()
        let storage = FaultyStorage(MemoryStorage(files: ["pack": pack.bytes]), plan)
        let file = try storage.open("pack")
        plan.restart(.from(1))
        var scanner = PackScanner(file)
        #expect(throws: StoreError.self) { try scanner.next() }
    }
}

/// A file that became shorter after it was opened.
private struct ShortFile: StoredFile {
    let bytes: [UInt8]
    let byteCount: UInt64

    func read(
        into buffer: inout MutableSpan<UInt8>,
        at offset: UInt64,
    ) throws(StoreError) -> Int {
        guard offset < UInt64(bytes.count) else {
            return 0
        }
        let count = min(buffer.count, bytes.count - Int(offset))
        for index in 0..<count {
            buffer[index] = bytes[Int(offset) + index]
        }
        return count
    }
}
