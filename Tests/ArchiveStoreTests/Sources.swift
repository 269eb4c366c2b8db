// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveIO
import Glibc
import Synchronization

@testable import ArchiveIO
@testable import ArchiveStore

/// A file's status made up for a test.
func fileStatus(byteCount: Int, modified: Int = 1_000, nanoseconds: Int = 0) -> FileStatus {
    var status = stat()
    status.st_mode = S_IFREG
    status.st_size = byteCount
    status.st_mtim = timespec(tv_sec: modified, tv_nsec: nanoseconds)
    return FileStatus(status)
}

extension DocumentSource {
    /// Fills a buffer from bytes.
    fileprivate func copy(
        _ bytes: [UInt8],
        into buffer: inout MutableSpan<UInt8>,
        at offset: UInt64,
    ) -> Int {
        guard offset < UInt64(bytes.count) else {
            return 0
        }
        let start = Int(offset)
        let count = min(buffer.count, bytes.count - start)
        unsafe buffer.withUnsafeMutableBufferPointer { buffer in
            _ = unsafe buffer.update(fromContentsOf: bytes[start..<start + count])
        }
        return count
    }
}

/// A document that stays as it is.
struct MemorySource: DocumentSource {
    let name = "memory"
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    func read(
        into buffer: inout MutableSpan<UInt8>,
        at offset: UInt64,
    ) throws(StoreError) -> Int {
        copy(bytes, into: &buffer, at: offset)
    }

    func status() throws(StoreError) -> FileStatus? {
        fileStatus(byteCount: bytes.count)
    }
}

/// A document that is one thing after the other.
final class ChangingSource: DocumentSource {
    /// What the document is for a while.
    struct State: Sendable {
        var bytes: [UInt8]
        var status: FileStatus?

        init(_ bytes: [UInt8], modified: Int = 1_000, nanoseconds: Int = 0) {
            self.bytes = bytes
            status = fileStatus(
                byteCount: bytes.count,
                modified: modified,
                nanoseconds: nanoseconds,
            )
        }
    }

    let name = "changing"
    private let states: [State]
    private let failingReads: Range<Int>
    private let failingStatus: Int?
    private let changesAfter: Int
    private let counts = Mutex((reads: 0, statuses: 0))

    /// Goes to the next state after so many reads.
    init(
        _ states: [State],
        changesAfter readCount: Int = 1,
        failingReads: Range<Int> = 0..<0,
        failingStatus: Int? = nil,
    ) {
        self.states = states
        changesAfter = readCount
        self.failingReads = failingReads
        self.failingStatus = failingStatus
    }

    /// The reads so far.
    var readCount: Int {
        counts.withLock { $0.reads }
    }

    private var state: State {
        states[min(readCount / changesAfter, states.count - 1)]
    }

    func read(
        into buffer: inout MutableSpan<UInt8>,
        at offset: UInt64,
    ) throws(StoreError) -> Int {
        let bytes = state.bytes
        let read = counts.withLock { counts in
            counts.reads += 1
            return counts.reads - 1
        }
        guard !failingReads.contains(read) else {
            throw StoreError(.inputOutput, "changing: planned fault.")
        }
        return copy(bytes, into: &buffer, at: offset)
    }

    func status() throws(StoreError) -> FileStatus? {
        let number = counts.withLock { counts in
            counts.statuses += 1
            return counts.statuses - 1
        }
        guard number != failingStatus else {
            throw StoreError(.inputOutput, "changing: planned fault.")
        }
        return state.status
    }
}

/// A stream, which has no status and is read once.
final class OnceSource: DocumentSource {
    let name = "stream"
    private let bytes: [UInt8]
    private let position = Mutex<UInt64>(0)

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    func read(
        into buffer: inout MutableSpan<UInt8>,
        at offset: UInt64,
    ) throws(StoreError) -> Int {
        let start = position.withLock { $0 }
        let count = copy(bytes, into: &buffer, at: start)
        position.withLock { $0 += UInt64(count) }
        return count
    }

    func status() throws(StoreError) -> FileStatus? {
        nil
    }
}

/// Large contents, made fast; another seed gives others.
func largeBytes(_ count: Int, seed: UInt8 = 0) -> [UInt8] {
    var block = (0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 5) &+ seed }
    block[7] = seed
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + block.count)
    while bytes.count < count {
        let start = bytes.count
        bytes += block
        bytes[start] = UInt8(truncatingIfNeeded: start >> 20)
    }
    bytes.removeLast(bytes.count - count)
    return bytes
}
