// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Writes paragraphs, each with its place in the original.
struct ArticleWriter {
    private var writer = TextWriter()

    /// The text.
    private(set) var text = CanonicalText()

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
        writer.clear()
        writer.append(block, of: page, selection)
        let decoded = page.tree.text
        let originals = writer.sources.map { source in
            decoded.original(of: decoded.bytes.trimmingHTMLSpace(source.range))
        }
        text.append(canonical: writer.bytes, originals: originals)
    }

    /// Appends an article that is given as data.
    mutating func append(_ body: LinkedBody, of tree: HTMLTree) {
        for line in body.lines {
            text.append(canonical: line, originals: [tree.text.original(of: body.source)])
        }
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
                characters: lines.reduce(0) { $0 + UTF8Scalar.count($1) },
                source: linked.source(item.script, member),
            )
            if body.characters > (best?.characters ?? 0) {
                best = body
            }
        }
        return best
    }
}
