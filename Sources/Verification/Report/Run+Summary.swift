// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import TransparencyLog

extension Run {
    /// Completes the report with what was found about keys, and what was not checked.
    func summarise() {
        report.origin = identity.origin?.description
        decideKey()
        report.notChecked = missingChecks()
    }

    private func decideKey() {
        if let pinned = options.pinnedKey {
            report.key = pinned
            let isBad = report.findingCounts[.keyMismatch] != nil || report.newestCheckpoint == nil
            report.keyTrust = isBad ? .none : .pinned
        } else if report.key != nil {
            report.keyTrust = isRememberedHeadMet == true ? .remembered : .firstUse
        }
    }

    private func missingChecks() -> [String] {
        var lines: [String] = []
        if report.findingCounts[.formatNewer] != nil {
            return ["Nothing but ARCHIVE was looked at."]
        }
        if report.isStoppedEarly {
            lines.append(
                "The verification was stopped early: \(packsDone) of \(report.packCount) packs "
                    + "were checked."
            )
        }
        return lines
    }
}
