// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

extension TextReading {
    /// Words before a month that stands without a day or year.
    static let prepositions = WordTable("da depuis desde em en im in od seit since w в с")

    /// Numbers of months in words, the numbers in hexadecimal.
    static let numbers = WordTable(
        """
        acht=8 cinco=5 cinq=5 cuatro=4 deux=2 diez=a dix=a dos=2 drei=3 eight=8 eleven=b elf=b
        five=5 four=4 fünf=5 huit=8 neuf=9 neun=9 nine=9 nueve=9 ocho=8 once=b onze=b quatre=4
        sechs=6 seis=6 sept=7 seven=7 sieben=7 siete=7 six=6 ten=a three=3 tres=3 trois=3 two=2
        vier=4 zehn=a zwei=2
        """
    )

    /// The word behind a number of months.
    static let units = WordTable("meses mesi mois monate monaten months")

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
        for (block, content) in blocks.enumerated() where content.verdict == .keep {
            let tokens = DateToken.tokens(content.text, 0..<content.text.count)
            for index in tokens.indices.dropFirst() where tokens[index].kind == .word {
                let previous = tokens[index - 1]
                if Self.units.contains(tokens[index].word) {
                    let count =
                        previous.kind == .number
                        ? previous.value : Self.numbers.number(of: previous.word)
                    if count >= 2 && count <= 11 && spans.count < 16 {
                        spans.append(Self.phrase(count, tokens, index, block))
                    }
                } else if previous.kind == .word, months.count < 16,
                    Self.prepositions.contains(previous.word)
                {
                    let month = DateWords.months.number(of: tokens[index].word)
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
