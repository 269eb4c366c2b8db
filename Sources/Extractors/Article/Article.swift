// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Finds the article of a page, as text with the place of each paragraph in the original.
package enum Article {
    /// Finds the article of a page.
    ///
    /// Empty when the page has no text.
    package static func extract(from tree: HTMLTree) -> CanonicalText {
        let page = Page(tree)
        var best = Candidate(page, .full)
        for strictness in [Strictness.withoutWords, .none] where best.characters < enough {
            let candidate = Candidate(page, strictness)
            if candidate.characters > best.characters * (best.characters == 0 ? 1 : gain) {
                best = candidate
            }
        }
        var writer = ArticleWriter()
        if best.characters < Candidate.least, let body = LinkedBody.find(in: tree),
            body.characters > best.characters
        {
            writer.append(body, of: tree)
        } else {
            writer.append(best, of: page)
        }
        return writer.text
    }

    /// The number of characters with which an article is taken to be whole.
    static let enough = 400

    /// How many times longer a less strict choice has to be.
    static let gain = 3
}

/// What one choice of strictness makes of a page.
struct Candidate: Sendable {
    /// What is left of the page.
    let selection: Selection

    /// How much running text is where.
    let masses: Masses

    /// The blocks of the article.
    private(set) var blocks: [Block]

    /// The number of characters.
    let characters: Int

    /// The number of characters under which all running text of the page is looked at.
    static let least = 200

    /// Chooses the blocks of a page.
    init(_ page: Page, _ strictness: Strictness) {
        selection = Pruning.selection(page, strictness)
        let all = selection.blocks(of: page)
        masses = Masses(all, of: page)
        let container = Container.find(page, selection, masses)
        let end = page.end(of: container)
        let inside = all.filter { $0.element >= container && $0.element < end }
        blocks = BlockJudge(page, selection).kept(of: inside)
        var count = Self.count(blocks)
        if count < Self.least {
            let running = all.filter {
                $0.mass > 0 || $0.place.kind == .p && $0.linkCharacters * 2 < $0.characters
            }
            if Self.count(running) > count * 2 {
                blocks = running
                count = Self.count(running)
            }
        }
        if count == 0, strictness == .full {
            blocks = all.filter { !$0.linksExceed(BlockJudge.linkShare) }
            count = Self.count(blocks)
        }
        characters = count
    }

    private static func count(_ blocks: [Block]) -> Int {
        blocks.reduce(0) { $0 + $1.characters }
    }
}
