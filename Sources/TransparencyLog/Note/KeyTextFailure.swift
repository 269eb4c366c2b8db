// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// What is wrong with the text of a verifier or signer key.
public enum KeyTextFailure: Error, Hashable, Sendable {
    /// A part between the plus signs is missing, or the text starts otherwise than it must.
    case malformed

    /// The name is not one.
    case badName(DecodingFailure)

    /// The key ID is not eight lower-case hexadecimal digits.
    case badKeyID(DecodingFailure)

    /// The key is not canonical base64.
    case badBase64(DecodingFailure)

    /// The key is of an algorithm that is not known here.
    case unknownAlgorithm(UInt8)

    /// The key has `actual` bytes after the algorithm where `expected` belong.
    case wrongKeyLength(expected: Int, actual: Int)

    /// The key ID in the text is not that of the name and key in it.
    case keyIDMismatch(computed: UInt32, actual: UInt32)
}

/// The fields that the texts of verifier and signer keys have in common.
struct KeyText {
    let name: KeyName
    let keyID: UInt32
    let algorithm: UInt8
    let key: [UInt8]

    /// Splits `<name>+<key ID>+<base64>`; the base64 may contain plus signs itself.
    init(_ text: ArraySlice<UInt8>) throws(KeyTextFailure) {
        let parts = text.split(
            separator: UInt8(ascii: "+"),
            maxSplits: 2,
            omittingEmptySubsequences: false,
        )
        guard parts.count == 3 else {
            throw .malformed
        }
        do {
            name = try KeyName(bytes: Array(parts[0]))
        } catch {
            throw .badName(error)
        }
        do {
            keyID = try Self.keyID(Array(parts[1]))
        } catch {
            throw .badKeyID(error)
        }
        let field = Array(parts[2])
        var bytes: [UInt8] = []
        do {
            bytes = try Base64.decode(field.span)
        } catch {
            throw .badBase64(error)
        }
        guard let first = bytes.first else {
            throw .malformed
        }
        algorithm = first
        key = Array(bytes.dropFirst())
    }

    private static func keyID(_ digits: [UInt8]) throws(DecodingFailure) -> UInt32 {
        guard digits.count == 8 else {
            throw .wrongLength(expected: 8, actual: digits.count)
        }
        let bytes = try Hex.decode(digits.span)
        return bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Returns `<name>+<key ID>+<base64>`.
    static func encode(name: KeyName, keyID: UInt32, algorithm: UInt8, key: [UInt8]) -> String {
        var identifier: [UInt8] = []
        identifier.append(bigEndian: keyID)
        let field = [algorithm] + key
        return "\(name)+\(Hex.encode(identifier))+\(Base64.encode(field.span))"
    }
}
