// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveIO
import ArchiveTestSupport
import SystemPackage
import Testing

@testable import BlobStore

@Suite struct PackWriterTests {
    @Test func `the seal's digest is that of the file`() throws {
        let pack = try MadePack(blobs: [[1], [2, 3]], statements: [[4]])
        #expect(pack.digest == digest(pack.bytes))
        #expect(pack.memberCount == 2)
        #expect(try pack.headers.count == 2)
    }

    @Test func `blobs share a member in order of arrival and statements have their own`() throws {
        let blobs: [[UInt8]] = [[9, 9], [], [1]]
        let statements: [[UInt8]] = [[7], [8, 8]]
        let pack = try MadePack { writer in
            try writer.put(blobs[0])
            try writer.put(statements[0], .statement)
            try writer.put(blobs[1])
            try writer.put(statements[1], .statement)
            try writer.put(blobs[2])
        }
        let headers = try pack.headers
        #expect(headers.map(\.kind) == [.blobs, .statements])
        #expect(headers[0].blobs.map(\.id) == blobs.map { digest($0) })
        #expect(headers[0].blobs.map(\.byteCount) == [2, 0, 1])
        #expect(headers[1].blobs.map(\.id) == statements.map { digest($0) })
    }

    @Test func `what was made of a document is in another member than the document`() throws {
        let document: [UInt8] = [9, 9]
        let derivatives: [[UInt8]] = [[1], [2, 2]]
        let pack = try MadePack { writer in
            try writer.put(derivatives[0], .derivative)
            try writer.put(document)
            try writer.put(derivatives[1], .derivative)
        }
        let headers = try pack.headers
        #expect(headers.map(\.kind) == [.blobs, .blobs])
        #expect(headers[0].blobs.map(\.id) == [digest(document)])
        #expect(headers[1].blobs.map(\.id) == derivatives.map { digest($0) })
    }

