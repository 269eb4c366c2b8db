// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import BlobStore
internal import TransparencyLog

/// The runs of the index that cover the log from its first entry to some later one.
///
/// They live in `cache/index/` and may be lost at any time. Runs of like weight are merged, so
/// that there are about as many as the number of entries has digits.
struct IndexSet: Sendable {
    private(set) var runs: [IndexRun] = []

    /// The entries of runs that lack what could not be read; they are in memory only.
    private var incomplete: Set<Range<UInt64>> = []

    /// Whether it has all that log and packs say.
    var isComplete: Bool {
        incomplete.isEmpty
    }

    /// The packs of those runs that could not be read to their end, in the order of the log.
    var lostPacks: [Digest] = []

    static let folder = "cache/index"

    /// The number of entries that are covered.
    var coveredCount: UInt64 {
        runs.last?.entries.upperBound ?? 0
    }

    static func path(of entries: Range<UInt64>) -> String {
        let start = Commit.fileName(firstIndex: entries.lowerBound)
        let end = Commit.fileName(firstIndex: entries.upperBound)
        return "\(folder)/\(start)-\(end)"
    }

    /// An index that covers nothing yet.
    init() {}

    /// Loads the longest runs that join up from the first entry.
    ///
    /// - Parameters:
    ///   - storage: The archive.
    ///   - isRight: Whether a run ends where the log has a commit with that tree.
    init(_ storage: any ArchiveStorage, isRight: (IndexRun) -> Bool) {
        // A cache that cannot be read is a cache that is not there.
        let names = ((try? storage.items(in: Self.folder)) ?? []).map(\.text)
        while true {
            let prefix = Commit.fileName(firstIndex: coveredCount) + "-"
            // Sorted by name, so the last is the one that reaches farthest.
            let candidates = names.filter { $0.hasPrefix(prefix) }.reversed()
            guard let next = Self.first(of: candidates, in: storage, where: isRight) else {
                return
            }
            runs.append(next)
        }
    }

    private static func first(
        of names: some Sequence<String>,
        in storage: any ArchiveStorage,
        where isRight: (IndexRun) -> Bool,
    ) -> IndexRun? {
        for name in names {
            if let file = try? storage.open("\(folder)/\(name)"),
                let run = IndexRun(file), !run.entries.isEmpty,
                path(of: run.entries) == "\(folder)/\(name)", isRight(run)
            {
                return run
            }
        }
        return nil
    }

    /// Adds the run that follows, merges, and writes it to the cache if that can be done.
    ///
    /// - Parameters:
    ///   - builder: The run.
    ///   - storage: The archive.
    ///   - isComplete: Whether it has all that it should; otherwise it is kept in memory only.
    mutating func append(
        _ builder: consuming IndexRunBuilder,
        to storage: any ArchiveStorage,
        isComplete: Bool = true,
    ) {
        precondition(builder.entries.lowerBound == coveredCount, "runs with a gap")
        let path = Self.path(of: builder.entries)
        let place: any ArchiveStorage = isComplete ? storage : MemoryStorage()
        guard let run = Self.write(path, place, builder.write) else {
            preconditionFailure("a run of the index does not fit into memory")
        }
        runs.append(run)
        guard isComplete else {
            incomplete.insert(run.entries)
            return
        }
        mergeLast(in: storage)
    }

    private mutating func mergeLast(in storage: any ArchiveStorage) {
        while runs.count > 1 {
            let later = runs[runs.count - 1]
            let earlier = runs[runs.count - 2]
            guard earlier.weight <= 2 * later.weight, !incomplete.contains(earlier.entries),
                !incomplete.contains(later.entries)
            else {
                return
            }
            let both = earlier.entries.lowerBound..<later.entries.upperBound
            let merged = Self.write(Self.path(of: both), storage) { (sink) throws(StoreError) in
                try earlier.merge(with: later, to: sink)
            }
            guard let merged else {
                return
            }
            runs.removeLast(2)
            runs.append(merged)
            for old in [earlier, later] {
                try? storage.removeCache(Self.path(of: old.entries))
            }
        }
    }

    /// Writes a run to the cache, or to memory when the archive cannot be written to.
    private static func write(
        _ path: String,
        _ storage: any ArchiveStorage,
        _ body: (any ByteSink) throws(StoreError) -> Void,
    ) -> IndexRun? {
        do throws(StoreError) {
            try storage.replaceCache(path, writing: body)
            // Somebody else can have put another file there since.
            if let run = IndexRun(try storage.open(path)) {
                return run
            }
        } catch {
            // A read-only archive, or a full disk: nothing depends on the cache.
        }
        let memory = MemoryStorage()
        try? memory.replaceCache(path, writing: body)
        return (try? memory.open(path)).flatMap { IndexRun($0) }
    }
}
