// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import TransparencyLog

/// A checkpoint that the log must go on from.
struct ComparedHead {
    let source: HeadSource
    let checkpoint: Checkpoint

    /// The root over as many entries as it has, once they were read.
    var root: Digest?

    /// The checkpoints that the options name.
    static func all(_ options: VerificationOptions) -> [Self] {
        [(HeadSource.given, options.givenHead), (.remembered, options.rememberedHead)]
            .compactMap { source, head in head.map { Self(source: source, checkpoint: $0) } }
    }
}

extension Run {
    /// Keeps the root that the log has at the size of a checkpoint to compare with.
    func noteRoot(_ walk: borrowing LogWalk) {
        for index in heads.indices where heads[index].checkpoint.treeSize == walk.tree.treeSize {
            heads[index].root = walk.tree.rootHash
        }
    }

    /// SPEC §8.4: the log must be an extension of the remembered one, and of a given one.
    ///
    /// - Returns: `false` when one is of another log, so that there is nothing to compare.
    func compareHeads() -> Bool {
        for head in heads {
            // A changed ARCHIVE may have led to the head; E103 says so.
            if let origin = identity.origin, head.checkpoint.origin != origin,
                head.checkpoint.origin != identity.file?.origin
            {
                wrongArgument =
                    "The \(head.source.rawValue) checkpoint is of the log "
                    + "'\(head.checkpoint.origin)', and this archive is '\(origin)'. Nothing else "
                    + "was checked."
                return false
            }
        }
        for head in heads {
            compare(head)
        }
        return true
    }

    private func compare(_ head: ComparedHead) {
        let size = head.checkpoint.treeSize
        if head.root == head.checkpoint.rootHash {
            report.metHeads.append(head.source)
        } else if head.root != nil {
            let whose =
                head.source == .given ? "log of the given head" : "remembered log"
            add(
                .fork,
                "log",
                "The first \(size) entries are not those of the \(whose): history was rewritten.",
            )
        } else if isLogWhole, size > report.treeSize {
            let known =
                head.source == .given ? "the given head is of \(size)" : "\(size) are remembered"
            add(
                .rollback,
                "log",
                "The log has \(report.treeSize) entries, and \(known): "
                    + "the newest \(size - report.treeSize) were removed.",
            )
        }
    }
}
