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

    /// Forgets the sources.
    mutating func clearSources() {
        sources.removeAll(keepingCapacity: true)
    }

    /// Appends a text as it is.
    mutating func append(_ text: [UInt8]) {
        bytes.append(contentsOf: text)
    }

    /// Ends a paragraph.
    mutating func endLine() {
        bytes.append(0x0A)
    }

    /// Appends a block without what is left out of the page.
    mutating func append(_ block: Block, of page: Page, _ selection: Selection) {
        let start = bytes.count
        var needsSpace = false
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
                    appendWords(range, of: storage, start, &needsSpace)
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

    private mutating func appendWords(
        _ range: Range<Int>,
        of storage: [UInt8],
        _ start: Int,
        _ needsSpace: inout Bool,
    ) {
        var offset = range.lowerBound
        let end = range.upperBound
        while offset < end {
            let first = offset
            var byte = storage[offset]
            if byte > 0x20, byte < 0x7F {
                repeat {
                    offset += 1
                    byte = offset < end ? storage[offset] : 0
                } while byte > 0x20 && byte < 0x7F
            } else {
                switch Characters.kind(Scalars.next(&offset, end, storage)) {
                case .space:
                    needsSpace = true
                    continue
                case .nothing: continue
                case .mark, .closing, .other: break
                }
            }
            if needsSpace, bytes.count > start {
                bytes.append(0x20)
            }
            needsSpace = false
            bytes.append(contentsOf: storage[first..<offset])
        }
    }

    private mutating func appendLines(_ range: Range<Int>, of storage: [UInt8]) {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let first = offset
            let scalar = Scalars.next(&offset, range.upperBound, storage)
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

    /// Removes empty lines at both ends.
    private mutating func trimLines(from start: Int) {
        var end = bytes.count
        while end > start, ASCII.isSpace(bytes[end - 1]) {
            end -= 1
        }
        bytes.removeLast(bytes.count - end)
        var first = start
        var offset = start
        while offset < end, ASCII.isSpace(bytes[offset]) {
            offset += 1
            if bytes[offset - 1] == 0x0A {
                first = offset
            }
        }
        bytes.removeSubrange(start..<first)
    }
}
