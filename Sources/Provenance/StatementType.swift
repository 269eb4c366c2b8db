// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// What a statement is about.
///
/// SPEC §3.2.
public enum StatementType: String, CaseIterable, Hashable, Sendable {
    /// These bytes came from there, then.
    case capture

    /// A program that derives blobs from a blob.
    case extractor

    /// What an extractor made of a blob.
    case derivation

    /// A time stamp by somebody else; reserved.
    case stamp

    /// A signing key comes into force or goes out of it.
    case key

    /// Something is no longer shown; reserved.
    case withhold

    /// Packs were replaced; reserved.
    case retire

    /// A verification took place; reserved.
    case fixity

    /// A remark about statements or blobs.
    case note
}
