// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

extension TextReading {
    /// Words before a month that stands without a day or year.
    private static let prepositions: StaticString =
        "in=1 since=1 im=1 seit=1 en=1 depuis=1 desde=1 em=1 da=1 od=1 w=1 с=1 в=1"

    /// Numbers of months in words.
    private static let numbers: StaticString = """
        two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 zwei=2 drei=3 \
        vier=4 fünf=5 sechs=6 sieben=7 acht=8 neun=9 zehn=10 elf=11 deux=2 trois=3 quatre=4 cinq=5 \
        six=6 sept=7 huit=8 neuf=9 dix=10 onze=11 dos=2 tres=3 cuatro=4 cinco=5 seis=6 siete=7 \
        ocho=8 nueve=9 diez=10 once=11
        """

    /// The word behind a number of months.
    private static let units: StaticString = "months=1 monate=1 monaten=1 mois=1 meses=1 mesi=1"

    /// What a text says of months: a month by name, or how many have passed.
    private struct MonthPhrase {
        /// The month, or how many months.
        let number: Int

        /// Where it stands in its block.
        let range: Range<Int>
        let block: Int

        /// The words before it, those of six letters and more.
        let words: [[UInt8]]
    }

    /// Notes a conflict when something began in one month, has lasted some months, and so leads to
    /// another month than that of publication.
    ///
    /// Both phrases must share a word of six letters or more among the eight before them, as in "the
    /// strike in May" and "the strike seven months ago". One month of difference is rounding.
    mutating func compareMonths() {
        guard let published = claims.value(.published), let date = published.date, date.month > 0
        else {
            return
        }
        guard countsMonths else {
            return
        }
        let found = monthPhrases()
        for span in found.spans {
            for start in found.months where sharesWord(span, start) {
                let implied = (start.number + span.number - 1) % 12 + 1
                let distance = abs(implied - date.month)
                guard min(distance, 12 - distance) > 1 else {
                    return
                }
            }
        }
        for span in found.spans {
            for start in found.months where sharesWord(span, start) {
                claims.add(
                    ClaimConflict(
                        .published,
                        reason: .contentMonths,
                        values: [published.value, phrase(start), phrase(span)],
                        evidence: [published.evidence, place(start), place(span)],
                    )
                )
                return
            }
        }
    }

    /// Whether a word that may count months stands in the text: all of them start so.
    private var countsMonths: Bool {
        for block in blocks where block.verdict == .keep {
            let text = block.text
            for offset in text.indices where text[offset] | 0x20 == UInt8(ascii: "m") {
                if text.startsWithASCII("month", at: offset)
                    || text.startsWithASCII("monat", at: offset)
                    || text.startsWithASCII("mois", at: offset)
                    || text.startsWithASCII("mes", at: offset)
                {
                    return true
                }
            }
        }
        return false
    }

    private func phrase(_ phrase: MonthPhrase) -> [UInt8] {
        [UInt8](blocks[phrase.block].text[phrase.range])
    }

    private func place(_ phrase: MonthPhrase) -> ByteRange {
        evidence(of: self.phrase(phrase), in: blocks[phrase.block])
    }

    private func sharesWord(_ left: MonthPhrase, _ right: MonthPhrase) -> Bool {
        left.words.contains { right.words.contains($0) }
    }

    /// The first 16 phrases of each kind in the text.
    private func monthPhrases() -> (months: [MonthPhrase], spans: [MonthPhrase]) {
        var months: [MonthPhrase] = []
        var spans: [MonthPhrase] = []
        let prepositions = EncodingTables.bytes(Self.prepositions)
        let units = EncodingTables.bytes(Self.units)
        let numbers = EncodingTables.bytes(Self.numbers)
        for (block, content) in blocks.enumerated() where content.verdict == .keep {
            let tokens = DateToken.tokens(content.text, 0..<content.text.count)
            for index in tokens.indices.dropFirst() where tokens[index].kind == .word {
                let previous = tokens[index - 1]
                if WordTable.value(of: tokens[index].word, in: units) > 0 {
                    let count =
                        previous.kind == .number
                        ? previous.value : WordTable.value(of: previous.word, in: numbers)
                    if count >= 2 && count <= 11 && spans.count < 16 {
                        spans.append(Self.phrase(count, tokens, index, block))
                    }
                } else if previous.kind == .word, months.count < 16,
                    WordTable.value(of: previous.word, in: prepositions) > 0
                {
                    let month = finder.words.month(tokens[index].word)
                    let hasNumber = index + 1 < tokens.count && tokens[index + 1].kind == .number
                    if month > 0 && tokens[index].word.count > 2 && !hasNumber {
                        months.append(Self.phrase(month, tokens, index, block))
                    }
                }
            }
        }
        return (months, spans)
    }

    private static func phrase(
        _ number: Int,
        _ tokens: [DateToken],
        _ index: Int,
        _ block: Int,
    ) -> MonthPhrase {
        var words: [[UInt8]] = []
        var before = index - 2
        while before >= 0 && before >= index - 9 {
            if tokens[before].word.count >= 6 {
                words.append(tokens[before].word)
            }
            before -= 1
        }
        return MonthPhrase(
            number: number,
            range: tokens[index - 1].start..<tokens[index].end,
            block: block,
            words: words,
        )
    }
}
