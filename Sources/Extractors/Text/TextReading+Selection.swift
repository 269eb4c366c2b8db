// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

extension TextReading {
    /// Below this many characters a selection is tried again with fewer rules.
    private static let least = 200

    /// Decides which blocks are the document's text.
    mutating func judge(title: [UInt8]) {
        dropRepeated()
        for index in blocks.indices where blocks[index].verdict == .open {
            blocks[index].verdict = verdict(blocks[index])
        }
        dropTail()
        keepEndOfLetters()
        settleOpen()
        settleHeadings()
        keepMoreIfShort()
    }

    private func verdict(_ block: TextBlock) -> TextBlock.Verdict {
        if block.isConsumed {
            return .drop
        }
        switch block.kind {
        case .code: return .keep
        case .heading: return .open
        case .paragraph: break
        }
        if block.isFurniture {
            return .drop
        }
        return block.hasPunctuation || block.length >= 60 ? .keep : .open
    }

    /// Drops short lines that stand in the text three times or more.
    private mutating func dropRepeated() {
        let keys = lineKeys { $0.length < 40 && !$0.endsSentence }
        var start = 0
        while start < keys.count {
            var end = start + 1
            let text = blocks[keys[start].block].text
            while end < keys.count && keys[end].hash == keys[start].hash
                && blocks[keys[end].block].text == text
            {
                end += 1
            }
            if end - start >= 3 {
                for key in keys[start..<end] {
                    blocks[key.block].verdict = .drop
                }
            }
            start = end
        }
    }

    /// Drops all from the first line on that starts what stands behind the text.
    private mutating func dropTail() {
        var index = blocks.count
        while index > 0 && !(blocks[index - 1].isProse && blocks[index - 1].verdict == .keep) {
            index -= 1
        }
        guard index > 0 else {
            return
        }
        while index < blocks.count && !Furniture.startsTail(blocks[index]) {
            index += 1
        }
        while index < blocks.count {
            blocks[index].verdict = .drop
            index += 1
        }
    }

    /// Keeps the undecided end of a plain text without any furniture: it is no page, and what stands
    /// there is a signature or the like.
    private mutating func keepEndOfLetters() {
        for block in blocks where block.isFurniture || block.kind != .paragraph {
            return
        }
        var index = blocks.count - 1
        while index >= 0 && blocks[index].verdict == .open {
            index -= 1
        }
        guard index >= 0, blocks[index].verdict == .keep else {
            return
        }
        while index + 1 < blocks.count {
            index += 1
            blocks[index].verdict = .keep
        }
    }

    /// Keeps an undecided paragraph between two that are kept, or next to one when it ends as a
    /// sentence.
    private mutating func settleOpen() {
        var isKeptBehind = [Bool](repeating: false, count: blocks.count)
        var isKept = false
        for index in blocks.indices.reversed() {
            isKeptBehind[index] = isKept
            if blocks[index].verdict != .open {
                isKept = blocks[index].verdict == .keep
            }
        }
        var isKeptBefore = false
        for index in blocks.indices {
            if blocks[index].verdict != .open {
                isKeptBefore = blocks[index].verdict == .keep
            } else if blocks[index].kind == .paragraph {
                let isBetween = isKeptBefore && isKeptBehind[index]
                let isSentence =
                    blocks[index].endsSentence && (isKeptBefore || isKeptBehind[index])
                blocks[index].verdict = isBetween || isSentence ? .keep : .drop
                // What is settled here does not settle its neighbours.
            }
        }
    }

    /// Keeps a heading when a kept block follows among the next three.
    private mutating func settleHeadings() {
        for index in blocks.indices.reversed() where blocks[index].verdict == .open {
            let isFurniture = blocks[index].isFurniture
            var isFollowed = false
            var next = index + 1
            while next < blocks.count && next <= index + 3 && !isFollowed {
                isFollowed = blocks[next].verdict == .keep && blocks[next].kind == .paragraph
                next += 1
            }
            let isKept = isFollowed && !isFurniture && blocks[index].length < 200
            blocks[index].verdict = isKept ? .keep : .drop
        }
    }

    /// Keeps all but furniture when hardly anything was kept: lists and verses have no sentences.
    private mutating func keepMoreIfShort() {
        var kept = 0
        var all = 0
        for block in blocks where !block.isConsumed && !block.isFurniture {
            kept += block.verdict == .keep ? block.length : 0
            all += block.length
        }
        guard kept < Self.least, all > 2 * kept else {
            return
        }
        for index in blocks.indices {
            let isOut = blocks[index].isConsumed || blocks[index].isFurniture
            blocks[index].verdict = isOut ? .drop : .keep
        }
    }
}
