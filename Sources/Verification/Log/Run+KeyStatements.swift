// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import BlobStore
internal import Provenance
internal import TransparencyLog

extension Run {
    /// Finds the key statements, before the packs themselves are checked.
    ///
    /// Headers only are read; what is wrong with the packs is reported when they are checked.
    /// Nearly always all of them are in the first pack, and no pack is walked more than once.
    ///
    /// - Returns: What the statements say whose bytes are good, by their digest.
    func findKeyStatements() throws(Interruption) -> [Digest: KeyChange] {
        var wanted = Set(keyEntries.map(\.digest))
        var found: [Digest: KeyChange] = [:]
        for pack in packsByDistanceToKeys() {
            if wanted.isEmpty {
                break
            }
            try poll()
            do throws(Interruption) {
                try findKeyStatements(in: pack, &wanted, &found)
            } catch {
                if case .stopped = error {
                    throw error
                }
                // The check of the pack meets the same refusal, and reports it.
            }
        }
        return found
    }

    /// The packs, those that the entry before a key entry names first.
    private func packsByDistanceToKeys() -> [PackTable.Pack] {
        let all = packs.packs
        var order: [Int] = []
        var isTaken = [Bool](repeating: false, count: all.count)
        var next = 0
        for entry in keyEntries {
            while next < all.count, all[next].entry < entry.index {
                next += 1
            }
            if next > 0, !isTaken[next - 1] {
                isTaken[next - 1] = true
                order.append(next - 1)
            }
        }
        order += all.indices.filter { !isTaken[$0] }
        return order.map { all[$0] }
    }

    private func findKeyStatements(
        in pack: PackTable.Pack,
        _ wanted: inout Set<Digest>,
        _ found: inout [Digest: KeyChange],
    ) throws(Interruption) {
        do throws(StoreError) {
            var scanner = PackScanner(try storage.open(pack.path))
            defer { countRead(scanner.readByteCount) }
            while !wanted.isEmpty {
                guard case .member(_, let header) = try scanner.next() else {
                    return
                }
                let isWanted =
                    header.kind == .statements && header.blobs.contains { wanted.contains($0.id) }
                guard isWanted, try scanner.inflate(with: &inflater) else {
                    continue
                }
                inflater.forEachBlob { position, bytes, isGood in
                    let digest = header.blobs[position].id
                    if isGood, wanted.remove(digest) != nil {
                        found[digest] = keyChange(bytes)
                    }
                }
            }
        } catch {
            throw .refused(error)
        }
    }

    /// Returns what a key statement says, and makes room for the blobs that it names.
    private func keyChange(_ bytes: Span<UInt8>) -> KeyChange? {
        do throws(StatementFailure) {
            let (statement, references) = try Statement.decodeWithReferences(bytes)
            if mode == .quick, !isListingAll {
                for reference in references {
                    blobs.add(reference.digest)
                }
                // Statements name many more blobs than they have bytes on disk.
                let limit = keyEntries.count + options.limits.referenceCount
                isListingAll = blobs.count > limit
            }
            if case .key(var change) = statement.body {
                // A remark can have 32 kB, and nobody asks for it.
                change.note = nil
                return VerifierKey(archive: change.verifierKey) == nil ? nil : change
            }
        } catch {
            // The check of the statement finds the same, and reports it.
        }
        return nil
    }
}
