// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The kind of a document as somebody states it.
///
/// SPEC §3.5.
public struct MediaType: Hashable, Sendable {
    /// Who states it.
    public enum Source: String, CaseIterable, Hashable, Sendable {
        /// Given by hand.
        case `operator`

        /// Given in a list file.
        case list

        /// Stated by the file or WARC record that the document came in.
        case container

        /// Concluded from the file's name.
        case fileName = "file-name"
    }

    /// The media type as stated, such as `text/html; charset=utf-8`.
    ///
    /// What a container says is kept even when it is not well-formed.
    public var value: String

    /// Who states it.
    public var source: Source

    /// Creates a media type.
    public init(value: String, source: Source) {
        self.value = value
        self.source = source
    }
}

extension MediaType {
    /// Returns type and subtype of a media type, in small letters, without its parameters.
    ///
    /// - Parameter text: A media type, well-formed or not.
    /// - Returns: What compares equal for the same kind.
    public static func essence(of text: String) -> String {
        let bytes = text.utf8.prefix { $0 != UInt8(ascii: ";") }
        let trimmed = bytes.filter { $0 != 0x20 && $0 != 0x09 }
        return String(
            decoding: trimmed.map { byte in
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
            },
            as: UTF8.self,
        )
    }

    /// Whether a text is a media type: type, `/`, subtype, and parameters.
    ///
    /// RFC 9110 §8.3.1.
    ///
    /// This is for what operators give; it does not look for the type in a registry.
    public static func isWellFormed(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        guard takeToken(&rest), take("/", &rest), takeToken(&rest) else {
            return false
        }
        while !rest.isEmpty {
            skipSpace(&rest)
            guard take(";", &rest) else {
                return false
            }
            skipSpace(&rest)
            if takeToken(&rest) {
                guard take("=", &rest), takeToken(&rest) || takeQuotedText(&rest) else {
                    return false
                }
            }
        }
        return true
    }

    private static func take(_ character: Unicode.Scalar, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.first == UInt8(ascii: character) else {
            return false
        }
        rest.removeFirst()
        return true
    }

    private static func skipSpace(_ rest: inout ArraySlice<UInt8>) {
        rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
    }

    private static func takeToken(_ rest: inout ArraySlice<UInt8>) -> Bool {
        let after = rest.drop(while: isTokenByte)
        defer { rest = after }
        return after.startIndex > rest.startIndex
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default:
            "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    private static func takeQuotedText(_ rest: inout ArraySlice<UInt8>) -> Bool {
        guard take("\"", &rest) else {
            return false
        }
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""):
                return true
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst(), isQuotable(escaped) else {
                    return false
                }
            default:
                guard isQuotable(byte) else {
                    return false
                }
            }
        }
        return false
    }

    private static func isQuotable(_ byte: UInt8) -> Bool {
        byte == 0x09 || byte >= 0x20 && byte != 0x7F
    }
}
