// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

extension TextReading {
    /// Reads a text that starts with its title, eight digits and its address, a line each.
    ///
    /// All that follows is kept: such texts were extracted before, and their damage is theirs.
    mutating func readHeaderLines() -> Bool {
        guard blocks.count >= 3, startsAtTop, blocks[1].text.count == 8,
            !blocks[1].text.contains(where: { !$0.isASCIIDigit }),
            WebAddress.isAbsolute(blocks[2].text), blocks[0].length <= 400,
            !WebAddress.isAbsolute(blocks[0].text)
        else {
            return false
        }
        claims.add(
            ClaimCandidate(
                .title,
                text: blocks[0].text,
                rule: .textHeaderTitle,
                confidence: .stated,
                evidence: decoded.original(of: blocks[0].range),
            )
        )
        if let match = finder.wholeDate(blocks[1].text) {
            add(
                .published,
                match,
                in: blocks[1],
                rule: .textHeaderDate,
                role: .published,
                confidence: .stated,
            )
        } else {
            claims.add(
                ClaimCandidate(
                    .published,
                    text: blocks[1].text,
                    rule: .textHeaderDate,
                    role: .published,
                    confidence: .stated,
                    evidence: decoded.original(of: blocks[1].range),
                    refusal: .invalid,
                )
            )
        }
        addURL(blocks[2].text, in: blocks[2], rule: .textHeaderURL)
        for index in blocks.indices {
            blocks[index].verdict = index < 3 ? .drop : .keep
        }
        readDateline()
        readAddress()
        claims.compareDates(.published)
        compareMonths()
        return true
    }

    /// Whether the first three blocks are the first three lines.
    private var startsAtTop: Bool {
        var lineEnds = 0
        for offset in 0..<blocks[2].range.lowerBound {
            let byte = decoded.bytes[offset]
            let isPair =
                byte == 0x0A && offset > 0 && decoded.bytes[offset - 1] == 0x0D
            lineEnds += (byte == 0x0A || byte == 0x0D) && !isPair ? 1 : 0
            if lineEnds > 2 {
                return false
            }
        }
        return lineEnds == 2
    }

    /// Reads an address behind a line such as `Original url:`, in the last blocks of the text.
    mutating func readOriginalURL() {
        var index = blocks.count - 1
        let last = max(0, blocks.count - 6)
        while index >= last && index >= 0 {
            if let length = Self.addressLabel(blocks[index].text) {
                let rest = CanonicalText.collapsed([UInt8](blocks[index].text[length...]))
                let isSame = !rest.isEmpty
                let isNext = !isSame && index + 1 < blocks.count
                let url = Self.withoutBrackets(
                    isSame ? rest : isNext ? blocks[index + 1].text : []
                )
                if WebAddress.isAbsolute(url) {
                    let place = isSame ? index : index + 1
                    addURL(url, in: blocks[place], rule: .textOriginalURL)
                    blocks[index].isConsumed = true
                    blocks[place].isConsumed = true
                    return
                }
            }
            index -= 1
        }
    }

    /// The length of a label that an address follows, or nil.
    private static func addressLabel(_ text: [UInt8]) -> Int? {
        if text.startsWithASCII("original url:", at: 0) {
            return 13
        }
        if text.startsWithASCII("source url:", at: 0) {
            return 11
        }
        if text.startsWithASCII("url:", at: 0) {
            return 4
        }
        return nil
    }

    private static func withoutBrackets(_ text: [UInt8]) -> [UInt8] {
        guard text.count > 2, text.first == UInt8(ascii: "<"), text.last == UInt8(ascii: ">") else {
            return text
        }
        return [UInt8](text[1..<(text.count - 1)])
    }
}
