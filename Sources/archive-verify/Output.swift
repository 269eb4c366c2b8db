// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveIO
internal import Glibc
internal import Synchronization
internal import Verification

/// A stream of the process.
final class Output: Sendable {
    static let standard = Output(STDOUT_FILENO)
    static let error = Output(STDERR_FILENO)

    private let descriptor: Int32
    private let failed = Atomic(false)

    private init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Whether something could not be written: the stream is closed, or its disk is full.
    var hasFailed: Bool {
        failed.load(ordering: .relaxed)
    }

    /// Writes a text; after a failure nothing more is written.
    func write(_ text: String) {
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count, !hasFailed {
            let rest = bytes.span.extracting(written...)
            let count = unsafe rest.withUnsafeBufferPointer { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
            }
            if count > 0 {
                written += count
            } else if errno != EINTR {
                failed.store(true, ordering: .relaxed)
            }
        }
    }
}

/// One line on a terminal that says how far the verification is.
final class ProgressLine: Sendable {
    private struct State {
        var shownAt = -1.0
        var isShown = false
    }

    private let state = Mutex(State())

    /// Shows how far it is, at most five times a second.
    func show(_ progress: VerificationProgress) {
        let now = Clock.monotonicSeconds()
        state.withLock { state in
            guard now - state.shownAt >= 0.2 else {
                return
            }
            state.shownAt = now
            state.isShown = true
            let share = Double(progress.bytesDone) / Double(max(progress.byteCount, 1))
            let percent = Int(min(share, 1) * 100)
            Output.error.write(
                "\r\u{1B}[K\(percent) %, \(progress.packsDone) of \(progress.packCount) packs"
            )
        }
    }

    /// Takes the line away.
    func clear() {
        state.withLock { state in
            if state.isShown {
                Output.error.write("\r\u{1B}[K")
                state.isShown = false
            }
        }
    }
}
