// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
internal import ArchiveIO
internal import BlobStore
internal import Provenance
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

    /// The text's blob.
    public let blob: BlobID

    /// The bytes of the text that the quotation takes up.
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
    /// Finds where a quotation stands: in outputs named `text`, and in captured texts.
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
    static let types = [StatementType.capture.rawValue, StatementType.derivation.rawValue]

    /// The most of a paragraph that is handed over on either side of a match, in bytes.
    private static let contextByteCount = 1_000

    /// How many texts without a match are remembered, so as not to be looked through again.
    private static let rememberedCount = 1 << 16

    private let archive: ArchiveReader
    private let quotation: Quotation
    private let limit: Int
    private var reader = BlobReader()
    private var without: Set<BlobID> = []
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
                look(into: content.digest, content.byteCount, recorded, body)
            }
        } else if let derivation = recorded.derivation {
            for output in derivation.outputs where output.name == "text" {
                let byteCount = UInt64(clamping: output.blob.byteCount ?? 0)
                look(into: output.blob.digest, byteCount, recorded, body)
            }
        }
    }

    /// Looks through a text.
    private mutating func look(
        into id: BlobID,
        _ byteCount: UInt64,
        _ recorded: RecordedStatement,
        _ body: (TraceMatch) -> Void,
    ) {
        guard byteCount >= quotation.minimumByteCount, !without.contains(id) else {
            return
        }
        var found: [Excerpt] = []
        var count = 0
        do throws(ArchiveError) {
            let room = max(0, limit - summary.matchCount)
            try search(id, room: room, &found, &count)
        } catch {
            note(error, entry: recorded.entry)
        }
        summary.textCount += 1
        summary.byteCount += byteCount
        summary.matchCount += count
        guard count > 0 else {
            if without.count >= Self.rememberedCount {
                without.removeAll(keepingCapacity: true)
            }
            without.insert(id)
            return
        }
        for excerpt in found {
            body(match(excerpt, id, recorded))
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
        try archive.read(id, &reader) { (piece) throws(StoreError) in
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

    private func match(
        _ excerpt: Excerpt,
        _ id: BlobID,
        _ recorded: RecordedStatement,
    ) -> TraceMatch {
        let capture = recorded.derivation?.capture.flatMap { reference in
            try? archive.statement(reference.digest)
        }
        return TraceMatch(
            recorded: recorded,
            capture: capture,
            blob: id,
            range: excerpt.range,
            paragraph: excerpt.paragraph,
            source: source(of: excerpt.range, recorded.derivation),
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
