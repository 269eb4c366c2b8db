// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveTestSupport
import Testing

@Suite struct Base64Tests {
    // RFC 4648 §10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func agreesWithRfc4648(plain: String, text: String) throws {
        #expect(Base64.encode(plain.utf8.span) == text)
        #expect(try Base64.decode(text.utf8.span) == Array(plain.utf8))
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `bytes read back`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let bytes = generator.bytes(upTo: 100)
        #expect(try Base64.decode(Base64.encode(bytes.span).utf8.span) == bytes, "seed \(seed)")
    }

    @Test(arguments: [
        ("Z", DecodingFailure.truncated(offset: 1, missing: 3)),
        ("Zg=", .truncated(offset: 3, missing: 1)),
        ("Zh==", .notCanonical(offset: 1)),
        ("Zm9=", .notCanonical(offset: 2)),
        ("Z===", .unexpectedByte(offset: 1, value: 0x3D)),
        ("Zg==Zg==", .unexpectedByte(offset: 2, value: 0x3D)),
        ("Zm9-", .unexpectedByte(offset: 3, value: 0x2D)),
        ("Zm 9", .unexpectedByte(offset: 2, value: 0x20)),
        ("=g==", .unexpectedByte(offset: 0, value: 0x3D)),
    ])
    func `any other text is refused`(text: String, failure: DecodingFailure) {
        #expect(throws: failure) {
            try Base64.decode(text.utf8.span)
        }
    }

    @Test func `every text that is taken is the one that is written`() throws {
        var generator = SeededGenerator(seed: 7)
        let alphabet = Array("ABab01+/=".utf8)
        for _ in 0..<5_000 {
            let text = (0..<8).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            guard let bytes = try? Base64.decode(text.span) else { continue }
            #expect(Array(Base64.encode(bytes.span).utf8) == text)
        }
    }
}
