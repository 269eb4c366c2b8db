// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveCrypto
import Testing
import TransparencyLog

@Suite struct SignedCheckpointTests {
    @Test(arguments: 0...15)
    func `signing gives the published log's checkpoints`(size: Int) throws {
        var tree = TreeAccumulator()
        for leaf in PublishedLog.leaves.prefix(size) {
            tree.append(leafHash: leafHash(leaf))
        }
        let key = try SignerKey.decode(PublishedLog.signerKey)
        let checkpoint = try Checkpoint(
            origin: Origin(key.verifierKey.name),
            treeSize: tree.treeSize,
            rootHash: tree.rootHash,
        )
        let signed = try SignedCheckpoint(checkpoint, signedBy: key)
        let published = PublishedLog.note(treeSize: size)
        #expect(signed.encode() == published)
        let decoded = try SignedCheckpoint.decode(published)
        #expect(decoded == signed)
        #expect(try decoded.verify(logKey: key.verifierKey) == [])
    }

    /// Tree size, root hash, signature. Source: torchwood `litewitness.txt`, sunlight.
    static let conversation: [(UInt64, String, String)] = [
        (
            1, "KgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "UgIom7fPZTqpxWWhyjWduBvTvGVqsokMbqTArsQilegKoFBJQjUFAmQ0+YeSPM3w"
                + "fUQMFSzVnnNuWRTYrajXpNUbIQY=",
        ),
        (
            3, "RcCI1Nk56ZcSmIEfIn0SleqtV7uvrlXNccFx595Iwl0=",
            "UgIom2VbtIcdFbwFAy1n7s6IkAxIY6J/GQOTuZF2ORV39d75cbAj2aQYwyJre36k"
                + "ezNobZs4SUUdrcawfAB8WVrx6go=",
        ),
        (
            5, "QrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=",
            "UgIomw/EOJmWi0i1FQsOj+etB7F8IccFam/jgd6wzRns4QPVmyEZtdvl1U2KEmLO"
                + "Z/ASRcWJi0tW90dJWAShei7sDww=",
        ),
    ]
    static let conversationName =
        "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562"
    static let conversationKey =
        conversationName + "+5202289b+Af/cLU2Y5BJNP+r3iMDC+av9eWCD0fBJVDfzAux5zxAP"

    private func note(_ index: Int) -> String {
        let (size, root, signature) = Self.conversation[index]
        let name = Self.conversationName
        return "\(name)\n\(size)\n\(root)\n\n\u{2014} \(name) \(signature)\n"
    }

    @Test func `a witness conversation's checkpoints and proofs hold`() throws {
        let key = try VerifierKey.decode(Self.conversationKey)
        let checkpoints = try (0..<3).map { index in
            let signed = try SignedCheckpoint.decode(utf8(note(index)))
            #expect(try signed.verify(logKey: key) == [])
            return signed.checkpoint
        }
        func hash(_ byte: UInt8) throws -> Digest {
            let bytes = [0x2A, byte] + [UInt8](repeating: 0, count: 30)
            return try Digest(bytes: bytes.span)
        }
        let left = try digest(base64: "+fUDV+k970B4I3uKrqJM4aP1lloPZP8mvr2Z4wRw2LI=")
        let right = try digest(base64: "wgiIFdZfYNv6WU1OllBKsWnLYIS/DBMqt8Uh/S4OukE=")
        let proofs = [
            (0, 1, [try hash(1), try hash(2)]),
            (0, 2, [try hash(1), left, try hash(4)]),
            (1, 2, [try hash(2), try hash(3), right, try hash(4)]),
        ]
        for (old, new, hashes) in proofs {
            let (old, new) = (checkpoints[old], checkpoints[new])
            func isValid(_ hashes: [Digest]) -> Bool {
                ConsistencyProof(oldSize: old.treeSize, newSize: new.treeSize, hashes: hashes)
                    .isValid(oldRootHash: old.rootHash, newRootHash: new.rootHash)
            }
            #expect(isValid(hashes))
            #expect(!isValid([]))
            #expect(!isValid([hashes[0], try hash(9)] + hashes.dropFirst(2)))
        }
    }

