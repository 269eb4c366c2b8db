// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// What characters are to a text.
enum Characters {
    /// What a character is.
    enum Kind: Sendable {
        /// White space.
        case space

        /// Not part of the text: a control character or a soft hyphen.
        case nothing

        /// Ends a sentence or parts clauses.
        case mark

        /// Closes a quotation or a parenthesis.
        case closing

        /// Any other character.
        case other
    }

    /// Returns what a character is.
    static func kind(_ scalar: UInt32) -> Kind {
        switch scalar {
        case 0x09, 0x0A, 0x0C, 0x0D, 0x20, 0xA0, 0x1680, 0x2000...0x200B, 0x2028, 0x2029, 0x202F,
            0x205F, 0x3000, 0xFEFF:
            .space
        case 0x00...0x1F, 0x7F, 0xAD:
            .nothing
        case 0x21, 0x2C, 0x2E, 0x3B, 0x3F, 0x2026, 0x3002, 0xFF01, 0xFF1F, 0x061F, 0x0964, 0x060C,
            0x3001, 0xFF0C:
            .mark
        case 0x22, 0x29, 0x5D, 0xBB, 0x201C, 0x201D:
            .closing
        default:
            .other
        }
    }

    /// Whether a text that ends so has come to an end.
    static func endsSentence(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x21, 0x22, 0x29, 0x2E, 0x3A, 0x3B, 0x3F, 0x5D, 0xBB, 0x2026, 0x3002, 0xFF01, 0xFF1F,
            0x061F, 0x0964, 0x201C, 0x201D:
            true
        default:
            false
        }
    }
}
