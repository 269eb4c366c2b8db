// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

extension TextReading {
    /// What a short line with a date says the date is.
    static let modified = WordTable(
        """
        actualisé actualizado aggiornato aktualisiert modified updated обновлено
        """
    )
    static let published = WordTable(
        """
        created date datum erstellt fecha opublikowano posted pubblicato publicado publication
        published publié veröffentlicht опубликовано
        """
    )
    static let captions = WordTable(
        """
        archivbild bild caption credit foto getty illustration image photo photograph photos
        picture pictured shutterstock zdjęcie фото
        """
    )

    /// A date in a short line.
    struct DateLine {
        let match: DateMatch
        let role: ClaimRole

        /// Whether the line says little else.
        let isWhole: Bool
    }

    /// Whether a block is a line that starts like `By` and has names.
    func isByline(_ block: TextBlock) -> Bool {
        block.kind == .paragraph && block.length <= 200
            && Byline.openingLength(block.text) != nil && !Byline.names(block.text).isEmpty
    }

    /// The date of a line of fewer than 120 characters.
    func dateLine(_ block: TextBlock) -> DateLine? {
        guard block.kind == .paragraph, block.length < 120,
            let match = finder.firstDate(in: block.text, 0..<block.text.count)
        else {
            return copyrightLine(block)
        }
        var others = 0
        var role = ClaimRole.published
        var isLabelled = false
        for token in DateToken.tokens(block.text, 0..<block.text.count) {
            guard token.end <= match.range.lowerBound || token.start >= match.range.upperBound,
                token.kind == .word
            else {
                continue
            }
            others += 1
            if Self.captions.contains(token.word) {
                role = .caption
            } else if Self.modified.contains(token.word) && role == .published {
                role = .modified
                isLabelled = true
            } else if Self.published.contains(token.word) {
                isLabelled = true
            }
        }
        if isCopyright(block) {
            role = .copyrightYear
        }
        let isSpecial = role == .caption || role == .copyrightYear
        guard isSpecial || others <= 4 && !block.endsSentence else {
            return nil
        }
        let isFull = match.date.day > 0
        guard isFull || isSpecial || others == 0 else {
            return nil
        }
        return DateLine(match: match, role: role, isWhole: others <= 1 || isLabelled)
    }

    /// Whether a line is a copyright notice.
    private func isCopyright(_ block: TextBlock) -> Bool {
        let text = block.text
        for offset in text.indices {
            let isSign = text[offset] == 0xC2 && offset + 1 < text.count && text[offset + 1] == 0xA9
            if isSign || text.startsWithASCII("copyright", at: offset)
                || text.startsWithASCII("(c) ", at: offset)
            {
                return true
            }
        }
        return false
    }

    /// The year of a copyright notice without a date.
    private func copyrightLine(_ block: TextBlock) -> DateLine? {
        guard block.length < 120, isCopyright(block) else {
            return nil
        }
        for token in DateToken.tokens(block.text, 0..<block.text.count)
        where token.digitCount == 4 && DateFinder.isYear(token.value) {
            if let date = StatedDate(year: token.value) {
                let range = token.start..<token.end
                let match = DateMatch(date: date, range: range, isAmbiguous: false)
                return DateLine(match: match, role: .copyrightYear, isWhole: false)
            }
        }
        return nil
    }

    // MARK: Reading

    /// Reads the lines before the text.
    mutating func readHead(title: [UInt8]) {
        var weak: [Int] = []
        for index in blocks.indices.prefix(40) {
            if blocks[index].isProse {
                break
            }
            guard !blocks[index].isConsumed else {
                continue
            }
            readSource(index)
            if isByline(blocks[index]) {
                readByline(index)
            } else if let line = dateLine(blocks[index]) {
                if line.isWhole {
                    add(line, index, .textDateLine, .stated)
                } else {
                    weak.append(index)
                }
            } else if WebAddress.isAbsolute(blocks[index].text), index < 5 {
                addURL(blocks[index].text, in: blocks[index], rule: .textLineURL)
                blocks[index].isConsumed = true
            }
        }
        for index in weak {
            if let line = dateLine(blocks[index]) {
                add(line, index, .textShortLine, .weak)
            }
        }
    }

    /// Reads the short lines behind the text.
    mutating func readTail() {
        var first = blocks.count
        while first > 0 && first > blocks.count - 40 && !blocks[first - 1].isProse {
            first -= 1
        }
        guard first > 0 else {
            // There is no text, so that the head was all of it.
            return
        }
        for index in first..<blocks.count where !blocks[index].isConsumed {
            readSource(index)
            if let line = dateLine(blocks[index]), line.isWhole || line.role != .published {
                add(line, index, .textShortLine, .weak)
            }
        }
    }

    private mutating func add(
        _ line: DateLine,
        _ index: Int,
        _ rule: RuleName,
        _ confidence: ClaimConfidence,
    ) {
        add(
            line.role == .modified ? .modified : .published,
            line.match,
            in: blocks[index],
            rule: rule,
            role: line.role,
            confidence: confidence,
        )
        blocks[index].isConsumed = true
    }
}
