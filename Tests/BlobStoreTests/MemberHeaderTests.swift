// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveIO
import Testing

@testable import BlobStore

@Suite struct MemberHeaderTests {
    /// The blob `abc` as a member, written by hand from SPEC §2.2; its deflate stream is one
    /// stored block.
    private static let header: [UInt8] =
        [0x1F, 0x8B, 0x08, 0x06, 0, 0, 0, 0, 0x00, 0xFF]  // gzip, FHCRC and FEXTRA, MTIME, OS
        + [60, 0, 0x41, 0x72, 56, 0]  // XLEN, "Ar", LEN
        + [1, 1, 1, 0]  // version, kind, count
        + [0, 0, 0, 0, 3, 0, 0, 0, 8, 0, 0, 0]  // segment number, raw length, deflate length
        + [3, 0, 0, 0]  // the table: length and SHA-256
        + [
            0xBA, 0x78, 0x16, 0xBF, 0x8F, 0x01, 0xCF, 0xEA, 0x41, 0x41, 0x40, 0xDE, 0x5D, 0xAE,
            0x22, 0x23, 0xB0, 0x03, 0x61, 0xA3, 0x96, 0x17, 0x7A, 0x9C, 0xB4, 0x10, 0xFF, 0x61,
            0xF2, 0x00, 0x15, 0xAD,
        ]
        + [0xB6, 0x84, 0xF5, 0x86, 0x1C, 0xDF]  // CRC-32, FHCRC
    private static let body: [UInt8] =
        [0x01, 0x03, 0x00, 0xFC, 0xFF, 0x61, 0x62, 0x63]  // stored block of 3 bytes
        + [0xC2, 0x41, 0x24, 0x35, 3, 0, 0, 0]  // CRC-32, ISIZE

    private static func blob(_ byteCount: Int, _ text: String = "") -> MemberHeader.Blob {
        MemberHeader.Blob(id: digest(Array(text.utf8)), byteCount: UInt32(byteCount))
    }

    private static let golden = MemberHeader(
        kind: .blobs,
        blobs: [blob(3, "abc")],
        deflateByteCount: 8,
    )

    private static let lastSegment = MemberHeader(
        kind: .lastSegment,
        blobs: [blob(5, "hello")],
        segmentNumber: 2,
        deflateByteCount: 10,
        whole: .init(id: digest([1]), byteCount: 2 * 16_777_216 + 5),
    )

    private static let group = MemberHeader(
        kind: .statements,
        blobs: [blob(0), blob(7, "a"), blob(9, "b")],
        deflateByteCount: 20,
    )

    @Test func `the golden member decodes to its blob`() throws {
        #expect(try MemberHeader.decode(Self.header) == Self.golden)
        #expect(Self.golden.byteCount == Self.header.count)
        #expect(Self.golden.memberByteCount == Self.header.count + Self.body.count)
        var scanner = PackScanner(try storedFile(Self.header + Self.body))
        #expect(try scanner.next() == .member(offset: 0, header: Self.golden))
        var inflater = MemberInflater()
        #expect(try scanner.inflate(with: &inflater))
        #expect(inflater.withBlob(at: 0) { [UInt8]($0) } == Array("abc".utf8))
        #expect(try scanner.next() == .end)
    }

    @Test func `a header encodes to the golden bytes`() {
        #expect(Self.golden.encode() == Self.header)
    }

    @Test(arguments: [golden, lastSegment, group])
    func `encoding and decoding gives the same header`(header: MemberHeader) throws {
        let bytes = header.encode()
        #expect(bytes.count == header.byteCount)
        #expect(try MemberHeader.decode(bytes) == header)
    }

    @Test(arguments: [golden, lastSegment, group])
    func `every changed byte is refused`(header: MemberHeader) {
        let bytes = header.encode()
        var accepted: [String] = []
        for offset in bytes.indices {
            for change in UInt8(1)...255 {
                var changed = bytes
                changed[offset] ^= change
                if (try? MemberHeader.decode(changed)) != nil {
                    accepted.append("\(offset): \(change)")
                }
            }
        }
        #expect(accepted == [])
    }

    @Test(arguments: [golden, lastSegment, group])
    func `every changed byte of a header with right sums is refused or another header`(
        header: MemberHeader
    ) {
        let bytes = header.encode()
        for offset in 0..<bytes.count - 6 {
            for change: UInt8 in [1, 2, 4, 8, 16, 32, 64, 128, 255] {
                var changed = bytes
                changed[offset] ^= change
                changed = resealed(changed)
                let decoded = try? MemberHeader.decode(changed)
                #expect(decoded.map { $0 != header && $0.encode() == changed } ?? true)
            }
        }
    }

