// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// 16 random bytes that keep a statement's digest from revealing the statement.
///
/// SPEC §3.2.
///
/// Text form: 32 lower-case hexadecimal digits.
public struct Salt: Hashable, Sendable {
    /// The length of a salt, in bytes.
    public static let byteCount = 16

    private let high: UInt64
    private let low: UInt64

    /// Creates a salt from random bytes.
    ///
    /// - Throws: ``DecodingFailure/wrongLength(expected:actual:)`` unless there are
    ///   ``byteCount`` bytes.
    public init(bytes: Span<UInt8>) throws(DecodingFailure) {
        guard bytes.count == Self.byteCount else {
            throw .wrongLength(expected: Self.byteCount, actual: bytes.count)
        }
        var words: (UInt64, UInt64) = (0, 0)
        for index in 0..<8 {
            words.0 = words.0 << 8 | UInt64(bytes[index])
            words.1 = words.1 << 8 | UInt64(bytes[index + 8])
        }
        (high, low) = words
    }

    /// Creates a salt from its text form.
    ///
    /// - Throws: ``DecodingFailure`` for any other text.
    public init(text: String) throws(DecodingFailure) {
        let digits = text.utf8.span
        guard digits.count == 2 * Self.byteCount else {
            throw .wrongLength(expected: 2 * Self.byteCount, actual: digits.count)
        }
        let bytes = try Hex.decode(digits)
        try self.init(bytes: bytes.span)
    }

    /// The salt as 32 lower-case hexadecimal digits.
    public var text: String {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: high)
        bytes.append(bigEndian: low)
        return Hex.encode(bytes)
    }
}