    @Test(arguments: [(443, [443]), (444, [443, 1]), (886, [443, 443])])
    func `a group is full at 443 blobs`(count: Int, groups: [Int]) throws {
        let blobs = (0..<count).map { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        let pack = try MadePack(blobs: blobs)
        #expect(try pack.headers.map(\.blobs.count) == groups)
    }

    @Test(arguments: [
        ([131_072, 131_072], [2]), ([131_072, 131_073], [1, 1]), ([262_144, 0], [2]),
        ([262_144, 1], [1, 1]), ([262_145, 1], [1, 1]), ([1, 262_144], [1, 1]),
        ([1, 262_143, 0, 5], [3, 1]), ([0], [1]), ([16_777_216, 3], [1, 1]),
    ])
    func `a group is full at 256 KiB and larger blobs stand alone`(
        sizes: [Int],
        groups: [Int],
    ) throws {
        let blobs = sizes.map { largeBytes($0, seed: UInt64($0)) }
        let pack = try MadePack(level: 1) { writer in
            for blob in blobs {
                try writer.put(blob)
            }
        }
        let walk = try walk(pack.bytes)
        #expect(walk.members.map(\.header.blobs.count) == groups)
        #expect(walk.members.allSatisfy { $0.isInflated })
        #expect(walk.members.flatMap(\.header.blobs).map { Int($0.byteCount) } == sizes)
    }

    @Test func `places say where each blob is`() throws {
        let blobs = (0..<500).map { Array("blob \($0)".utf8) }
        let pack = try MadePack(blobs: blobs, statements: [[1], [2]])
        #expect(pack.places.map(\.id) == blobs.map { digest($0) } + [digest([1]), digest([2])])
        let members = try walk(pack.bytes).members
        for place in pack.places {
            let member = try #require(members.first { $0.offset == place.offset })
            #expect(member.header.kind == place.kind)
            #expect(member.header.blobs[Int(place.position)].id == place.id)
        }
    }

    @Test(arguments: [1, 6, 12])
    func `incompressible bytes grow by little`(level: Int) throws {
        for count in [1, 100, 5_000, 262_144, 1_000_000] {
            let blob = randomBytes(count, seed: UInt64(count))
            let pack = try MadePack(level: level) { writer in
                try writer.put(blob)
            }
            let header = try #require(try pack.headers.first)
            #expect(Int(header.deflateByteCount) <= count + 5 * (count / 5_000 + 1))
        }
    }

    @Test(arguments: [16_777_216, 16_777_217, 33_554_432])
    func `a blob over 16 MiB is segments and one of 16 MiB is not`(byteCount: Int) throws {
        let blob = largeBytes(byteCount, seed: 3)
        let pack = try MadePack(level: 1) { writer in try writer.putAny(blob) }
        let headers = try pack.headers
        let expected = byteCount == 16_777_216 ? [MemberKind.blobs] : [.segment, .lastSegment]
        #expect(headers.map(\.kind) == expected)
        #expect(headers.map(\.segmentNumber) == Array(0..<UInt32(headers.count)))
        let kind: MemberKind = byteCount == 16_777_216 ? .blobs : .lastSegment
        let place = BlobPlace(id: digest(blob), kind: kind, position: 0, offset: 0)
        #expect(pack.places == [place])
    }

    @Test func `what was rolled back is gone and what follows is right`() throws {
        let kept: [UInt8] = Array("kept".utf8)
        let later: [UInt8] = Array("later".utf8)
        let segment = largeBytes(PackLimits.segmentByteCount, seed: 4)
        let pack = try MadePack(level: 1) { writer in
            try writer.put(kept)
            try writer.flush()
            let before = (writer.byteCount, writer.memberCount)
            let mark = writer.mark()
            try writer.putSegment(segment.span)
            try writer.rollBack(to: mark)
            let after = (writer.byteCount, writer.memberCount)
            #expect(after == before)
            let second = writer.mark()
            try writer.putSegment(segment.span)
            try writer.putLastSegment(later.span, id: digest(segment + later))
            let placeCount = writer.places.count
            #expect(placeCount == 2)
            try writer.rollBack(to: second)
            try writer.put(later)
        }
        #expect(pack.digest == digest(pack.bytes))
        #expect(pack.places.map(\.id) == [digest(kept), digest(later)])
        let same = try MadePack(level: 1) { writer in
            try writer.put(kept)
            try writer.flush()
            try writer.put(later)
        }
        #expect(pack.bytes == same.bytes)
    }

    @Test func `blobs that wait for their group survive a roll back`() throws {
        let segment = largeBytes(PackLimits.segmentByteCount, seed: 5)
        let pack = try MadePack(level: 1) { writer in
            let mark = writer.mark()
            try writer.put([1])
            try writer.putSegment(segment.span)
            try writer.rollBack(to: mark)
        }
        #expect(pack.places.map(\.id) == [digest([1])])
        #expect(pack.digest == digest(pack.bytes))
    }

    @Test func `an empty writer is empty until something is put`() throws {
        let file = try MemoryStorage().makeStaging().makeFile("pack")
        var writer = PackWriter(file, level: 6)
        let isEmptyAtFirst = writer.isEmpty
        #expect(isEmptyAtFirst)
        try writer.put([], .statement)
        let isEmptyWhileWaiting = writer.isEmpty
        #expect(!isEmptyWhileWaiting)
        try writer.flush()
        let isEmptyWhenWritten = writer.isEmpty
        #expect(!isEmptyWhenWritten)
    }

    // MARK: Failures

    /// The calls of a writer of which one fails.
    private func refusals(failing call: Int) throws -> [StoreError.Code?] {
        let plan = FaultPlan(.only(call))
        let file = try FaultyStorage(MemoryStorage(), plan).makeStaging().makeFile("pack")
        var writer = PackWriter(file, level: 6)
        var codes: [StoreError.Code?] = []
        func note(_ body: (inout PackWriter) throws(StoreError) -> Void) {
            do throws(StoreError) {
                try body(&writer)
                codes.append(nil)
            } catch {
                codes.append(error.code)
            }
        }
        note { (writer) throws(StoreError) in
            try writer.put([1])
            try writer.flush()
        }
        note { (writer) throws(StoreError) in try writer.put([2]) }
        note { (writer) throws(StoreError) in try writer.flush() }
        note { (writer) throws(StoreError) in try writer.rollBack(to: writer.mark()) }
        note { (writer) throws(StoreError) in _ = try writer.seal() }
        return codes
    }

    @Test(arguments: 3...5)
    func `a writer that failed refuses everything after`(call: Int) throws {
        // Calls 1 and 2 make the staging area and the file.
        let refused = [StoreError.Code.inputOutput, .poisoned, nil, .poisoned, .poisoned]
        #expect(try refusals(failing: call) == refused)
    }

    @Test func `a failed roll back refuses everything after`() throws {
        #expect(try refusals(failing: 9) == [nil, nil, nil, .inputOutput, .poisoned])
    }

    @Test func `a sealed writer takes nothing more`() throws {
        let file = try MemoryStorage().makeStaging().makeFile("pack")
        var writer = PackWriter(file, level: 6)
        try writer.put([1])
        _ = try writer.seal()
        let put = #expect(throws: StoreError.self) {
            try writer.put([2])
        }
        #expect(put?.code == .poisoned)
        let seal = #expect(throws: StoreError.self) { try writer.seal() }
        #expect(seal?.code == .poisoned)
    }
}

@Suite(.temporaryDirectory) struct PackInteroperationTests {
    @Test func `gzip finds a pack whole and zcat prints its blobs`() throws {
        var generator = SeededGenerator(seed: 21)
        var blobs = (0..<600).map { _ in generator.bytes(upTo: 2_000) }
        blobs.append(randomBytes(300_000, seed: 22))
        blobs.append([])
        blobs.append(textBytes(700_000, seed: 23))
        blobs.append(largeBytes(PackLimits.segmentByteCount + 5, seed: 24))
        let pack = try MadePack { writer in
            for blob in blobs {
                try writer.putAny(blob)
            }
            try writer.flush()
        }
        let path = TemporaryDirectory.current.appending("pack.gz")
        let folder = try Folder.open(TemporaryDirectory.current)
        try folder.makeFile("pack.gz").write(pack.bytes.span)
        #expect(shell("gzip -t \(path)").exitCode == 0)
        let printed = shell("zcat \(path)")
        #expect(printed.exitCode == 0)
        // The large blob waits for no group; those before it are flushed behind it.
        let order = try walk(pack.bytes).members.flatMap { member in
            member.header.blobs.map { Int($0.byteCount) }
        }
        #expect(printed.output.count == order.reduce(0, +))
        #expect(digest(printed.output) == digest(try inflateAll(pack.bytes)))
    }

    private func inflateAll(_ bytes: [UInt8]) throws -> [UInt8] {
        var scanner = PackScanner(try storedFile(bytes))
        var inflater = MemberInflater()
        var raw: [UInt8] = []
        while case .member = try scanner.next() {
            try #require(try scanner.inflate(with: &inflater))
            inflater.forEachBlob { _, blob, isRight in
                #expect(isRight)
                raw.append(blob)
            }
        }
        return raw
    }
}
