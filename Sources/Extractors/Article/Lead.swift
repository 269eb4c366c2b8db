// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The lead: what stands between a page's heading and the article's first paragraph.
///
/// Pages put it beside the article's text, in a header, or in an element named like a teaser.
enum Lead {
    /// The numbers of characters that a lead may have.
    static let length = 130...1000

    /// The share of link text, in percent, above which a block is no lead.
    static let linkShare = 20

    /// The number of blocks that a lead has at most.
    static let count = 2

    /// Returns the blocks of the lead in document order; none when there is no lead.
    ///
    /// It stands before the article's first text.
    static func find(
        _ page: Page,
        before first: Int,
        _ selection: Selection,
    ) -> [Block] {
        guard let heading = heading(of: page, before: first) else { return [] }
        var found: [Block] = []
        for block in selection.blocks(of: page, in: page.end(of: heading)..<first)
        where found.count < count && isLead(block) && !page.tree.isInPicture(block.element) {
            var writer = TextWriter(limit: Boilerplate.length)
            writer.append(block, of: page, selection)
            if !Boilerplate.matches(writer.bytes) {
                found.append(block)
            }
        }
        return found
    }

    /// Returns the last heading of the first rank before a node, or else of the second.
    private static func heading(of page: Page, before first: Int) -> Int? {
        var second: Int?
        var index = first - 1
        while index > page.range.lowerBound {
            let tag = page.tree.nodes[index].tag
            if tag == .h1 || tag == .h2 && second == nil, page.end(of: index) <= first {
                if tag == .h1 { return index }
                second = index
            }
            index -= 1
        }
        return second
    }

    private static func isLead(_ block: Block) -> Bool {
        length.contains(block.characters) && block.marks > 0 && !block.linksExceed(linkShare)
            && !block.place.isItem && !block.place.isCell
    }
}
