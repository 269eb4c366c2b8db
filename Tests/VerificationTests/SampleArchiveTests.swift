// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import BlobStore
import SystemPackage
import Testing
import TransparencyLog
import Verification

/// `archive/` at the top: made once, and to be verified by every version, forever.
@Suite struct SampleArchiveTests {
    static let key =
        "archive.example/sample+f184a164+Ael1DiJk3h67oNp91d2MKvgecABjeIYp4d1jPELcUOJ9"

    static let folder: FilePath = {
        var path = FilePath(#filePath)
        for _ in 0..<3 {
            path.removeLastComponent()
        }
        return path.appending("archive")
    }()

    @Test(arguments: VerificationMode.allCases)
    func `the sample archive is good`(mode: VerificationMode) throws {
        let options = VerificationOptions(mode: mode, pinnedKey: try VerifierKey.decode(Self.key))
        var findings: [Finding] = []
        let report = try verify(try LocalStorage(Self.folder), options: options) {
            findings.append($0)
        }
        #expect(findings.isEmpty)
        #expect(report.exitCode == 0)
        #expect(report.captureCount >= 16)
        #expect(report.commitCount >= 7)
        #expect(report.keyTrust == .pinned)
    }
}
