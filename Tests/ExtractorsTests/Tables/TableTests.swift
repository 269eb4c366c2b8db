// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import Testing

@testable import Extractors

@Suite struct WordTableTests {
    private static let tables = [
        Boilerplate.beginnings, Byline.conjunctions, Byline.labels, Byline.noNameOpenings,
        Byline.noNames, Byline.offices, Byline.openings, DateWords.links, DateWords.months,
        DateWords.ordinals, DateWords.timeLinks, DateWords.zones, EntityNames.bare,
        EntityNames.terminated, Furniture.lines, Furniture.openings, Furniture.tails,
        NewsAgencies.names, TextReading.captions, TextReading.modified, TextReading.numbers,
        TextReading.prepositions, TextReading.published, TextReading.sourceLabels,
        TextReading.units,
    ]

    private func words(of table: WordTable) -> [[UInt8]] {
        Array("\(table.literal)".utf8)
            .split(omittingEmptySubsequences: false) { $0 == table.separator || $0 == 0x0A }
            .map { Array($0.prefix { $0 != UInt8(ascii: "=") }) }
    }

    @Test func `tables are sorted, and no word is empty or there twice`() {
        for table in Self.tables {
            let words = words(of: table)
            #expect(words.allSatisfy { !$0.isEmpty })
            for (word, next) in zip(words, words.dropFirst()) {
                #expect(word.lexicographicallyPrecedes(next), "\(word), \(next)")
            }
        }
    }

    @Test func `every word is found, and no other`() {
        for table in Self.tables {
            let words = words(of: table)
            for word in words {
                #expect(table.contains(word))
                #expect(!table.contains(word + [0x01]))
                #expect(table.startsWord(word + [0x01]))
                let cut = Array(word.dropLast())
                #expect(table.contains(cut) == words.contains(cut))
            }
            #expect(!table.contains([]) && !table.contains([0xFF]) && !table.startsWord([0x01]))
        }
    }

    @Test(arguments: [
        ("", 0), ("b", 0), ("a", 1), ("ab", 1), ("abc", 3), ("abcd", 3), ("abcde", 5), ("abd", 1),
        ("abcdz", 3), ("ac", 1), ("az", 1), ("b c", 3), ("b cd", 3), ("z", 0),
    ])
    func `the longest word a text starts with is found`(text: String, length: Int) {
        let table = WordTable("a|aa|abc|abca|abcde=7\nabcy|ay|b c|c", separatedBy: "|")
        let bytes = Array(text.utf8)
        let found = table.longest(startOf: 0..<bytes.count, of: bytes)
        #expect((found?.length ?? 0) == length)
        let shorter = table.longest(startOf: 0..<bytes.count, of: bytes) { $0 < length }
        #expect((shorter?.length ?? 0) == (length == 5 ? 3 : length == 3 && text < "b" ? 1 : 0))
    }

    @Test func `a word may have a value`() {
        let table = WordTable("a=c b=2+3 c")
        #expect(table.number(of: [0x61]) == 12 && table.number(of: [0x62]) == 2)
        #expect(table.number(of: [0x63]) == 0 && table.number(of: [0x64]) == 0)
        #expect(table.contains([0x63]))
    }
}

@Suite struct NameTableTests {
    @Test func `every name is found, in any case, and no other`() {
        let names: [StaticString] = [Tag.names, AttributeName.names]
        for literal in names {
            let table = NameTable(literal)
            for (position, name) in "\(literal)".split(separator: " ").enumerated() {
                for spelling in [String(name), name.uppercased()] {
                    let bytes = Array(spelling.utf8)
                    #expect(table.position(of: 0..<bytes.count, in: bytes.span) == position)
                    let longer = bytes + [0x78]
                    let found = table.position(of: 0..<longer.count, in: longer.span)
                    #expect(found != position)
                }
            }
        }
    }

    @Test func `tables are sorted`() {
        for literal in [Tag.names, AttributeName.names, ClassWords.table] {
            let names = "\(literal)".split(separator: " ").map { $0.split(separator: "=")[0] }
            #expect(names == names.sorted())
            #expect(Set(names).count == names.count)
        }
    }

    @Test func `cases and names agree`() {
        #expect("\(Tag.at(NameTable(Tag.names).count - 1))" == "xmp")
        for (position, name) in "\(Tag.names)".split(separator: " ").enumerated() {
            #expect("\(Tag.at(position))" == name)
        }
    }
}
