// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// What stands at one place of a text in a multi-byte encoding.
struct DecodedCharacter {
    /// The code point, or nil for bytes that stand for nothing.
    var point: UInt32?

    /// A second code point for the same bytes.
    var second: UInt32?

    /// How many bytes it takes, at least 1.
    var width: Int
}

/// A decoder of an encoding in which ASCII bytes stand for themselves outside of characters.
protocol MultibyteDecoder {
    /// Decodes what starts with a byte of 0x80 or more.
    ///
    /// The width never leads behind the end of the bytes.
    func character(_ bytes: [UInt8], at offset: Int) -> DecodedCharacter
}

extension MultibyteDecoder {
    /// Decodes all bytes.
    func decode(_ bytes: [UInt8], _ output: inout DecodedOutput) {
        var offset = 0
        while offset < bytes.count {
            if bytes[offset] < 0x80 {
                offset = output.copyASCII(bytes, from: offset)
                continue
            }
            let found = character(bytes, at: offset)
            if let point = found.point {
                if let second = found.second {
                    output.append(point, second, consuming: found.width)
                } else {
                    output.append(point, consuming: found.width)
                }
            } else {
                output.appendReplacement(consuming: found.width)
            }
            offset += found.width
        }
    }

    /// Returns what a lead byte and the byte behind it stand for.
    ///
    /// When there is no code point, an ASCII byte is not consumed with the lead byte.
    func pair(_ point: UInt32?, trail: UInt8, width: Int = 2) -> DecodedCharacter {
        guard let point else {
            return DecodedCharacter(width: trail < 0x80 ? width - 1 : width)
        }
        return DecodedCharacter(point: point, width: width)
    }
}
