// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Reads fields one after the other from bytes, and never past their end.
public struct ByteReader: Sendable {
    private let bytes: [UInt8]

    /// The number of bytes read so far.
    public private(set) var offset = 0

    /// Starts at the first byte.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The number of bytes that are left.
    public var remaining: Int {
        bytes.count - offset
    }

    /// Reads a little-endian number.
    ///
    /// - Throws: ``DecodingFailure/truncated(offset:missing:)``.
    public mutating func read<Number: FixedWidthInteger & UnsignedInteger>(
        littleEndian type: Number.Type
    ) throws(DecodingFailure) -> Number {
        let count = Number.bitWidth / 8
        try require(count)
        var value: Number = 0
        for index in 0..<count {
            value |= Number(bytes[offset + index]) << Number(8 * index)
        }
        offset += count
        return value
    }

    /// Reads a digest.
    ///
    /// - Throws: ``DecodingFailure/truncated(offset:missing:)``.
    public mutating func readDigest() throws(DecodingFailure) -> Digest {
        try require(Digest.byteCount)
        let digest = try Digest(bytes: bytes.span.extracting(offset..<offset + Digest.byteCount))
        offset += Digest.byteCount
        return digest
    }

    /// Reads bytes that can only have one value.
    ///
    /// - Throws: ``DecodingFailure`` when they end early or one of them differs.
    public mutating func expect(_ expected: [UInt8]) throws(DecodingFailure) {
        try require(expected.count)
        for index in expected.indices where bytes[offset + index] != expected[index] {
            throw .unexpectedByte(offset: offset + index, value: bytes[offset + index])
        }
        offset += expected.count
    }

    private func require(_ count: Int) throws(DecodingFailure) {
        guard remaining >= count else {
            throw .truncated(offset: offset, missing: count - remaining)
        }
    }
}
