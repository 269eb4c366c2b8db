// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Provenance
import Testing

@Suite struct CaptureTests {
    @Test(
        arguments: [
            ("bytesLevel", "raw"), ("capturedAt", "2022"), ("capturedAt.value", "2022-06-26T"),
            ("capturedAt.precision", "month"), ("claims", .null), ("claims.0", "2022"),
            ("container", []), ("container.kind", "zip"), ("container.name", 1),
            ("container.name", "a"), ("container.nameBytes", "YQ=="),
            ("container.nameBytes", "/y5"),
            ("container.modifiedAt", "2022"), ("content", .null), ("content.digest", .null),
            ("content.mediaType", "text/html"), ("content.mediaType.source", "document"),
            ("content.mediaType.value", .null), ("content.size", -1), ("content.size", .null),
            ("http", []), ("http", "200"), ("note", []), ("truncated", .null),
            ("truncated", "yes"),
            ("url", .null), ("url.asked", 1), ("url.final", [:]),
        ] as [(String, JSONValue)]
    )
    func `members have the form that SPEC says`(path: String, value: JSONValue) throws {
        let bytes = try Fixtures.changed(Fixtures.captureText, path, to: value)
        let failure = #expect(throws: StatementFailure.self) {
            try Statement.decode(bytes)
        }
        let paths = [
            "capturedAt.precision": "capturedAt.value", "claims.0": "claims[0]",
            "container.name": value == 1 ? "container.name" : "container.nameBytes",
        ]
        #expect(failure?.member == paths[path] ?? path)
    }

    @Test(arguments: ["sha256:", "sha1:00", String(repeating: "0", count: 71)])
    func `a digest of another form is malformed`(text: String) throws {
        let bytes = try Fixtures.changed(
            Fixtures.captureText,
            "content.digest",
            to: .string(text),
        )
        #expect(throws: StatementFailure.notADigest(member: "content.digest")) {
            try Statement.decode(bytes)
        }
    }

    @Test(arguments: ["capturedAt", "container", "content.mediaType", "http", "note", "operator"])
    func `what is not known is null`(path: String) throws {
        let bytes = try Fixtures.changed(Fixtures.captureText, path, to: .null)
        #expect(try Statement.decode(bytes).encode() == bytes)
    }

    @Test func `a capture says unknown unless told otherwise`() throws {
        let capture = Capture(
            content: ContentReference(digest: try Fixtures.digest(), byteCount: 0)
        )
        let bytes = try Fixtures.statement(.capture(capture)).encode()
        let object = try #require(try CanonicalJSON.decode(bytes, limits: Statement.limits).object)
        #expect(object["bytesLevel"] == "unknown")
        #expect(object["truncated"] == "unknown")
        #expect(object["claims"] == [])
        #expect(object["url"] == ["asked": .null, "final": .null])
        for name in ["capturedAt", "container", "http", "note"] {
            #expect(object[name] == .null)
        }
    }

    @Test func `the description is the statement without who, when and salt`() throws {
        let expected = try Fixtures.changed(Fixtures.captureText, "container.modifiedAt", to: nil)
        var value = try CanonicalJSON.decode(expected, limits: Statement.limits).object ?? [:]
        for name in ["addedAt", "operator", "salt", "software"] {
            value[name] = nil
        }
        let bytes = try Fixtures.capture().descriptionBytes
        #expect(bytes == CanonicalJSON.encode(.object(value)))
        #expect(String(decoding: bytes, as: UTF8.self).hasPrefix(#"{"bytesLevel":"#))
    }

    @Test(
        arguments: [
            ("salt", "ffffffffffffffffffffffffffffffff"), ("operator", "somebody else"),
            ("operator", .null), ("software.version", "2"),
            ("addedAt.value", "2028-01-01T00:00:00Z"), ("container.modifiedAt", .null),
            ("container.modifiedAt.value", "2023-06-25T10:00:00Z"),
        ] as [(String, JSONValue)]
    )
    func `who, when and salt are not described`(path: String, value: JSONValue) throws {
        let bytes = try Fixtures.changed(Fixtures.captureText, path, to: value)
        guard case .capture(let capture) = try Statement.decode(bytes).body else {
            Issue.record("not a capture")
            return
        }
        #expect(capture.descriptionBytes == (try Fixtures.capture().descriptionBytes))
    }

    @Test(
        arguments: [
            ("bytesLevel", "wire"), ("capturedAt", .null), ("capturedAt.raw", .null),
            ("capturedAt.source", "list"), ("capturedAt.value", "2022-06-26"), ("claims", []),
            ("claims.0.value", "2022-07"), ("claims.1.source", "operator"),
            ("claims.1.raw", .null),
            ("claims.1.value", "Gro\u{308}ße"), ("container", .null), ("container.kind", "warc"),
            ("container.nameBytes", "/i5odG1s"), ("container.nameBytes", .null),
            (
                "content.digest",
                "sha256:ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
            ),
            ("content.mediaType", .null), ("content.mediaType.value", "text/plain"),
            ("content.mediaType.source", "list"), ("content.size", 13), ("http", .null),
            ("http.status", 201), ("note", .null), ("note", ""), ("truncated", "unknown"),
            ("url.asked", "https://example.org/a\u{308}"), ("url.final", "https://example.org/"),
        ] as [(String, JSONValue)]
    )
    func `everything else is`(path: String, value: JSONValue) throws {
        let bytes = try Fixtures.changed(Fixtures.captureText, path, to: value)
        guard case .capture(let capture) = try Statement.decode(bytes).body else {
            Issue.record("not a capture")
            return
        }
        #expect(capture.descriptionBytes != (try Fixtures.capture().descriptionBytes))
    }

    @Test func `a stored description keeps members of newer programs`() throws {
        let bytes = try Fixtures.changed(Fixtures.captureText, "companions", to: [])
        let object = try #require(try CanonicalJSON.decode(bytes, limits: Statement.limits).object)
        let description = Capture.descriptionBytes(of: object)
        #expect(description != (try Fixtures.capture().descriptionBytes))
        #expect(String(decoding: description, as: UTF8.self).contains(#""companions":[]"#))
    }

    @Test(arguments: [[], [0x61], [0x61, 0xFF], Array("ä.txt".utf8)] as [[UInt8]])
    func `a name is text or bytes, never both`(bytes: [UInt8]) throws {
        var capture = try Fixtures.capture()
        capture.container = Container(kind: .stdin, name: FileName(bytes: bytes))
        let encoded = try Fixtures.statement(.capture(capture)).encode()
        let value = try CanonicalJSON.decode(encoded, limits: Statement.limits)["container"]
        let isText = UTF8Text.isValid(bytes.span)
        #expect(value?["name"]?.isNull == !isText)
        #expect(value?["nameBytes"]?.isNull == isText)
        guard case .capture(let copy) = try Statement.decode(encoded).body else {
            Issue.record("not a capture")
            return
        }
        #expect(copy.container?.name?.bytes == bytes)
    }
}
