// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Provenance
import Testing

@Suite struct NoteTests {
    @Test(
        arguments: [
            ("note", .null, "note"), ("subjects", [], "subjects"), ("subjects", .null, "subjects"),
            ("subjects", ["x"], "subjects[0]"), ("subjects.1.digest", .null, "subjects[1].digest"),
            ("subjects.1.digest", "x", "subjects[1].digest"),
            ("subjects.0", [:], "subjects[0].digest"),
        ] as [(String, JSONValue, String)]
    )
    func `members have the form that SPEC says`(
        path: String,
        value: JSONValue,
        member: String,
    ) throws {
        let bytes = try Fixtures.changed(Fixtures.noteText, path, to: value)
        let failure = #expect(throws: StatementFailure.self) {
            try Statement.decode(bytes)
        }
        #expect(failure?.member == member)
    }

    @Test(arguments: [.null, "7", [:]] as [JSONValue])
    func `a size that is no number says nothing`(size: JSONValue) throws {
        let bytes = try Fixtures.changed(Fixtures.noteText, "subjects.0.size", to: size)
        let read = try Statement.decodeWithReferences(bytes.span)
        #expect(read.references.map(\.byteCount) == [nil, nil])
        guard case .note(let note) = read.statement.body else {
            Issue.record("not a note")
            return
        }
        #expect(note.subjects == read.references)
    }
}
