// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
internal import ArchiveIO
internal import BlobStore
public import Provenance
internal import TransparencyLog

/// A place where a quotation stands.
public struct TraceMatch: Sendable {
    /// Where the quotation came from in a derivation's input.
    public enum Source: Hashable, Sendable {
        /// It was found in the document itself.
        case itself

        /// It was made from these bytes of the input.
        case input(BlobID, [Range<UInt64>])

        /// The original is missing: the text is only claimed.
        case missing

        /// Nothing says from which bytes of the input it was made; why not, in words.
        case unknown(BlobID, String)
    }

    /// The statement that names the text: a derivation, or the capture of a text.
    public let recorded: RecordedStatement

    /// The capture that a derivation names, when it does.
    public let capture: RecordedStatement?

    /// What extracted the text; `nil` for a captured text, and when that is not described.
    public let extractor: Extractor?

    /// Whether it is the title that the output `metadata` has, and not the text.
    public let isTitle: Bool

    /// The text's blob, or that of the output `metadata`.
    public let blob: BlobID

    /// The bytes of the text, or of the title, that the quotation takes up.
    public let range: Range<UInt64>

    /// The paragraphs that it is in, or what surrounds it when they are long.
    public let paragraph: [UInt8]

    /// Where it came from.
    public let source: Source

    /// What claims the text, or something that it was made from, to be an extraction of an
    /// original that is missing; in the order of the log.
    public let claims: [Lineage.Step]
}

/// What was looked through for a quotation.
public struct TraceSummary: Sendable {
    /// How many places were found, also beyond the limit.
    public internal(set) var matchCount = 0

    /// How many texts were looked through.
    public internal(set) var textCount = 0

    /// The length of these texts, in bytes.
    public internal(set) var byteCount: UInt64 = 0

    /// The entries whose statements or texts cannot be read.
    public internal(set) var lost = LostStatements()
}

extension ArchiveReader {
    /// Finds where a quotation stands: in outputs named `text`, in titles that built-in extractors
    /// found, and in captured texts.
    ///
    /// What was extracted from a captured text, and stands in it, is found once.
    ///
    /// Reads the whole log, a statement and a text at a time; of texts over 16 MiB a part.
    ///
    /// - Parameters:
    ///   - quotation: What is looked for.
    ///   - limit: How many matches are handed over; all are counted.
    ///   - progress: Is told of the state before each entry; `false` ends the search.
    ///   - body: Takes the matches, in the order of the log.
    /// - Returns: What was looked through.
    /// - Throws: ``ArchiveError`` when the log itself cannot be read.
    public func trace(
        _ quotation: Quotation,
        limit: Int,
        progress: (TraceSummary) -> Bool,
        _ body: (TraceMatch) -> Void,
    ) throws(ArchiveError) -> TraceSummary {
        var trace = Trace(self, quotation, limit: limit)
        try forEachEntry { (index, entry, content) throws(ArchiveError) in
            switch content {
            case .pack: break
            case .statement(let recorded): trace.look(at: recorded, body)
            case .unreadable(let error):
                if Trace.types.contains(entry.type) {
                    trace.note(error, entry: index)
                }
            }
            return progress(trace.summary)
        }
        return trace.summary
    }
}

/// A search that goes through the log.
private struct Trace: ~Copyable {
    /// What is looked at; titles are of built-in extractors only, so their statements count.
    static let types = [StatementType.capture, .derivation, .extractor].map(\.rawValue)

    /// The most of a paragraph that is handed over on either side of a match, in bytes.
    private static let contextByteCount = 1_000

    /// How many texts without a match are remembered, so as not to be looked through again.
    private static let rememberedCount = 1 << 16

    /// How many places in a captured text are remembered.
    private static let keptPlaceCount = 64

    private let archive: ArchiveReader
    private let quotation: Quotation
    private let limit: Int
    private var reader = BlobReader()
    private var without: Set<BlobID> = []

    /// Where the quotation stands in captured texts: how often, and the first few places.
    private var captured: [BlobID: (count: Int, places: [Range<UInt64>])] = [:]
    private var extractors: [[Digest]: Extractor?] = [:]
    private var shownCount = 0
    private(set) var summary = TraceSummary()

    init(_ archive: ArchiveReader, _ quotation: Quotation, limit: Int) {
        self.archive = archive
        self.quotation = quotation
        self.limit = limit
    }

    mutating func note(_ error: ArchiveError, entry: UInt64) {
        summary.lost.add(entry, error)
    }

