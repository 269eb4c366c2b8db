// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// How much of a bad archive is kept in memory; what is over a limit is reported all the same.
///
/// Together some 64 MiB. A hostile archive has a finding for every few bytes on disk, and people
/// read the first hundred.
package struct FindingLimits: Sendable {
    /// The findings that wait for the names of documents; the others are reported at once.
    package var findingCount = 16_384

    /// The blobs that these findings are about.
    package var blobCount = 131_072

    /// The bytes of names that are looked for.
    package var nameByteCount = 16 << 20

    /// The references that wait for a pack that lists their blobs; when there are more, the
    /// statements are read again at the end.
    package var referenceCount = 131_072

    /// The derivations that wait for their extractor's statement, in the same way.
    package var derivationCount = 65_536

    /// Creates the limits that programs have.
    package init() {}
}
