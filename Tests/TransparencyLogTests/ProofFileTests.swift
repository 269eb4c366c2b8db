// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Testing
import TransparencyLog

@Suite struct ProofFileTests {
    /// Entry 5 (`six`) of the published log at size 15, with one cosignature.
    private static let golden = utf8(
        """
        c2sp.org/tlog-proof@v1
        index 5
        zMKa4OAqd7D0V4wawXST15z0JiEEkprIBPkfxOesWvA=
        nk9gCR+floFqznAPtqjjcnnV64dge2jQB95D5t164Hg=
        zY1lN35vrXYAPixXSd59LsU29xUJtuW4o2dNNg5Y2Co=
        5jLpqTgjsBDSEX6SgZiRnbTMdTuRd8bQ5tSsAOxe0Ks=

        example.com/log/testdata
        15
        rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=

        \u{2014} example.com/log/testdata \
        M9e0luh4jTG+UMBqOUo9/q+yAEvx1ilBEniMvjf1zfcBOhg+CKubMt53MvIt/uEW\
        P6zdkdIQzd/fmwlM/dlPWF74ewI=
        \u{2014} witness.example/w1 \
        CtfTXgAAAABlU/EAjQ7SRbNKat1PK5+afVAxrJ+wyXslCWxEHKILnZRrRHsmhQJD\
        5P3QO6nBdci4sQ+UE+/X5AX2kGvDVnR5LICdCw==

        """
    )

    private static func text(_ replaced: String, by other: String) -> [UInt8] {
        utf8(String(decoding: golden, as: UTF8.self).replacing(replaced, with: other))
    }

    @Test func `the known file is made, decoded and verified`() throws {
        #expect(Self.golden.count == 536)
        #expect(
            sha256Hex(Self.golden)
                == "d40a45e345147664ce2361b9aa3f8f73b54ac0328feb11064903800f699ccb63"
        )
        let log = try SignerKey.decode(PublishedLog.signerKey)
        let witness = CosignerKey(
            name: try KeyName("witness.example/w1"),
            privateKey: try privateKey(1),
        )
        let table = NodeTable(leafHashes: PublishedLog.leaves.map(leafHash))
        let made = try InclusionProof(index: 5, treeSize: 15, from: table)
        var checkpoint = try SignedCheckpoint.decode(PublishedLog.note(treeSize: 15))
        let text = checkpoint.note.text
        try checkpoint.add(witness.cosign(text, timestamp: 1_700_000_000).encode())
        let file = try ProofFile(index: 5, hashes: made.hashes, checkpoint: checkpoint)
        #expect(file.encode() == Self.golden)

