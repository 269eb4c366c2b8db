// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import Testing

@testable import Extractors

@Suite struct BylineTests {
    private func names(_ line: String) -> [String] {
        Byline.names(Array(line.utf8)).map {
            String(decoding: $0.name, as: UTF8.self) + ($0.isAgency ? "!" : "")
        }
    }

    @Test(arguments: [
        ("By Ann Lee", ["Ann Lee"]),
        ("by: ANN LEE", ["ANN LEE"]),
        ("Von Anna Groß und Karl Ö. Weiß", ["Anna Groß", "Karl Ö. Weiß"]),
        ("Par Jean-Luc Petit et Zoé Roy", ["Jean-Luc Petit", "Zoé Roy"]),
        ("Por María del Mar y José Ruiz", ["María del Mar", "José Ruiz"]),
        (
            "Written by Ann Lee, Bo Ek; Cy Oh | Di Pa & Ed Re / Flo So",
            [
                "Ann Lee", "Bo Ek", "Cy Oh", "Di Pa", "Ed Re", "Flo So",
            ],
        ),
        ("By Ann E Lee AND Bo I Ek", ["Ann E Lee", "Bo I Ek"]),
        ("By Ann Lee, Harbour News Staff", ["Ann Lee"]),
        ("By Ann Lee (Reuters)", ["Ann Lee", "Reuters!"]),
        ("By The Associated Press", ["The Associated Press!"]),
        ("By AFP", ["AFP!"]),
        ("Автор: Иван Петров", ["Иван Петров"]),
        ("By Ann Lee ann.lee@news.example", ["Ann Lee"]),
        ("By the time it ended", []),
        ("By 2020", []),
        ("By Staff", []),
        ("By https://news.example", []),
        ("", []),
    ])
    func `a byline gives the names of persons and agencies`(line: String, expected: [String]) {
        #expect(names(line) == expected)
    }

    @Test(arguments: [
        ("Veröffentlicht von Jane Doe →", ["Jane Doe"]), ("Text: Jane Doe", ["Jane Doe"]),
        ("By Jane Doe and John Roe, Ann Poe", ["Jane Doe", "John Roe", "Ann Poe"]),
        ("Jane Doe (Paris)", ["Jane Doe"]), ("Jane Doe Jr.", ["Jane Doe Jr."]),
        ("- Jane Doe.", ["Jane Doe"]), ("jane", ["jane"]), ("Foto: Von: Jane", ["Jane"]),
        ("Jane Doe, AFP", ["Jane Doe", "AFP!"]),
        ("admin", []), ("Posted on", []), ("Jane 2", []),
    ])
    func `a place for names has any but those of no one`(line: String, expected: [String]) {
        let found = Byline.names(Array(line.utf8), form: .any)
        let names = found.map {
            String(decoding: $0.name, as: UTF8.self) + ($0.isAgency ? "!" : "")
        }
        #expect(names == expected)
    }

    @Test func `a short name is an agency in capitals only`() {
        #expect(NewsAgencies.contains(Array("dpa".utf8)) == false)
        #expect(NewsAgencies.contains(Array("DPA".utf8)))
        #expect(NewsAgencies.contains(Array("reuters".utf8)))
        #expect(NewsAgencies.contains(Array("ТАСС".utf8)))
        #expect(!NewsAgencies.contains(Array("Reuters Foundation".utf8)))
    }

    @Test func `a name knows where it stands`() {
        let line = Array("By Ann Lee, AFP".utf8)
        #expect(Byline.names(line).map(\.range) == [3..<10, 12..<15])
    }
}
