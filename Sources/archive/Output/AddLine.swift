// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveIO
internal import ArchiveStore
internal import Synchronization

/// The progress of an `add`, also within a large document.
final class AddLine: Sendable {
    private struct State {
        var progress: Progress
        var documentCount = 0
        var byteCount: UInt64 = 0
    }

    private let state: Mutex<State>
    private let estimate = AddEstimate()

    init(_ options: CommonOptions) {
        state = Mutex(State(progress: Progress(options)))
    }

    /// Finds out how much there is to read, when a person looks at it.
    func start(_ begin: (AddEstimate) -> Void) {
        if state.withLock({ $0.progress.isShown }) {
            begin(estimate)
        }
    }

    /// Shows how far the document that is being read is.
    func show(byteCountOfDocument: UInt64) {
        state.withLock { state in
            state.progress.show(
                state.documentCount,
                of: "document",
                bytes: state.byteCount + byteCountOfDocument,
                total: estimate.byteCount,
            )
        }
    }

    /// Counts a document that was read to its end.
    func finishDocument(byteCount: UInt64) {
        state.withLock { state in
            state.documentCount += 1
            state.byteCount += byteCount
        }
        show(byteCountOfDocument: 0)
    }
}

/// A document that is read piece by piece, with an ear for signals.
struct WatchedSource: DocumentSource {
    private static let pieceByteCount = 1 << 20

    private let source: any DocumentSource
    private let line: AddLine

    init(_ source: any DocumentSource, _ line: AddLine) {
        self.source = source
        self.line = line
    }

    var name: String {
        source.name
    }

    func read(
        into buffer: inout MutableSpan<UInt8>,
        at offset: UInt64,
    ) throws(StoreError) -> Int {
        var done = 0
        while done < buffer.count {
            guard Interruption.signal == nil else {
                throw StoreError(.inputOutput, "\(name): reading was stopped by a signal.")
            }
            let wanted = min(buffer.count - done, Self.pieceByteCount)
            var piece = buffer._mutatingExtracting(done..<done + wanted)
            let count = try source.read(into: &piece, at: offset + UInt64(done))
            done += count
            line.show(byteCountOfDocument: offset + UInt64(done))
            if count < wanted {
                break
            }
        }
        return done
    }

    func status() throws(StoreError) -> FileStatus? {
        try source.status()
    }
}
