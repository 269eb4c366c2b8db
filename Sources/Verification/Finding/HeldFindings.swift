// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore

/// Findings that wait for the names of documents, up to a limit.
struct HeldFindings {
    private let limits: FindingLimits

    /// The findings that wait.
    private(set) var findings: [Finding] = []

    private var blobCount = 0

    init(_ limits: FindingLimits) {
        self.limits = limits
    }

    /// The blobs that they are about.
    var blobs: [BlobID] {
        findings.flatMap(\.blobs)
    }

    /// Keeps a finding.
    ///
    /// - Returns: Whether there was room for it.
    mutating func add(_ finding: Finding) -> Bool {
        guard findings.count < limits.findingCount,
            blobCount + finding.blobs.count <= limits.blobCount
        else {
            return false
        }
        findings.append(finding)
        blobCount += finding.blobs.count
        return true
    }

    /// Takes the findings away.
    mutating func removeAll() {
        findings = []
        blobCount = 0
    }
}
