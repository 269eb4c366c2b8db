// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
internal import ArchiveCrypto
internal import ArchiveIO
public import BlobStore

/// One member of a pack, every part of which can be made to lie.
public struct MemberBytes {
    public var header: MemberHeader
    public var deflated: [UInt8]
    public var crc: UInt32
    public var size: UInt32

    /// Header bytes to use instead of those of `header`.
    public var headerBytes: [UInt8]?

    /// A member that tells the truth, deflated without compression.
    public init(_ kind: MemberKind, _ blobs: [[UInt8]]) {
        let raw = blobs.flatMap(\.self)
        deflated = storedDeflate(raw)
        header = MemberHeader(
            kind: kind,
            blobs: blobs.map { .init(id: digest(of: $0), byteCount: UInt32($0.count)) },
            deflateByteCount: UInt32(deflated.count),
        )
        crc = crc32(raw)
        size = UInt32(raw.count)
    }

    public var bytes: [UInt8] {
        var trailer: [UInt8] = []
        trailer.append(littleEndian: crc)
        trailer.append(littleEndian: size)
        return (headerBytes ?? header.encode()) + deflated + trailer
    }

    /// Changes header bytes and makes both checksums right again.
    public mutating func editHeader(_ change: (inout [UInt8]) -> Void) {
        var bytes = Array(header.encode().dropLast(6))
        change(&bytes)
        bytes.append(littleEndian: crc32(bytes))
        bytes.append(littleEndian: UInt16(truncatingIfNeeded: crc32(bytes)))
        headerBytes = bytes
    }
}

/// A changed copy.
public func changed<Value>(_ value: Value, _ change: (inout Value) throws -> Void) rethrows -> Value
{
    var copy = value
    try change(&copy)
    return copy
}

public func digest(of bytes: [UInt8]) -> Digest {
    Sha256.digest(bytes.span)
}

/// Deflate blocks without compression, RFC 1951 §3.2.4.
public func storedDeflate(_ raw: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    var offset = 0
    repeat {
        let count = min(raw.count - offset, 65_535)
        bytes.append(offset + count == raw.count ? 1 : 0)
        bytes.append(littleEndian: UInt16(count))
        bytes.append(littleEndian: ~UInt16(count))
        bytes += raw[offset..<offset + count]
        offset += count
    } while offset < raw.count
    return bytes
}

/// The CRC-32 of gzip, bit by bit from its polynomial.
public func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc = UInt32.max
    for byte in bytes {
        crc = crcTable[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ crc >> 8
    }
    return ~crc
}

private let crcTable: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { crc, _ in crc & 1 == 1 ? 0xEDB8_8320 ^ crc >> 1 : crc >> 1 }
}

/// The members of a pack with one blob of more than 16 MiB, as the writer makes it.
public func segmentMembers(of blob: [UInt8]) throws -> [[UInt8]] {
    let file = try MemoryStorage().makeStaging().makeFile("pack")
    var writer = PackWriter(file, level: 1)
    var offset = 0
    while blob.count - offset > PackLimits.segmentByteCount {
        try writer.putSegment(blob.span.extracting(offset..<offset + PackLimits.segmentByteCount))
        offset += PackLimits.segmentByteCount
    }
    try writer.putLastSegment(blob.span.extracting(offset...), id: digest(of: blob))
    _ = try writer.seal()
    var members: [[UInt8]] = []
    var scanner = PackScanner(file)
    while case .member(let offset, let header) = try scanner.next() {
        members.append(try file.read(count: header.memberByteCount, at: offset))
    }
    return members
}
