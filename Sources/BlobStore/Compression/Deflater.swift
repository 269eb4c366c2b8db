// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import CDeflate

/// Compresses whole buffers.
///
/// libdeflate. It owns one compressor, so it moves and is never copied.
@safe struct Deflater: ~Copyable {
    private let compressor: OpaquePointer

    /// Prepares for a level from 1 (fast) to 12 (small).
    init(level: Int) {
        guard let compressor = unsafe libdeflate_alloc_compressor(Int32(level)) else {
            fatalError("libdeflate has no level \(level), or no memory")
        }
        unsafe self.compressor = compressor
    }

    deinit {
        unsafe libdeflate_free_compressor(compressor)
    }

    /// Compresses bytes to one raw deflate stream.
    ///
    /// - Parameters:
    ///   - raw: The bytes.
    ///   - output: Grows when it is too small; its first bytes are the stream afterwards.
    /// - Returns: The length of the stream.
    mutating func deflate(_ raw: Span<UInt8>, into output: inout [UInt8]) -> Int {
        let bound = unsafe libdeflate_deflate_compress_bound(compressor, raw.count)
        if output.count < bound {
            output = [UInt8](repeating: 0, count: bound)
        }
        var span = output.mutableSpan
        let count = unsafe raw.withUnsafeBufferPointer { input in
            unsafe span.withUnsafeMutableBufferPointer { output in
                unsafe libdeflate_deflate_compress(
                    compressor,
                    input.baseAddress,
                    input.count,
                    output.baseAddress,
                    output.count,
                )
            }
        }
        precondition(count > 0, "libdeflate needs more than the bound that it gave")
        return count
    }
}

/// The CRC-32 of gzip (RFC 1952 §8).
///
/// libdeflate.
func crc32(_ bytes: Span<UInt8>) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer { buffer in
        unsafe libdeflate_crc32(0, buffer.baseAddress, buffer.count)
    }
}
