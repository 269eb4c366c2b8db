// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveCrypto
public import SystemPackage
internal import TransparencyLog

/// Where keys and remembered heads are: outside of any archive, so that no copy carries them.
public struct UserFolders: Hashable, Sendable {
    /// The folder of keys, `$XDG_CONFIG_HOME/archive/keys`.
    public var keys: FilePath

    /// The folder of remembered heads, `$XDG_STATE_HOME/archive/heads`.
    public var heads: FilePath

    /// Names both folders.
    public init(keys: FilePath, heads: FilePath) {
        self.keys = keys
        self.heads = heads
    }

    /// Finds the folders as the XDG Base Directory Specification says.
    ///
    /// - Parameter environment: Looks up an environment variable.
    public init(environment: (String) -> String?) {
        func base(_ variable: String, _ fallback: String) -> FilePath {
            // Relative paths are to be ignored, says the specification.
            if let value = environment(variable), value.hasPrefix("/") {
                return FilePath(value).appending("archive")
            }
            let home = environment("HOME") ?? "/"
            return FilePath(home).appending(fallback).appending("archive")
        }
        keys = base("XDG_CONFIG_HOME", ".config").appending("keys")
        heads = base("XDG_STATE_HOME", ".local/state").appending("heads")
    }

    /// The name of a log's files: a digest, because an origin may have any characters.
    static func fileName(of origin: Origin) -> String {
        Sha256.digest(origin.bytes.span).hex
    }
}
