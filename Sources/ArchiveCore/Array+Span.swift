// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

extension [UInt8] {
    /// Creates an array with the bytes of a span.
    public init(_ bytes: Span<UInt8>) {
        self = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
    }

    /// Appends the bytes of a span.
    public mutating func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
