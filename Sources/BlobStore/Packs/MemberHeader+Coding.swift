// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore

/// Why bytes are not a member's header.
///
/// SPEC §2.2.
public enum MemberFailure: Error, Hashable, Sendable {
    /// The pack ends inside of the member.
    case cutOff
    /// A field is not as the format wants it; `field` is its name in SPEC §2.2.
    case malformed(field: String)
    /// A newer program wrote the member.
    case newer(version: UInt8)
}

extension MemberHeader {
    private static let start: [UInt8] = [0x1F, 0x8B, 0x08, 0x06, 0, 0, 0, 0, 0, 0xFF]

    /// The header's bytes.
    public func encode() -> [UInt8] {
        let subfieldByteCount = UInt16(byteCount - 18)
        var bytes = Self.start
        bytes.reserveCapacity(byteCount)
        bytes.append(littleEndian: subfieldByteCount + 4)
        bytes.append(contentsOf: "Ar".utf8)
        bytes.append(littleEndian: subfieldByteCount)
        bytes.append(1)
        bytes.append(kind.rawValue)
        bytes.append(littleEndian: UInt16(blobs.count))
        bytes.append(littleEndian: segmentNumber)
        bytes.append(littleEndian: UInt32(rawByteCount))
        bytes.append(littleEndian: deflateByteCount)
        for blob in blobs {
            bytes.append(littleEndian: blob.byteCount)
            blob.id.append(to: &bytes)
        }
        if let whole {
            bytes.append(littleEndian: whole.byteCount)
            whole.id.append(to: &bytes)
        }
        bytes.append(littleEndian: crc32(bytes.span))
        bytes.append(littleEndian: UInt16(truncatingIfNeeded: crc32(bytes.span)))
        return bytes
    }

    /// The length of a header, read from its first 12 bytes.
    ///
    /// - Throws: ``MemberFailure`` when they are not the start of a header.
    static func byteCount(start bytes: Span<UInt8>) throws(MemberFailure) -> Int {
        guard bytes.count >= 12 else {
            throw .cutOff
        }
        // What a newer program may not change either: gzip, deflate, FHCRC and FEXTRA.
        for index in 0..<4 where bytes[index] != start[index] {
            throw .malformed(field: "gzip header")
        }
        return 12 + (Int(bytes[10]) | Int(bytes[11]) << 8) + 2
    }

    /// Reads a header.
    ///
    /// - Parameter bytes: As many as ``byteCount(start:)`` says.
    /// - Returns: The header, all of whose fields and sums were checked.
    /// - Throws: ``MemberFailure``.
    public static func decode(_ bytes: [UInt8]) throws(MemberFailure) -> MemberHeader {
        guard bytes.count == (try byteCount(start: bytes.span)) else {
            throw .cutOff
        }
        if let version = newerVersion(bytes) {
            throw .newer(version: version)
        }
        guard (74...PackLimits.headerByteCount).contains(bytes.count) else {
            throw .malformed(field: "XLEN")
        }
        try checkSums(bytes)
        do throws(DecodingFailure) {
            return try decodeFields(bytes)
        } catch let failure {
            switch failure {
            case .unexpectedByte(..<12, _): throw .malformed(field: "gzip header")
            case .unexpectedByte: throw .malformed(field: "subfield")
            case .overLimit: throw .malformed(field: "limits")
            default: throw .malformed(field: "lengths")
            }
        }
    }

    /// The version when it is over 1, the 16 bytes before it are as ever, and the CRC-32 before
    /// the last two bytes is right.
    private static func newerVersion(_ bytes: [UInt8]) -> UInt8? {
        let subfield = [UInt8(ascii: "A"), UInt8(ascii: "r")]
        guard (17 + 6...PackLimits.headerByteCount).contains(bytes.count), bytes[16] > 1,
            bytes.starts(with: start), bytes[12...].starts(with: subfield),
            bytes.count - 18 == Int(bytes[14]) | Int(bytes[15]) << 8
        else {
            return nil
        }
        let headerEnd = bytes.count - 6
        var stored: [UInt8] = []
        stored.append(littleEndian: crc32(bytes.span.extracting(..<headerEnd)))
        return bytes[headerEnd...].starts(with: stored) ? bytes[16] : nil
    }