        let decoded = try ProofFile.decode(Self.golden)
        #expect(decoded == file)
        #expect(decoded.inclusionProof == made)
        let cosignatures = try decoded.checkpoint.verify(
            logKey: log.verifierKey,
            cosignerKeys: [witness.verifierKey],
        )
        #expect(cosignatures.map(\.timestamp) == [1_700_000_000])
        let root = decoded.checkpoint.checkpoint.rootHash
        #expect(decoded.inclusionProof.isValid(leafHash: leafHash(utf8("six")), rootHash: root))
        #expect(!decoded.inclusionProof.isValid(leafHash: leafHash(utf8("five")), rootHash: root))
    }

    @Test func `the known file with extra data is made and decoded`() throws {
        let plain = try ProofFile.decode(Self.golden)
        let file = try ProofFile(
            extra: utf8("six"),
            index: 5,
            hashes: plain.hashes,
            checkpoint: plain.checkpoint,
        )
        let bytes = file.encode()
        #expect(
            sha256Hex(bytes)
                == "617127a535f41dda13cad279113b46ed82fdd7cccc8c8b426afcb4c10a891607"
        )
        #expect(try ProofFile.decode(bytes) == file)
    }

    @Test func `empty extra data is none`() throws {
        let plain = try ProofFile.decode(Self.golden)
        let file = try ProofFile(
            extra: [],
            index: 5,
            hashes: plain.hashes,
            checkpoint: plain.checkpoint,
        )
        #expect(file == plain)
        #expect(file.encode() == Self.golden)
    }

    private static let hash = "5jLpqTgjsBDSEX6SgZiRnbTMdTuRd8bQ5tSsAOxe0Ks=\n"

    static let malformed: [([UInt8], ProofFileFailure)] = [
        ([], .unknownFormat),
        (utf8("c2sp.org/tlog-proof@v1"), .unknownFormat),
        (text("proof@v1", by: "proof@v2"), .unknownFormat),
        (utf8("c2sp.org/tlog-proof@v1\n"), .truncated(offset: 23)),
        (utf8("c2sp.org/tlog-proof@v1\nindex 5\n"), .truncated(offset: 31)),
        (text("index 5", by: "index 05"), .badIndex(offset: 23)),
        (text("index 5", by: "index +5"), .badIndex(offset: 23)),
        (text("index 5", by: "index"), .badIndex(offset: 23)),
        (text("index 5", by: "Index 5"), .badIndex(offset: 23)),
        (text("index 5", by: "index 15"), .indexOutsideTree(index: 15, treeSize: 15)),
        (text("index 5", by: "extra c2l4\nextra c2l4\nindex 5"), .badIndex(offset: 34)),
        (
            text("index 5", by: "extra c2l\nindex 5"),
            .badExtra(offset: 29, .truncated(offset: 3, missing: 1)),
        ),
        (
            text("index 5", by: "extra \nindex 5"),
            .badExtra(offset: 29, .truncated(offset: 0, missing: 1)),
        ),
        (
            text(hash, by: "5jLp\n"),
            .badHash(offset: 166, .wrongLength(expected: 32, actual: 3)),
        ),
        (text(hash, by: String(repeating: hash, count: 61)), .tooManyHashes(limit: 63)),
        (
            text("\n15\n", by: "\n015\n"),
            .badCheckpoint(
                offset: 212,
                .checkpoint(.badTreeSize(offset: 25, .notCanonical(offset: 0))),
            ),
        ),
        (golden + [0x0A], .badCheckpoint(offset: 212, .note(.noSignatures))),
        (
            golden + utf8("more\n"),
            .badCheckpoint(
                offset: 212,
                .note(.badSignatureLine(offset: 324)),
            ),
        ),
    ]

    @Test(arguments: malformed)
    func `malformed files are refused`(bytes: [UInt8], failure: ProofFileFailure) {
        #expect(throws: failure) {
            try ProofFile.decode(bytes)
        }
    }

    @Test func `sixty-three hashes and 49146 bytes of extra data are the limits`() throws {
        let plain = try ProofFile.decode(Self.golden)
        let extra = [UInt8](repeating: 1, count: 49_146)
        let largest = try ProofFile(
            extra: extra,
            index: 14,
            hashes: numberedLeafHashes(63),
            checkpoint: plain.checkpoint,
        )
        let bytes = largest.encode()
        #expect(try ProofFile.decode(bytes) == largest)
        let longestLine = bytes.split(separator: 0x0A).map(\.count).max()
        #expect(longestLine == 65_534)

        #expect(throws: ProofFileFailure.extraOverLimit(limit: 49_146)) {
            try ProofFile(extra: extra + [1], index: 5, hashes: [], checkpoint: plain.checkpoint)
        }
        let longer = Base64.encode((extra + [1]).span)
        #expect(throws: ProofFileFailure.extraOverLimit(limit: 49_146)) {
            try ProofFile.decode(Self.text("index 5", by: "extra \(longer)\nindex 5"))
        }
        #expect(throws: ProofFileFailure.tooManyHashes(limit: 63)) {
            try ProofFile(
                index: 5,
                hashes: numberedLeafHashes(64),
                checkpoint: plain.checkpoint,
            )
        }
        #expect(throws: ProofFileFailure.indexOutsideTree(index: 15, treeSize: 15)) {
            try ProofFile(index: 15, hashes: [], checkpoint: plain.checkpoint)
        }
    }

    @Test func `no cut or changed file proves something else`() throws {
        let log = try VerifierKey.decode(PublishedLog.verifierKey)
        let leaf = leafHash(utf8("six"))
        var refused = 0
        for bytes in beginnings(of: Self.golden) + changes(of: Self.golden) {
            do {
                let file = try ProofFile.decode(bytes)
                _ = try file.checkpoint.verify(logKey: log)
                #expect(file.encode() == bytes)
                let root = file.checkpoint.checkpoint.rootHash
                if file.inclusionProof.isValid(leafHash: leaf, rootHash: root) {
                    #expect(file.index == 5)
                    #expect(file.checkpoint.checkpoint.treeSize == 15)
                } else {
                    refused += 1
                }
            } catch {
                refused += 1
            }
        }
        // Only changes of the line of a key that is not known go unnoticed.
        #expect(refused > 4 * Self.golden.count)
    }
}
