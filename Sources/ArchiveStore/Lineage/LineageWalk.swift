// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import Provenance

/// Where a walk finds what is known of a blob.
protocol LineageSource {
    /// Some captures and derivations of a blob, in the order of the log.
    ///
    /// - Parameters:
    ///   - id: The blob.
    ///   - limit: How many are read.
    ///   - byteLimit: When as many bytes were read, no other one is.
    ///   - known: Gives what was read before, by entry, so that it is not read again.
    /// - Returns: They, and how many more there are.
    /// - Throws: ``ArchiveError``.
    func statements(
        about id: BlobID,
        limit: Int,
        byteLimit: Int,
        known: (UInt64) -> RecordedStatement?,
    ) throws(ArchiveError) -> (found: [RecordedStatement], unreadCount: Int)

    /// The extractor that a derivation names, when it is the one that was computed with.
    ///
    /// - Throws: ``ArchiveError``.
    func extractor(of derivation: Derivation) throws(ArchiveError) -> Extractor?
}

/// Walks from blobs and derivations back to what they were made from, and on to what was made of
/// them.
///
/// Nothing is visited twice in a direction, and everything has a limit, so that a walk ends in
/// whatever lineage somebody wrote.
struct LineageWalk<Source: LineageSource> {
    private enum Direction {
        case back
        case on
    }

    private let source: Source
    private let limits: Lineage.Limits
    private var lineage = Lineage()

    /// A statement that was read; what it is about is by digest, since a derivation can have very
    /// many outputs, each of which leads to it again.
    private struct Known {
        let recorded: RecordedStatement
        let step: Lineage.Step?
        let blobs: [BlobID: Lineage.Blob]

        /// The input and the outputs are some of the blobs.
        let outputIDs: Set<BlobID>
    }

    /// All that was read, by entry, also what the graph leaves out.
    private var known: [UInt64: Known] = [:]

    /// The entries of the derivations that have a blob, in the order of the log.
    private var found: [BlobID: [UInt64]] = [:]
    private var readCount = 0
    private var byteCount = 0
    private var extractors: [[Digest]: Extractor?] = [:]

    init(_ source: Source, _ limits: Lineage.Limits) {
        self.source = source
        self.limits = limits
    }

    /// Returns the graph around blobs and derivations.
    ///
    /// - Parameters:
    ///   - blobIDs: The blobs.
    ///   - derivations: The statements of the derivations.
    /// - Returns: The graph.
    /// - Throws: ``ArchiveError``.
    mutating func lineage(
        of blobIDs: [BlobID],
        _ derivations: [RecordedStatement],
    ) throws(ArchiveError) -> Lineage {
        lineage.blobIDs = blobIDs
        var sources = blobIDs
        var results = blobIDs
        for recorded in derivations {
            guard let step = try keep(recorded).step else {
                continue
            }
            lineage.entries.append(recorded.entry)
            lineage.steps[recorded.entry] = step
            for blob in step.blobs {
                note(blob)
                try explore(blob.id)
            }
            sources += step.inputID.map { [$0] } ?? []
            results += step.outputIDs
        }
        try walk(from: sources, .back)
        try walk(from: results, .on)
        return lineage
    }

    /// Returns the derivations that read a blob and those that gave it.
    ///
    /// - Throws: ``ArchiveError``.
    mutating func derivations(
        around id: BlobID
    ) throws(ArchiveError) -> (reading: [Lineage.Step], giving: [Lineage.Step]) {
        let all = try explore(id).compactMap { known[$0] }
        return (
            all.compactMap { $0.step?.inputID == id ? $0.step : nil },
            all.compactMap { $0.outputIDs.contains(id) ? $0.step : nil },
        )
    }

    private mutating func walk(
        from start: [BlobID],
        _ direction: Direction,
    ) throws(ArchiveError) {
        var visited: Set<BlobID> = []
        var generation = start
        var depth = 0
        while !generation.isEmpty {
            var next: [BlobID] = []
            for id in generation where visited.insert(id).inserted {
                // The newest come first, when there are more than the graph can have.
                var taken: [UInt64] = []
                for entry in try explore(id).reversed() {
                    guard let about = known[entry], let step = about.step,
                        direction == .on ? step.inputID == id : about.outputIDs.contains(id)
                    else {
                        continue
                    }
                    guard depth < limits.generationCount, add(step, about.blobs) else {
                        lineage.blobs[id]?.omittedCount += 1
                        continue
                    }
                    taken.append(entry)
                    next += direction == .on ? step.outputIDs : step.inputID.map { [$0] } ?? []
                }
                taken.reverse()
                switch direction {
                case .back: lineage.blobs[id]?.madeBy = taken
                case .on: lineage.blobs[id]?.readBy = taken
                }
            }
            generation = next
            depth += 1
        }
    }