    private static func checkSums(_ bytes: [UInt8]) throws(MemberFailure) {
        let headerEnd = bytes.count - 6
        let stored = bytes[headerEnd...].enumerated().reduce(UInt64(0)) { sum, item in
            sum | UInt64(item.element) << UInt64(8 * item.offset)
        }
        guard UInt32(truncatingIfNeeded: stored) == crc32(bytes.span.extracting(..<headerEnd))
        else {
            throw .malformed(field: "CRC-32")
        }
        let whole = crc32(bytes.span.extracting(..<(headerEnd + 4)))
        guard UInt16(truncatingIfNeeded: stored >> 32) == UInt16(truncatingIfNeeded: whole) else {
            throw .malformed(field: "FHCRC")
        }
    }

    private static func decodeFields(_ bytes: [UInt8]) throws(DecodingFailure) -> MemberHeader {
        var reader = ByteReader(bytes)
        try reader.expect(start)
        let extraByteCount = try reader.read(littleEndian: UInt16.self)
        try reader.expect(Array("Ar".utf8))
        let subfieldByteCount = try reader.read(littleEndian: UInt16.self)
        guard subfieldByteCount == extraByteCount - 4 else {
            throw .wrongLength(expected: Int(extraByteCount) - 4, actual: Int(subfieldByteCount))
        }
        try reader.expect([1])
        let kindByte = try reader.read(littleEndian: UInt8.self)
        guard let kind = MemberKind(rawValue: kindByte) else {
            throw .unexpectedByte(offset: 17, value: kindByte)
        }
        let count = Int(try reader.read(littleEndian: UInt16.self))
        let expected = 20 + 36 * count + (kind == .lastSegment ? 40 : 0)
        guard count >= 1, expected == Int(subfieldByteCount) else {
            throw .wrongLength(expected: expected, actual: Int(subfieldByteCount))
        }
        let segmentNumber = try reader.read(littleEndian: UInt32.self)
        let rawByteCount = try reader.read(littleEndian: UInt32.self)
        let deflateByteCount = try reader.read(littleEndian: UInt32.self)
        var blobs: [Blob] = []
        blobs.reserveCapacity(count)
        for _ in 0..<count {
            let byteCount = try reader.read(littleEndian: UInt32.self)
            blobs.append(Blob(id: try reader.readDigest(), byteCount: byteCount))
        }
        var whole: Whole?
        if kind == .lastSegment {
            let byteCount = try reader.read(littleEndian: UInt64.self)
            whole = Whole(id: try reader.readDigest(), byteCount: byteCount)
        }
        let header = MemberHeader(
            kind: kind,
            blobs: blobs,
            segmentNumber: segmentNumber,
            deflateByteCount: deflateByteCount,
            whole: whole,
        )
        try header.checkLimits(statedRawByteCount: rawByteCount)
        return header
    }

    /// Checks the sums and the rules of SPEC §2.2 and §2.3.
    private func checkLimits(statedRawByteCount: UInt32) throws(DecodingFailure) {
        let raw = rawByteCount
        let deflate = Int(deflateByteCount)
        guard raw == Int(statedRawByteCount) else {
            throw .wrongLength(expected: Int(statedRawByteCount), actual: raw)
        }
        try require(raw, atMost: PackLimits.segmentByteCount)
        try require(raw, atMost: PackLimits.rawByteCount(deflate: deflate))
        try require(deflate, atMost: PackLimits.deflateByteCount(raw: raw))
        switch kind {
        case .blobs, .statements:
            try require(Int(segmentNumber), atMost: 0)
            if blobs.count > 1 {
                try require(raw, atMost: PackLimits.groupByteCount)
            }
            if kind == .statements {
                for blob in blobs {
                    try require(Int(blob.byteCount), atMost: PackLimits.statementByteCount)
                }
            }
        case .segment:
            try require(blobs.count, atMost: 1)
            guard raw == PackLimits.segmentByteCount else {
                throw .wrongLength(expected: PackLimits.segmentByteCount, actual: raw)
            }
        case .lastSegment:
            try require(blobs.count, atMost: 1)
            let before = UInt64(segmentNumber) * UInt64(PackLimits.segmentByteCount)
            guard raw >= 1, segmentNumber >= 1, whole?.byteCount == before + UInt64(raw) else {
                throw .notCanonical(offset: 68)
            }
            // Statements say lengths as numbers of JSON, which go no further: SPEC §10.
            try require(Int(clamping: before) + raw, atMost: PackLimits.blobByteCount)
        }
    }

    private func require(_ value: Int, atMost limit: Int) throws(DecodingFailure) {
        guard value <= limit else {
            throw .overLimit(limit: limit, actual: value)
        }
    }
}
