// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import Synchronization
internal import Verification

/// The progress of a verification, which may be reported from any thread.
final class VerificationLine: Sendable {
    private let progress: Mutex<Progress>

    init(_ options: CommonOptions) {
        progress = Mutex(Progress(options))
    }

    func show(_ state: VerificationProgress) {
        progress.withLock { progress in
            progress.show(
                state.packsDone,
                of: "pack",
                bytes: state.bytesDone,
                total: state.byteCount,
            )
        }
    }

    func clear() {
        Progress.clear()
    }
}
