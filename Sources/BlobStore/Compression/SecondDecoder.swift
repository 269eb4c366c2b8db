// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import CZlib
internal import Glibc

/// Inflates what ``Deflater`` made by another library, before anything is published.
///
/// zlib. A bug in one compressor then costs an error and not a document: SPEC §2.3.
@safe struct SecondDecoder: ~Copyable {
    private let stream: UnsafeMutablePointer<z_stream>
    private var piece = [UInt8](repeating: 0, count: 1 << 16)

    init() {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let status = unsafe archive_inflate_init_raw(stream)
        precondition(status == Z_OK, "zlib is out of memory")
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Whether a raw deflate stream gives exactly these bytes and has nothing behind it.
    mutating func check(_ deflated: Span<UInt8>, gives raw: Span<UInt8>) -> Bool {
        guard unsafe inflateReset(stream) == Z_OK else {
            return false
        }
        return unsafe deflated.withUnsafeBufferPointer { input in
            unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            unsafe stream.pointee.avail_in = UInt32(input.count)
            return inflateAll(comparingWith: raw)
        }
    }

    private mutating func inflateAll(comparingWith raw: Span<UInt8>) -> Bool {
        var checked = 0
        while true {
            let (status, count) = inflatePiece()
            guard count <= raw.count - checked,
                startsPiece(with: raw.extracting(checked..<checked + count))
            else {
                return false
            }
            checked += count
            if status == Z_STREAM_END {
                let unread = unsafe stream.pointee.avail_in
                return checked == raw.count && unread == 0
            }
            guard status == Z_OK, count > 0 else {
                return false
            }
        }
    }

    private func startsPiece(with bytes: Span<UInt8>) -> Bool {
        unsafe piece.withUnsafeBufferPointer { piece in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                guard let left = piece.baseAddress, let right = bytes.baseAddress else {
                    return bytes.isEmpty
                }
                return unsafe memcmp(left, right, bytes.count) == 0
            }
        }
    }

    private mutating func inflatePiece() -> (status: Int32, count: Int) {
        let capacity = piece.count
        let stream = unsafe self.stream
        var span = piece.mutableSpan
        return unsafe span.withUnsafeMutableBufferPointer { output in
            unsafe stream.pointee.next_out = output.baseAddress
            unsafe stream.pointee.avail_out = UInt32(capacity)
            let status = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
            let left = Int(unsafe stream.pointee.avail_out)
            return (status, capacity - left)
        }
    }
}
