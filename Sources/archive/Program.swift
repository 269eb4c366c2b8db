// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import Provenance

/// What the program says of itself.
enum Program {
    static let version = Release.version
    static let software = Statement.Software(name: "archive", version: version)
}
