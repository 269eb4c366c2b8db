// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import Synchronization

/// The bytes of an index's file, in pages that are checked when they are read.
///
/// A page has 4,092 bytes and their CRC-32, with the page's number in it; the last may be shorter.
/// Caches are written without waiting for the disk, so that after a power cut a file can have its
/// length and name and anything in it. Pages are read with `pread` and not mapped: touching a
/// mapped page of a file that somebody cuts short would end the process.
final class IndexPages: Sendable {
    static let pageByteCount = 4_096
    static let payloadByteCount = 4_092

    /// Pages that are kept, since each search begins with the same ones: 16 MiB.
    private static let keptCount = 4_096

    private let file: any StoredFile
    private let kept = Mutex<[Int: [UInt8]]>([:])

    /// The number of bytes without the checksums.
    let byteCount: Int

    /// Wraps a file; `nil` when it has a length that no pages have.
    init?(_ file: any StoredFile) {
        let (full, rest) = file.byteCount.quotientAndRemainder(
            dividingBy: UInt64(Self.pageByteCount)
        )
        guard rest == 0 || rest > 4, file.byteCount <= 1 << 48 else {
            return nil
        }
        self.file = file
        byteCount = Int(full) * Self.payloadByteCount + (rest == 0 ? 0 : Int(rest) - 4)
    }

    /// Reads some of the bytes.
    ///
    /// - Throws: ``StoreError``, with ``StoreError/Code/damaged`` for a page that is not as it was
    ///   written, or gone since the file was opened.
    func read(_ range: Range<Int>) throws(StoreError) -> [UInt8] {
        precondition(range.lowerBound >= 0 && range.upperBound <= byteCount, "outside of the file")
        var bytes: [UInt8] = []
        var offset = range.lowerBound
        while offset < range.upperBound {
            let number = offset / Self.payloadByteCount
            let start = offset % Self.payloadByteCount
            let count = min(range.upperBound - offset, Self.payloadByteCount - start)
            let part = try page(number)[start..<start + count]
            if count == range.count {
                return Array(part)
            }
            bytes.append(contentsOf: part)
            offset += count
        }
        return bytes
    }

    private func page(_ number: Int) throws(StoreError) -> [UInt8] {
        if let page = kept.withLock({ $0[number] }) {
            return page
        }
        let start = number * Self.payloadByteCount
        let count = min(Self.payloadByteCount, byteCount - start)
        var page = try file.read(
            count: count + 4,
            at: UInt64(number) * UInt64(Self.pageByteCount),
        )
        var sum: [UInt8] = []
        sum.append(
            littleEndian: Self.sum(of: page.span.extracting(..<min(count, page.count)), number)
        )
        guard page.count == count + 4, page[count...].elementsEqual(sum) else {
            throw StoreError(.damaged, "Page \(number) of an index is damaged.")
        }
        page.removeLast(4)
        kept.withLock { kept in
            if kept.count >= Self.keptCount {
                kept.removeAll()
            }
            kept[number] = page
        }
        return page
    }

    /// The number is mixed in, so that a page in another's place is found out, and one of zeros.
    private static func sum(of payload: Span<UInt8>, _ number: Int) -> UInt32 {
        crc32(payload) ^ (UInt32(truncatingIfNeeded: number) &+ 0x5A5A_5A5A)
    }

    /// Puts bytes into pages.
    ///
    /// - Parameters:
    ///   - bytes: The next bytes; what is taken is removed.
    ///   - number: The next page's number; counts on.
    ///   - isEnd: Whether the last page may be a short one.
    /// - Returns: As many pages as there are bytes for.
    static func encode(_ bytes: inout [UInt8], from number: inout Int, isEnd: Bool) -> [UInt8] {
        var pages: [UInt8] = []
        var start = 0
        while bytes.count - start >= (isEnd ? 1 : payloadByteCount) {
            let end = min(bytes.count, start + payloadByteCount)
            pages.append(contentsOf: bytes[start..<end])
            pages.append(littleEndian: sum(of: bytes.span.extracting(start..<end), number))
            number += 1
            start = end
        }
        bytes.removeFirst(start)
        return pages
    }
}
