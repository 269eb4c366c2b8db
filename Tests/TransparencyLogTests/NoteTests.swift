// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Testing
import TransparencyLog

/// The note of golang.org/x/mod/sumdb/note's documentation, by one or by two signers.
enum PublishedNote {
    static let signerKey =
        "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
    static let verifierKey =
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    static let otherVerifierKey =
        "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
    static let text = """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        """
    static let field =
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
        + "KvqfqdngotpRZb6KE6RyyBwJnAM="
    static let otherField =
        "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ov"
        + "TG01oOTGwnWLox33WWd1RvMc+QQ="
    static let line = "\u{2014} PeterNeumann \(field)\n"
    static let otherLine = "\u{2014} EnochRoot \(otherField)\n"
}

@Suite struct NoteTests {
    /// Verifier key and note. Sources: golang/mod `sumdb/note`, c2sp.org/signed-note, torchwood.
    static let published = [
        (PublishedNote.verifierKey, PublishedNote.text + "\n" + PublishedNote.line),
        (PublishedNote.otherVerifierKey, PublishedNote.text + "\n" + PublishedNote.otherLine),
        (
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            """
            This is an example message.

            \u{2014} example.com/foo \
            Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3m\
            FXmRKuwHjG1Yu72IneyaQM=

            """,
        ),
        (
            "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
            """
            go.sum database tree
            35225469
            vt5T6GaLCXvyHFl9VUvvItR43XZxfLgftEcTyO3eJCQ=

            \u{2014} sum.golang.org \
            Az3grpukl5AXaVfYkLiDGORx/DN2nlcS5kZHR5uYOBV2KA2HgXpD+gu9HHONebHLAyaKbbTM75Q\
            TtPydhKCExixSfwQ=

            """,
        ),
    ]

    @Test(arguments: published)
    func `published notes decode, verify and encode to the same bytes`(
        key: String,
        note: String,
    ) throws {
        let decoded = try Note.decode(utf8(note))
        let verified = try decoded.verify(with: [try VerifierKey.decode(key)])
        #expect(verified.verified == decoded.signatures)
        #expect(verified.unverified == [])
        #expect(verified.text == decoded.text)
        #expect(decoded.encode() == utf8(note))
    }

    @Test func `the last empty line ends the text`() throws {
        let text = "\n\nfirst\n\n\nlast\n\n"
        let note = try Note.decode(utf8(text + "\n" + PublishedNote.line))
        #expect(note.text == utf8(text))
        #expect(try Note.decode(utf8("\n\n" + PublishedNote.line)).text == utf8("\n"))
    }

    @Test func `the key ID is read big-endian`() throws {
        let note = try Note.decode(utf8(PublishedNote.text + "\n" + PublishedNote.line))
        #expect(note.signatures.map(\.keyID) == [0xC74F_20A3])
        #expect(note.signatures.map(\.name.description) == ["PeterNeumann"])
        #expect(note.signatures.map(\.signature.count) == [64])
    }

    /// Source of most: golang/mod `note_test.go`.
    static let malformed: [(String, NoteFailure)] = [
        ("", .noSignatures),
        (PublishedNote.text, .noSignatures),
        (PublishedNote.text + "\n", .noSignatures),
        ("\n" + PublishedNote.line, .noSignatures),
        (PublishedNote.text + PublishedNote.line, .noSignatures),
        ("t\n\n" + PublishedNote.line.dropLast(), .unterminated(offset: 3)),
        ("t\n\n" + PublishedNote.line + "x", .unterminated(offset: 113)),
        ("t\n\n" + PublishedNote.line + "x\n", .badSignatureLine(offset: 113)),
        ("t\n\n- a AAAAAAA=\n", .badSignatureLine(offset: 3)),
        ("t\n\n\u{2014} a\n", .badSignatureLine(offset: 3)),
        ("t\n\n\u{2014}a AAAAAAA=\n", .badSignatureLine(offset: 3)),
        ("t\n\n\u{2014}  AAAAAAA=\n", .badKeyName(offset: 3)),
        ("t\n\n\u{2014} a+b AAAAAAA=\n", .badKeyName(offset: 3)),
        ("t\n\n\u{2014} a\u{A0}b AAAAAAA=\n", .badKeyName(offset: 3)),
        ("t\n\n\u{2014} a b AAAAAAA=\n", .badSignature(offset: 3)),
        ("t\n\n\u{2014} a \n", .badSignature(offset: 3)),
        ("t\n\n\u{2014} a AAAAAA==\n", .badSignature(offset: 3)),
        ("t\n\n\u{2014} a AAAAAAB=\n", .badSignature(offset: 3)),
        ("t\n\n\u{2014} a AAAAAAA\n", .badSignature(offset: 3)),
        ("t\n\n\u{2014} a AAAAAAA= \n", .badSignature(offset: 3)),
        ("t\r\n\n\u{2014} a AAAAAAA=\n", .notText(offset: 1)),
        ("t\u{1}\n\n\u{2014} a AAAAAAA=\n", .notText(offset: 1)),
        ("t\n\n\u{2014} a AAAAAAA=\n\t\n", .notText(offset: 18)),
    ]

