// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

extension TextReading {
    /// Finds the title; returns its text, which is not part of the document's text.
    mutating func readTitle() -> [UInt8] {
        if let first = blocks.first, first.kind == .heading(level: 1) {
            claims.add(
                ClaimCandidate(
                    .title,
                    text: first.text,
                    rule: .markdownTitle,
                    confidence: .stated,
                    evidence: evidence(of: first.text, in: first),
                )
            )
            blocks[0].isConsumed = true
            return first.text
        }
        let repeated = repeatedLine()
        let first = firstLine()
        if let repeated {
            addTitle(repeated, .textRepeatedLine, .derived)
        }
        if let first {
            addTitle(first, .textFirstLine, .weak)
        }
        guard let chosen = repeated ?? first else {
            return []
        }
        let title = blocks[chosen].text
        for index in blocks.indices where blocks[index].text == title {
            blocks[index].isConsumed = true
        }
        return title
    }

    private mutating func addTitle(
        _ index: Int,
        _ rule: RuleName,
        _ confidence: ClaimConfidence,
    ) {
        claims.add(
            ClaimCandidate(
                .title,
                text: blocks[index].text,
                rule: rule,
                confidence: confidence,
                evidence: evidence(of: blocks[index].text, in: blocks[index]),
            )
        )
    }

    /// Whether a block has the form of a title.
    private func isTitle(_ block: TextBlock) -> Bool {
        guard !block.isConsumed, block.kind != .code, block.length >= 3, block.length <= 200,
            let last = block.text.last, !block.isProse
        else {
            return false
        }
        let isOpenEnded =
            last == UInt8(ascii: ".") || last == UInt8(ascii: ",") || last == UInt8(ascii: ";")
            || last == UInt8(ascii: ":")
        return !isOpenEnded && !block.isFurniture && !WebAddress.occurs(in: block.text)
            && !isByline(block) && dateLine(block) == nil && sourceStart(block) == nil
    }

    /// The longest line of 15 to 200 characters that stands in the text twice or more.
    private func repeatedLine() -> Int? {
        let keys = lineKeys { $0.length >= 15 && $0.length <= 200 }
        var best: Int?
        var index = 1
        while index < keys.count {
            let first = blocks[keys[index - 1].block]
            let isSame =
                keys[index].hash == keys[index - 1].hash
                && blocks[keys[index].block].text == first.text
            let isBetter =
                best.map { best in
                    let length = blocks[best].length
                    let isEarlier = keys[index - 1].block < best
                    return first.length > length || first.length == length && isEarlier
                } ?? true
            if isSame && isBetter && isTitle(first) {
                best = keys[index - 1].block
            }
            index += 1
        }
        return best
    }

    /// A line's hash, to find those that are the same.
    struct LineKey {
        let hash: UInt64
        let block: Int
    }

    /// The lines that fit, those that are the same next to each other in document order.
    func lineKeys(where fits: (TextBlock) -> Bool) -> [LineKey] {
        var keys: [LineKey] = []
        for index in blocks.indices where fits(blocks[index]) {
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for byte in blocks[index].text {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            }
            keys.append(LineKey(hash: hash, block: index))
        }
        keys.sort { $0.hash != $1.hash ? $0.hash < $1.hash : $0.block < $1.block }
        return keys
    }

    /// The first line before the text that can be a title.
    ///
    /// Short ones, of menus, and those in capitals, of sections, only when there is no other.
    private func firstLine() -> Int? {
        var short: Int?
        for index in blocks.indices.prefix(40) {
            if blocks[index].isProse {
                break
            }
            guard isTitle(blocks[index]), !isRepeated(index) else {
                continue
            }
            let isBanner = blocks[index].isAllCapitals && blocks[index].wordCount <= 4
            // Twenty bytes: four words, or seven characters of Chinese.
            if !isBanner && blocks[index].text.count >= 20 {
                return index
            }
            short = short ?? index
        }
        // A text of nothing but one line has no title.
        return blocks.count > 1 ? short : nil
    }

    /// Whether a line of the head stands next to one that is the same.
    private func isRepeated(_ index: Int) -> Bool {
        index > 0 && blocks[index - 1].text == blocks[index].text
            || index + 1 < blocks.count && blocks[index + 1].text == blocks[index].text
    }
}
