// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// An absolute address of the web as it was asked for, kept byte for byte.
///
/// RFC 3986, RFC 3987.
///
/// Nothing is repaired: an address with a mistake is refused with a sentence that says what it is.
public struct WebAddress: Hashable, Sendable {
    /// The length of the longest address, in bytes.
    public static let byteLimit = 8_192

    /// The address as it was given.
    public let text: String

    /// Takes an address as it is.
    ///
    /// - Parameter text: A scheme, a colon and something after it; `http`, `https` and `ftp` with
    ///   a host. Letters outside ASCII are allowed.
    /// - Throws: ``WebAddressFailure``.
    public init(_ text: String) throws(WebAddressFailure) {
        guard text.utf8.count <= Self.byteLimit else {
            throw .overLimit(limit: Self.byteLimit, actual: text.utf8.count)
        }
        guard !text.isEmpty else {
            throw .empty
        }
        try Self.checkCharacters(of: text)
        let bytes = Array(text.utf8)
        let rest = try Self.checkScheme(of: bytes)
        guard !rest.isEmpty else {
            throw .nothingAfterScheme
        }
        let scheme = bytes[..<(rest.startIndex - 1)].map { $0 | 0x20 }
        if ["http", "https", "ftp"].contains(where: { scheme.elementsEqual($0.utf8) }) {
            try Self.checkHost(of: rest)
        }
        self.text = text
    }

    private static func checkCharacters(of text: String) throws(WebAddressFailure) {
        var offset = 0
        for scalar in text.unicodeScalars {
            if scalar.value < 0x80 {
                let byte = UInt8(scalar.value)
                if byte <= 0x20 || byte == 0x7F || "<>\"{}|\\^`".utf8.contains(byte) {
                    throw .character(scalar, offset: offset)
                }
            } else if scalar.properties.isWhitespace || isInvisible(scalar) {
                throw .character(scalar, offset: offset)
            }
            offset += UTF8.width(scalar)
        }
    }

    /// Whether a character is a control or changes how the text around it is shown.
    ///
    /// The joiners are not counted in: Persian and the languages of India are written with them.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control: true
        case .format: scalar.value != 0x200C && scalar.value != 0x200D
        default: false
        }
    }

    /// Returns what follows the scheme and its colon.
    private static func checkScheme(
        of bytes: [UInt8]
    ) throws(WebAddressFailure) -> ArraySlice<UInt8> {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0 else {
            throw .schemeMissing
        }
        for index in 0..<colon {
            switch bytes[index] {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
                continue
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
                UInt8(ascii: "."):
                guard index > 0 else {
                    throw .schemeMissing
                }
            default:
                throw .schemeMissing
            }
        }
        return bytes[(colon + 1)...]
    }

    private static func checkHost(of rest: ArraySlice<UInt8>) throws(WebAddressFailure) {
        guard rest.starts(with: "//".utf8) else {
            throw .hostMissing
        }
        var host = rest.dropFirst(2).prefix { !"/?#".utf8.contains($0) }
        if let user = host.lastIndex(of: UInt8(ascii: "@")) {
            host = host[(user + 1)...]
        }
        guard let first = host.first, first != UInt8(ascii: ":") else {
            throw .hostMissing
        }
    }
}

/// Why a text is not a ``WebAddress``.
public enum WebAddressFailure: Error, Hashable, Sendable {
    /// There is no text.
    case empty

    /// The address has more bytes than ``WebAddress/byteLimit``.
    case overLimit(limit: Int, actual: Int)

    /// A character that no address has, after `offset` bytes.
    case character(Unicode.Scalar, offset: Int)

    /// The address does not start with a scheme such as `https:`.
    case schemeMissing

    /// Nothing follows the scheme.
    case nothingAfterScheme

    /// The scheme needs a host, and there is none.
    case hostMissing
}

extension WebAddressFailure: CustomStringConvertible {
    /// What is wrong and what to do, for a person.
    public var description: String {
        switch self {
        case .empty:
            "the address is empty"
        case .overLimit(let limit, let actual):
            "the address has \(actual) bytes, at most \(limit) are allowed"
        case .character(" ", let offset):
            "the address has a space after \(offset) bytes; a space is written %20"
        case .character(let scalar, let offset):
            "the address has the character U+"
                + String(scalar.value, radix: 16, uppercase: true).leftPadded(to: 4)
                + " after \(offset) bytes, which addresses cannot have; copy it from where it works"
        case .schemeMissing:
            "the address does not start with a scheme; write it in full, as in https://example.org/"
        case .nothingAfterScheme:
            "the address ends after its scheme; write it in full, as in https://example.org/"
        case .hostMissing:
            "the address names no host; write it in full, as in https://example.org/"
        }
    }
}

extension String {
    /// The text with zeros in front, up to a width.
    fileprivate func leftPadded(to width: Int) -> String {
        String(repeating: "0", count: max(0, width - utf8.count)) + self
    }
}
