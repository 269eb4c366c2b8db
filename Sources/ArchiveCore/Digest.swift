// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// A SHA-256 digest.
///
/// 32 bytes. Two text forms, both with 64 lower-case hexadecimal digits: ``hex`` alone in file
/// names, and with the prefix `sha256:` in ``description``. SPEC §1.3.
public struct Digest: Hashable, Sendable {
    /// The length of a digest, in bytes.
    public static let byteCount = 32

    private static let prefix = Array("sha256:".utf8)

    // InlineArray has no Hashable conformance in Swift 6.3, words do.
    /// The digest's bytes as four big-endian numbers, for tables with places of their own.
    public let words: (UInt64, UInt64, UInt64, UInt64)

    /// Creates a digest from its bytes.
    ///
    /// - Parameter bytes: Exactly ``byteCount`` bytes.
    /// - Throws: ``DecodingFailure/wrongLength(expected:actual:)`` for any other length.
    public init(bytes: Span<UInt8>) throws(DecodingFailure) {
        guard bytes.count == Self.byteCount else {
            throw .wrongLength(expected: Self.byteCount, actual: bytes.count)
        }
        func word(_ index: Int) -> UInt64 {
            var value: UInt64 = 0
            for offset in 0..<8 {
                value = value &<< 8 | UInt64(bytes[index * 8 + offset])
            }
            return value
        }
        words = (word(0), word(1), word(2), word(3))
    }

    /// Creates a digest from 64 lower-case hexadecimal digits.
    ///
    /// - Throws: ``DecodingFailure`` for any other text; upper case is refused.
    public init(hex text: Span<UInt8>) throws(DecodingFailure) {
        guard text.count == 2 * Self.byteCount else {
            throw .wrongLength(expected: 2 * Self.byteCount, actual: text.count)
        }
        func word(_ index: Int) throws(DecodingFailure) -> UInt64 {
            var value: UInt64 = 0
            for offset in index * 16..<index * 16 + 16 {
                value = value << 4 | UInt64(try Hex.value(of: text[offset], at: offset))
            }
            return value
        }
        words = (try word(0), try word(1), try word(2), try word(3))
    }

    /// Creates a digest from `sha256:` and 64 lower-case hexadecimal digits.
    ///
    /// - Throws: ``DecodingFailure`` for any other text.
    public init(text: Span<UInt8>) throws(DecodingFailure) {
        let prefix = Self.prefix
        guard text.count == prefix.count + 2 * Self.byteCount else {
            throw .wrongLength(expected: prefix.count + 2 * Self.byteCount, actual: text.count)
        }
        for index in prefix.indices where text[index] != prefix[index] {
            throw .unexpectedByte(offset: index, value: text[index])
        }
        try self.init(hex: text.extracting(prefix.count...))
    }

    /// Creates a digest from `sha256:` and 64 lower-case hexadecimal digits.
    ///
    /// - Throws: ``DecodingFailure`` for any other text.
    public init(text: String) throws(DecodingFailure) {
        try self.init(text: text.utf8.span)
    }

    /// The digest's 32 bytes.
    public var bytes: [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(Self.byteCount)
        append(to: &result)
        return result
    }

    /// The digest as 64 lower-case hexadecimal digits.
    public var hex: String {
        Hex.encode(bytes)
    }

    /// Appends the digest's 32 bytes to a buffer.
    public func append(to buffer: inout [UInt8]) {
        append(words.0, to: &buffer)
        append(words.1, to: &buffer)
        append(words.2, to: &buffer)
        append(words.3, to: &buffer)
    }

    // Not the generic append(bigEndian:): a Merkle tree does this millions of times, and a build
    // without optimisation does not specialise it.
    private func append(_ word: UInt64, to buffer: inout [UInt8]) {
        var shift: UInt64 = 64
        while shift > 0 {
            shift -= 8
            buffer.append(UInt8(truncatingIfNeeded: word &>> shift))
        }
    }

    /// Whether two digests are the same.
    public static func == (left: Self, right: Self) -> Bool {
        left.words == right.words
    }

    /// Feeds the digest into a hasher.
    ///
    /// All of it, since a hostile archive states digests of its choice, which nothing has.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}

extension Digest: Comparable {
    /// Whether one digest's bytes come before the other's.
    public static func < (left: Self, right: Self) -> Bool {
        left.words < right.words
    }
}

extension Digest: CustomStringConvertible {
    /// `sha256:` and 64 lower-case hexadecimal digits.
    public var description: String {
        "sha256:" + hex
    }
}

/// The name of a blob: the SHA-256 digest of its bytes before compression.
///
/// SPEC §2.1.
public typealias BlobID = Digest
