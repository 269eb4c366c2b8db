// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore

/// Why bytes are not the file `ARCHIVE`.
public enum ArchiveFileFailure: Error, Hashable, Sendable {
    /// A newer version of the format.
    case newer(version: UInt64)

    /// Anything else; `expected` says what the file must have.
    case malformed(expected: String)
}

/// The three lines of the file `ARCHIVE`: which format, which log, whose key.
///
/// SPEC §6, §8.7.
public struct ArchiveFile: Hashable, Sendable {
    /// The file's name in the archive.
    public static let name = "ARCHIVE"

    /// The name of the specification's copy in the archive.
    public static let specificationName = "SPEC.md"

    /// The most bytes that the file may have.
    public static let byteLimit = 4_096

    /// The archive's name in its checkpoints.
    public let origin: Origin

    /// The key of entry 1.
    public let key: VerifierKey

    /// Creates the file of an archive whose first key bears its name.
    public init(key: VerifierKey) {
        origin = Origin(key.name)
        self.key = key
    }

    private init(origin: Origin, key: VerifierKey) {
        self.origin = origin
        self.key = key
    }

    /// Returns the three lines.
    public func encode() -> [UInt8] {
        Array("archive 1\norigin \(origin)\nkey \(key.encode())\n".utf8)
    }

    /// Reads the three lines.
    ///
    /// - Parameter bytes: The file's, or one more than ``byteLimit`` of them.
    /// - Returns: What they say; the key's name need not be the origin.
    /// - Throws: ``ArchiveFileFailure``.
    public static func decode(_ bytes: [UInt8]) throws(ArchiveFileFailure) -> ArchiveFile {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        if let version = version(lines[0]), lines.count > 1, version > 1 {
            throw .newer(version: version)
        }
        guard bytes.count <= byteLimit else {
            throw .malformed(expected: "at most 4096 bytes")
        }
        guard lines.count == 4, lines[3].isEmpty else {
            throw .malformed(expected: "three lines, each with a line feed")
        }
        guard version(lines[0]) == 1 else {
            throw .malformed(expected: "'archive 1' in its first line")
        }
        guard let text = value(of: "origin ", in: lines[1]), let origin = Origin(archive: text)
        else {
            throw .malformed(expected: "'origin' and the archive's name in its second line")
        }
        guard let text = value(of: "key ", in: lines[2]), let key = key(text) else {
            throw .malformed(expected: "'key' and a verifier key in its third line")
        }
        return ArchiveFile(origin: origin, key: key)
    }

    private static func version(_ line: ArraySlice<UInt8>) -> UInt64? {
        guard let text = value(of: "archive ", in: line) else {
            return nil
        }
        do throws(DecodingFailure) {
            return try Decimal.decode(text.span)
        } catch {
            return nil
        }
    }

    private static func value(of name: String, in line: ArraySlice<UInt8>) -> [UInt8]? {
        line.starts(with: name.utf8) ? Array(line.dropFirst(name.utf8.count)) : nil
    }

    private static func key(_ text: [UInt8]) -> VerifierKey? {
        UTF8Text.decode(text.span).flatMap(VerifierKey.init(archive:))
    }
}

extension Origin {
    /// Creates an origin as archives have it: 1 to 255 printable ASCII characters, none of them
    /// `+`.
    ///
    /// SPEC §5.2.
    public init?(archive bytes: [UInt8]) {
        guard (1...255).contains(bytes.count),
            bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "+") })
        else {
            return nil
        }
        do throws(DecodingFailure) {
            self = try Origin(bytes: bytes)
        } catch {
            return nil
        }
    }
}

extension VerifierKey {
    /// Creates a key that may sign an archive's checkpoints from its text: Ed25519, and no
    /// cosigner's.
    ///
    /// SPEC §5.2.
    public init?(archive text: String) {
        do throws(KeyTextFailure) {
            self = try VerifierKey.decode(text)
        } catch {
            return nil
        }
        guard algorithm == .ed25519 else {
            return nil
        }
    }
}
