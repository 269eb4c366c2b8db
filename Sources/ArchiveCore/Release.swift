// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// What the programs say of themselves.
public enum Release {
    /// The version of all programs of this source.
    public static let version = "0.1.0"
}
