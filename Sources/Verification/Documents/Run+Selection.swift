// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import BlobStore
internal import Provenance

/// What a selection means, as far as it is known.
struct Chosen {
    /// The digests of statements that are meant.
    var statements: Set<Digest> = []

    /// The blobs that these statements name.
    var contents: Set<Digest> = []

    /// Those of ``contents`` of which some copy was inflated and is good.
    private(set) var good: Set<Digest> = []

    /// Notes that a copy of a blob is good.
    mutating func noteGood(_ digest: Digest) {
        if contents.contains(digest) {
            good.insert(digest)
        }
    }
}

/// Which selectors a statement meets.
private struct SelectorIndex {
    private var digests: [Digest: Int] = [:]
    private var urls: [[UInt8]: Int] = [:]

    /// The selectors that nothing has met yet, by their place.
    private(set) var unmatched: Set<Int>

    init(_ selectors: [DocumentSelector]) {
        unmatched = Set(selectors.indices)
        for (index, selector) in selectors.enumerated() {
            switch selector {
            case .digest(let digest): digests[digest] = index
            case .url(let url): urls[Array(url.utf8)] = index
            }
        }
        // Of two equal selectors the first is met when the second is.
        let last = Set(digests.values).union(urls.values)
        unmatched.formIntersection(last)
    }

    mutating func match(_ digest: Digest) -> Bool {
        meet([digests[digest]])
    }

    mutating func match(
        _ statement: Statement,
        _ digest: Digest,
        _ references: [Reference],
    ) -> Bool {
        var met = [digests[digest]] + references.map { digests[$0.digest] }
        if case .capture(let capture) = statement.body {
            met += [capture.askedURL, capture.finalURL].map { url in
                url.flatMap { urls[Array($0.utf8)] }
            }
        }
        return meet(met)
    }

    private mutating func meet(_ indices: [Int?]) -> Bool {
        let met = indices.compactMap(\.self)
        unmatched.subtract(met)
        return !met.isEmpty
    }
}

extension Run {
    /// Finds the documents that the selection means, and checks them to the last byte.
    func checkSelection() throws(Interruption) {
        var selectors = SelectorIndex(options.selection)
        for pack in packs.packs {
            try forEachStatement(in: pack) { bytes, digest in
                choose(bytes, digest, &selectors)
            }
        }
        for case .digest(let digest) in options.selection
        where !chosen.statements.contains(digest) && blobs.entry(of: digest) != nil {
            // An entry names it, and no good bytes were found.
            _ = selectors.match(digest)
            chosen.statements.insert(digest)
            chosen.contents.insert(digest)
        }
        report.unmatchedSelectors = selectors.unmatched.sorted().map { options.selection[$0] }
        for pack in packs.packs {
            try checkChosen(in: pack)
        }
    }

    private func choose(
        _ bytes: Span<UInt8>,
        _ digest: Digest,
        _ selectors: inout SelectorIndex,
    ) {
        guard blobs.entry(of: digest) != nil, !chosen.statements.contains(digest) else {
            return
        }
        let statement: Statement
        let references: [Reference]
        do throws(StatementFailure) {
            (statement, references) = try Statement.decodeWithReferences(bytes)
        } catch {
            if selectors.match(digest) {
                chosen.statements.insert(digest)
                checkStatement(bytes, digest)
            }
            return
        }
        if selectors.match(statement, digest, references) {
            chosen.statements.insert(digest)
            chosen.contents.formUnion(references.map(\.digest))
            report.selectedDocuments.append(DocumentNames.name(of: statement, digest: digest))
            checkStatement(bytes, digest)
        }
    }

    private func checkChosen(in pack: PackTable.Pack) throws(Interruption) {
        let file: any StoredFile
        do throws(StoreError) {
            file = try storage.open(pack.path)
        } catch {
            // The check of the pack met the same refusal.
            return
        }
        var walk = PackWalk(
            file,
            path: pack.path,
            policy: .chosen,
            isDigesting: false,
            purpose: .damage,
        )
        do throws(Interruption) {
            _ = try self.walk(&walk)
        } catch {
            switch error {
            case .stopped: throw error
            case .refused(let failure): refuse(pack.path, failure)
            }
        }
    }
}
