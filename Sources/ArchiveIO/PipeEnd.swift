// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import CLinux
internal import Glibc
internal import SystemPackage

/// One end of a pipe.
///
/// The descriptor closes when the last reference goes, and no program that is started inherits it
/// unless it is told to. Writing where nobody reads any more fails and ends nothing.
public final class PipeEnd: Sendable {
    let descriptor: Int32

    /// What messages call it.
    public let name: String

    private init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    deinit {
        close(descriptor)
    }

    /// Makes a pipe.
    ///
    /// - Parameters:
    ///   - name: What messages call it.
    ///   - byteCapacity: The number of bytes that should fit in it; it is taken for a wish, since
    ///     the system may refuse. Otherwise what the system gives, 64 KiB as a rule.
    /// - Returns: The end that is read and the one that is written.
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public static func makePipe(
        _ name: String,
        byteCapacity: Int32? = nil,
    ) throws(StoreError) -> (reader: PipeEnd, writer: PipeEnd) {
        var ends: [Int32] = [-1, -1]
        try perform("pipe2", name) { unsafe pipe2(&ends, O_CLOEXEC) }
        let reader = PipeEnd(descriptor: ends[0], name: name)
        let writer = PipeEnd(descriptor: ends[1], name: name)
        if let byteCapacity {
            _ = fcntl(ends[1], archive_set_pipe_size, byteCapacity)
        }
        return (reader, writer)
    }

    /// The standard input and output, whatever they are; in their place nothing is left.
    ///
    /// What else in this process reads or writes them then disturbs nobody.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public static func takeStandardStreams() throws(StoreError) -> (
        input: PipeEnd, output: PipeEnd,
    ) {
        let input = try duplicate(STDIN_FILENO, "standard input")
        let output = try duplicate(STDOUT_FILENO, "standard output")
        let nothing = PipeEnd(
            descriptor: try perform("open", "/dev/null") {
                unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
            },
            name: "/dev/null",
        )
        for number in [STDIN_FILENO, STDOUT_FILENO] {
            try perform("dup2", nothing.name) { dup2(nothing.descriptor, number) }
        }
        return (input, output)
    }

    static func duplicate(_ descriptor: Int32, _ name: String) throws(StoreError) -> PipeEnd {
        // Above the standard ones, for a program that was started without them.
        let own = try perform("fcntl", name) { fcntl(descriptor, F_DUPFD_CLOEXEC, 3) }
        return PipeEnd(descriptor: own, name: name)
    }

    /// Has reading and writing at this end never wait.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public func setNonBlocking() throws(StoreError) {
        let flags = try perform("fcntl", name) { fcntl(descriptor, F_GETFL) }
        try perform("fcntl", name) { fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) }
    }

    /// Reads what is there, at most as much as the buffer holds.
    ///
    /// - Parameter buffer: Where it goes, from the front; at least one byte.
    /// - Returns: The number of bytes; 0 at the end; `nil` when there is nothing yet, and the end
    ///   does not wait.
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public func read(into buffer: inout MutableSpan<UInt8>) throws(StoreError) -> Int? {
        precondition(!buffer.isEmpty, "an empty buffer reads as the end")
        do throws(StoreError) {
            return try perform("read", name) {
                unsafe buffer.withUnsafeMutableBytes { bytes in
                    unsafe Glibc.read(descriptor, bytes.baseAddress, bytes.count)
                }
            }
        } catch  where error.cause?.errno == .wouldBlock {
            return nil
        }
    }

    /// Writes as many bytes as fit now, or all of them at an end that waits.
    ///
    /// - Parameter bytes: What is written.
    /// - Returns: The number of bytes that were written.
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``; its cause is `brokenPipe`
    ///   when nobody reads any more.
    public func write(_ bytes: Span<UInt8>) throws(StoreError) -> Int {
        var written = 0
        while written < bytes.count {
            let rest = bytes.extracting(written...)
            do throws(StoreError) {
                written += try withoutBrokenPipeSignal { () throws(StoreError) in
                    try perform("write", name) {
                        unsafe rest.withUnsafeBufferPointer { buffer in
                            unsafe Glibc.write(
                                descriptor,
                                buffer.baseAddress,
                                min(buffer.count, 1 << 30),
                            )
                        }
                    }
                }
            } catch  where error.cause?.errno == .wouldBlock {
                break
            }
        }
        return written
    }

    /// Makes a call that may send this thread `SIGPIPE`, and takes the signal away if it does.
    ///
    /// The disposition belongs to the whole process and is not this module's to change.
    private func withoutBrokenPipeSignal(
        _ body: () throws(StoreError) -> Int
    ) throws(StoreError) -> Int {
        var pipe = sigset_t()
        var before = sigset_t()
        var pending = sigset_t()
        unsafe sigemptyset(&pipe)
        unsafe sigaddset(&pipe, SIGPIPE)
        unsafe sigpending(&pending)
        guard unsafe sigismember(&pending, SIGPIPE) == 0 else {
            // One that is waiting is blocked already, and not ours to take.
            return try body()
        }
        unsafe pthread_sigmask(SIG_BLOCK, &pipe, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        do throws(StoreError) {
            return try body()
        } catch {
            if error.isBrokenPipe {
                var none = timespec()
                while unsafe sigtimedwait(&pipe, nil, &none) == -1, errno == EINTR {}
            }
            throw error
        }
    }

    /// Waits until something can be read or written.
    ///
    /// - Parameters:
    ///   - reading: The ends that are to be read.
    ///   - writing: The ends that are to be written.
    ///   - milliseconds: How long to wait at most; `nil` waits for as long as it takes.
    /// - Returns: For each end, in their order, whether reading or writing it would not wait; an
    ///   end whose other side is gone is ready, too. All are `false` when the time is over, or when
    ///   the program is told to stop.
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public static func waitUntilReady(
        reading: [PipeEnd],
        writing: [PipeEnd],
        milliseconds: Int?,
    ) throws(StoreError) -> (reading: [Bool], writing: [Bool]) {
        var entries: [pollfd] = []
        entries.reserveCapacity(reading.count + writing.count)
        for end in reading {
            entries.append(pollfd(fd: end.descriptor, events: Int16(POLLIN), revents: 0))
        }
        for end in writing {
            entries.append(pollfd(fd: end.descriptor, events: Int16(POLLOUT), revents: 0))
        }
        let limit = milliseconds.map { Clock.monotonicSeconds() + Double(max($0, 0)) / 1000 }
        // Not `perform`, which would start again with the whole time.
        while true {
            let left = limit.map { max(0, $0 - Clock.monotonicSeconds()) * 1000 }
            let timeout = left.map { Int32(min($0.rounded(.up), Double(1 << 30))) } ?? -1
            do throws(StoreError) {
                try performOnce("poll", reading.first?.name ?? "a pipe") {
                    unsafe poll(&entries, nfds_t(entries.count), timeout)
                }
                break
            } catch  where error.cause?.errno == .interrupted {
                guard Interruption.signal == nil else {
                    return (reading.map { _ in false }, writing.map { _ in false })
                }
            }
        }
        let isReady = entries.map { $0.revents != 0 }
        return (Array(isReady[..<reading.count]), Array(isReady[reading.count...]))
    }
}

extension StoreError {
    /// Whether something was written where nobody reads any more.
    public var isBrokenPipe: Bool {
        cause?.errno == .brokenPipe
    }
}
