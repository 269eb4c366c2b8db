// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import COpenSSL

/// Returns bytes that nobody can foretell.
///
/// libcrypto `RAND_bytes(3)`.
public func randomBytes(count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var span = bytes.mutableSpan
    let status = unsafe span.withUnsafeMutableBufferPointer { buffer in
        unsafe RAND_bytes(buffer.baseAddress, Int32(buffer.count))
    }
    precondition(status == 1, "libcrypto has no random numbers")
    return bytes
}
