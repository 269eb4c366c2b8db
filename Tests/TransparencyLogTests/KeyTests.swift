// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveCrypto
import Testing
import TransparencyLog

@Suite struct KeyNameTests {
    @Test(arguments: ["a", "example.com/log/testdata", "\u{E9}", "\u{7F}", "\u{1F512}-key"])
    func acceptsNames(name: String) throws {
        #expect(try KeyName(name).bytes == utf8(name))
        #expect(try KeyName(name).description == name)
    }

    /// Every kind of white space of C2SP signed-note, a plus sign and control characters.
    @Test(arguments: [
        "\u{9}", "\u{A}", "\u{B}", "\u{C}", "\u{D}", " ", "\u{85}", "\u{A0}", "\u{1680}",
        "\u{2000}", "\u{200A}", "\u{2028}", "\u{2029}", "\u{202F}", "\u{205F}", "\u{3000}",
        "+", "\u{0}", "\u{1F}",
    ])
    func `white space, plus signs and control characters are refused`(text: String) {
        #expect(throws: DecodingFailure.unexpectedByte(offset: 3, value: utf8(text)[0])) {
            try KeyName("k\u{E9}" + text + "y")
        }
    }

    @Test func `no name and bytes that are not UTF-8 are refused`() {
        #expect(throws: DecodingFailure.truncated(offset: 0, missing: 1)) {
            try KeyName("")
        }
        #expect(throws: DecodingFailure.unexpectedByte(offset: 1, value: 0xFF)) {
            try KeyName(bytes: [0x61, 0xFF])
        }
    }
}

@Suite struct VerifierKeyTests {
    /// Sources: golang/mod, C2SP, torchwood, tessera, transparency-dev/formats, sunlight.
    static let published = [
        PublishedNote.verifierKey, PublishedNote.otherVerifierKey, PublishedLog.verifierKey,
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "witness.example.org+b8a2cf20+BFLN3yikSfFkVAJtrnh/CiY3Zozkoy7clp+P7XB28qUN",
        "TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6",
        "TEST+fdd2dbc7+BAcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6",
        "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
        "witness.example/w1+0ad7d35e+BIqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c",
        "witness.example/w2+92e6b37c+BIE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU",
    ]

    @Test(arguments: published)
    func `published keys decode and encode to the same text`(text: String) throws {
        #expect(try VerifierKey.decode(text).encode() == text)
    }

    @Test func `the algorithm changes the key ID`() throws {
        let log = try VerifierKey.decode(Self.published[6])
        let cosigner = try VerifierKey(
            name: log.name,
            algorithm: .cosignature,
            publicKey: log.publicKey,
        )
        #expect(log.algorithm == .ed25519)
        #expect(cosigner.encode() == Self.published[7])
        #expect(cosigner.keyID == 0xFDD2_DBC7)
    }

    @Test(arguments: [PublishedNote.verifierKey, published[5]])
    func `no part and no change of a key is a key`(text: String) {
        for bytes in beginnings(of: utf8(text)) + changes(of: utf8(text)) {
            #expect(throws: KeyTextFailure.self) {
                try VerifierKey.decode(String(decoding: bytes, as: UTF8.self))
            }
        }
        for start in 1..<text.utf8.count {
            #expect(throws: KeyTextFailure.self) {
                try VerifierKey.decode(String(text.dropFirst(start)))
            }
        }
    }

    static let malformed: [(String, KeyTextFailure)] = [
        ("", .malformed),
        ("a+00000000", .malformed),
        ("a+00000000+", .malformed),
        ("+c74f20a3+AQ==", .badName(.truncated(offset: 0, missing: 1))),
        ("a b+c74f20a3+AQ==", .badName(.unexpectedByte(offset: 1, value: 0x20))),
        ("a+c74f20a+AQ==", .badKeyID(.wrongLength(expected: 8, actual: 7))),
        ("a+C74f20a3+AQ==", .badKeyID(.unexpectedByte(offset: 0, value: 0x43))),
        ("a+c74f20a3+AR==", .badBase64(.notCanonical(offset: 1))),
        ("a+c74f20a3+Ag==", .unknownAlgorithm(2)),
        ("a+c74f20a3+AQ==", .wrongKeyLength(expected: 32, actual: 0)),
        (
            "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
            .badBase64(.notCanonical(offset: 49)),
        ),
        (
            "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            .unknownAlgorithm(0x65),
        ),
        (
            "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            .keyIDMismatch(computed: 0xC74F_20A3, actual: 0xC74F_20A4),
        ),
    ]

    @Test(arguments: malformed)
    func `malformed keys are refused`(text: String, failure: KeyTextFailure) {
        #expect(throws: failure) {
            try VerifierKey.decode(text)
        }
    }

    @Test func `a public key has 32 bytes`() throws {
        let name = try KeyName("a")
        #expect(throws: DecodingFailure.wrongLength(expected: 32, actual: 31)) {
            try VerifierKey(name: name, publicKey: [UInt8](repeating: 0, count: 31))
        }
    }
}

@Suite struct SignerKeyTests {
    @Test(arguments: [
        (PublishedNote.signerKey, PublishedNote.verifierKey),
        (PublishedLog.signerKey, PublishedLog.verifierKey),
    ])
    func `published keys decode and encode to the same text`(
        text: String,
        verifierKey: String,
    ) throws {
        let key = try SignerKey.decode(text)
        #expect(key.encode() == text)
        #expect(key.verifierKey.encode() == verifierKey)
    }

    @Test func `signing gives the published lines`() throws {
        let peter = try SignerKey.decode(PublishedNote.signerKey)
        #expect(peter.sign(utf8(PublishedNote.text)).encode() == utf8(PublishedNote.line))
        let enoch = SignerKey(name: try KeyName("EnochRoot"), privateKey: try privateKey(0))
        #expect(enoch.verifierKey.encode() == PublishedNote.otherVerifierKey)
        #expect(enoch.sign(utf8(PublishedNote.text)).encode() == utf8(PublishedNote.otherLine))
    }

    @Test func `no part and no change of a key is a key`() {
        let bytes = utf8(PublishedNote.signerKey)
        for bytes in beginnings(of: bytes) + changes(of: bytes) {
            #expect(throws: KeyTextFailure.self) {
                try SignerKey.decode(String(decoding: bytes, as: UTF8.self))
            }
        }
    }

    @Test(
        arguments: [
            (PublishedNote.verifierKey, .malformed),
            ("PRIVATE+KEY+a+00000000+BA==", .unknownAlgorithm(4)),
            ("PRIVATE+KEY+a+00000000+AQE=", .wrongKeyLength(expected: 32, actual: 1)),
        ] as [(String, KeyTextFailure)]
    )
    func `malformed keys are refused`(text: String, failure: KeyTextFailure) {
        #expect(throws: failure) {
            try SignerKey.decode(text)
        }
    }
}
