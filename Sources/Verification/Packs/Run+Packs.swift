// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import BlobStore

extension Run {
    /// Checks every pack that an entry names, in the order of the log.
    ///
    /// SPEC §8.3.
    func checkPacks() throws(Interruption) {
        for pack in packs.packs {
            try poll()
            try check(pack)
            settlePending()
            packsDone += 1
            noteProgress(0)
        }
    }

    private func check(_ pack: PackTable.Pack) throws(Interruption) {
        let path = pack.path
        let missing =
            "It is not there. Entry \(pack.entry) names it, with "
            + Amounts.text(pack.stated.byteCount, "byte") + " and "
            + Amounts.text(pack.stated.memberCount, "member") + "."
        let isFolderWrong = unlistedFolders.contains { folder, error in
            error.code == .notPlain && path.hasPrefix(folder + "/")
        }
        guard !isFolderWrong, let file = open(path, missing: .packMissing, missing) else {
            return
        }
        let byteCount = file.byteCount
        report.packByteCount = report.packByteCount.addingSaturating(byteCount)
        let statements = packs.statements(of: pack)
        let lengths = Set(statements.map(\.byteCount))
        for length in lengths.sorted() where length != byteCount {
            add(
                .packLengthMismatch,
                path,
                "It has \(byteCount) bytes, and the log says \(length).",
            )
        }
        let isLengthRight = lengths.contains(byteCount)
        let isDeep = mode == .deep || (mode == .standard && !isLengthRight)
        var walk = PackWalk(
            file,
            path: path,
            policy: isDeep ? .all : .statements,
            isDigesting: mode != .quick && isLengthRight,
        )
        do throws(Interruption) {
            let isWhole = try self.walk(&walk)
            if isWhole {
                checkMemberCount(walk.memberCount, statements, path)
            }
            if mode != .quick, isLengthRight, try finishDigest(&walk) != pack.digest {
                add(
                    .packHashMismatch,
                    path,
                    "The digest of its \(byteCount) bytes is not its name: it was changed.",
                )
                if !isDeep {
                    try walkAgain(file, path, .others)
                }
            }
        } catch {
            noteProgress(walk.newlyReadByteCount())
            guard case .refused(let failure) = error else {
                throw error
            }
            refuse(path, failure)
            try readRest(file, path, walk.policy, from: walk.doneOffset, statements)
        }
    }

    private func checkMemberCount(
        _ count: UInt64,
        _ statements: [PackTable.Stated],
        _ path: String,
    ) {
        for stated in Set(statements.map(\.memberCount)).sorted() where stated != count {
            let members = Amounts.text(count, "member")
            add(.memberCountMismatch, path, "It has \(members), and the log says \(stated).")
        }
    }

    private func finishDigest(_ walk: inout PackWalk) throws(Interruption) -> Digest {
        while true {
            try poll()
            do throws(StoreError) {
                if let digest = try walk.scanner.digestMore() {
                    noteProgress(walk.newlyReadByteCount())
                    return digest
                }
            } catch {
                throw .refused(error)
            }
            noteProgress(walk.newlyReadByteCount())
        }
    }

    /// Looks for damage in members that were left out before.
    private func walkAgain(
        _ file: any StoredFile,
        _ path: String,
        _ policy: InflatingPolicy,
    ) throws(Interruption) {
        var walk = PackWalk(
            file,
            path: path,
            policy: policy,
            isDigesting: false,
            purpose: .damage,
        )
        _ = try self.walk(&walk)
    }

    /// Reads what can still be read of a pack that the system refused to read in one go.
    ///
    /// A place that a disk cannot read is seldom in a header, so that all members are found.
    private func readRest(
        _ file: any StoredFile,
        _ path: String,
        _ policy: InflatingPolicy,
        from offset: UInt64,
        _ statements: [PackTable.Stated],
    ) throws(Interruption) {
        var walk = PackWalk(
            file,
            path: path,
            policy: policy,
            isDigesting: false,
            purpose: .rest(from: offset),
        )
        do throws(Interruption) {
            if try self.walk(&walk) {
                checkMemberCount(walk.memberCount, statements, path)
            }
        } catch {
            guard case .refused = error else {
                throw error
            }
            // Not even the headers can be read further; that was reported.
        }
    }

    // MARK: Progress

    /// Counts bytes of packs, and tells the caller.
    func noteProgress(_ byteCount: UInt64) {
        countRead(byteCount)
        progressBytes = progressBytes.addingSaturating(byteCount)
        guard let progress = options.progress else {
            return
        }
        progress(
            VerificationProgress(
                bytesDone: progressBytes,
                byteCount: packs.byteCount,
                packsDone: packsDone,
                packCount: packs.packs.count,
            )
        )
    }
}
