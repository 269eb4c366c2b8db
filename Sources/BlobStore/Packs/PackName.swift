// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// The names of pack files.
///
/// SPEC §2.1.
public enum PackName {
    /// The path in the archive of the pack with a digest.
    public static func path(of pack: Digest) -> String {
        let hex = pack.hex
        return "packs/\(hex.prefix(2))/\(hex).gz"
    }
}