    @Test(arguments: [golden, lastSegment, group])
    func `every cut header is refused`(header: MemberHeader) {
        let bytes = header.encode()
        for count in bytes.indices {
            #expect(throws: MemberFailure.cutOff) {
                try MemberHeader.decode(Array(bytes[..<count]))
            }
        }
        #expect(throws: MemberFailure.cutOff) { try MemberHeader.decode(bytes + [0]) }
    }

    // MARK: Limits

    private static func accepts(_ header: MemberHeader) -> Bool {
        (try? MemberHeader.decode(header.encode())) == header
    }

    private static func header(
        _ kind: MemberKind = .blobs,
        raw: [Int],
        deflate: Int? = nil,
        segment: UInt32 = 0,
        whole: UInt64? = nil,
    ) -> MemberHeader {
        MemberHeader(
            kind: kind,
            blobs: raw.map { blob($0) },
            segmentNumber: segment,
            deflateByteCount: UInt32(deflate ?? raw.reduce(0, +)),
            whole: whole.map { .init(id: digest([]), byteCount: $0) },
        )
    }

    @Test(arguments: [(443, true), (444, false)])
    func `a member has at most 443 blobs`(count: Int, isAllowed: Bool) {
        let header = Self.header(raw: [Int](repeating: 1, count: count))
        #expect(Self.accepts(header) == isAllowed)
    }

    @Test(arguments: [MemberKind.blobs, .statements])
    func `a member has at least one blob`(kind: MemberKind) throws {
        var bytes = Self.header(kind, raw: [1]).encode()
        bytes.removeSubrange(32..<68)
        bytes[10] = 24
        bytes[14] = 20
        bytes[18] = 0
        bytes[24] = 0
        bytes = resealed(bytes)
        #expect(throws: MemberFailure.malformed(field: "XLEN")) { try MemberHeader.decode(bytes) }
    }

    @Test(arguments: [
        ([131_072, 131_072], true), ([131_072, 131_073], false), ([262_145], true),
        ([262_144, 0], true), ([262_144, 1], false), ([262_145, 0], false),
        ([16_777_216], true), ([16_777_217], false),
    ])
    func `a group has at most 256 KiB and a single blob 16 MiB`(raw: [Int], isAllowed: Bool) {
        #expect(Self.accepts(Self.header(raw: raw)) == isAllowed)
    }

    @Test(arguments: [
        (16_777_216, 0, true), (16_777_216, 7, true), (16_777_215, 0, false),
        (16_777_217, 0, false), (1, 0, false),
    ])
    func `a segment has exactly 16 MiB`(raw: Int, number: UInt32, isAllowed: Bool) {
        #expect(Self.accepts(Self.header(.segment, raw: [raw], segment: number)) == isAllowed)
    }

    @Test(arguments: [
        (1, UInt32(1), UInt64(16_777_217), true), (16_777_216, 1, 33_554_432, true),
        (16_777_217, 1, 33_554_433, false), (0, 1, 16_777_216, false), (1, 0, 1, false),
        (5, 1, 16_777_220, false), (5, 1, 5, false), (5, 2, 16_777_221, false),
        (5, 536_870_911, UInt64(536_870_911) << 24 + 5, true),
    ])
    func `a last segment adds up`(raw: Int, number: UInt32, whole: UInt64, isAllowed: Bool) {
        let header = Self.header(.lastSegment, raw: [raw], segment: number, whole: whole)
        #expect(Self.accepts(header) == isAllowed)
    }

    @Test func `a segment has one row`() {
        #expect(!Self.accepts(Self.header(.segment, raw: [16_777_215, 1])))
        let last = Self.header(.lastSegment, raw: [1, 1], segment: 1, whole: 16_777_218)
        #expect(!Self.accepts(last))
    }

    @Test(arguments: [MemberKind.blobs, .statements])
    func `whole blobs have segment number 0`(kind: MemberKind) {
        #expect(Self.accepts(Self.header(kind, raw: [9])))
        #expect(!Self.accepts(Self.header(kind, raw: [9], segment: 1)))
    }

    @Test(arguments: [([32_768], true), ([32_769], false), ([1, 32_769], false)])
    func `a statement has at most 32 KiB`(raw: [Int], isAllowed: Bool) {
        #expect(Self.accepts(Self.header(.statements, raw: raw)) == isAllowed)
        #expect(Self.accepts(Self.header(.blobs, raw: raw)))
    }

    @Test(arguments: [
        (1_032, 1, true), (1_033, 1, false), (0, 0, true), (1, 0, false), (103_200, 100, true),
        (103_201, 100, false),
    ])
    func `the raw length is at most 1,032 times the deflate length`(
        raw: Int,
        deflate: Int,
        isAllowed: Bool,
    ) {
        #expect(Self.accepts(Self.header(raw: [raw], deflate: deflate)) == isAllowed)
    }

    @Test(arguments: [
        (0, 64, true), (0, 65, false), (511, 575, true), (511, 576, false), (512, 577, true),
        (512, 578, false), (16_777_216, 16_810_048, true), (16_777_216, 16_810_049, false),
    ])
    func `the deflate length is at most a little over the raw length`(
        raw: Int,
        deflate: Int,
        isAllowed: Bool,
    ) {
        #expect(Self.accepts(Self.header(raw: [raw], deflate: deflate)) == isAllowed)
    }

    @Test(arguments: [UInt8(0), 5, 255])
    func `an unknown kind is malformed`(kind: UInt8) {
        var bytes = Self.header
        bytes[17] = kind
        bytes = resealed(bytes)
        #expect(throws: MemberFailure.malformed(field: "subfield")) {
            try MemberHeader.decode(bytes)
        }
    }

    @Test func `lengths that do not add up are malformed`() {
        var bytes = Self.header
        bytes[24] = 4
        bytes = resealed(bytes)
        #expect(throws: MemberFailure.malformed(field: "lengths")) {
            try MemberHeader.decode(bytes)
        }
    }

    // MARK: Newer members

    private static func newer(_ change: (inout [UInt8]) -> Void) -> [UInt8] {
        var bytes = header
        bytes[16] = 2
        change(&bytes)
        return resealed(bytes)
    }

    @Test func `a version over 1 is newer whatever follows it`() {
        for offset in 16..<Self.header.count - 6 {
            let bytes = Self.newer { bytes in
                bytes[offset] = offset == 16 ? 255 : bytes[offset] ^ 0xFF
            }
            let version: UInt8 = offset == 16 ? 255 : 2
            #expect(throws: MemberFailure.newer(version: version)) {
                try MemberHeader.decode(bytes)
            }
        }
    }

    @Test func `a newer header may have any FHCRC`() {
        var bytes = Self.newer { _ in }
        bytes[bytes.count - 1] ^= 1
        #expect(throws: MemberFailure.newer(version: 2)) { try MemberHeader.decode(bytes) }
    }

    @Test func `version 0 is malformed`() {
        let bytes = Self.newer { $0[16] = 0 }
        #expect(throws: MemberFailure.malformed(field: "subfield")) {
            try MemberHeader.decode(bytes)
        }
    }

    @Test func `what is not as ever before the version is malformed and not newer`() {
        for offset in (0..<16) where offset != 10 && offset != 11 {
            let bytes = Self.newer { $0[offset] ^= 1 }
            let failure = #expect(throws: MemberFailure.self) { try MemberHeader.decode(bytes) }
            #expect(failure != .newer(version: 2), "\(offset)")
        }
    }

    @Test func `a newer header with a wrong CRC-32 is malformed`() {
        var bytes = Self.header
        bytes[16] = 2
        #expect(throws: MemberFailure.malformed(field: "CRC-32")) {
            try MemberHeader.decode(bytes)
        }
    }

    @Test(arguments: [
        (536_870_911, 16_777_215, true), (536_870_911, 16_777_216, false), (536_870_912, 1, false),
        (4_294_967_295, 16_777_216, false),
    ])
    func `a blob has at most 2^53 - 1 bytes`(number: UInt32, raw: Int, isAllowed: Bool) {
        let whole = UInt64(number) * 16_777_216 + UInt64(raw)
        let header = Self.header(.lastSegment, raw: [raw], segment: number, whole: whole)
        #expect(Self.accepts(header) == isAllowed)
    }

    @Test func `segments name no blob and the last one names the whole`() throws {
        let segment = Self.header(.segment, raw: [16_777_216])
        #expect(segment.namedBlobs.isEmpty)
        let last = try #require(Self.lastSegment.namedBlobs.first)
        #expect(last.id == digest([1]))
        #expect(last.byteCount == 2 * 16_777_216 + 5)
        #expect(Self.group.namedBlobs.map(\.position) == [0, 1, 2])
        #expect(Self.group.namedBlobs.map(\.byteCount) == [0, 7, 9])
    }
}
