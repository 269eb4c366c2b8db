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
    /// - Returns: They, and how many more there are.
    /// - Throws: ``ArchiveError``.
    func statements(
        about id: BlobID,
        limit: Int,
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

    /// All that was read, also what the graph leaves out.
    private var found: [BlobID: [Lineage.Step]] = [:]
    private var readCount = 0
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
            guard let step = try step(recorded) else {
                continue
            }
            lineage.entries.append(recorded.entry)
            lineage.steps[recorded.entry] = step
            for blob in step.blobs {
                try explore(blob)
            }
            sources += step.inputID.map { [$0] } ?? []
            results += step.outputIDs
        }
        try walk(from: sources, .back)
        try walk(from: results, .on)
        return lineage
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
                let steps = try explore(id).filter { step in
                    direction == .on ? step.inputID == id : step.outputIDs.contains(id)
                }
                // The newest come first, when there are more than the graph can have.
                var taken: [UInt64] = []
                for step in steps.reversed() {
                    let entry = step.recorded.entry
                    guard depth < limits.generationCount, add(step) else {
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
    private mutating func add(_ step: Lineage.Step) -> Bool {
        let entry = step.recorded.entry
        guard lineage.steps[entry] == nil else {
            return true
        }
        guard lineage.steps.count < limits.derivationCount else {
            return false
        }
        lineage.steps[entry] = step
        for blob in step.blobs {
            note(blob)
        }
        return true
    }

    /// Reads the statements about a blob, once.
    ///
    /// - Returns: The derivations among them, in the order of the log.
    @discardableResult
    private mutating func explore(_ id: BlobID) throws(ArchiveError) -> [Lineage.Step] {
        if let known = found[id] {
            return known
        }
        var blob = lineage.blobs[id] ?? Lineage.Blob(id: id)
        guard readCount < limits.readCount else {
            blob.isExplored = false
            lineage.blobs[id] = blob
            found[id] = []
            return []
        }
        let (statements, unreadCount) = try source.statements(
            about: id,
            limit: limits.statementCount,
        )
        readCount += statements.count
        blob.unreadCount = unreadCount
        var steps: [Lineage.Step] = []
        for recorded in statements {
            if let content = recorded.capture?.content, content.digest == id {
                blob.captures.append(recorded)
                blob.byteCount = blob.byteCount ?? content.byteCount
                blob.mediaType = blob.mediaType ?? content.mediaType?.value
            } else if let step = try step(recorded), step.blobs.contains(where: { $0.id == id }) {
                steps.append(step)
            }
        }
        lineage.blobs[id] = blob
        for step in steps {
            step.blobs.filter { $0.id == id }.forEach { note($0) }
        }
        found[id] = steps
        return steps
    }

    @discardableResult
    private mutating func explore(_ blob: Lineage.Blob) throws(ArchiveError) -> [Lineage.Step] {
        note(blob)
        return try explore(blob.id)
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
