// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
internal import ArchiveIO
internal import BlobStore
public import Provenance

extension ArchiveReader {
    /// Reads a blob into memory.
    ///
    /// - Parameter id: The blob; its length is known from a statement.
    /// - Returns: Its bytes.
    /// - Throws: ``ArchiveError`` when it is missing or damaged.
    public func bytes(of id: BlobID) throws(ArchiveError) -> [UInt8] {
        var bytes: [UInt8] = []
        try read(id) { (piece) throws(StoreError) in bytes.append(piece) }
        return bytes
    }

    /// Reads a blob into memory unless it is long.
    ///
    /// What a statement says of its length may be wrong.
    ///
    /// - Parameters:
    ///   - id: The blob.
    ///   - limit: The most bytes that are wanted.
    ///   - reader: Has neighbours at hand.
    /// - Returns: Its bytes, or `nil` when it has more.
    /// - Throws: ``ArchiveError`` when it is missing or damaged.
    func bytes(
        of id: BlobID,
        limit: Int,
        _ reader: inout BlobReader,
    ) throws(ArchiveError) -> [UInt8]? {
        var bytes: [UInt8] = []
        var isLong = false
        do throws(ArchiveError) {
            try read(id, &reader) { (piece) throws(StoreError) in
                guard bytes.count + piece.count <= limit else {
                    isLong = true
                    throw StoreError(.poisoned, "Enough was read.")
                }
                bytes.append(piece)
            }
        } catch {
            guard isLong else {
                throw error
            }
            return nil
        }
        return bytes
    }

    /// The statement about an extractor.
    ///
    /// - Parameter id: The statement.
    /// - Returns: What it says, or `nil` when it is one of another type.
    /// - Throws: ``ArchiveError`` when it is missing or damaged.
    public func extractor(_ id: BlobID) throws(ArchiveError) -> ExtractorStatement? {
        for recorded in try statements(for: id) where recorded.id == id {
            if case .extractor(let about) = recorded.statement.body {
                return about
            }
            return nil
        }
        throw loss
            ?? ArchiveError(.missingOrDamaged, "No entry of the log names the statement \(id).")
    }

    /// Whether a pack has a blob that is no statement, whatever statements say of it.
    ///
    /// The files of a command, and the list of those that a program read, have no other name.
    ///
    /// - Throws: ``ArchiveError``.
    public func stores(_ id: BlobID) throws(ArchiveError) -> Bool {
        let places = try lookUp { (index) throws(LookUpFailure) in try index.places(of: id) }
        return places.contains { $0.place.kind != .statements }
    }

    /// Whether no pack that is there has a blob: then it is missing, else what is there is damaged.
    func isMissing(_ id: BlobID) -> Bool {
        let places = try? lookUp { (index) throws(LookUpFailure) in try index.places(of: id) }
        return (places ?? []).allSatisfy { found in
            (try? storage.open(PackName.path(of: found.pack))) == nil
        }
    }
}
