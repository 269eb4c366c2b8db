// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
internal import ArchiveCrypto
public import ArchiveIO

/// Goes through a pack from member to member, and digests the whole file on the way if asked.
///
/// Memory: one member, at most 16 MiB, and a read-ahead of 1 MiB. SPEC §2.4.
public struct PackScanner: ~Copyable {
    /// What comes next in a pack.
    public enum Step: Hashable, Sendable {
        /// A member that starts at an offset in the file, in bytes.
        case member(offset: UInt64, header: MemberHeader)
        /// Bytes that are no member; the walk ends here.
        case failure(offset: UInt64, MemberFailure)
        /// The end of the file, after a whole member.
        case end
    }

    private static let digestingByteCount = 1 << 20
    private static let walkingByteCount = 4_096

    private let file: any StoredFile
    private let isDigesting: Bool
    private var hash = Sha256()

    /// The file's bytes from `windowOffset` on, as far as they are loaded.
    private var window: [UInt8] = []
    private var windowOffset: UInt64

    /// The offset of the next member, in bytes.
    public private(set) var offset: UInt64

    /// The bytes that were read from the file.
    public private(set) var readByteCount: UInt64 = 0

    private var current: (offset: UInt64, header: MemberHeader)?

    /// Starts at a member.
    ///
    /// - Parameters:
    ///   - file: The pack.
    ///   - offset: Where the member starts, in bytes.
    ///   - isDigesting: Whether to read every byte and compute the file's digest; only from 0.
    public init(_ file: any StoredFile, from offset: UInt64 = 0, isDigesting: Bool = false) {
        precondition(!isDigesting || offset == 0, "a digest is of the whole file")
        self.file = file
        self.isDigesting = isDigesting
        self.offset = offset
        windowOffset = offset
    }

    /// Goes to the next member.
    ///
    /// - Returns: What is there. After a failure or the end it is the same again.
    /// - Throws: ``StoreError`` when the system refuses to read.
    public mutating func next() throws(StoreError) -> Step {
        current = nil
        if offset == file.byteCount {
            return .end
        }
        guard try load(12) else {
            return .failure(offset: offset, .cutOff)
        }
        let headerByteCount: Int
        switch headerLength() {
        case .success(let count): headerByteCount = count
        case .failure(let failure): return .failure(offset: offset, failure)
        }
        guard try load(headerByteCount) else {
            return .failure(offset: offset, .cutOff)
        }
        return step(headerByteCount: headerByteCount)
    }

    private func headerLength() -> Result<Int, MemberFailure> {
        Result { () throws(MemberFailure) in
            let start = Int(offset - windowOffset)
            return try MemberHeader.byteCount(start: window.span.extracting(start..<start + 12))
        }
    }

    private mutating func step(headerByteCount: Int) -> Step {
        let start = offset
        do throws(MemberFailure) {
            let first = Int(start - windowOffset)
            let header = try MemberHeader.decode(Array(window[first..<first + headerByteCount]))
            guard UInt64(header.memberByteCount) <= file.byteCount - start else {
                return .failure(offset: start, .cutOff)
            }
            current = (start, header)
            offset += UInt64(header.memberByteCount)
            return .member(offset: start, header: header)
        } catch {
            return .failure(offset: start, error)
        }
    }

    /// Inflates the member that ``next()`` returned last.
    ///
    /// - Parameter inflater: Holds the bytes afterwards.
    /// - Returns: Whether deflate stream, CRC-32 and ISIZE are right; digests are not looked at.
    /// - Throws: ``StoreError`` when the system refuses to read.
    public mutating func inflate(
        with inflater: inout MemberInflater
    ) throws(StoreError) -> Bool {
        guard let (start, header) = current else {
            preconditionFailure("there is no member to inflate")
        }
        let count = Int(header.deflateByteCount) + 8
        let bodyOffset = start + UInt64(header.byteCount)
        guard try load(count, at: bodyOffset) else {
            return false
        }
        let first = Int(bodyOffset - windowOffset)
        return inflater.inflate(window.span.extracting(first..<first + count), header: header)
    }

    /// Reads what is left of the file and returns the digest of all of it.
    ///
    /// - Throws: ``StoreError`` when the system refuses to read.
    public mutating func finishDigest() throws(StoreError) -> Digest {
        while true {
            if let digest = try digestMore() {
                return digest
            }
        }
    }

    /// Reads at most 1 MiB of what is left of the file.
    ///
    /// - Returns: The digest of the whole file when nothing is left.
    /// - Throws: ``StoreError`` when the system refuses to read.
    public mutating func digestMore() throws(StoreError) -> Digest? {
        precondition(isDigesting, "the scanner was not asked for a digest")
        discard(before: windowOffset + UInt64(window.count))
        return try loadMore() ? nil : hash.finish()
    }

    // MARK: The window

    private mutating func load(_ count: Int) throws(StoreError) -> Bool {
        try load(count, at: offset)
    }

    /// Makes bytes available in the window.
    ///
    /// - Returns: Whether the file has that many.
    private mutating func load(_ count: Int, at place: UInt64) throws(StoreError) -> Bool {
        if !isDigesting, place > windowOffset + UInt64(window.count) {
            window.removeAll(keepingCapacity: true)
            windowOffset = place
        }
        while windowOffset + UInt64(window.count) < place + UInt64(count) {
            if window.count >= Self.digestingByteCount {
                discard(before: min(place, windowOffset + UInt64(window.count)))
            }
            guard try loadMore(atLeast: count) else {
                return false
            }
        }
        return true
    }

    private mutating func discard(before place: UInt64) {
        let count = Int(place - windowOffset)
        window.removeFirst(min(count, window.count))
        windowOffset = place
    }

    /// Reads on behind the window.
    ///
    /// - Returns: Whether there was anything.
    private mutating func loadMore(atLeast minimum: Int = 0) throws(StoreError) -> Bool {
        let chunk = max(isDigesting ? Self.digestingByteCount : Self.walkingByteCount, minimum)
        let place = windowOffset + UInt64(window.count)
        let count = Int(min(UInt64(chunk), file.byteCount - min(place, file.byteCount)))
        let bytes = try file.read(count: count, at: place)
        readByteCount += UInt64(bytes.count)
        if isDigesting {
            hash.update(bytes.span)
        }
        window.append(contentsOf: bytes)
        return !bytes.isEmpty
    }
}
