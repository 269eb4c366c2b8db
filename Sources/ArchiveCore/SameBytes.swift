// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Whether two runs of bytes are equal.
public func hasSameBytes(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else {
        return false
    }
    return unsafe left.withUnsafeBufferPointer { left in
        unsafe right.withUnsafeBufferPointer { right in
            unsafe left.elementsEqual(right)
        }
    }
}
