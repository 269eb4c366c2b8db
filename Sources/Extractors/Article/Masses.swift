// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// How much running text is within each element of a page, in characters.
struct Masses: Sendable {
    private let first: Int
    private var values: [Int32]

    /// Adds up the masses of blocks.
    init(_ blocks: [Block], of page: Page) {
        first = page.range.lowerBound
        values = [Int32](repeating: 0, count: page.range.count)
        for block in blocks {
            values[block.element - first] &+= Int32(truncatingIfNeeded: block.mass)
        }
        var index = page.range.upperBound - 1
        while index > first {
            let value = values[index - first]
            if value > 0 {
                values[Int(page.tree.nodes[index].parent) - first] &+= value
            }
            index -= 1
        }
    }

    /// The mass of the page.
    var total: Int {
        Int(values[0])
    }

    /// Returns the mass within a node.
    subscript(index: Int) -> Int {
        Int(values[index - first])
    }

    /// Whether a node holds at least a share of a mass, in percent.
    func holds(_ index: Int, _ percent: Int, of mass: Int) -> Bool {
        Int64(self[index]) * 100 >= Int64(mass) * Int64(percent)
    }

    /// Whether a node holds more than a share of the page's mass, in percent.
    func isBig(_ index: Int, _ percent: Int) -> Bool {
        Int64(self[index]) * 100 > Int64(total) * Int64(percent)
    }
}