    @Test(arguments: malformed)
    func `malformed notes are refused`(note: String, failure: NoteFailure) {
        #expect(throws: failure) {
            try Note.decode(utf8(note))
        }
    }

    @Test(arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x80]] as [[UInt8]])
    func `bytes that are not UTF-8 are refused`(bytes: [UInt8]) {
        #expect(throws: NoteFailure.notText(offset: 2)) {
            try Note.decode(utf8("ab") + bytes + utf8("\n\n" + PublishedNote.line))
        }
    }

    @Test func `a delete character is text`() throws {
        let bytes = utf8("\u{7F}\n\n" + PublishedNote.line)
        #expect(try Note.decode(bytes).encode() == bytes)
    }

    @Test func `one hundred signature lines are the limit`() throws {
        let text = PublishedNote.text + "\n"
        let most = try Note.decode(
            utf8(text + String(repeating: PublishedNote.line, count: 100))
        )
        #expect(most.signatures.count == 100)
        #expect(throws: NoteFailure.tooManySignatures(limit: 100)) {
            try Note.decode(utf8(text + String(repeating: PublishedNote.line, count: 101)))
        }
    }

    @Test func `one mebibyte is the limit`() throws {
        let end = utf8("\n\n" + PublishedNote.line)
        let fill = [UInt8](repeating: 0x61, count: (1 << 20) - end.count)
        var note = try Note.decode(fill + end)
        #expect(note.text.count == fill.count + 1)
        #expect(throws: NoteFailure.overLimit(limit: 1 << 20, actual: (1 << 20) + 1)) {
            try Note.decode([0x61] + fill + end)
        }
        let before = note
        let added = try SignerKey.decode(PublishedLog.signerKey).sign(note.text)
        let actual = (1 << 20) + added.encode().count
        #expect(throws: NoteFailure.overLimit(limit: 1 << 20, actual: actual)) {
            try note.add(added)
        }
        #expect(note == before)
    }

    @Test func `what would not decode is not made`() throws {
        let line = try SignerKey.decode(PublishedNote.signerKey).sign([])
        #expect(throws: NoteFailure.unterminated(offset: 0)) {
            try Note(text: utf8("a"), signatures: [line])
        }
        #expect(throws: NoteFailure.unterminated(offset: 0)) {
            try Note(text: [], signatures: [line])
        }
        #expect(throws: NoteFailure.notText(offset: 1)) {
            try Note(text: utf8("a\r\n"), signatures: [line])
        }
        #expect(throws: NoteFailure.noSignatures) {
            try Note(text: utf8("a\n"), signatures: [])
        }
        #expect(throws: NoteFailure.tooManySignatures(limit: 100)) {
            try Note(text: utf8("a\n"), signatures: Array(repeating: line, count: 101))
        }
    }

    @Test func `cut and changed notes never verify with another text`() throws {
        let golden = utf8(PublishedNote.text + "\n" + PublishedNote.line)
        let key = try VerifierKey.decode(PublishedNote.verifierKey)
        var refused = 0
        for bytes in beginnings(of: golden) + changes(of: golden) {
            do {
                let note = try Note.decode(bytes)
                #expect(note.encode() == bytes)
                #expect(throws: NoteRefusal.self) {
                    try note.verify(with: [key])
                }
            } catch {
                refused += 1
            }
        }
        #expect(refused >= golden.count)
    }
}
