// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

extension TextReading {
    /// What the name of a source follows, in lower case.
    static let sourceLabels = WordTable(
        """
        fonte:|fuente:|quelle:|quellen:|source:|sources:|źródło:|источник:|來源：|出典：|来源:|来源：
        """,
        separatedBy: "|",
    )

    /// Reads the names of a byline, and a date that stands behind them.
    mutating func readByline(_ index: Int) {
        for name in Byline.names(blocks[index].text) {
            claims.add(
                ClaimCandidate(
                    name.isAgency ? .source : .author,
                    text: name.name,
                    rule: .textByline,
                    confidence: .stated,
                    evidence: evidence(of: name.name, in: blocks[index]),
                )
            )
        }
        let text = blocks[index].text
        if let match = finder.firstDate(in: text, 0..<text.count), match.date.day > 0 {
            add(
                .published,
                match,
                in: blocks[index],
                rule: .textDateLine,
                role: .published,
                confidence: .stated,
            )
        }
        blocks[index].isConsumed = true
    }

    /// Reads a source that a short line names behind a label.
    mutating func readSource(_ index: Int) {
        let block = blocks[index]
        guard let start = sourceStart(block) else {
            return
        }
        let name = CanonicalText.collapsed([UInt8](block.text[start...]))
        guard !name.isEmpty, name.count <= 80, !WebAddress.occurs(in: name) else {
            return
        }
        claims.add(
            ClaimCandidate(
                .source,
                text: name,
                rule: .textSourceLine,
                confidence: .stated,
                evidence: evidence(of: name, in: block),
            )
        )
    }

    /// Where the name of a source starts in a short line with its label, or nil.
    func sourceStart(_ block: TextBlock) -> Int? {
        guard block.kind == .paragraph, block.length < 120 else {
            return nil
        }
        let folded = Letters.folded(block.text)
        // Folding keeps the number of bytes of all letters it knows.
        return folded.count == block.text.count ? Self.labelEnd(folded) : nil
    }

    /// Where the label of a source ends: at the start of a line, or behind white space.
    private static func labelEnd(_ text: [UInt8]) -> Int? {
        for offset in text.indices where offset == 0 || text[offset - 1] == 0x20 {
            let found = sourceLabels.longest(startOf: offset..<text.count, of: text) {
                offset + $0 < text.count
            }
            if let found {
                return offset + found.length
            }
        }
        return nil
    }

    /// Reads an agency in parentheses at the start of the first paragraph.
    mutating func readDateline() {
        guard let first = blocks.first(where: { $0.verdict == .keep && $0.length >= 25 }) else {
            return
        }
        let text = first.text
        let limit = min(text.count, 100)
        var start = 0
        while start < limit && text[start] != UInt8(ascii: "(") {
            start += 1
        }
        var end = start
        while end < limit && text[end] != UInt8(ascii: ")") {
            end += 1
        }
        guard start < end, end < limit else {
            return
        }
        let name = CanonicalText.collapsed([UInt8](text[(start + 1)..<end]))
        if NewsAgencies.contains(name) {
            claims.add(
                ClaimCandidate(
                    .source,
                    text: name,
                    rule: .textDateline,
                    role: .dateline,
                    confidence: .derived,
                    evidence: evidence(of: name, in: first),
                )
            )
        }
    }
}
