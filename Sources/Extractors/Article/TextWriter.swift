// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Writes the text of blocks: white space as single spaces, no control characters.
struct TextWriter: Sendable {
    /// The text.
    private(set) var bytes: [UInt8] = []

    /// The parts of the decoded document that were written.
    private(set) var sources: [SourceRange] = []

    private let limit: Int

    /// Writes until there are so many bytes.
    init(limit: Int = Int.max) {
        self.limit = limit
    }

    /// Forgets what was written.
    mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
        sources.removeAll(keepingCapacity: true)
    }

    /// Appends a block without what is left out of the page.
    mutating func append(_ block: Block, of page: Page, _ selection: Selection) {
        let start = bytes.count
        var collapser = SpaceCollapser()
        var index = block.first
        while index <= block.last, bytes.count - start < limit {
            if selection.drops(index) {
                index = page.end(of: index)
                continue
            }
            let node = page.tree.nodes[index]
            if node.tag == .text {
                let storage = page.tree.storage(node.content)
                let range = node.content.bytes.range
                if block.place.isPreformatted {
                    appendLines(range, of: storage)
                } else {
                    collapser.append(range, of: storage, to: &bytes, lineStart: start)
                }
                if page.measure(index).characters > 0 {
                    sources.append(node.source)
                }
            } else if node.tag == .br, block.place.isPreformatted {
                bytes.append(0x0A)
            }
            index += 1
        }
        if block.place.isPreformatted {
            trimLines(from: start)
        }
    }

    private mutating func appendLines(_ range: Range<Int>, of storage: [UInt8]) {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let first = offset
            let scalar = UTF8Scalar.next(storage, &offset)
            if scalar == 0x09 || scalar == 0x0A || Characters.kind(scalar) != .nothing {
                let isOtherSpace = scalar == 0x0C || scalar == 0x0D
                if isOtherSpace {
                    bytes.append(0x20)
                } else {
                    bytes.append(contentsOf: storage[first..<offset])
                }
            }
        }
    }

    /// Removes empty lines at both ends, and white space at the end of each line.
    private mutating func trimLines(from start: Int) {
        var end = start
        var lineStart = start
        for index in start..<bytes.count {
            let byte = bytes[index]
            if byte == 0x0A {
                end = CanonicalText.lineEnd(lineStart..<end, of: bytes)
                if end == start { continue }
            }
            bytes[end] = byte
            end += 1
            if byte == 0x0A { lineStart = end }
        }
        end = CanonicalText.lineEnd(lineStart..<end, of: bytes)
        while end > start, bytes[end - 1] == 0x0A {
            end -= 1
        }
        bytes.removeLast(bytes.count - end)
    }
}
