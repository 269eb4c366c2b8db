// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import Glibc
public import SystemPackage

/// A plain file that is open for reading or writing.
///
/// The descriptor closes when the last reference goes. Reads are positioned, so several threads
/// may read at once; writing is for one thread.
public final class OpenFile: Sendable {
    let descriptor: Int32

    /// The path or name in messages.
    public let name: String

    init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    deinit {
        close(descriptor)
    }

    /// Opens a plain file for reading, wherever it is.
    ///
    /// - Parameters:
    ///   - path: Its path; symbolic links on the way are followed.
    ///   - followingLink: Whether the last component may be a symbolic link.
    /// - Returns: The open file.
    /// - Throws: ``StoreError`` with ``StoreError/Code/notFound``,
    ///   ``StoreError/Code/notPlain`` or ``StoreError/Code/inputOutput``.
    public static func open(
        _ path: FilePath,
        followingLink: Bool = true,
    ) throws(StoreError) -> OpenFile {
        // O_NONBLOCK: opening a pipe without a writer must not hang.
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followingLink ? 0 : O_NOFOLLOW)
        // Not path.string, which changes names that are not UTF-8.
        let descriptor = try perform("open", path.string) {
            unsafe path.withPlatformString { unsafe Glibc.open($0, flags) }
        }
        let file = OpenFile(descriptor: descriptor, name: path.string)
        try file.requirePlain()
        return file
    }

    /// The standard input.
    public static var standardInput: OpenFile {
        OpenFile(descriptor: dup(STDIN_FILENO), name: "standard input")
    }

    /// The standard output.
    public static var standardOutput: OpenFile {
        OpenFile(descriptor: dup(STDOUT_FILENO), name: "standard output")
    }

    /// What the system says of the file now.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public func status() throws(StoreError) -> FileStatus {
        var status = stat()
        try perform("fstat", name) { unsafe fstat(descriptor, &status) }
        return FileStatus(status)
    }

    func requirePlain() throws(StoreError) {
        guard try status().isPlainFile else {
            throw StoreError(.notPlain, "\(name) is not a plain file.")
        }
    }

    /// Reads bytes from a place in the file until the buffer is full or the file ends.
    ///
    /// - Parameters:
    ///   - buffer: Where they go.
    ///   - offset: The place, in bytes.
    /// - Returns: The number of bytes read; fewer than the buffer holds only at the end.
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public func read(
        into buffer: inout MutableSpan<UInt8>,
        at offset: UInt64,
    ) throws(StoreError) -> Int {
        try unsafe fill(&buffer) { descriptor, pointer, count, done in
            unsafe pread(descriptor, pointer, count, off_t(offset) + off_t(done))
        }
    }

    /// Reads the next bytes of a file that has no places, such as standard input.
    ///
    /// - Parameter buffer: Where they go.
    /// - Returns: The number of bytes read; fewer than the buffer holds only at the end.
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public func readNext(into buffer: inout MutableSpan<UInt8>) throws(StoreError) -> Int {
        try unsafe fill(&buffer) { descriptor, pointer, count, _ in
            unsafe Glibc.read(descriptor, pointer, count)
        }
    }

    private func fill(
        _ buffer: inout MutableSpan<UInt8>,
        _ call: (Int32, UnsafeMutableRawPointer, Int, Int) -> Int,
    ) throws(StoreError) -> Int {
        let capacity = buffer.count
        var done = 0
        while done < capacity {
            let count = try perform("read", name, isStoppable: true) {
                unsafe buffer.withUnsafeMutableBytes { bytes in
                    guard let start = bytes.baseAddress else {
                        return 0
                    }
                    return unsafe call(descriptor, start + done, capacity - done, done)
                }
            }
            if count == 0 {
                break
            }
            done += count
        }
        return done
    }

    /// Writes all bytes at the place where the last write ended.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public func write(_ bytes: Span<UInt8>) throws(StoreError) {
        var written = 0
        while written < bytes.count {
            let rest = bytes.extracting(written...)
            written += try perform("write", name) {
                unsafe rest.withUnsafeBufferPointer { buffer in
                    unsafe Glibc.write(descriptor, buffer.baseAddress, min(buffer.count, 1 << 30))
                }
            }
        }
    }

    /// Cuts the file to a length and goes on writing there.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public func truncate(to byteCount: UInt64) throws(StoreError) {
        try perform("ftruncate", name) { ftruncate(descriptor, off_t(byteCount)) }
        try perform("lseek", name) { lseek(descriptor, off_t(byteCount), SEEK_SET) }
    }

    /// Waits until the file's bytes are on the disk.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``. After that nothing is
    ///   known of the bytes, and a second call would lie: SPEC §7.1 step 3.
    public func synchronize() throws(StoreError) {
        try performOnce("fsync", name) { fsync(descriptor) }
    }

    /// Takes the advisory lock that the system drops when the process ends.
    ///
    /// - Returns: Whether it was free.
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public func tryLock() throws(StoreError) -> Bool {
        do throws(StoreError) {
            try perform("flock", name) { flock(descriptor, LOCK_EX | LOCK_NB) }
            return true
        } catch {
            if error.cause?.errno == .wouldBlock {
                return false
            }
            throw error
        }
    }

    /// Allows no more writing to anybody: mode 0444.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public func makeReadOnly() throws(StoreError) {
        try perform("fchmod", name) { fchmod(descriptor, 0o444) }
    }
}
