// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Testing
import TransparencyLog

@Suite struct NoteVerificationTests {
    private let peter: VerifierKey
    private let enoch: VerifierKey
    private let text = PublishedNote.text + "\n"
    private let mlDsaLine: String

    init() throws {
        peter = try VerifierKey.decode(PublishedNote.verifierKey)
        enoch = try VerifierKey.decode(PublishedNote.otherVerifierKey)
        let field = [UInt8](repeating: 6, count: 4 + 8 + 2420)
        mlDsaLine = "\u{2014} witness.example/pq \(Base64.encode(field.span))\n"
    }

    private func decode(_ lines: String...) throws -> Note {
        try Note.decode(utf8(text + lines.joined()))
    }

    @Test func `lines of unknown keys are kept apart`() throws {
        let note = try decode(PublishedNote.line, PublishedNote.otherLine, mlDsaLine)
        let both = try note.verify(with: [enoch, peter])
        #expect(both.verified == Array(note.signatures[..<2]))
        #expect(both.unverified == [note.signatures[2]])
        let one = try note.verify(with: [enoch])
        #expect(one.verified == [note.signatures[1]])
        #expect(one.unverified == [note.signatures[0], note.signatures[2]])
        #expect(
            note.encode() == utf8(text + PublishedNote.line + PublishedNote.otherLine + mlDsaLine)
        )
    }

    @Test func `a note without a known key is refused`() throws {
        let note = try decode(PublishedNote.line)
        for keys in [[], [enoch]] {
            #expect(throws: NoteRefusal.noKnownSignature) {
                try note.verify(with: keys)
            }
        }
    }

    @Test func `one bad signature of a known key refuses the note`() throws {
        let bad = PublishedNote.line.replacing("x08go/ZJkuBS", with: "x08go/AAAAZJkuBS")
        let failure = NoteRefusal.invalidSignature(name: peter.name, keyID: peter.keyID)
        for note in [
            try decode(PublishedNote.otherLine, bad), try decode(bad, PublishedNote.otherLine),
        ] {
            #expect(throws: failure) {
                try note.verify(with: [enoch, peter])
            }
            let known = try note.verify(with: [enoch])
            #expect(known.verified.map(\.name) == [enoch.name])
        }
    }

    @Test func `a signature over another text is refused`() throws {
        let note = try Note.decode(utf8("another text\n\n" + PublishedNote.line))
        #expect(throws: NoteRefusal.invalidSignature(name: peter.name, keyID: peter.keyID)) {
            try note.verify(with: [peter])
        }
    }

    @Test func `name and key ID must both be those of the key`() throws {
        let otherName = PublishedNote.line.replacing("PeterNeumann", with: "PeterNeuman")
        let otherID = PublishedNote.line.replacing("x08go/ZJ", with: "x08gp/ZJ")
        for line in [otherName, otherID] {
            let note = try decode(line, PublishedNote.otherLine)
            #expect(throws: NoteRefusal.noKnownSignature) {
                try note.verify(with: [peter])
            }
            #expect(try note.verify(with: [peter, enoch]).unverified == [note.signatures[0]])
        }
    }

    @Test func `names are compared as bytes`() throws {
        // Both spell the same letter; Swift strings would be equal.
        let composed = try KeyName("caf\u{E9}")
        let decomposed = try KeyName("cafe\u{301}")
        #expect(composed.description == decomposed.description)
        let key = try VerifierKey(name: composed, publicKey: peter.publicKey)
        let line = NoteSignature(name: decomposed, keyID: key.keyID, signature: [0])
        let note = try Note(text: utf8("t\n"), signatures: [line])
        #expect(throws: NoteRefusal.noKnownSignature) {
            try note.verify(with: [key])
        }
    }

    @Test func `of several lines by one key every one must verify`() throws {
        let bad = PublishedNote.line.replacing("AKvqf", with: "AKvqg").replacing(
            "wJnAM=",
            with: "wJnAQ=",
        )
        #expect(bad != PublishedNote.line)
        for note in [try decode(PublishedNote.line, bad), try decode(bad, PublishedNote.line)] {
            #expect(throws: NoteRefusal.invalidSignature(name: peter.name, keyID: peter.keyID)) {
                try note.verify(with: [peter])
            }
            let judgement = note.judge { $0.name == peter.name ? [peter] : [] }
            #expect(!judgement.isGood)
            #expect(judgement.valid.count == 1)
            #expect(judgement.invalid.map(\.key) == [peter])
        }
        let good = try decode(PublishedNote.line, PublishedNote.line).verify(with: [peter])
        #expect(good.verified.count == 1)
        #expect(good.unverified == [])
    }

    @Test func `a key that is given twice is one key`() throws {
        let note = try decode(PublishedNote.line)
        #expect(try note.verify(with: [peter, peter]).verified == note.signatures)
    }

    @Test func `a line by two keys of one name and key ID is refused`() throws {
        // Found by trying numbers until two keys had the same 32 bits.
        let keys = try [26544, 64987].map { (number: UInt32) in
            var publicKey = [UInt8](repeating: 0, count: 28)
            publicKey.append(bigEndian: number)
            return try VerifierKey(name: try KeyName("k"), publicKey: publicKey)
        }
        #expect(keys[0] != keys[1])
        let note = try decode(PublishedNote.line)
        #expect(try note.verify(with: [peter] + keys).verified == note.signatures)
        let line = NoteSignature(name: keys[0].name, keyID: keys[0].keyID, signature: [0])
        let other = try Note(text: note.text, signatures: note.signatures + [line])
        #expect(throws: NoteRefusal.invalidSignature(name: keys[0].name, keyID: 0x88BD_B523)) {
            try other.verify(with: [peter] + keys)
        }
        #expect(other.judge { $0 == line ? keys : [] }.invalid.count == 2)
    }

    @Test func `added lines come last and replace older ones of the key`() throws {
        let signer = try SignerKey.decode(PublishedNote.signerKey)
        var note = try decode(mlDsaLine, PublishedNote.line, PublishedNote.otherLine)
        try note.add(signer.sign(note.text))
        #expect(
            note.encode() == utf8(text + mlDsaLine + PublishedNote.otherLine + PublishedNote.line)
        )
        #expect(try note.verify(with: [peter, enoch]).verified.count == 2)
    }

    @Test func `no line is added over the limit`() throws {
        let signer = try SignerKey.decode(PublishedNote.signerKey)
        let other = String(repeating: PublishedNote.otherLine, count: 100)
        var note = try decode(other)
        let before = note
        #expect(throws: NoteFailure.tooManySignatures(limit: 100)) {
            try note.add(signer.sign(note.text))
        }
        #expect(note == before)
    }
}
