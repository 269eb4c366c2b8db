// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveIO
internal import ArchiveStore
internal import ArgumentParser
internal import SystemPackage
internal import TransparencyLog

/// Reads a verifier key as people give it.
enum VerifierKeyOption {
    /// Decodes a verifier key, or reads it from a file: one that holds just it, or an `ARCHIVE`.
    static func key(_ text: String) throws -> VerifierKey {
        let failure: KeyTextFailure
        do throws(KeyTextFailure) {
            return try VerifierKey.decode(text)
        } catch {
            failure = error
        }
        try refuseSecret(text, "--key")
        guard let bytes = contents(of: text) else {
            throw ValidationError(
                failure == .malformed
                    ? "--key: `\(text)` is neither a verifier key (name+8 digits+base64) nor a file "
                        + "that can be read."
                    : "--key: the verifier key `\(text)` cannot be used: \(failure)."
            )
        }
        for line in bytes.split(separator: 0x0A) {
            // What `key list` prints has further columns.
            let columns = line.split(separator: 0x09, maxSplits: 1)
            var line = String(decoding: columns.first ?? [], as: UTF8.self)
            if line.hasPrefix("key ") {
                line.removeFirst(4)
            }
            if let key = try? VerifierKey.decode(line) {
                return key
            }
        }
        throw ValidationError("--key: the file \(text) holds no verifier key.")
    }

    /// Refuses a signing key, without repeating it in a message.
    static func refuseSecret(_ text: String, _ place: String) throws {
        guard !text.contains("PRIVATE+KEY+") else {
            throw ValidationError(
                "\(place) is a signing key, which is secret. Give the verifier key; `archive key "
                    + "list` prints it."
            )
        }
    }

    private static func contents(of path: String) -> [UInt8]? {
        guard let file = try? OpenFile.open(PathArgument.path(path)) else {
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        var span = bytes.mutableSpan
        guard let count = try? file.read(into: &span, at: 0) else {
            return nil
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }
}
