// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Writes paragraphs, each with its place in the original.
struct ArticleWriter {
    private var writer = TextWriter()

    /// The paragraphs.
    private(set) var paragraphs: [Article.Paragraph] = []

    /// The text.
    var text: [UInt8] {
        writer.bytes
    }

    /// Appends the lead and the blocks of an article.
    mutating func append(_ candidate: Candidate, of page: Page) {
        if let first = candidate.blocks.first?.first {
            let selection = Pruning.selectionForLead(page, candidate.masses)
            for block in Lead.find(page, before: first, selection) {
                append(block, of: page, selection)
            }
        }
        for block in candidate.blocks {
            append(block, of: page, candidate.selection)
        }
    }

    private mutating func append(_ block: Block, of page: Page, _ selection: Selection) {
        let start = writer.bytes.count
        writer.clearSources()
        writer.append(block, of: page, selection)
        end(start, writer.sources, page.tree)
    }

    /// Appends an article that is given as data.
    mutating func append(_ body: LinkedBody, of tree: HTMLTree) {
        for line in body.lines {
            let start = writer.bytes.count
            writer.append(line)
            end(start, [SourceRange(body.source)], tree)
        }
    }

    /// Ends a paragraph, unless it is empty.
    private mutating func end(_ start: Int, _ sources: [SourceRange], _ tree: HTMLTree) {
        let end = writer.bytes.count
        if end == start { return }
        writer.endLine()
        let text = tree.text
        let ranges = sources.map { source in
            let range = ASCII.trimmed(source.range, of: text.bytes)
            let first = text.originalOffset(of: range.lowerBound)
            return first..<text.originalOffset(of: range.upperBound)
        }
        paragraphs.append(Article.Paragraph(range: start..<end, sources: ranges))
    }
}

/// An article's text as a page's data give it: `articleBody`.
struct LinkedBody: Sendable {
    /// The lines that are not empty, as plain text.
    let lines: [[UInt8]]

    /// The number of characters.
    let characters: Int

    /// Where the text stands in the decoded document.
    let source: Range<Int>

    /// Returns the longest such text of a page.
    static func find(in tree: HTMLTree) -> LinkedBody? {
        let linked = LinkedData(tree)
        var best: LinkedBody?
        for item in linked.items {
            let json = linked.scripts[item.script].json
            guard let member = json.member("articleBody", of: item.object),
                let text = json.text(of: member)
            else { continue }
            let lines = text.split(separator: 0x0A).map { PlainText.ofMarkup(Array($0)) }
            let body = LinkedBody(
                lines: lines.filter { !$0.isEmpty },
                characters: lines.reduce(0) { $0 + Scalars.count($1) },
                source: linked.source(item.script, member),
            )
            if body.characters > (best?.characters ?? 0) {
                best = body
            }
        }
        return best
    }
}
