// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import BlobStore
internal import Synchronization

/// Why a look-up in the index gave nothing.
enum LookUpFailure: Error {
    /// The index is damaged, or led to something else than what was asked for.
    case wrongIndex
    /// Nothing readable was found where the index says; it or the archive may be to blame.
    case notFound(ArchiveError)
    /// The archive is to blame, or whoever takes what was found.
    case archive(ArchiveError)
}

/// The index of a reader and its copies, which is built anew once when it turns out to be wrong.
final class IndexHolder: Sendable {
    private struct State {
        var index: IndexSet
        var isRebuilt: Bool
    }

    private let state: Mutex<State>

    init(_ index: IndexSet, isRebuilt: Bool = false) {
        state = Mutex(State(index: index, isRebuilt: isRebuilt))
    }

    var index: IndexSet {
        state.withLock { $0.index }
    }

    /// Whether the index comes from log and packs, and building it once more would be for nothing.
    var isRebuilt: Bool {
        state.withLock { $0.isRebuilt }
    }

    /// Replaces the index by one that was built from log and packs.
    func replace(by index: IndexSet) {
        state.withLock { $0 = State(index: index, isRebuilt: true) }
    }
}

extension ArchiveReader {
    /// Asks the index, and once more after it was built anew when it turns out to be wrong.
    ///
    /// Nothing in `cache/` is trusted. What is asked for is compared with what is found, so that
    /// an index can hide something but never show something else.
    ///
    /// - Parameters:
    ///   - rebuildsWhenNotFound: Whether an index is built anew also when the archive may be to
    ///     blame; otherwise only when it is certain that the index is.
    ///   - body: Asks.
    /// - Returns: What `body` does.
    /// - Throws: ``ArchiveError``.
    func lookUp<Result>(
        rebuildsWhenNotFound: Bool = true,
        _ body: (IndexSet) throws(LookUpFailure) -> Result,
    ) throws(ArchiveError) -> Result {
        var failure = LookUpFailure.wrongIndex
        for _ in 0..<2 {
            do throws(LookUpFailure) {
                return try body(index)
            } catch {
                failure = error
            }
            if case .archive(let error) = failure {
                throw error
            }
            if case .notFound(let error) = failure, !rebuildsWhenNotFound {
                throw error
            }
            guard !holder.isRebuilt else {
                break
            }
            if case .wrongIndex = failure {
                try rebuildIndex(isWrong: true)
            } else {
                try rebuildIndex(isWrong: false)
            }
        }
        switch failure {
        case .archive(let error), .notFound(let error):
            throw error
        case .wrongIndex:
            throw ArchiveError(
                .inputOutput,
                "The index of \(storage.name) is changed while it is used. Remove the folder "
                    + "\(IndexSet.folder) in it; it is made again.",
            )
        }
    }

    /// Builds the index from log and packs.
    ///
    /// Of a damaged archive that gives less than the index had before the damage. It shows what is
    /// left, and is no reason to remove the files of the other, which is right when the damage is
    /// mended.
    ///
    /// - Parameter isWrong: Whether it is certain that the index is to blame.
    /// - Throws: ``ArchiveError``.
    private func rebuildIndex(isWrong: Bool) throws(ArchiveError) {
        var fresh = self
        let old = index.runs
        fresh.index = IndexSet()
        try fresh.completeIndex()
        holder.replace(by: fresh.index)
        guard isWrong || fresh.index.isComplete else {
            return
        }
        let paths = Set(fresh.index.runs.map { IndexSet.path(of: $0.entries) })
        for path in Set(old.map { IndexSet.path(of: $0.entries) }).subtracting(paths) {
            try? storage.removeCache(path)
        }
    }
}

extension IndexSet {
    /// Where copies of a blob are.
    func places(of id: BlobID) throws(LookUpFailure) -> [(pack: Digest, place: BlobPlace)] {
        try ask { (run) throws(StoreError) in try run.places(of: id) }
    }

    /// The names of blobs in a range, in order.
    func ids(
        in range: ClosedRange<Digest>,
        limit: Int,
    ) throws(LookUpFailure) -> [BlobID] {
        let found = try ask { (run) throws(StoreError) in try run.ids(in: range, limit: limit) }
        return Set(found).sorted()
    }

    /// The entries that a key leads to, in order.
    func entries(for key: LookUpKey) throws(LookUpFailure) -> [UInt64] {
        let digest = key.digest
        return try ask { (run) throws(StoreError) in try run.entries(for: digest) }
    }

    private func ask<Found>(
        _ body: (IndexRun) throws(StoreError) -> [Found]
    ) throws(LookUpFailure) -> [Found] {
        var found: [Found] = []
        do throws(StoreError) {
            for run in runs {
                found += try body(run)
            }
        } catch {
            throw .wrongIndex
        }
        return found
    }
}
