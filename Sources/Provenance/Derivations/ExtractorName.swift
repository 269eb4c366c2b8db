// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The names of extractors, of their outputs and of their failures.
///
/// 1 to 64 small letters, digits and hyphens that start with a letter; SPEC §3.8.
public enum ExtractorName {
    /// The length of the longest name, in bytes.
    public static let byteLimit = 64

    /// Whether a text is such a name.
    public static func isValid(_ text: String) -> Bool {
        guard let first = text.utf8.first, isSmallLetter(first), text.utf8.count <= byteLimit else {
            return false
        }
        return text.utf8.allSatisfy { byte in
            isSmallLetter(byte) || byte == UInt8(ascii: "-")
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
    }

    private static func isSmallLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
}
