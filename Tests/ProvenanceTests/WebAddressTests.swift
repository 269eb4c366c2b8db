// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import Provenance
import Testing

@Suite struct WebAddressTests {
    @Test(arguments: [
        "https://example.org/", "http://example.org", "HTTPS://EXAMPLE.ORG/A?b=c#d",
        "https://user:pw@example.org:8080/x", "https://[::1]/", "ftp://example.org/file",
        "https://example.org/größe/日本語?q=é", "https://пример.рф/", "https://example.org/a%20b%zz",
        "https://example.org/می\u{200C}خواهم", "mailto:a@example.org", "urn:isbn:0451450523",
        "data:text/plain,x", "file:///etc/hosts", "x-a.b+c:1", "https://example.org?x", "a:b",
        "https://e\u{301}.example/",
    ])
    func `an address is kept byte for byte`(text: String) throws {
        #expect(Array(try WebAddress(text).text.utf8) == Array(text.utf8))
    }

    @Test(
        arguments: [
            ("", .empty), ("example.org", .schemeMissing), ("/path", .schemeMissing),
            ("//example.org/", .schemeMissing), (":x", .schemeMissing), ("1a:x", .schemeMissing),
            ("-a:x", .schemeMissing), ("a_b:x", .schemeMissing), ("größe:x", .schemeMissing),
            ("example.org/a:b", .schemeMissing), ("https:", .nothingAfterScheme),
            ("mailto:", .nothingAfterScheme), ("https://", .hostMissing),
            ("https:///x", .hostMissing),
            ("https:/example.org", .hostMissing), ("https:example.org", .hostMissing),
            ("http://:80/", .hostMissing), ("HTTP://?x", .hostMissing), ("ftp://#x", .hostMissing),
            ("https://user@/", .hostMissing), ("https://user@:80", .hostMissing),
        ] as [(String, WebAddressFailure)]
    )
    func `what is no absolute address is refused`(text: String, failure: WebAddressFailure) {
        #expect(throws: failure) {
            try WebAddress(text)
        }
    }

    @Test(
        arguments: [
            " ", "\t", "\n", "\r", "\u{0}", "\u{1F}", "\u{7F}", "\u{85}", "\u{A0}", "\u{2028}",
            "\u{3000}", "\u{200B}", "\u{200E}", "\u{202E}", "\u{2066}", "\u{FEFF}", "<", ">", "\"",
            "{", "}", "|", "\\", "^", "`",
        ] as [Unicode.Scalar]
    )
    func `some characters are in no address`(scalar: Unicode.Scalar) {
        for (text, offset) in [("", 0), ("https://ä.example/", 19)] {
            let failure = #expect(
                throws: WebAddressFailure.character(scalar, offset: offset)
            ) {
                try WebAddress(text + String(scalar) + "x")
            }
            #expect(failure?.description.contains("after \(offset) bytes") == true)
        }
    }

    @Test(arguments: [8_192, 8_193])
    func `an address has at most 8,192 bytes`(byteCount: Int) {
        let text = "https://example.org/" + String(repeating: "a", count: byteCount - 20)
        if byteCount <= WebAddress.byteLimit {
            #expect((try? WebAddress(text))?.text == text)
        } else {
            #expect(throws: WebAddressFailure.overLimit(limit: 8_192, actual: 8_193)) {
                try WebAddress(text)
            }
        }
    }

    @Test(
        arguments: [
            (.empty, "the address is empty"),
            (.overLimit(limit: 8_192, actual: 9_000), "9000 bytes, at most 8192"),
            (.character(" ", offset: 3), "a space is written %20"),
            (.character("\n", offset: 3), "U+000A"),
            (.character("\u{1D173}", offset: 3), "U+1D173"),
            (.schemeMissing, "write it in full, as in https://example.org/"),
            (.nothingAfterScheme, "ends after its scheme"),
            (.hostMissing, "names no host"),
        ] as [(WebAddressFailure, String)]
    )
    func `a failure says what to do`(failure: WebAddressFailure, part: String) {
        #expect(failure.description.contains(part))
    }
}
