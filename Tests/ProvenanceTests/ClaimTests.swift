// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Provenance
import Testing

@Suite struct ClaimTests {
    @Test func `a claim has the parts that it was made from`() throws {
        let date = try ClaimedDate(operatorText: "20220625", source: .list)
        for claim in [Claim.published(date), .modified(date), try .other("seen", date: date)] {
            #expect(claim.date == date)
            #expect(claim.value == "2022-06-25")
            #expect(claim.precision == .day)
            #expect(claim.raw == "20220625")
            #expect(claim.source == .list)
        }
        let title = Claim.title("T", raw: "t", source: .document)
        let other = try Claim.other("siteName", text: "T", raw: "t", source: .document)
        for claim in [Claim.author("T", raw: "t", source: .document), title, other] {
            #expect(claim.date == nil)
            #expect(claim.value == "T")
            #expect(claim.precision == nil)
            #expect(claim.raw == "t")
            #expect(claim.source == .document)
        }
        #expect(Claim.published(date).property == "published")
        #expect(Claim.modified(date).property == "modified")
        #expect(Claim.author("", source: .list).property == "author")
        #expect(title.property == "title")
        #expect(other.property == "siteName")
        #expect(Claim.title("T", raw: "T", source: .list).raw == nil)
        #expect(Claim.title("é", raw: "e\u{301}", source: .list).raw != nil)
    }

    @Test(arguments: ["", "A", "a1", "a-b", "a b", "é", "aé", "published", "modified", "a[", "a`"])
    func `a text of another property needs a name`(property: String) {
        #expect(throws: StatementFailure.self) {
            try Claim.other(property, text: "x", source: .operator)
        }
    }

    @Test(arguments: ["", "Seen", "title", "author"])
    func `a date of another property needs a name`(property: String) throws {
        let date = try ClaimedDate(value: "2022", source: .operator)
        #expect(throws: StatementFailure.self) {
            try Claim.other(property, date: date)
        }
    }

    @Test(
        arguments: [
            ("property", "Title", "property"), ("property", 1, "property"),
            ("property", "published", "precision"), ("precision", "day", "value"),
            ("precision", "week", "precision"), ("precision", 1, "precision"), ("raw", 1, "raw"),
            ("source", .null, "source"), ("source", "file-name", "source"),
            ("value", .null, "value"),
        ] as [(String, JSONValue, String)]
    )
    func `a claim of another form is malformed`(
        name: String,
        value: JSONValue,
        member: String,
    ) throws {
        let bytes = try Fixtures.changed(Fixtures.captureText, "claims.1." + name, to: value)
        let failure = #expect(throws: StatementFailure.self) {
            try Statement.decode(bytes)
        }
        #expect(failure?.member == "claims[1]." + member)
    }

    @Test(
        arguments: [
            ("precision", .null, "precision"), ("property", "author", "precision"),
            ("property", "title", "precision"), ("value", "2022-13", "value"),
            ("value", "2022", "value"),
        ] as [(String, JSONValue, String)]
    )
    func `a claimed date of another form is malformed`(
        name: String,
        value: JSONValue,
        member: String,
    ) throws {
        let bytes = try Fixtures.changed(Fixtures.captureText, "claims.0." + name, to: value)
        let failure = #expect(throws: StatementFailure.self) {
            try Statement.decode(bytes)
        }
        #expect(failure?.member == "claims[0]." + member)
    }

    @Test(arguments: ["precision", "property", "raw", "source", "value"])
    func `a claim has all its members`(name: String) throws {
        let bytes = try Fixtures.changed(Fixtures.captureText, "claims.0." + name, to: nil)
        #expect(throws: StatementFailure.missing(member: "claims[0]." + name)) {
            try Statement.decode(bytes)
        }
    }

    @Test func `other properties are dates or text`() throws {
        var bytes = try Fixtures.changed(Fixtures.captureText, "claims.0.property", to: "seen")
        #expect(try Statement.decode(bytes).encode() == bytes)
        bytes = try Fixtures.changed(Fixtures.captureText, "claims.1.property", to: "siteName")
        #expect(try Statement.decode(bytes).encode() == bytes)
    }
}
