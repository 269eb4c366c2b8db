// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Testing
import TransparencyLog

/// What failures say to people: words, not the names of cases.
struct FailureTextTests {
    static let inner = DecodingFailure.wrongLength(expected: 8, actual: 7)

    static let failures: [any Error] = [
        inner,
        DecodingFailure.truncated(offset: 1, missing: 2),
        DecodingFailure.unexpectedByte(offset: 1, value: 0x0A),
        DecodingFailure.notCanonical(offset: 1),
        DecodingFailure.overLimit(limit: 1, actual: 2),
        KeyTextFailure.malformed, KeyTextFailure.badName(inner), KeyTextFailure.badKeyID(inner),
        KeyTextFailure.badBase64(inner), KeyTextFailure.unknownAlgorithm(9),
        KeyTextFailure.wrongKeyLength(expected: 32, actual: 31),
        KeyTextFailure.keyIDMismatch(computed: 1, actual: 2),
        CommitFailure.overLimit(limit: 1, actual: 2), CommitFailure.noEntries,
        CommitFailure.tooManyEntries(limit: 1, offset: 2),
        CommitFailure.badEntry(offset: 1, .badType),
        CommitFailure.badEntry(offset: 1, .overLimit(limit: 1, actual: 2)),
        CommitFailure.badEntry(offset: 1, .badDigest(offset: 2)),
        CommitFailure.badEntry(offset: 1, .badNumber(offset: 2)),
        CommitFailure.badEntry(offset: 1, .tooManyNumbers(limit: 8)),
        CommitFailure.truncated(offset: 1),
        CommitFailure.treeTooSmall(treeSize: 1, entryCount: 2),
        ProofFileFailure.unknownFormat, ProofFileFailure.truncated(offset: 1),
        ProofFileFailure.badExtra(offset: 1, inner), ProofFileFailure.extraOverLimit(limit: 1),
        ProofFileFailure.badIndex(offset: 1), ProofFileFailure.badHash(offset: 1, inner),
        ProofFileFailure.tooManyHashes(limit: 63),
        ProofFileFailure.indexOutsideTree(index: 3, treeSize: 2),
    ]

    static let checkpointFailures: [SignedCheckpointFailure] = [
        .note(.overLimit(limit: 1, actual: 2)), .note(.notText(offset: 1)), .note(.noSignatures),
        .note(.unterminated(offset: 1)), .note(.badSignatureLine(offset: 1)),
        .note(.badKeyName(offset: 1)), .note(.badSignature(offset: 1)),
        .note(.tooManySignatures(limit: 1)),
        .checkpoint(.notText(offset: 1)), .checkpoint(.missingLine(offset: 1)),
        .checkpoint(.emptyLine(offset: 1)), .checkpoint(.badTreeSize(offset: 1, inner)),
        .checkpoint(.badRootHash(offset: 1, inner)), .checkpoint(.wrongEmptyRoot),
    ]

    @Test func `a failure is told in words`() {
        let nested = Self.checkpointFailures.flatMap { failure -> [any Error] in
            switch failure {
            case .note(let inner):
                [failure, inner, CommitFailure.badCheckpoint(offset: 5, failure)]
            case .checkpoint(let inner): [failure, inner]
            }
        }
        for failure in Self.failures + nested {
            let text = "\(failure)"
            #expect(text.contains(" "), "\(text)")
            #expect(!text.contains("("), "\(text)")
            #expect(!text.hasSuffix("."), "\(text)")
        }
    }

    @Test func `a place inside of a part counts from the start of the whole`() {
        let failure = ProofFileFailure.badCheckpoint(
            offset: 100,
            .note(.badSignature(offset: 20)),
        )
        #expect("\(failure)" == "the signature at byte 120 cannot be read")
    }
}
