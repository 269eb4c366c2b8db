// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// A paragraph, a heading, an item: text that the page sets apart.
struct Block: Sendable {
    /// Whether a block is part of the article.
    enum Verdict: Sendable {
        /// Its neighbours decide.
        case open
        case kept
        case dropped

        /// What it stands above decides.
        case heading
    }

    /// The index of the first text.
    let first: Int

    /// The index of the last text.
    var last: Int

    /// The element that sets the text apart.
    let element: Int

    /// Where the text is.
    let place: Page.Place

    /// The number of characters.
    var characters = 0

    /// The number of characters within links.
    var linkCharacters = 0

    /// The number of characters that end sentences or part clauses.
    var marks = 0

    /// Whether the text ends as sentences do.
    var endsSentence = false

    /// Whether the block is part of the article.
    var verdict = Verdict.open

    private var hasSpace = false

    /// A block that starts with a text.
    init(_ index: Int, _ place: Page.Place) {
        first = index
        last = index
        element = Int(place.block)
        self.place = place
    }

    /// Adds the text that follows.
    mutating func add(_ index: Int, _ measure: TextMeasure, isLink: Bool) {
        guard measure.characters > 0 else {
            hasSpace = hasSpace || measure.startsWithSpace
            return
        }
        if characters > 0, hasSpace || measure.startsWithSpace {
            characters += 1
        }
        last = index
        characters += Int(measure.characters)
        marks += Int(measure.marks)
        hasSpace = measure.endsWithSpace
        endsSentence = measure.endsSentence
        if isLink {
            linkCharacters = min(characters, linkCharacters + Int(measure.characters))
        }
    }

    /// Whether more than a share of the characters, in percent, is within links.
    func linksExceed(_ percent: Int) -> Bool {
        Int64(linkCharacters) * 100 / Int64(max(1, characters)) > Int64(percent)
    }

    /// The number of characters from which on a heading with punctuation is a paragraph.
    static let longHeading = 100

    /// Whether the block is a heading, and short enough to be one.
    var isHeading: Bool {
        place.kind.isHeading && (characters < Self.longHeading || marks == 0)
    }

    /// How much running text the block holds, in characters.
    ///
    /// Short texts, lists of links and headings hold none; text without punctuation, or outside
    /// of a paragraph, counts less.
    var mass: Int {
        if characters < 25 || linkCharacters * 3 > characters || isHeading {
            return 0
        }
        let own = characters - linkCharacters
        if marks == 0 {
            return characters < 80 ? own / 8 : own / 3
        }
        if place.kind.isRunningText {
            return own
        }
        return place.isItem ? own / 2 : own * 3 / 4
    }
}

/// Which parts of a page are left out, and the blocks of the rest.
struct Selection: Sendable {
    private let first: Int
    private var dropped: [Bool]

    /// Leaves out nothing.
    init(_ page: Page) {
        first = page.range.lowerBound
        dropped = [Bool](repeating: false, count: page.range.count)
    }

    /// Whether a node is left out with all that is in it.
    func drops(_ index: Int) -> Bool {
        dropped[index - first]
    }

    /// Leaves out a node with all that is in it.
    mutating func drop(_ index: Int) {
        dropped[index - first] = true
    }

    /// Returns the blocks of what is not left out, in document order.
    func blocks(of page: Page) -> [Block] {
        blocks(of: page, in: page.range)
    }

    /// Returns the blocks of some nodes.
    func blocks(of page: Page, in range: Range<Int>) -> [Block] {
        var blocks: [Block] = []
        var current: Block?
        var index = range.lowerBound
        while index < range.upperBound {
            if drops(index) {
                index = page.end(of: index)
                continue
            }
            let tag = page.tree.nodes[index].tag
            if tag == .text {
                let measure = page.measure(index)
                let place = page.place(index)
                if let block = current, block.element != Int(place.block) {
                    blocks.append(block)
                    current = nil
                }
                if current != nil || measure.characters > 0 {
                    var block = current ?? Block(index, place)
                    current = nil
                    block.add(index, measure, isLink: place.isLink)
                    current = block
                }
            } else if tag.isBlock, let block = current,
                tag != .br || !block.place.isPreformatted
            {
                blocks.append(block)
                current = nil
            }
            index += 1
        }
        if let block = current {
            blocks.append(block)
        }
        return blocks
    }
}
