// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveCrypto
internal import Provenance
internal import TransparencyLog

/// A part of an archive's derivations that is chosen by chance, the same for the same seed.
public struct ReproductionSample: Hashable, Sendable {
    /// How many derivations are chosen; all when there are fewer.
    public let count: Int

    /// What the choice depends on, besides the statements' digests.
    public let seed: UInt64

    /// Creates a sample.
    public init(count: Int, seed: UInt64) {
        self.count = count
        self.seed = seed
    }
}

extension ArchiveReader {
    /// The entries of all derivations in the log, in its order.
    ///
    /// The log itself is read, not the index, so that nothing is passed over.
    ///
    /// - Parameter sample: A part to choose; `nil` for all.
    /// - Returns: The entries' indices, and how many derivations there are.
    /// - Throws: ``ArchiveError``.
    public func derivationEntries(
        _ sample: ReproductionSample? = nil
    ) throws(ArchiveError) -> (entries: [UInt64], count: Int) {
        var cursor = LogCursor(log)
        var count = 0
        var chosen: [(rank: Digest, entry: UInt64)] = []
        var entries: [UInt64] = []
        for index in 0..<treeSize {
            let entry = try cursor.entry(at: index)
            guard entry.type == StatementType.derivation.rawValue else {
                continue
            }
            count += 1
            guard let sample else {
                entries.append(index)
                continue
            }
            let text = Array("\(sample.seed)\n\(entry.digest)".utf8)
            chosen.append((Sha256.digest(text.span), index))
            if chosen.count >= max(1_024, 2 * sample.count) {
                Self.keep(sample.count, of: &chosen)
            }
        }
        if let sample {
            Self.keep(sample.count, of: &chosen)
            entries = chosen.map(\.entry).sorted()
        }
        return (entries, count)
    }

    private static func keep(_ count: Int, of chosen: inout [(rank: Digest, entry: UInt64)]) {
        chosen.sort { $0.rank < $1.rank }
        chosen.removeLast(max(0, chosen.count - count))
    }
}
