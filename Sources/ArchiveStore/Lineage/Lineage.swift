// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
public import Provenance

/// What blobs were made from and what was made of them, as far as limits allow.
///
/// A graph of blobs and of the derivations between them. Both are found by digest, so what is made
/// of a blob can be that blob again: the graph may have cycles.
public struct Lineage: Sendable {
    /// How much of a graph is looked up.
    public struct Limits: Hashable, Sendable {
        /// How many derivations may follow each other, in each direction.
        public var generationCount = 8

        /// How many statements about one blob are read: some of the oldest and most of the newest.
        public var statementCount = 200

        /// How many statements are read, and blobs looked up, before nothing further is.
        public var readCount = 20_000

        /// How many bytes of statements are read before no other one is.
        public var byteCount = 16 << 20

        /// How many derivations the graph has.
        public var derivationCount = 500

        /// Creates the usual limits.
        public init() {}
    }

    /// A blob, with what was found about it.
    public struct Blob: Sendable {
        /// Its digest.
        public let id: BlobID

        /// Its length in bytes, as statements have it.
        public internal(set) var byteCount: UInt64?

        /// The kind of its content, when a statement says so.
        public internal(set) var mediaType: String?

        /// What says that it was captured, in the order of the log.
        public internal(set) var captures: [RecordedStatement] = []

        /// The entries of the derivations that have it as an output; empty unless the graph goes
        /// back from it.
        public internal(set) var madeBy: [UInt64] = []

        /// The entries of the derivations that read it; empty unless the graph goes on from it.
        public internal(set) var readBy: [UInt64] = []

        /// How many statements about it were not read.
        public internal(set) var unreadCount = 0

        /// Whether the statements about it were looked up; otherwise a limit was reached before.
        public internal(set) var isExplored = true

        /// How many of its derivations are beyond the limits of the graph.
        public internal(set) var omittedCount = 0
    }

    /// A derivation, with its place in the log.
    public struct Step: Sendable {
        /// The statement.
        public let recorded: RecordedStatement

        /// What it says.
        public let derivation: Derivation

        /// The extractor that it names; `nil` when the archive has no such statement, or when it
        /// is about another extractor than the one that was computed with.
        public let extractor: Extractor?

        /// The blob that was read, unless it is missing.
        public var inputID: BlobID? {
            derivation.computation.input.blob?.digest
        }

        /// The blobs that came out, in the order of their names; one may be there twice.
        public var outputIDs: [BlobID] {
            derivation.outputs.map(\.blob.digest)
        }
    }

    /// The blobs that the graph was looked up for.
    public internal(set) var blobIDs: [BlobID] = []

    /// The derivations that the graph was looked up for, by entry.
    public internal(set) var entries: [UInt64] = []

    /// All blobs.
    public internal(set) var blobs: [BlobID: Blob] = [:]

    /// All derivations, by entry.
    public internal(set) var steps: [UInt64: Step] = [:]

    /// How many derivations are beyond the limits, and how many statements were not read.
    public var omittedCount: Int {
        blobs.values.reduce(0) { $0 + $1.omittedCount + $1.unreadCount }
    }
}
