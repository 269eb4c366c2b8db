// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Text as bytes.
///
/// RFC 3629.
public enum UTF8Text {
    /// Whether the bytes are valid UTF-8: no surrogates, no overlong forms, nothing cut off.
    public static func isValid(_ bytes: Span<UInt8>) -> Bool {
        do throws(Unicode.UTF8.ValidationError) {
            _ = try UTF8Span(validating: bytes)
            return true
        } catch {
            return false
        }
    }

    /// Returns the text that the bytes stand for, or `nil` when they are not valid UTF-8.
    ///
    /// Nothing is repaired or normalised.
    public static func decode(_ bytes: Span<UInt8>) -> String? {
        do throws(Unicode.UTF8.ValidationError) {
            return String(copying: try UTF8Span(validating: bytes))
        } catch {
            return nil
        }
    }
}
