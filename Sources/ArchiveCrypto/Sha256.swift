// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
internal import COpenSSL

/// A SHA-256 computation under way.
///
/// It owns one libcrypto context, so it moves and is never copied.
/// Source: FIPS 180-4; libcrypto `EVP_DigestInit_ex(3)`.
@safe public struct Sha256: ~Copyable {
    private let context: OpaquePointer

    /// Starts over zero bytes.
    public init() {
        guard let context = unsafe EVP_MD_CTX_new() else {
            fatalError("libcrypto is out of memory")
        }
        unsafe self.context = context
        restart()
    }

    /// Starts over the bytes that another computation has seen so far.
    public init(copying other: borrowing Sha256) {
        guard let context = unsafe EVP_MD_CTX_new(),
            unsafe EVP_MD_CTX_copy_ex(context, other.context) == 1
        else {
            fatalError("libcrypto is out of memory")
        }
        unsafe self.context = context
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    /// Returns the digest of bytes that are all at hand.
    public static func digest(_ bytes: Span<UInt8>) -> Digest {
        var hash = Sha256()
        hash.update(bytes)
        return hash.finish()
    }

    /// Adds bytes.
    public mutating func update(_ bytes: Span<UInt8>) {
        let status = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
        }
        precondition(status == 1, "libcrypto refused SHA-256 input")
    }

    /// Returns the digest of all bytes added, and starts over zero bytes.
    public mutating func finish() -> Digest {
        var digest = InlineArray<32, UInt8>(repeating: 0)
        var span = digest.mutableSpan
        let status = unsafe span.withUnsafeMutableBufferPointer { buffer in
            unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
        }
        precondition(status == 1, "libcrypto could not finish SHA-256")
        restart()
        do {
            return try Digest(bytes: digest.span)
        } catch {
            preconditionFailure("a SHA-256 digest has 32 bytes: \(error)")
        }
    }

    private func restart() {
        let status = unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil)
        precondition(status == 1, "libcrypto has no SHA-256")
    }
}