    mutating func look(at recorded: RecordedStatement, _ body: (TraceMatch) -> Void) {
        if let content = recorded.capture?.content {
            let isText = content.mediaType.map { MediaType.essence(of: $0.value) } == "text/plain"
            if isText {
                look(into: content.digest, recorded, body)
            }
        } else if let derivation = recorded.derivation {
            for output in derivation.outputs where output.name == "text" {
                look(into: output.blob.digest, recorded, body)
            }
            lookAtTitle(recorded, derivation, body)
        }
    }

    private mutating func extractor(of derivation: Derivation) -> Extractor? {
        let names = [derivation.extractor.digest, derivation.computation.extractor]
        if let known = extractors[names] {
            return known
        }
        if extractors.count >= Self.rememberedCount {
            extractors.removeAll(keepingCapacity: true)
        }
        let found = try? archive.extractor(of: derivation)
        extractors[names] = .some(found)
        return found
    }

    /// Looks through the title that a built-in extractor found.
    private mutating func lookAtTitle(
        _ recorded: RecordedStatement,
        _ derivation: Derivation,
        _ body: (TraceMatch) -> Void,
    ) {
        let step = Lineage.Step(
            recorded: recorded,
            derivation: derivation,
            extractor: extractor(of: derivation),
        )
        var byteCount = 0
        guard let title = archive.metadata(of: step, &byteCount, &reader)?.title,
            let output = derivation.outputs.first(where: { $0.name == "metadata" }),
            let input = step.inputID
        else {
            return
        }
        let bytes = Array(title.value.utf8)
        var found: [Range<Int>] = []
        quotation.forEachMatch(in: bytes.span) { place in
            found.append(place)
            return true
        }
        // The title of a captured text stands in it.
        let known = captured[input]?.places ?? []
        let place = title.place
        guard !found.isEmpty, !known.contains(where: { place?.overlaps($0) ?? true }) else {
            return
        }
        summary.matchCount += found.count
        let source =
            title.place.map { TraceMatch.Source.input(input, [$0]) }
            ?? .unknown(input, "the title is not from its bytes")
        for range in found where shownCount < limit {
            shownCount += 1
            let whole = UInt64(range.lowerBound)..<UInt64(range.upperBound)
            let words = Self.paragraph(of: range, in: bytes.span)
            let excerpt = Excerpt(range: whole, paragraph: words)
            body(match(excerpt, output.blob.digest, step.recorded, source, isTitle: true))
        }
    }

    /// Looks through a text, however short it is said to be.
    private mutating func look(
        into id: BlobID,
        _ recorded: RecordedStatement,
        _ body: (TraceMatch) -> Void,
    ) {
        guard !without.contains(id) else {
            return
        }
        let input = recorded.derivation?.computation.input.blob?.digest
        var known = input.flatMap { captured[$0] } ?? (0, [])
        let room = max(Self.keptPlaceCount, limit - shownCount + known.places.count)
        var found: [Excerpt] = []
        var count = 0
        do throws(ArchiveError) {
            try search(id, room: room, &found, &count)
        } catch {
            note(error, entry: recorded.entry)
        }
        summary.textCount += 1
        guard count > 0 else {
            if without.count >= Self.rememberedCount {
                without.removeAll(keepingCapacity: true)
            }
            without.insert(id)
            return
        }
        if recorded.capture != nil, captured.count < Self.rememberedCount {
            captured[id] = (count, found.prefix(Self.keptPlaceCount).map(\.range))
        }
        guard shownCount < limit else {
            summary.matchCount += max(0, count - known.count)
            return
        }
        summary.matchCount += count
        // Of a place that was not remembered there is no telling whether it is a double.
        for excerpt in found {
            let source = source(of: excerpt.range, recorded.derivation)
            if case .input(_, let parts) = source,
                let double = known.places.firstIndex(where: { place in
                    parts.contains { $0.overlaps(place) }
                })
            {
                known.places.remove(at: double)
                summary.matchCount -= 1
                continue
            }
            if shownCount < limit {
                shownCount += 1
                body(match(excerpt, id, recorded, source, isTitle: false))
            }
        }
    }

    /// A match with what surrounds it.
    private struct Excerpt {
        let range: Range<UInt64>
        let paragraph: [UInt8]
    }

