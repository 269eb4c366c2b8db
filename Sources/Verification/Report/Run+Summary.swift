// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import TransparencyLog

extension Run {
    /// Completes the report with what was found about keys, and what was not checked.
    func summarise() {
        report.origin = identity.origin?.description
        decideKey()
        if report.findingCounts[.formatNewer] != nil {
            report.notChecked = ["Nothing but ARCHIVE was looked at."]
        } else {
            report.notChecked = missingChecks() + whatNoVerificationShows()
        }
    }

    private func decideKey() {
        if let pinned = options.pinnedKey {
            report.key = pinned
            let isBad = report.findingCounts[.keyMismatch] != nil || report.newestCheckpoint == nil
            report.keyTrust = isBad ? .none : .pinned
        } else if report.key != nil {
            report.keyTrust =
                if report.metHeads.contains(.remembered) {
                    .remembered
                } else {
                    report.metHeads.isEmpty ? .firstUse : .givenHead
                }
        }
    }

    private func missingChecks() -> [String] {
        var lines: [String] = []
        if report.isStoppedEarly {
            lines.append(
                "It was stopped early: \(packsDone) of "
                    + Amounts.text(report.packCount, "pack")
                    + " were checked, and what statements name was not looked for."
            )
        }
        if unnamedCount > 0 {
            lines.append(
                "Which documents " + Amounts.text(unnamedCount, "further finding")
                    + " are about: names were looked for only for those reported last."
            )
        }
        if let changedCommit {
            lines.append(
                "The log was changed while it was checked: the signatures of the commits from "
                    + "entry \(changedCommit) on were not looked at."
            )
        } else if !isLogWhole {
            lines.append(
                "The log ends after " + Amounts.text(report.treeSize, "entry", "entries")
                    + " at a commit that cannot be read; what follows was not looked at."
            )
        }
        let packs = Amounts.text(report.packCount, "pack")
        let size = Amounts.bytes(report.packByteCount)
        if let first = unreadKeyEntries.first {
            lines.append(
                "Which keys were in force after entry \(first): its key statement cannot be read."
            )
        }
        if !options.selection.isEmpty {
            lines.append(
                "Of the \(packs) (\(size)) only headers, statements and what was chosen were read."
            )
            return lines
        }
        switch mode {
        case .quick:
            lines.append(
                "The \(packs) (\(size)) were not read: only their presence, length and headers "
                    + "were checked, and no statements but those about keys."
            )
        case .standard:
            lines.append(whatWasInflated())
        case .deep:
            break
        }
        return lines
    }

    private func whatWasInflated() -> String {
        if report.isStoppedEarly {
            return "Documents were not inflated, but in packs that were found to be changed."
        }
        let findings: [FindingCode] = [.packHashMismatch, .packLengthMismatch]
        if findings.contains(where: { report.findingCounts[$0] != nil }) {
            return "Documents were inflated only in packs that are not what their names and the "
                + "log say; the digests of the others that are there show that these are as they "
                + "were sealed."
        }
        let isComplete = report.findingCounts[.packMissing] == nil && !hasUnreadPacks
        return "Documents were not inflated; the digests of their packs"
            + (isComplete ? "" : ", where they could be read,")
            + " show that they are as they were sealed."
    }

    private func whatNoVerificationShows() -> [String] {
        var lines: [String] = []
        if options.pinnedKey == nil, report.metHeads.isEmpty {
            lines.append(
                "Whose archive this is: no key was given to compare with, so that its own is "
                    + "trusted on first use."
            )
        }
        if options.rememberedHead == nil {
            lines.append(
                options.givenHead == nil
                    ? "Whether the newest commits were removed: no earlier checkpoint was given to "
                        + "compare with."
                    : "Whether commits after the given head were removed: no newer one is "
                        + "remembered to compare with."
            )
        }
        lines.append(
            "When things were added: times are the signer's clock; outside time stamps "
                + "and witnesses were not looked at."
        )
        lines.append(
            "Whether the statements are true: that a server sent these bytes, and the "
                + "dates, authors and addresses, are claims."
        )
        return lines
    }
}
