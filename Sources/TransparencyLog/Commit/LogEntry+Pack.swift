// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

extension LogEntry {
    /// The type of the entries that name packs.
    ///
    /// SPEC §4.
    public static let packType = "pack"

    /// Creates the entry that names a pack.
    ///
    /// - Parameters:
    ///   - pack: The digest of the pack's file.
    ///   - byteCount: The file's length.
    ///   - memberCount: The number of its members.
    public init(pack: Digest, byteCount: UInt64, memberCount: UInt64) {
        do throws(LogEntryFailure) {
            try self.init(type: Self.packType, digest: pack, numbers: [byteCount, memberCount])
        } catch {
            preconditionFailure("numbers of a pack are under 2^63: \(error)")
        }
    }
}
