// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
public import TransparencyLog

/// The file `ARCHIVE`: which format, which log, whose key.
///
/// SPEC §6.
public struct ArchiveFile: Hashable, Sendable {
    /// The file's name in the archive.
    public static let name = "ARCHIVE"

    /// The name of the specification's copy in the archive.
    public static let specificationName = "SPEC.md"

    /// The most bytes that the file may have.
    public static let byteLimit = 4_096

    /// The key that signed the first commit; its name is the log's origin.
    public let key: VerifierKey

    /// Creates the file's contents.
    public init(key: VerifierKey) {
        self.key = key
    }

    /// The log's origin.
    public var origin: Origin {
        Origin(key.name)
    }

    /// Returns the file's three lines.
    public func encode() -> [UInt8] {
        Array("archive 1\norigin \(origin)\nkey \(key.encode())\n".utf8)
    }

    /// Reads the file's three lines.
    ///
    /// - Throws: ``ArchiveError`` with ``ArchiveError/Code/newerFormat`` or
    ///   ``ArchiveError/Code/missingOrDamaged``.
    public static func decode(_ bytes: [UInt8]) throws(ArchiveError) -> ArchiveFile {
        let lines = String(decoding: bytes, as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false,
        )
        if lines.count > 1, let version = Self.version(lines[0]), version > 1 {
            throw ArchiveError(
                .newerFormat,
                "The archive has format \(version); this program reads format 1. "
                    + "Use a newer version of archive.",
            )
        }
        let damaged = ArchiveError(
            .missingOrDamaged,
            "The file ARCHIVE is damaged. `archive verify` says more; its three lines can be "
                + "restored from any copy of the archive.",
        )
        guard bytes.count <= byteLimit, lines.count == 4, lines[2].hasPrefix("key ") else {
            throw damaged
        }
        let key: VerifierKey
        do throws(KeyTextFailure) {
            key = try VerifierKey.decode(String(lines[2].dropFirst(4)))
        } catch {
            throw damaged
        }
        guard ArchiveFile(key: key).encode() == bytes, key.isForLogs else {
            throw damaged
        }
        return ArchiveFile(key: key)
    }

    private static func version(_ line: Substring) -> UInt64? {
        guard line.hasPrefix("archive ") else {
            return nil
        }
        let digits = Array(line.dropFirst(8).utf8)
        return try? Decimal.decode(digits.span)
    }
}

extension VerifierKey {
    /// Whether its name can be a log's origin: 1 to 255 bytes of printable ASCII, without `+`.
    ///
    /// SPEC §5.2.
    var isForLogs: Bool {
        algorithm == .ed25519 && (1...255).contains(name.bytes.count)
            && name.bytes.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "+") }
    }
}
