// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Text from outside as a terminal may show it.
///
/// Documents, file names and addresses are written by others. Shown as they are they could move
/// the cursor, hide a part of a report or turn its direction around.
public enum PlainText {
    /// Returns a text without characters that a terminal obeys or that change how others look.
    ///
    /// Control characters, line and paragraph separators, marks of direction and other invisible
    /// format characters, and those for private use become `\u{…}` with hexadecimal digits. The
    /// two joiners U+200C and U+200D stay: words of many languages are spelled with them.
    ///
    /// - Parameter text: Any text.
    /// - Returns: The text on one line.
    public static func of(_ text: String) -> String {
        // Nearly all text is printable ASCII, and there are reports of a million lines.
        let isASCII = text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        guard !isASCII, text.unicodeScalars.contains(where: isObeyed) else {
            return text
        }
        var plain = ""
        for scalar in text.unicodeScalars {
            if isObeyed(scalar) {
                plain += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                plain.unicodeScalars.append(scalar)
            }
        }
        return plain
    }

    /// Returns bytes that should be UTF-8 as text; those that are not become `\xff` with their
    /// two hexadecimal digits, so that two names that differ look different.
    ///
    /// - Parameter bytes: Such as the name of a file.
    /// - Returns: The text on one line, as ``of(_:)-(String)`` makes it.
    public static func of(_ bytes: [UInt8]) -> String {
        var text = ""
        var parser = Unicode.UTF8.ForwardParser()
        var next = bytes.makeIterator()
        var offset = 0
        while true {
            switch parser.parseScalar(from: &next) {
            case .valid(let encoded):
                text += of(String(Unicode.UTF8.decode(encoded)))
                offset += encoded.count
            case .error(let length):
                for byte in bytes[offset..<offset + length] {
                    text += "\\x" + Hex.encode([byte])
                }
                offset += length
            case .emptyInput:
                return text
            }
        }
    }

    private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .privateUse: true
        case .format: scalar.value != 0x200C && scalar.value != 0x200D
        default: false
        }
    }
}
