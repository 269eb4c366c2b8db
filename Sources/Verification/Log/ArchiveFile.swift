// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import TransparencyLog

/// The three lines of the file `ARCHIVE`.
///
/// SPEC §6, §8.7.
struct ArchiveFile: Equatable {
    /// Why the bytes are not the three lines.
    enum Failure: Error, Equatable {
        /// Another version of the format.
        case newer(version: UInt64)
        /// Anything else; `expected` says what is wrong.
        case malformed(expected: String)
    }

    /// The most bytes that the file may have.
    static let byteLimit = 4_096

    /// The archive's name in its checkpoints.
    let origin: Origin

    /// The key of entry 1.
    let key: VerifierKey

    /// Reads the three lines.
    ///
    /// - Parameter bytes: The file's, or one more than ``byteLimit`` of them.
    /// - Throws: ``Failure``.
    init(_ bytes: [UInt8]) throws(Failure) {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        if let version = Self.version(lines[0]), lines.count > 1, version != 1 {
            throw .newer(version: version)
        }
        guard bytes.count <= Self.byteLimit else {
            throw .malformed(expected: "at most 4096 bytes")
        }
        guard lines.count == 4, lines[3].isEmpty else {
            throw .malformed(expected: "three lines, each with a line feed")
        }
        guard Self.version(lines[0]) == 1 else {
            throw .malformed(expected: "'archive 1' in its first line")
        }
        guard let origin = Self.value(of: "origin ", in: lines[1]).flatMap(Origin.init(checked:))
        else {
            throw .malformed(expected: "'origin' and the archive's name in its second line")
        }
        guard let text = Self.value(of: "key ", in: lines[2]), let key = Self.key(text) else {
            throw .malformed(expected: "'key' and a verifier key in its third line")
        }
        self.origin = origin
        self.key = key
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
        UTF8Text.decode(text.span).flatMap(VerifierKey.init(checked:))
    }
}

extension Origin {
    /// Creates an origin as SPEC §5.2 wants it: 1 to 255 printable ASCII characters, none of
    /// them `+`.
    init?(checked bytes: [UInt8]) {
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
    /// Creates a key that signs notes, as SPEC §5.2 wants it, from its text.
    init?(checked text: String) {
        do throws(KeyTextFailure) {
            self = try VerifierKey.decode(text)
        } catch {
            return nil
        }
        guard algorithm == .ed25519, Origin(checked: name.bytes) != nil else {
            return nil
        }
    }
}
