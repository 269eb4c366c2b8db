// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import CDeflate

/// Decompresses whole buffers of known length.
///
/// libdeflate. It owns one decompressor, so it moves and is never copied.
@safe struct Inflater: ~Copyable {
    private let decompressor: OpaquePointer

    init() {
        guard let decompressor = unsafe libdeflate_alloc_decompressor() else {
            fatalError("libdeflate is out of memory")
        }
        unsafe self.decompressor = decompressor
    }

    deinit {
        unsafe libdeflate_free_decompressor(decompressor)
    }

    /// Decompresses one raw deflate stream.
    ///
    /// - Parameters:
    ///   - deflated: The stream, and nothing behind it.
    ///   - output: Grows when it is too small; its first bytes are the result.
    ///   - count: How many bytes the stream must give, exactly.
    /// - Returns: Whether the stream was valid and gave as many.
    mutating func inflate(
        _ deflated: Span<UInt8>,
        into output: inout [UInt8],
        count: Int,
    ) -> Bool {
        if output.count < count {
            output = [UInt8](repeating: 0, count: count)
        }
        var span = output.mutableSpan
        var consumed = 0
        var produced = 0
        let result = unsafe deflated.withUnsafeBufferPointer { input in
            unsafe span.withUnsafeMutableBufferPointer { output in
                unsafe libdeflate_deflate_decompress_ex(
                    decompressor,
                    input.baseAddress,
                    input.count,
                    output.baseAddress,
                    count,
                    &consumed,
                    &produced,
                )
            }
        }
        return result == LIBDEFLATE_SUCCESS && consumed == deflated.count && produced == count
    }
}
