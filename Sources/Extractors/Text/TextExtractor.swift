// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The extractor `text`: plain text and Markdown.
///
/// Knows three shapes: header lines (title, eight digits, address), Markdown with a title, and pages
/// saved as text, with their furniture. Nothing is invented: what a text does not say is null.
package enum TextExtractor {
    /// The rules' version: a change of any output makes a new one.
    package static let version = 1

    /// Extracts text, metadata and evidence from a document.
    ///
    /// Takes time and memory in proportion to the document.
    ///
    /// - Parameters:
    ///   - original: The document as archived.
    ///   - context: What is declared about it.
    /// - Returns: The outputs, which depend on nothing else.
    /// - Throws: ``ExtractionFailure/unsupportedCharset`` when only a label that is not in the
    ///   standard says what the bytes mean; ``ExtractionFailure/tooLarge`` for a document of more
    ///   than ``DecodedText/byteLimit`` bytes or 2^20 paragraphs, of which nothing is read rather
    ///   than a part.
    package static func extract(
        _ original: [UInt8],
        context: ExtractionContext,
    ) throws(ExtractionFailure) -> ExtractionOutputs {
        try extract(original, context: context, byteLimit: DecodedText.byteLimit)
    }

    /// Extracts with a limit of its own, for tests.
    static func extract(
        _ original: [UInt8],
        context: ExtractionContext,
        byteLimit: Int,
    ) throws(ExtractionFailure) -> ExtractionOutputs {
        guard original.count <= byteLimit else {
            throw .tooLarge
        }
        let decoded = DecodedText.decode(
            original,
            httpContentType: context.httpContentType,
            readsMarkup: false,
        )
        guard decoded.charset.rule != .unsupported else {
            throw .unsupportedCharset
        }
        var reading = TextReading(decoded, context)
        try reading.read()
        return ExtractionOutputs(
            text: reading.text(),
            claims: reading.claims,
            charset: decoded.charset,
        )
    }
}

/// A text document while it is read.
struct TextReading {
    let decoded: DecodedText
    let captureDate: StatedDate?
    let finder = DateFinder(order: .unknown)
    var blocks: [TextBlock] = []
    var claims = DocumentClaims()
    private let isMarkdown: Bool

    init(_ decoded: DecodedText, _ context: ExtractionContext) {
        self.decoded = decoded
        captureDate = context.captureDate
        isMarkdown =
            context.httpContentType.map {
                $0.startsWithASCII("text/markdown", at: 0)
                    || $0.startsWithASCII("text/x-markdown", at: 0)
            } ?? false
    }

    /// Reads the document in the first shape that fits.
    mutating func read(limit: Int = TextLines.limit) throws(ExtractionFailure) {
        blocks = TextLines.blocks(decoded.bytes, limit: limit)
        guard blocks.count <= limit else {
            throw .tooLarge
        }
        if readHeaderLines() {
            return
        }
        if isMarkdown || startsWithHeading {
            blocks = MarkdownReader.blocks(decoded.bytes)
        }
        for index in blocks.indices {
            blocks[index].isFurniture = Furniture.contains(blocks[index])
        }
        readOriginalURL()
        let title = readTitle()
        readHead(title: title)
        readTail()
        judge(title: title)
        readDateline()
        readAddress()
        claims.compareDates(.published)
        compareMonths()
    }

    /// Whether the first line is a heading of the first level.
    private var startsWithHeading: Bool {
        blocks.first.map { $0.text.count > 2 && $0.text.starts(with: [0x23, 0x20]) } ?? false
    }

    /// The blocks that are kept, in canonical form.
    func text() -> CanonicalText {
        var text = CanonicalText()
        for block in blocks where block.verdict == .keep {
            let original = decoded.original(of: block.range)
            if block.kind == .code {
                text.appendPreformatted(block.text, original: original)
            } else {
                text.append(block.text, original: original)
            }
        }
        return text
    }

    // MARK: Claims

    /// The bytes of the original where a text stands within a block, else those of the block.
    func evidence(of text: [UInt8], in block: TextBlock) -> ByteRange {
        let range = block.range
        // Only short blocks are searched, so that the search is short as well.
        guard range.count <= 2048, text.count <= range.count, !text.isEmpty else {
            return decoded.original(of: range)
        }
        var start = range.lowerBound
        while start + text.count <= range.upperBound {
            var index = 0
            while index < text.count && decoded.bytes[start + index] == text[index] {
                index += 1
            }
            if index == text.count {
                return decoded.original(of: start..<(start + index))
            }
            start += 1
        }
        return decoded.original(of: range)
    }

    /// Adds a date that was found in a block.
    mutating func add(
        _ property: ClaimProperty,
        _ match: DateMatch,
        in block: TextBlock,
        rule: RuleName,
        role: ClaimRole,
        confidence: ClaimConfidence,
    ) {
        let found = [UInt8](block.text[match.range])
        claims.add(
            ClaimCandidate(
                property,
                date: match.date,
                rule: rule,
                role: role,
                confidence: confidence,
                evidence: evidence(of: found, in: block),
                refusal: match.refusal(role, captured: captureDate),
            )
        )
    }

    /// Adds an address, its host and the date in its path.
    mutating func addURL(_ url: [UInt8], in block: TextBlock, rule: RuleName) {
        let place = evidence(of: url, in: block)
        claims.add(
            ClaimCandidate(
                .canonicalURL,
                text: url,
                rule: rule,
                confidence: rule == .textLineURL ? .weak : .stated,
                evidence: place,
            )
        )
    }

    /// Adds what follows from the document's address.
    mutating func readAddress() {
        guard let address = claims.value(.canonicalURL) else {
            return
        }
        claims.add(
            ClaimCandidate(
                .siteName,
                text: WebAddress.site(address.value),
                rule: .urlHost,
                role: .url,
                confidence: .derived,
                evidence: address.evidence,
            )
        )
        guard let match = WebAddress.pathDate(address.value) else {
            return
        }
        // An address is ASCII in most texts; where it is not, its own place is the evidence.
        let place = address.evidence.map { whole in
            whole.length == address.value.count
                ? ByteRange(start: whole.start + match.range.lowerBound, length: match.range.count)
                : whole
        }
        claims.add(
            ClaimCandidate(
                .published,
                date: match.date,
                rule: .urlPathDate,
                role: .url,
                confidence: .derived,
                evidence: place,
                refusal: match.refusal(.url, captured: captureDate),
            )
        )
    }
}
