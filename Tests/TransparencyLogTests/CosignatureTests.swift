// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveCrypto
import Testing
import TransparencyLog

@Suite struct CosignatureTests {
    /// Source: sunlight `cmd/skylight/testdata`.
    private static let text = utf8(
        "rome2026h1.example.org\n300\nlCkHUpkmVBEms2r2T1K6Og69+wUuuN3MIEW1/ezu2v0=\n"
    )
    private static let line = """
        \u{2014} witness.example.org \
        uKLPIAAAAABpVGeAhm2bOvKc3LaB9PFN1ruG19Y5yqslmcAAbhftnn1Zznmo0LXF\
        Zq4LGvqKqLX8jWlwLKasxEGTLIqAVusneCBmBw==

        """

    private static func key() throws -> CosignerKey {
        let secret = utf8("skylight test witness key")
        let seed = Sha256.digest(secret.span).bytes
        return CosignerKey(
            name: try KeyName("witness.example.org"),
            privateKey: try Ed25519PrivateKey(seed: seed),
        )
    }

    @Test func `cosigning gives the published line`() throws {
        let key = try Self.key()
        #expect(key.verifierKey.encode() == VerifierKeyTests.published[5])
        let cosignature = key.cosign(Self.text, timestamp: 1_767_139_200)
        #expect(cosignature.encode().encode() == utf8(Self.line))
        #expect(try Cosignature.decode(cosignature.encode()) == cosignature)
    }

    @Test func `the published line verifies over its text only`() throws {
        let key = try VerifierKey.decode(VerifierKeyTests.published[5])
        let note = try Note.decode(Self.text + utf8("\n" + Self.line))
        #expect(try note.verify(with: [key]).verified == note.signatures)
        #expect(try Cosignature.decode(note.signatures[0]).timestamp == 1_767_139_200)
        #expect(!key.isValid(note.signatures[0], text: Self.text + utf8("more\n")))
        let late = key.isValid(
            try Self.changed(note.signatures[0], at: 7),
            text: Self.text,
        )
        #expect(!late, "the time is signed too")
    }

    @Test func `extension lines are cosigned`() throws {
        let key = try Self.key()
        let text = Self.text + utf8("extension\n")
        let line = key.cosign(text, timestamp: 5).encode()
        #expect(key.verifierKey.isValid(line, text: text))
        #expect(!key.verifierKey.isValid(line, text: Self.text))
    }

    /// Source: transparency-dev/formats.
    @Test func `the time is read from a published signature`() throws {
        let field = utf8(
            "ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w"
                + "9uL+8qT7S5gxEHWWOworDcFiEBYJXORmnFBOBA=="
        )
        let bytes = try Base64.decode(field.span)
        let line = NoteSignature(
            name: try KeyName("w"),
            keyID: 0x6468_46B9,
            signature: Array(bytes.dropFirst(4)),
        )
        #expect(try Cosignature.decode(line).timestamp == 1_727_964_367)
    }

    @Test(arguments: [1, 64, 71, 73, 2428])
    func `signatures of another length are refused`(count: Int) throws {
        let line = NoteSignature(
            name: try KeyName("w"),
            keyID: 1,
            signature: [UInt8](repeating: 0, count: count),
        )
        #expect(throws: DecodingFailure.wrongLength(expected: 72, actual: count)) {
            try Cosignature.decode(line)
        }
        #expect(try !Self.key().verifierKey.isValid(line, text: Self.text))
    }

    @Test func `times over 2^63 - 1 are refused`() throws {
        let name = try KeyName("w")
        let rest = [UInt8](repeating: 0xFF, count: 71)
        let most = NoteSignature(name: name, keyID: 1, signature: [0x7F] + rest)
        #expect(try Cosignature.decode(most).timestamp == UInt64(Int64.max))
        let over = NoteSignature(name: name, keyID: 1, signature: [0x80] + rest)
        #expect(throws: DecodingFailure.overLimit(limit: Int.max, actual: Int.max)) {
            try Cosignature.decode(over)
        }
    }

    private static func changed(_ line: NoteSignature, at index: Int) throws -> NoteSignature {
        var signature = line.signature
        signature[index] ^= 1
        return NoteSignature(name: line.name, keyID: line.keyID, signature: signature)
    }
}
