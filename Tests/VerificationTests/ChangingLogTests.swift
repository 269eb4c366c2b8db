// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveTestSupport
import BlobStore
import Testing
import TransparencyLog
import Verification

/// Somebody changes a commit while the archive is verified.
@Suite struct ChangingLogTests {
    private static let path = "log/00000000000000000002"

    private func archive(_ text: String, signer: UInt8 = 1) throws -> ArchiveBuilder {
        let builder = try ArchiveBuilder()
        builder.signers = [try ArchiveBuilder.key(signer)]
        try builder.addDocument(text)
        builder.signers = [try ArchiveBuilder.key(1)]
        try builder.addDocument("What follows.")
        return builder
    }

    /// SPEC §8.2: a commit is judged by one reading of its bytes.
    @Test(arguments: VerificationMode.allCases)
    func `a signed note does not vouch for the entries that were there before`(
        mode: VerificationMode
    ) throws {
        let builder = try archive("One.")
        let other = try archive("Two.")
        let storage = ChangingStorage(builder.storage, then: other.storage, at: Self.path)
        let options = VerificationOptions(mode: mode, pinnedKey: builder.signers[0].verifierKey)
        let outcome = try check(storage, options)
        #expect(outcome.codes == ["E301"])
        #expect(outcome.findings(.commitMalformed).map(\.subject) == [Self.path])
        #expect(outcome.report.newestCheckpoint?.checkpoint.treeSize == 2)
        #expect(outcome.report.notChecked.contains { $0.contains("from entry 2 on") })
    }

    @Test func `a forged signature that is exchanged for a good one in time is found`() throws {
        let forged = try archive("One.", signer: 2)
        let good = try archive("One.")
        #expect(try check(good).findings.isEmpty)
        let storage = ChangingStorage(forged.storage, then: good.storage, at: Self.path)
        #expect(try check(storage, VerificationOptions()).codes == ["E301"])
    }

    @Test func `a commit that goes away is found`() throws {
        let builder = try archive("One.")
        let storage = ChangingStorage(builder.storage, then: MemoryStorage(), at: Self.path)
        let outcome = try check(storage, VerificationOptions())
        #expect(outcome.codes == ["E302"])
        #expect(outcome.report.newestCheckpoint?.checkpoint.treeSize == 2)
    }

    @Test func `without any key the two readings are compared too`() throws {
        let builder = try archive("One.")
        let other = try archive("Two.")
        for files in [builder, other] {
            files.files["ARCHIVE"] = nil
            files.files = files.files.filter { !$0.key.hasPrefix("packs/") }
        }
        let storage = ChangingStorage(builder.storage, then: other.storage, at: Self.path)
        let outcome = try check(storage, VerificationOptions())
        #expect(outcome.codes == ["E101", "E202", "E301", "E309", "E401"])
        #expect(outcome.findings(.keyUnknown).count == 1)
    }
}
