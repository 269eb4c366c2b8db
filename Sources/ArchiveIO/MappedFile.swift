// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import Glibc
internal import SystemPackage

/// Bytes that stay where they are and may be larger than memory.
public protocol ByteRegion: Sendable {
    /// The number of bytes.
    var count: Int { get }

    /// Hands some of the bytes over.
    func withBytes<Result>(_ range: Range<Int>, _ body: (Span<UInt8>) -> Result) -> Result
}

/// A file's bytes, mapped into memory and read when touched.
///
/// Only for caches, which are replaced and never cut: touching a page behind a shortened file's
/// end would end the process.
@safe public final class MappedFile: ByteRegion {
    private let start: UnsafeRawPointer?

    /// The number of bytes.
    public let count: Int

    /// Maps a file.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public init(_ file: OpenFile) throws(StoreError) {
        count = Int(try file.status().byteCount)
        if count == 0 {
            unsafe start = nil
            return
        }
        let length = count
        let descriptor = file.descriptor
        let mapped = unsafe mmap(nil, length, PROT_READ, MAP_SHARED, descriptor, 0)
        guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else {
            let cause = SystemCallFailure(call: "mmap", errno: .init(rawValue: errno))
            throw StoreError(cause, subject: file.name)
        }
        unsafe start = UnsafeRawPointer(mapped)
    }

    deinit {
        if let start = unsafe start {
            unsafe munmap(UnsafeMutableRawPointer(mutating: start), count)
        }
    }

    /// Hands some of the bytes over.
    public func withBytes<Result>(
        _ range: Range<Int>,
        _ body: (Span<UInt8>) -> Result,
    ) -> Result {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "outside of the file")
        let all = unsafe UnsafeRawBufferPointer(start: start, count: count)
        let part = unsafe UnsafeRawBufferPointer(rebasing: all[range])
        return unsafe part.withMemoryRebound(to: UInt8.self) { bytes in
            unsafe body(bytes.span)
        }
    }
}

// The mapping is read-only and never changes until the last reference goes.
extension MappedFile: @unchecked Sendable {}

/// Bytes in memory.
public struct ByteArrayRegion: ByteRegion {
    private let bytes: [UInt8]

    /// Wraps bytes.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The number of bytes.
    public var count: Int {
        bytes.count
    }

    /// Hands some of the bytes over.
    public func withBytes<Result>(
        _ range: Range<Int>,
        _ body: (Span<UInt8>) -> Result,
    ) -> Result {
        body(bytes.span.extracting(range))
    }
}
