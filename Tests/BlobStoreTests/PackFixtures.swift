// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveCrypto
import ArchiveIO
import ArchiveTestSupport

@testable import BlobStore

/// The digest of bytes.
func digest(_ bytes: [UInt8]) -> Digest {
    Sha256.digest(bytes.span)
}

/// Bytes without structure: random words.
func randomBytes(_ count: Int, seed: UInt64) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 8)
    while bytes.count < count {
        let word = generator.next()
        for shift: UInt64 in [0, 8, 16, 24, 32, 40, 48, 56] {
            bytes.append(UInt8(truncatingIfNeeded: word &>> shift))
        }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
}

/// Bytes as text has them: words of a small vocabulary.
func textBytes(_ count: Int, seed: UInt64) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    let words = (0..<200).map { _ in
        Array(String(generator.next() % 1_000_000, radix: 36).utf8) + [0x20]
    }
    var bytes: [UInt8] = []
    while bytes.count < count {
        bytes += words[Int(generator.next() % 200)]
    }
    bytes.removeLast(bytes.count - count)
    return bytes
}

/// Large contents whose segments differ, made fast.
func largeBytes(_ count: Int, seed: UInt64) -> [UInt8] {
    let block = randomBytes(1 << 12, seed: seed)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + block.count)
    while bytes.count < count {
        let start = bytes.count
        bytes += block
        bytes[start] = UInt8(truncatingIfNeeded: start >> 20)
    }
    bytes.removeLast(bytes.count - count)
    return bytes
}

/// A pack that was made for a test.
struct MadePack {
    let bytes: [UInt8]
    let digest: Digest
    let memberCount: UInt64
    let places: [BlobPlace]

    /// Writes a pack to memory.
    init(
        level: Int = 6,
        _ body: (inout PackWriter) throws -> Void,
    ) throws {
        let storage = MemoryStorage()
        let staging = try storage.makeStaging()
        let file = try staging.makeFile("pack")
        var writer = PackWriter(file, level: level)
        try body(&writer)
        digest = try writer.seal()
        memberCount = writer.memberCount
        places = writer.places
        bytes = try file.read(count: Int(writer.byteCount), at: 0)
    }

    /// Writes a pack of small blobs.
    init(blobs: [[UInt8]], statements: [[UInt8]] = []) throws {
        try self.init { writer in
            for blob in blobs {
                try writer.put(blob)
            }
            for statement in statements {
                try writer.put(statement, .statement)
            }
        }
    }

    var file: any StoredFile {
        get throws {
            try storedFile(bytes)
        }
    }

    /// The headers of all members.
    var headers: [MemberHeader] {
        get throws {
            try walk(bytes).members.map(\.header)
        }
    }
}

extension PackWriter {
    /// Puts a small blob.
    mutating func put(_ bytes: [UInt8], _ content: Content = .document) throws(StoreError) {
        try put(bytes.span, id: digest(bytes), content)
    }

    /// Puts a blob of any length, as segments when it is large.
    mutating func putAny(_ bytes: [UInt8]) throws(StoreError) {
        let segment = PackLimits.segmentByteCount
        guard bytes.count > segment else {
            return try put(bytes)
        }
        var start = 0
        while bytes.count - start > segment {
            try putSegment(bytes.span.extracting(start..<start + segment))
            start += segment
        }
        try putLastSegment(bytes.span.extracting(start...), id: digest(bytes))
    }
}

/// Bytes as a file of an archive.
func storedFile(_ bytes: [UInt8]) throws -> any StoredFile {
    try MemoryStorage(files: ["pack": bytes]).open("pack")
}

/// What a scanner met in a pack.
struct Walk: Equatable {
    struct Member: Equatable {
        let offset: UInt64
        let header: MemberHeader
        let isInflated: Bool
    }

    var members: [Member] = []
    var failure: MemberFailure?
    var digest: Digest?
}

/// Walks and inflates all members.
func walk(_ bytes: [UInt8], isDigesting: Bool = false) throws -> Walk {
    var scanner = PackScanner(try storedFile(bytes), isDigesting: isDigesting)
    var inflater = MemberInflater()
    var walk = Walk()
    scanning: while true {
        switch try scanner.next() {
        case .member(let offset, let header):
            let isInflated = try scanner.inflate(with: &inflater)
            walk.members.append(.init(offset: offset, header: header, isInflated: isInflated))
        case .failure(_, let failure):
            walk.failure = failure
            break scanning
        case .end:
            break scanning
        }
    }
    if isDigesting {
        walk.digest = try scanner.finishDigest()
    }
    return walk
}

/// A header with both of its sums computed again.
func resealed(_ header: [UInt8]) -> [UInt8] {
    var bytes = Array(header.dropLast(6))
    bytes.append(littleEndian: crc32(bytes.span))
    bytes.append(littleEndian: UInt16(truncatingIfNeeded: crc32(bytes.span)))
    return bytes
}

/// Bytes in the pages of an index.
func paged(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var number = 0
    return IndexPages.encode(&bytes, from: &number, isEnd: true)
}

/// The bytes in the pages of an index.
func unpaged(_ bytes: [UInt8]) -> [UInt8] {
    stride(from: 0, to: bytes.count, by: 4_096).flatMap { start in
        bytes[start..<min(start + 4_096, bytes.count)].dropLast(4)
    }
}
