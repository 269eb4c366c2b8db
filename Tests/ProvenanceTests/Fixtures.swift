// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Provenance

/// Statements as bytes, written by hand from SPEC §3, and the values that they stand for.
enum Fixtures {
    static let digestText =
        "sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
    static let verifierKey =
        "example.org/a+0a1b2c3d+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"

    static let addedAt =
        #"{"precision":"instant","raw":null,"source":"clock","value":"2027-01-15T08:00:00Z"}"#
    static let commonEnd =
        #""salt":"000102030405060708090a0b0c0d0e0f","software":{"name":"archive","version":"1.0"}"#

    static let captureText =
        #"{"addedAt":"# + addedAt
        + #","bytesLevel":"content-decoded","capturedAt":{"precision":"day","raw":"20220625","#
        + #""source":"operator","value":"2022-06-25"},"claims":[{"precision":"month","#
        + #""property":"published","raw":null,"source":"document","value":"2022-06"},"#
        + #"{"precision":null,"property":"title","raw":" Größe\n","source":"document","#
        + #""value":"Größe"}],"container":{"kind":"file","modifiedAt":{"precision":"instant","#
        + #""raw":null,"source":"container","value":"2022-06-25T10:00:00.5+02:00"},"name":null,"#
        + #""nameBytes":"/y5odG1s"},"content":{"digest":""# + digestText
        + #"","mediaType":{"source":"file-name","value":"text/html"},"size":12},"#
        + #""http":{"body":{"digest":null},"status":200},"note":"seen \"there\"","#
        + #""operator":"M. Muster","# + commonEnd
        + #","truncated":"none","type":"capture","url":{"asked":"https://example.org/ä","#
        + #""final":null},"version":1}"#

    static let keyText =
        #"{"action":"add","addedAt":"# + addedAt
        + #","archive":{"format":1,"origin":"example.org/a","specification":{"digest":""#
        + digestText + #"","size":31000}},"key":""# + verifierKey
        + #"","note":null,"operator":null,"# + commonEnd + #","type":"key","version":1}"#

    static let noteText =
        #"{"addedAt":"# + addedAt + #","note":"wrong date","operator":null,"# + commonEnd
        + #","subjects":[{"digest":""# + digestText + #"","size":7},{"digest":""# + digestText
        + #""}],"type":"note","version":1}"#

    static let stampText =
        #"{"addedAt":"# + addedAt + #","operator":null,"# + commonEnd
        + #","type":"stamp","version":1}"#

    static let texts = [
        captureText, keyText, noteText, stampText, extractorText, derivationText, claimText,
    ]

    static func digest() throws -> Digest {
        try Digest(text: digestText)
    }

    static func statement(_ body: Statement.Body, operator name: String? = nil) throws -> Statement
    {
        Statement(
            salt: try Salt(text: "000102030405060708090a0b0c0d0e0f"),
            addedAt: try ClaimedDate(value: "2027-01-15T08:00:00Z", source: .clock),
            operator: name,
            software: Statement.Software(name: "archive", version: "1.0"),
            body: body,
        )
    }

    static func capture() throws -> Capture {
        Capture(
            content: ContentReference(
                digest: try digest(),
                byteCount: 12,
                mediaType: MediaType(value: "text/html", source: .fileName),
            ),
            askedURL: "https://example.org/ä",
            capturedAt: try ClaimedDate(operatorText: "20220625"),
            claims: [
                .published(try ClaimedDate(value: "2022-06", source: .document)),
                .title("Größe", raw: " Größe\n", source: .document),
            ],
            container: Container(
                kind: .file,
                name: FileName(bytes: [0xFF] + Array(".html".utf8)),
                modifiedAt: try ClaimedDate(
                    value: "2022-06-25T10:00:00.5+02:00",
                    source: .container,
                ),
            ),
            bytesLevel: .contentDecoded,
            truncated: .none,
            http: ["status": 200, "body": ["digest": .null]],
            note: "seen \"there\"",
        )
    }

    static func statements() throws -> [Statement] {
        [
            try statement(.capture(capture()), operator: "M. Muster"),
            try statement(
                .key(
                    KeyChange(
                        action: .add,
                        verifierKey: verifierKey,
                        archive: KeyChange.Archive(
                            origin: "example.org/a",
                            specification: digest(),
                            specificationByteCount: 31_000,
                        ),
                    )
                )
            ),
            try statement(
                .note(
                    Note(
                        text: "wrong date",
                        subjects: [
                            Reference(digest: digest(), byteCount: 7),
                            Reference(digest: digest()),
                        ],
                    )
                )
            ),
            try statement(.other(.stamp)),
            try statement(.extractor(ExtractorStatement(extractor()))),
            try statement(.derivation(derivation())),
            try statement(.derivation(claimedDerivation())),
        ]
    }

    /// Returns the bytes of a fixture with the members at a path set, or removed with `nil`.
    ///
    /// A path is names and list positions with dots between them.
    static func changed(_ text: String, _ path: String, to value: JSONValue?) throws -> [UInt8] {
        let root = try CanonicalJSON.decode(Array(text.utf8), limits: Statement.limits)
        let steps = path.split(separator: ".").map(String.init)
        return CanonicalJSON.encode(set(root, steps[...], to: value) ?? .null)
    }

    private static func set(
        _ value: JSONValue,
        _ path: ArraySlice<String>,
        to new: JSONValue?,
    ) -> JSONValue? {
        guard let step = path.first else {
            return new
        }
        if var values = value.array, let index = Int(step) {
            values[index] = set(values[index], path.dropFirst(), to: new) ?? .null
            return .array(values)
        }
        var object = value.object ?? JSONObject()
        object[step] = set(object[step] ?? .null, path.dropFirst(), to: new)
        return .object(object)
    }
}
