// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveCrypto
internal import ArchiveIO
internal import Glibc
public import SystemPackage
public import TransparencyLog

/// Signing keys in files that only their owner can read.
///
/// A key file holds the one line that golang.org/x/mod/sumdb/note calls a signer.
public struct KeyStore: Sendable {
    private let folders: UserFolders

    /// Uses a folder that need not be there yet.
    public init(_ folders: UserFolders) {
        self.folders = folders
    }

    /// Makes a key for a log and keeps it.
    ///
    /// - Parameter origin: The log's origin, which becomes the key's name.
    /// - Returns: The key, and the file it is in.
    /// - Throws: ``ArchiveError``.
    public func makeKey(for origin: KeyName) throws(ArchiveError) -> (SignerKey, FilePath) {
        let key = SignerKey(name: origin, privateKey: Ed25519PrivateKey())
        let path = path(of: key.verifierKey)
        try Self.write(key, to: path)
        return (key, path)
    }

    /// Makes a key for a log and keeps it in a file of its own.
    ///
    /// - Parameters:
    ///   - origin: The log's origin, which becomes the key's name.
    ///   - path: The file, which must not be there yet.
    /// - Returns: The key.
    /// - Throws: ``ArchiveError``.
    public static func makeKey(
        for origin: KeyName,
        at path: FilePath,
    ) throws(ArchiveError) -> SignerKey {
        let key = SignerKey(name: origin, privateKey: Ed25519PrivateKey())
        try write(key, to: path)
        return key
    }

    private static func write(_ key: SignerKey, to path: FilePath) throws(ArchiveError) {
        let line = Array((key.encode() + "\n").utf8)
        let parent = path.removingLastComponent()
        do throws(StoreError) {
            let folder = try Folder.make(parent.isEmpty ? "." : parent, mode: 0o700)
            let file = try folder.makeFile(path.lastComponent?.string ?? "key", mode: 0o600)
            try file.write(line.span)
            try file.synchronize()
            try folder.synchronize()
        } catch {
            throw ArchiveError(
                .inputOutput,
                "The new key could not be kept: \(error.message)",
                cause: error,
            )
        }
    }

    /// The keys kept for a log.
    ///
    /// A file that is no key, or that others can read, is no obstacle to signing with another.
    ///
    /// - Throws: ``ArchiveError`` when the folder cannot be read, and when there are files of keys
    ///   and none of them can be used: then for the first of them.
    public func keys(of origin: Origin) throws(ArchiveError) -> [SignerKey] {
        let (keys, failures) = try keysAndFailures(of: origin)
        if keys.isEmpty, let failure = failures.first {
            throw failure
        }
        return keys
    }

    /// The keys kept for a log, and why files of keys beside them cannot be used.
    ///
    /// - Throws: ``ArchiveError`` when the folder cannot be read.
    public func keysAndFailures(
        of origin: Origin
    ) throws(ArchiveError) -> (keys: [SignerKey], failures: [ArchiveError]) {
        let place = folders.keys.appending(UserFolders.fileName(of: origin))
        let names: [String]
        do throws(StoreError) {
            names = try Folder.open(place).items().filter { $0.kind == .file }.map(\.text)
        } catch {
            guard error.code == .notFound else {
                throw ArchiveError(.inputOutput, error.message, cause: error)
            }
            return ([], [])
        }
        var keys: [SignerKey] = []
        var failures: [ArchiveError] = []
        for name in names where name.hasSuffix(".key") {
            do throws(ArchiveError) {
                keys.append(try Self.read(place.appending(name)))
            } catch {
                failures.append(error)
            }
        }
        return (keys, failures)
    }

    /// Where a key is kept.
    public func path(of key: VerifierKey) -> FilePath {
        let id = String(key.keyID, radix: 16)
        let padded = String(repeating: "0", count: 8 - id.count) + id
        return folders.keys.appending(UserFolders.fileName(of: Origin(key.name)))
            .appending("\(padded).key")
    }

    /// Reads a key from a file, or from the text itself.
    ///
    /// - Parameter place: A path, or a text that starts with `PRIVATE+KEY+`.
    /// - Returns: The key.
    /// - Throws: ``ArchiveError``.
    public static func key(from place: String) throws(ArchiveError) -> SignerKey {
        if place.hasPrefix("PRIVATE+KEY+") {
            return try decode(place, from: "the given key")
        }
        // A key with a quote or a space before it must not end in a message as a file's name.
        guard !place.contains("PRIVATE+KEY+") else {
            throw ArchiveError(
                .invalidRequest,
                "The given key has something before PRIVATE+KEY+; give the key alone, or its file.",
            )
        }
        return try read(FilePath(place))
    }

    private static func read(_ path: FilePath) throws(ArchiveError) -> SignerKey {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let status: FileStatus
        do throws(StoreError) {
            let file = try OpenFile.open(path)
            status = try file.status()
            var span = bytes.mutableSpan
            let count = try file.read(into: &span, at: 0)
            bytes.removeLast(bytes.count - count)
        } catch {
            throw ArchiveError(
                .inputOutput,
                "The key cannot be read: \(error.message)",
                cause: error,
            )
        }
        while let last = bytes.last, last == 0x0A || last == 0x0D {
            bytes.removeLast()
        }
        let key = try decode(String(decoding: bytes, as: UTF8.self), from: path.string)
        try requireSecret(status, path)
        return key
    }

    /// Refuses a key of the user's own that others can read, as ssh does.
    private static func requireSecret(
        _ status: FileStatus,
        _ path: FilePath,
    ) throws(ArchiveError) {
        guard status.mode & 0o077 == 0 || status.ownerID != getuid() else {
            throw ArchiveError(
                .invalidRequest,
                "\(path) can be read or changed by others, and a key must be its owner's alone. "
                    + "If nobody has read it, run `chmod 600 '\(path)'`; else revoke that key.",
            )
        }
    }

    private static func decode(
        _ text: String,
        from place: String,
    ) throws(ArchiveError) -> SignerKey {
        do throws(KeyTextFailure) {
            return try SignerKey.decode(text)
        } catch {
            throw ArchiveError(
                .invalidRequest,
                text.hasPrefix("PRIVATE+KEY+")
                    ? "\(place) is damaged: \(error). Take the signing key from a copy."
                    : "\(place) is not a signing key, which is a line that starts with PRIVATE+KEY+.",
            )
        }
    }
}
