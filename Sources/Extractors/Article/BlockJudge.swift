// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Decides which blocks are part of the article.
struct BlockJudge: Sendable {
    private let page: Page
    private let selection: Selection

    /// The share of link text, in percent, above which a block is a list of links.
    static let linkShare = 60

    /// The number of characters from which on a block with links is not judged alone.
    static let linkedLength = 300

    /// The number of characters from which on a text is kept without its neighbours' help.
    static let ownLength = 60

    /// The number of blocks behind a heading in which what it stands above begins.
    static let headingReach = 3

    /// Prepares to judge the blocks of a page.
    init(_ page: Page, _ selection: Selection) {
        self.page = page
        self.selection = selection
    }

    /// Returns the blocks that are part of the article.
    func kept(of blocks: [Block]) -> [Block] {
        var blocks = blocks
        var isBoilerplate = [Bool](repeating: false, count: blocks.count)
        for index in blocks.indices {
            let block = blocks[index]
            isBoilerplate[index] = block.characters < Boilerplate.length && begins(block)
            blocks[index].verdict = verdict(of: block, isBoilerplate[index])
        }
        decideOpen(&blocks)
        decideHeadings(&blocks, isBoilerplate)
        var kept = blocks.filter { $0.verdict == .kept }
        while let last = kept.last,
            last.isHeading || last.linkCharacters * 2 > last.characters
        {
            kept.removeLast()
        }
        return kept
    }

    private func begins(_ block: Block) -> Bool {
        var writer = TextWriter(limit: Boilerplate.length)
        writer.append(block, of: page, selection)
        return Boilerplate.matches(writer.bytes)
    }

    private func verdict(of block: Block, _ isBoilerplate: Bool) -> Block.Verdict {
        if block.isHeading { return .heading }
        if isBoilerplate { return .dropped }
        if block.linksExceed(Self.linkShare) {
            return block.characters < Self.linkedLength || block.place.isItem ? .dropped : .open
        }
        let isLong = block.characters >= Self.ownLength
        if block.place.kind.isRunningText {
            return block.marks > 0 || isLong ? .kept : .open
        }
        if isLong, block.marks > 0 { return .kept }
        if block.place.isItem {
            return !block.linksExceed(19) && block.characters >= 12 ? .kept : .open
        }
        return .open
    }

    /// Decides by the neighbours; a heading counts as kept here.
    private func decideOpen(_ blocks: inout [Block]) {
        var keptAfter = [Bool](repeating: false, count: blocks.count)
        var next = false
        for index in blocks.indices.reversed() {
            keptAfter[index] = next
            if blocks[index].verdict != .open {
                next = blocks[index].verdict != .dropped
            }
        }
        var previous = false
        for index in blocks.indices {
            let block = blocks[index]
            if block.verdict == .open {
                let keeps = keeps(block, previous, keptAfter[index])
                blocks[index].verdict = keeps ? .kept : .dropped
            }
            previous = blocks[index].verdict != .dropped
        }
    }

    private func keeps(_ block: Block, _ previous: Bool, _ next: Bool) -> Bool {
        if block.linksExceed(50) { return false }
        if block.place.isPreformatted {
            return previous || next
        }
        if block.place.kind.isRunningText {
            return previous && next || block.endsSentence && (previous || next)
        }
        if block.place.isCell {
            return !block.linksExceed(29)
        }
        return previous && next
    }

    /// Keeps headings above kept text.
    ///
    /// From the last to the first, so that a heading above a heading that is kept is kept.
    private func decideHeadings(_ blocks: inout [Block], _ isBoilerplate: [Bool]) {
        for index in blocks.indices.reversed() where blocks[index].verdict == .heading {
            let block = blocks[index]
            var isKept = false
            if block.place.kind != .h1, !isBoilerplate[index], block.characters < 200,
                !block.linksExceed(Self.linkShare)
            {
                let reach = min(blocks.count, index + 1 + Self.headingReach)
                for next in index + 1..<max(index + 1, reach) {
                    if blocks[next].verdict == .kept {
                        isKept = true
                        break
                    }
                    if blocks[next].linkCharacters * 2 > blocks[next].characters { break }
                }
            }
            blocks[index].verdict = isKept ? .kept : .dropped
        }
    }
}