    @Test func `a witness conversation's bad requests are refused`() throws {
        let key = try VerifierKey.decode(Self.conversationKey)
        let lastGroup = utf8(note(1).replacing("x6go=", with: "x6gx="))
        let lineOffset = Self.conversationName.utf8.count + 1 + 2 + 45 + 1
        #expect(throws: SignedCheckpointFailure.note(.badSignature(offset: lineOffset))) {
            try SignedCheckpoint.decode(lastGroup)
        }
        let other = Self.conversationName.replacing("e562", with: "e563")
        let otherOrigin = try SignedCheckpoint.decode(
            utf8(note(1).replacing(Self.conversationName, with: other))
        )
        #expect(throws: NoteRefusal.wrongOrigin(try Origin(other))) {
            try otherOrigin.verify(logKey: key)
        }
        let unsigned = note(1).split(separator: "\u{2014}")[0]
        #expect(throws: SignedCheckpointFailure.note(.noSignatures)) {
            try SignedCheckpoint.decode(utf8(String(unsigned)))
        }
        let sizeOffset = Self.conversationName.utf8.count + 1
        let digit = DecodingFailure.unexpectedByte(offset: 0, value: UInt8(ascii: "f"))
        #expect(
            throws: SignedCheckpointFailure.checkpoint(
                .badTreeSize(offset: sizeOffset, digit)
            )
        ) {
            try SignedCheckpoint.decode(utf8(note(2).replacing("\n5\n", with: "\nfive\n")))
        }
    }

    /// At size 70000 of the log of decimal numbers, cosigned at 1700000000 and 1700000001.
    static let cosigned = """
        example.com/log/testdata
        70000
        Gkzfy2Y3SgwNy+9JrL1JdtE+6GT7PLJB/JQ8rQTwL34=

        \u{2014} example.com/log/testdata \
        M9e0lk8eFvdPKdI5VVNGCAHq+mWBmOzKyaNFTP2RFMDaJ8BDqz6+/BJcbxfFR7uA\
        6X3C4dsi7XdD9AfabbvWSis5NwU=
        \u{2014} witness.example/w1 \
        CtfTXgAAAABlU/EA5EKNxvzaVpUaRCw9tD50uoTuouBdao78BSsjKLSo+BukcT2g\
        v0+EYPWM3V+eaCaGusPk1EUud7FifseOgbwQAQ==
        \u{2014} witness.example/w2 \
        kuazfAAAAABlU/EBxSBRFxXSRQWYazBMtlm0DSZVnLxlsT9cJVPpW2hLyPeXiN6s\
        87nht40quvMD5pc0b1Ip/hqg017lUW/oJ4qiCA==

        """

    @Test func `cosigning the large log gives the known note`() throws {
        let key = try SignerKey.decode(PublishedLog.signerKey)
        let first = CosignerKey(
            name: try KeyName("witness.example/w1"),
            privateKey: try privateKey(1),
        )
        let second = CosignerKey(
            name: try KeyName("witness.example/w2"),
            privateKey: try privateKey(2),
        )
        let tree = NodeTable(leafHashes: numberedLeafHashes(70_000))
        let checkpoint = try Checkpoint(
            origin: Origin(key.verifierKey.name),
            treeSize: 70_000,
            rootHash: tree.rootHash(treeSize: 70_000),
        )
        var signed = try SignedCheckpoint(checkpoint, signedBy: key)
        let text = signed.note.text
        try signed.add(first.cosign(text, timestamp: 1_700_000_000).encode())
        try signed.add(second.cosign(text, timestamp: 1_700_000_001).encode())
        #expect(signed.encode() == utf8(Self.cosigned))
        let cosignatures = try signed.verify(
            logKey: key.verifierKey,
            cosignerKeys: [second.verifierKey, first.verifierKey],
        )
        #expect(cosignatures.map(\.timestamp) == [1_700_000_000, 1_700_000_001])
        #expect(cosignatures.map(\.keyID) == [0x0AD7_D35E, 0x92E6_B37C])
        let one = try signed.verify(
            logKey: key.verifierKey,
            cosignerKeys: [second.verifierKey],
        )
        #expect(one.map(\.name.description) == ["witness.example/w2"])
    }

    @Test func `a cosigner does not stand in for the log`() throws {
        let log = try VerifierKey.decode(PublishedLog.verifierKey)
        let cosigner = try VerifierKey.decode(VerifierKeyTests.published[9])
        let all = utf8(Self.cosigned)
        let lines = Self.cosigned.split(separator: "\n", omittingEmptySubsequences: false)
        let withoutLog = (lines[..<4] + lines[5...]).joined(separator: "\n")
        let note = try SignedCheckpoint.decode(utf8(withoutLog))
        #expect(throws: NoteRefusal.noKnownSignature) {
            try note.verify(logKey: log, cosignerKeys: [cosigner])
        }
        #expect(throws: NoteRefusal.wrongAlgorithm(name: cosigner.name)) {
            try SignedCheckpoint.decode(all).verify(logKey: cosigner)
        }
        #expect(throws: NoteRefusal.wrongAlgorithm(name: log.name)) {
            try SignedCheckpoint.decode(all).verify(logKey: log, cosignerKeys: [log])
        }
    }

    @Test func `cut and changed checkpoints never verify as another`() throws {
        let log = try VerifierKey.decode(PublishedLog.verifierKey)
        let cosigner = try VerifierKey.decode(VerifierKeyTests.published[9])
        let golden = utf8(Self.cosigned)
        let value = try SignedCheckpoint.decode(golden).checkpoint
        var refused = 0
        for bytes in beginnings(of: golden) + changes(of: golden) {
            do {
                let other = try SignedCheckpoint.decode(bytes)
                _ = try other.verify(logKey: log, cosignerKeys: [cosigner])
                #expect(other.checkpoint == value)
                #expect(other.encode() == bytes)
            } catch {
                refused += 1
            }
        }
        // A change of the lines of keys that are not known is not noticed.
        #expect(refused > 3 * golden.count)
    }
}