    /// Puts a derivation into the graph.
    ///
    /// - Returns: Whether there was room for it.
    private mutating func add(_ step: Lineage.Step, _ blobs: [BlobID: Lineage.Blob]) -> Bool {
        let entry = step.recorded.entry
        guard lineage.steps[entry] == nil else {
            return true
        }
        guard lineage.steps.count < limits.derivationCount else {
            return false
        }
        lineage.steps[entry] = step
        blobs.values.forEach { note($0) }
        return true
    }

    /// Reads the statements about a blob, once.
    ///
    /// - Returns: The entries of the derivations among them, in the order of the log.
    @discardableResult
    private mutating func explore(_ id: BlobID) throws(ArchiveError) -> [UInt64] {
        if let found = found[id] {
            return found
        }
        var blob = lineage.blobs[id] ?? Lineage.Blob(id: id)
        guard readCount < limits.readCount, byteCount < limits.byteCount else {
            blob.isExplored = false
            lineage.blobs[id] = blob
            found[id] = []
            return []
        }
        let (statements, unreadCount) = try source.statements(
            about: id,
            limit: limits.statementCount,
            byteLimit: limits.byteCount - byteCount,
            known: { entry in known[entry]?.recorded },
        )
        readCount += 1
        blob.unreadCount = unreadCount
        var entries: [UInt64] = []
        var described: [Lineage.Blob] = []
        for recorded in statements {
            if let content = recorded.capture?.content, content.digest == id {
                blob.captures.append(recorded)
                readCount += 1
                byteCount += recorded.bytes.count
                blob.byteCount = blob.byteCount ?? content.byteCount
                blob.mediaType = blob.mediaType ?? content.mediaType?.value
            } else if let about = try keep(recorded).blobs[id] {
                entries.append(recorded.entry)
                described.append(about)
            }
        }
        lineage.blobs[id] = blob
        described.forEach { note($0) }
        found[id] = entries
        return entries
    }

    /// Keeps a statement, so that it is not read again.
    private mutating func keep(_ recorded: RecordedStatement) throws(ArchiveError) -> Known {
        if let about = known[recorded.entry] {
            return about
        }
        readCount += 1
        byteCount += recorded.bytes.count
        let step = try step(recorded)
        let about = Known(
            recorded: recorded,
            step: step,
            blobs: Dictionary(step?.blobs.map { ($0.id, $0) } ?? []) { first, _ in first },
            outputIDs: Set(step?.outputIDs ?? []),
        )
        known[recorded.entry] = about
        return about
    }

    /// Keeps what a derivation says of a blob where nothing else is known.
    private mutating func note(_ blob: Lineage.Blob) {
        var known = lineage.blobs[blob.id] ?? blob
        known.byteCount = known.byteCount ?? blob.byteCount
        known.mediaType = known.mediaType ?? blob.mediaType
        lineage.blobs[blob.id] = known
    }

    private mutating func step(
        _ recorded: RecordedStatement
    ) throws(ArchiveError) -> Lineage.Step? {
        guard let derivation = recorded.derivation else {
            return nil
        }
        let names = [derivation.extractor.digest, derivation.computation.extractor]
        let extractor: Extractor?
        if let known = extractors[names] {
            extractor = known
        } else {
            extractor = try source.extractor(of: derivation)
            extractors[names] = .some(extractor)
        }
        return Lineage.Step(recorded: recorded, derivation: derivation, extractor: extractor)
    }
}

extension Lineage.Step {
    /// All blobs, as the derivation describes them.
    fileprivate var blobs: [Lineage.Blob] {
        var blobs = derivation.outputs.map { output in
            Lineage.Blob(output.blob, output.mediaType)
        }
        if let blob = derivation.computation.input.blob {
            blobs.append(Lineage.Blob(blob, derivation.computation.input.mediaType))
        }
        return blobs
    }
}

extension Lineage.Blob {
    fileprivate init(_ reference: Reference, _ mediaType: String?) {
        id = reference.digest
        byteCount = reference.byteCount.map { UInt64(clamping: $0) }
        self.mediaType = mediaType
    }
}
