// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Provenance
import Testing

@Suite struct ReferenceTests {
    private static let text = Fixtures.digestText
    private static let named: JSONValue = ["digest": .string(text)]
    private static let sized: JSONValue = ["digest": .string(text), "size": 5]

    @Test(
        arguments: [
            (.null, []), ("text", []), (.string(text), []), ([1, true], []), ([:], []),
            (["digest": .null], []), (["digest": .null, "size": 5], []), (["size": 5], []),
            (["digests": .string(text), "Digest": .string(text)], []),
            (named, [nil]), (sized, [5]), ([named, [sized, named]], [nil, 5, nil]),
            (["a": ["b": [sized]], "c": named], [5, nil]),
            (["digest": .string(text), "size": "5"], [nil]),
            (["digest": .string(text), "size": -5], [-5]),
            (["digest": .string(text), "inner": sized, "size": 0], [0, 5]),
        ] as [(JSONValue, [Int64?])]
    )
    func `every member called digest names a blob`(value: JSONValue, counts: [Int64?]) throws {
        let digest = try Digest(text: Self.text)
        #expect(try references(of: value) == counts.map { .init(digest: digest, byteCount: $0) })
    }

    @Test(
        arguments: [
            (["digest": ""], "digest"), (["digest": 1], "digest"), (["digest": named], "digest"),
            (["digest": .string(text + "0")], "digest"), (["digest": false], "digest"),
            (["a": [named, ["digest": []]]], "a[1].digest"),
            ([["x": ["y": ["digest": "sha256:"]]]], "[0].x.y.digest"),
        ] as [(JSONValue, String)]
    )
    func `a digest of another form is refused`(value: JSONValue, member: String) {
        #expect(throws: StatementFailure.notADigest(member: member)) {
            try references(of: value)
        }
    }
}
