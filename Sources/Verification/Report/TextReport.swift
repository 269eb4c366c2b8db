// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import TransparencyLog

/// A verification in words, line by line.
public enum TextReport {
    /// Returns a finding as one line, and a line for each document that it affects.
    public static func lines(_ finding: Finding) -> [String] {
        let code = finding.code
        let first = "\(code.rawValue) \(code.name) \(finding.subject): \(finding.detail)"
        return ([first] + finding.documents.map { "    " + $0 }).map { PlainText.of($0) }
    }

    /// Returns what was verified, what that shows and what it does not.
    public static func lines(_ report: VerificationReport) -> [String] {
        var lines = [headline(report)] + selection(report)
        lines += counts(report).map { "  " + $0 }
        let shown = proven(report)
        if !shown.isEmpty {
            lines += ["", "What this shows:"] + shown.map { "  - " + $0 }
        }
        lines += ["", "What was not checked:"] + report.notChecked.map { "  - " + $0 }
        lines += [""] + key(report)
        return lines.map { PlainText.of($0) }
    }

    /// Returns the result in one sentence.
    public static func headline(_ report: VerificationReport) -> String {
        let problems = FindingClass.byRank.compactMap { item -> String? in
            let count = report.findingCounts.filter { $0.key.class == item }.values.reduce(0, +)
            return count == 0 ? nil : "\(Amounts.grouped(count)) of class \(item.rawValue)"
        }
        let names = report.unmatchedSelectors.map(\.description).joined(separator: ", ")
        if !problems.isEmpty {
            let unmatched = names.isEmpty ? "" : " Not found in what can be read: \(names)."
            return "Not good: findings " + problems.joined(separator: ", ") + "." + unmatched
        }
        if report.isStoppedEarly {
            return "Stopped early. Nothing was found so far."
        }
        return names.isEmpty ? "Good. Nothing was found." : "Not found in the archive: \(names)."
    }

    /// Says of the chosen documents whether they are whole, when something else is not.
    private static func selection(_ report: VerificationReport) -> [String] {
        guard report.hasProblems, let isWhole = report.isSelectionWhole else {
            return []
        }
        guard isWhole else {
            let names = report.brokenDocuments.joined(separator: ", ")
            return ["Not whole, of the documents that were chosen: \(names)."]
        }
        let isTrusted = !report.findingCounts.keys.contains { $0.class == .trust }
        let names = report.selectedDocuments.joined(separator: ", ")
        return [
            (report.selectedDocuments.count == 1 ? "The document " : "The documents ") + names
                + (report.selectedDocuments.count == 1 ? " is" : " are")
                + " whole: every statement and every byte has the digest that the log names; "
                + (isTrusted
                    ? "but the archive has findings."
                    : "but the archive has findings, also of whether that log is to be trusted.")
        ]
    }

    private static func counts(_ report: VerificationReport) -> [String] {
        var lines: [String] = []
        if let origin = report.origin {
            lines.append("Archive: \(origin)")
        }
        if report.selection.isEmpty {
            lines.append("Mode: \(report.mode.rawValue)")
        } else {
            let count = report.selectedDocuments.count
            lines.append("Chosen: " + Amounts.text(count, "document"))
            lines += report.selectedDocuments.map { "    " + $0 }
        }
        lines.append(
            "Log: " + Amounts.text(report.commitCount, "commit") + ", "
                + Amounts.text(report.treeSize, "entry", "entries") + ", of which "
                + Amounts.text(report.captureCount, "capture") + " and "
                + Amounts.text(report.otherStatementCount, "other statement")
        )
        lines.append(
            "Packs: " + Amounts.text(report.packCount, "pack") + ", "
                + Amounts.bytes(report.packByteCount) + ", "
                + Amounts.text(report.memberCount, "member") + ", "
                + Amounts.text(report.blobCount, "blob")
        )
        lines.append(
            "Read: " + Amounts.bytes(report.readByteCount) + "; inflated and digested: "
                + Amounts.bytes(report.digestedByteCount)
        )
        if let earliest = report.earliestAddedAt, let latest = report.latestAddedAt {
            lines.append("Added, by the signer's own clock: \(earliest) to \(latest)")
        }
        return lines
    }

    /// What holds when nothing was found; nothing is said of an archive with problems.
    static func proven(_ report: VerificationReport) -> [String] {
        guard !report.hasProblems, !report.isStoppedEarly, report.unmatchedSelectors.isEmpty else {
            return []
        }
        let entries = Amounts.text(report.treeSize, "entry", "entries")
        var lines = ["The log's \(entries) are one history, each commit signed by a key in force."]
        let known = (report.keyTrust == .pinned ? ["the given key"] : []) + names(report.metHeads)
        if !known.isEmpty {
            lines.append("The archive is the one of \(known.joined(separator: " and of ")).")
        }
        guard report.selection.isEmpty else {
            lines.append("The chosen documents are, byte for byte, what was added.")
            return lines
        }
        switch report.mode {
        case .quick:
            lines.append("All packs that it names are there, in their length, with good headers.")
        case .standard:
            lines.append("Every byte of every pack is as it was when it was signed.")
            lines.append("Every statement is whole, and every document it names is in a pack.")
        case .deep:
            lines.append("Every byte of every pack is as it was when it was signed.")
            lines.append("Every statement is whole, and every document it names is in a pack.")
            lines.append("Every document inflates to the bytes that were added.")
        }
        return lines
    }

    private static func names(_ heads: [HeadSource]) -> [String] {
        heads.map { $0 == .given ? "the given head" : "the log that is remembered" }
    }

    private static func key(_ report: VerificationReport) -> [String] {
        guard let key = report.key else {
            return ["No key vouches for this archive."]
        }
        let trust =
            switch report.keyTrust {
            case .pinned: "It is the key that was given."
            case .remembered where report.metHeads.contains(.given):
                "The log goes on from the given head and from the one that is remembered."
            case .remembered: "The log goes on from the one that is remembered."
            case .givenHead: "The log goes on from the given head."
            case .firstUse: "Only the archive itself says that this is its key: compare it."
            case .none: "It does not vouch for this archive."
            }
        var lines = ["Key: \(key.encode())", "  " + trust]
        if let checkpoint = report.newestCheckpoint?.checkpoint {
            let root = checkpoint.rootHash.bytes
            lines.append(
                "  Newest checkpoint: " + Amounts.text(checkpoint.treeSize, "entry", "entries")
                    + ", root " + Base64.encode(root.span)
            )
        }
        return lines
    }
}
