// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// What is wrong with bytes that were to be decoded.
public enum DecodingFailure: Error, Hashable, Sendable {
    /// The input has `actual` bytes where the format has `expected`.
    case wrongLength(expected: Int, actual: Int)

    /// The input ends `missing` bytes before the field that starts at `offset` does.
    case truncated(offset: Int, missing: Int)

    /// The byte at `offset` is not one that the format allows there.
    case unexpectedByte(offset: Int, value: UInt8)

    /// The bytes decode, but another spelling of the same value is the only one allowed.
    case notCanonical(offset: Int)

    /// A value of `actual` is over the format's limit.
    case overLimit(limit: Int, actual: Int)
}