    /// Searches the pieces of a blob; of a piece as much is kept as a match can reach back.
    private mutating func search(
        _ id: BlobID,
        room: Int,
        _ found: inout [Excerpt],
        _ count: inout Int,
    ) throws(ArchiveError) {
        var kept: [UInt8] = []
        var start: UInt64 = 0
        var searched: UInt64 = 0
        var byteCount: UInt64 = 0
        var (excerpts, matchCount) = (found, count)
        let quotation = quotation
        let window = quotation.windowByteCount
        func scan(_ bytes: Span<UInt8>) {
            quotation.forEachMatch(in: bytes) { range in
                let begin = start + UInt64(range.lowerBound)
                guard begin >= searched else {
                    return true
                }
                searched = start + UInt64(range.upperBound)
                matchCount += 1
                if excerpts.count < room {
                    let whole = begin..<searched
                    excerpts.append(
                        Excerpt(range: whole, paragraph: Self.paragraph(of: range, in: bytes))
                    )
                }
                return true
            }
        }
        defer { summary.byteCount += byteCount }
        try archive.read(id, &reader) { (piece) throws(StoreError) in
            byteCount += UInt64(piece.count)
            guard !kept.isEmpty || piece.count == PackLimits.segmentByteCount else {
                scan(piece)
                return
            }
            kept.append(piece)
            scan(kept.span)
            let excess = max(0, kept.count - window)
            kept.removeFirst(excess)
            start += UInt64(excess)
        }
        (found, count) = (excerpts, matchCount)
    }

    /// The lines that a match is in, cut where they are long, at a character.
    private static func paragraph(of range: Range<Int>, in bytes: Span<UInt8>) -> [UInt8] {
        var start = range.lowerBound
        let first = max(0, start - contextByteCount)
        while start > first, bytes[start - 1] != 0x0A {
            start -= 1
        }
        let last = range.lowerBound + 4 * contextByteCount
        var end = min(range.upperBound, last)
        let limit = min(bytes.count, end + contextByteCount)
        while end < limit, bytes[end] != 0x0A {
            end += 1
        }
        while start < end, bytes[start] & 0xC0 == 0x80 {
            start += 1
        }
        while end < bytes.count, end > start, bytes[end] & 0xC0 == 0x80 {
            end -= 1
        }
        return [UInt8](bytes.extracting(start..<end))
    }

    // Where it came from

    private mutating func match(
        _ excerpt: Excerpt,
        _ id: BlobID,
        _ recorded: RecordedStatement,
        _ source: TraceMatch.Source,
        isTitle: Bool,
    ) -> TraceMatch {
        let capture = recorded.derivation?.capture.flatMap { reference in
            try? archive.statement(reference.digest)
        }
        return TraceMatch(
            recorded: recorded,
            capture: capture,
            extractor: recorded.derivation.flatMap { extractor(of: $0) },
            isTitle: isTitle,
            blob: id,
            range: excerpt.range,
            paragraph: excerpt.paragraph,
            source: source,
            claims: claims(of: id),
        )
    }

    /// A claim has no input, so that it is found on the way back only.
    private func claims(of id: BlobID) -> [Lineage.Step] {
        var walk = LineageWalk(archive, Lineage.Limits())
        let lineage = try? walk.lineage(of: [id], [])
        let claims = lineage?.steps.values.filter { $0.derivation.claim != nil } ?? []
        return claims.sorted { $0.recorded.entry < $1.recorded.entry }
    }

    private func source(
        of range: Range<UInt64>,
        _ derivation: Derivation?,
    ) -> TraceMatch.Source {
        guard let derivation else {
            return .itself
        }
        guard let input = derivation.computation.input.blob else {
            return .missing
        }
        guard let output = derivation.outputs.first(where: { $0.name == "evidence" }) else {
            return .unknown(input.digest, "the derivation has no output `evidence`")
        }
        var bytes: [UInt8] = []
        do throws(ArchiveError) {
            try archive.read(output.blob.digest) { (piece) throws(StoreError) in
                guard bytes.count + piece.count <= Evidence.byteLimit else {
                    throw StoreError(.damaged, "it has over \(Evidence.byteLimit) bytes")
                }
                bytes.append(piece)
            }
        } catch {
            return .unknown(input.digest, "the output `evidence` cannot be read")
        }
        var evidence = Evidence(bytes)
        let byteCount = UInt64(clamping: input.byteCount ?? 0)
        guard let parts = evidence.originals(of: range, byteCount: byteCount) else {
            return .unknown(input.digest, "the output `evidence` is of another form")
        }
        guard !parts.isEmpty else {
            return .unknown(input.digest, "the output `evidence` does not have this paragraph")
        }
        return .input(input.digest, parts)
    }
}
