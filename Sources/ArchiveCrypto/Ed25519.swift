// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
internal import COpenSSL

/// Ed25519 signatures.
///
/// RFC 8032; libcrypto `EVP_PKEY-ED25519(7)`.
public enum Ed25519 {
    /// The length of a public key, in bytes.
    public static let publicKeyByteCount = 32

    /// The length of a private key's seed, in bytes.
    public static let seedByteCount = 32

    /// The length of a signature, in bytes.
    public static let signatureByteCount = 64

    /// Whether `signature` is one of `message` by the holder of `publicKey`.
    ///
    /// - Parameters:
    ///   - signature: Any other length than 64 bytes is no signature.
    ///   - message: The signed bytes, any number.
    ///   - publicKey: Any other length than 32 bytes is no key.
    /// - Returns: `false` for anything but a valid signature.
    public static func isValid(
        signature: Span<UInt8>,
        message: Span<UInt8>,
        publicKey: Span<UInt8>,
    ) -> Bool {
        guard signature.count == signatureByteCount, publicKey.count == publicKeyByteCount,
            let key = EvpKey(publicKey: publicKey)
        else {
            return false
        }
        return key.verify(signature: signature, message: message)
    }
}

/// The secret half of an Ed25519 key.
public struct Ed25519PrivateKey: Sendable {
    /// The 32 bytes that the key is made from.
    ///
    /// Secret.
    public let seed: [UInt8]

    /// The 32-byte public key.
    public let publicKey: [UInt8]

    /// Creates a key from its seed.
    ///
    /// - Throws: ``DecodingFailure/wrongLength(expected:actual:)`` unless it has 32 bytes.
    public init(seed: [UInt8]) throws(DecodingFailure) {
        guard seed.count == Ed25519.seedByteCount else {
            throw .wrongLength(expected: Ed25519.seedByteCount, actual: seed.count)
        }
        self.seed = seed
        publicKey = EvpKey(seed: seed.span).publicKey()
    }

    /// Creates a key that nobody had before.
    public init() {
        do {
            try self.init(seed: randomBytes(count: Ed25519.seedByteCount))
        } catch {
            preconditionFailure("a fresh seed has 32 bytes: \(error)")
        }
    }

    /// Returns the 64-byte signature of a message.
    ///
    /// The same message gives the same signature.
    public func sign(_ message: Span<UInt8>) -> [UInt8] {
        EvpKey(seed: seed.span).sign(message)
    }
}

/// Owns one libcrypto key.
@safe private struct EvpKey: ~Copyable {
    private let key: OpaquePointer

    init(seed: Span<UInt8>) {
        let made = unsafe seed.withUnsafeBufferPointer { buffer in
            unsafe EVP_PKEY_new_raw_private_key(
                EVP_PKEY_ED25519,
                nil,
                buffer.baseAddress,
                buffer.count,
            )
        }
        guard let key = unsafe made else {
            fatalError("libcrypto has no Ed25519")
        }
        unsafe self.key = key
    }

    init?(publicKey: Span<UInt8>) {
        let made = unsafe publicKey.withUnsafeBufferPointer { buffer in
            unsafe EVP_PKEY_new_raw_public_key(
                EVP_PKEY_ED25519,
                nil,
                buffer.baseAddress,
                buffer.count,
            )
        }
        guard let key = unsafe made else {
            return nil
        }
        unsafe self.key = key
    }

    deinit {
        unsafe EVP_PKEY_free(key)
    }

    func publicKey() -> [UInt8] {
        var count = Ed25519.publicKeyByteCount
        var bytes = [UInt8](repeating: 0, count: count)
        var span = bytes.mutableSpan
        let status = unsafe span.withUnsafeMutableBufferPointer { buffer in
            unsafe EVP_PKEY_get_raw_public_key(key, buffer.baseAddress, &count)
        }
        precondition(status == 1 && count == bytes.count, "libcrypto gave no public key")
        return bytes
    }

    func sign(_ message: Span<UInt8>) -> [UInt8] {
        var count = Ed25519.signatureByteCount
        var signature = [UInt8](repeating: 0, count: count)
        var span = signature.mutableSpan
        let status = unsafe withContext { context in
            guard unsafe EVP_DigestSignInit(context, nil, nil, nil, key) == 1 else {
                return Int32(0)
            }
            return unsafe span.withUnsafeMutableBufferPointer { output in
                unsafe message.withUnsafeBufferPointer { input in
                    unsafe EVP_DigestSign(
                        context,
                        output.baseAddress,
                        &count,
                        input.baseAddress,
                        input.count,
                    )
                }
            }
        }
        precondition(status == 1 && count == signature.count, "libcrypto did not sign")
        return signature
    }

    func verify(signature: Span<UInt8>, message: Span<UInt8>) -> Bool {
        unsafe withContext { context in
            guard unsafe EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1 else {
                return false
            }
            return unsafe signature.withUnsafeBufferPointer { expected in
                unsafe message.withUnsafeBufferPointer { input in
                    unsafe EVP_DigestVerify(
                        context,
                        expected.baseAddress,
                        expected.count,
                        input.baseAddress,
                        input.count,
                    ) == 1
                }
            }
        }
    }

    private func withContext<Result>(_ body: (OpaquePointer) -> Result) -> Result {
        guard let context = unsafe EVP_MD_CTX_new() else {
            fatalError("libcrypto is out of memory")
        }
        defer { unsafe EVP_MD_CTX_free(context) }
        return unsafe body(context)
    }
}
