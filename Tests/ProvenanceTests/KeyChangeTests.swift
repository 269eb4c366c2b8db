// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Provenance
import Testing

@Suite struct KeyChangeTests {
    @Test(arguments: KeyChange.Action.allCases)
    func `later changes have no archive`(action: KeyChange.Action) throws {
        let change = KeyChange(
            action: action,
            verifierKey: Fixtures.verifierKey,
            note: "lost",
        )
        let statement = try Fixtures.statement(.key(change))
        let bytes = try statement.encode()
        #expect(try Statement.decode(bytes) == statement)
        let value = try CanonicalJSON.decode(bytes, limits: Statement.limits)
        #expect(value["action"] == .string(action.rawValue))
        #expect(value["archive"] == .null)
    }

    private static let base64 = "AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"

    @Test(arguments: [
        "", "a", "a+0a1b2c3d", "a+0a1b2c3d+", "+0a1b2c3d+" + base64, "a+0a1b2c3+" + base64,
        "a+0a1b2c3d4+" + base64, "a+0A1B2C3D+" + base64, "a b+0a1b2c3d+" + base64,
        "a\u{3000}b+0a1b2c3d+" + base64, "a+0a1b2c3d+" + base64 + "=",
        "a+0a1b2c3d+" + base64 + "AAAA",
        "a+0a1b2c3d+AgABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f",
        "a+0a1b2c3d+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4=", "a+0a1b2c3d-" + base64,
        "a\n+0a1b2c3d+" + base64,
    ])
    func `a key has the form of a verifier key`(text: String) throws {
        let bytes = try Fixtures.changed(Fixtures.keyText, "key", to: .string(text))
        let failure = StatementFailure.wrongForm(member: "key", expected: "a verifier key")
        #expect(throws: failure) {
            try Statement.decode(bytes)
        }
    }

    @Test(arguments: [
        "a+0a1b2c3d+" + base64, "ä+0a1b2c3d+" + base64,
        "~!/+00000000+" + base64.dropLast(4) + "+/+/",
    ])
    func `a key may be any in base64`(text: String) throws {
        let bytes = try Fixtures.changed(Fixtures.keyText, "key", to: .string(text))
        #expect(try Statement.decode(bytes).encode() == bytes)
    }

    @Test(
        arguments: [
            ("action", "remove"), ("archive.format", 2), ("archive.format", "1"),
            ("archive.origin", ""), ("archive.origin", "a b"), ("archive.origin", "a+b"),
            ("archive.origin", "ä"),
            ("archive.origin", .string(String(repeating: "a", count: 256))),
            ("archive.specification", .null), ("archive.specification.digest", .null),
            ("archive.specification.size", -1), ("archive.specification.size", "1"),
            ("archive", "x"), ("note", 1),
        ] as [(String, JSONValue)]
    )
    func `members have the form that SPEC says`(path: String, value: JSONValue) throws {
        let bytes = try Fixtures.changed(Fixtures.keyText, path, to: value)
        let failure = #expect(throws: StatementFailure.self) {
            try Statement.decode(bytes)
        }
        #expect(failure?.member == path)
    }
}
