// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import BlobStore
internal import Provenance

extension Run {
    /// Looks in all statements for the names of what is damaged, and reports what was held back.
    func nameDocuments() throws(Interruption) {
        var names = DocumentNames(of: heldBlobs, byteLimit: options.limits.nameByteCount)
        defer {
            release { names.names(of: $0, otherwise: nameInLog(of: $0)) }
        }
        if names.isEmpty {
            return
        }
        for pack in packs.packs {
            try forEachStatement(in: pack) { bytes, digest in
                guard mode == .quick || blobs.entry(of: digest) != nil else {
                    return
                }
                do throws(StatementFailure) {
                    let (statement, references) = try Statement.decodeWithReferences(bytes)
                    names.add(statement, digest: digest, references: references)
                } catch {
                    // It was reported when it was checked, and has no name for anything.
                }
            }
        }
    }

    /// Hands over all good blobs of members of kind 4 in a pack.
    ///
    /// What is wrong with the pack was reported before.
    func forEachStatement(
        in pack: PackTable.Pack,
        _ body: (Span<UInt8>, Digest) -> Void,
    ) throws(Interruption) {
        do throws(StoreError) {
            var scanner = PackScanner(try storage.open(pack.path))
            defer { countRead(scanner.readByteCount) }
            while case .member(_, let header) = try scanner.next() {
                if options.shouldStop() {
                    break
                }
                guard header.kind == .statements, try scanner.inflate(with: &inflater) else {
                    continue
                }
                inflater.forEachBlob { position, bytes, isGood in
                    if isGood {
                        body(bytes, header.blobs[position].id)
                    }
                }
            }
        } catch {
            // The check of the pack met the same refusal.
        }
        try poll()
    }
}
