// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// WHATWG Encoding Standard, "EUC-JP decoder".
struct EUCJPDecoder: MultibyteDecoder {
    private let jis0208 = EncodingIndex([EncodingTables.indexJIS0208])
    private let jis0212 = EncodingIndex([EncodingTables.indexJIS0212])

    func character(_ bytes: [UInt8], at offset: Int) -> DecodedCharacter {
        let first = bytes[offset]
        let isLead = first == 0x8E || first == 0x8F || Self.isInPlane(first)
        guard isLead, offset + 1 < bytes.count else {
            return DecodedCharacter(width: 1)
        }
        let second = bytes[offset + 1]
        if first == 0x8E && second >= 0xA1 && second <= 0xDF {
            return DecodedCharacter(point: 0xFF61 - 0xA1 + UInt32(second), width: 2)
        }
        if first == 0x8F && Self.isInPlane(second) {
            guard offset + 2 < bytes.count else {
                return DecodedCharacter(width: 2)
            }
            let third = bytes[offset + 2]
            return pair(Self.codePoint(jis0212, second, third), trail: third, width: 3)
        }
        return pair(Self.codePoint(jis0208, first, second), trail: second)
    }

    private static func isInPlane(_ byte: UInt8) -> Bool {
        byte >= 0xA1 && byte <= 0xFE
    }

    private static func codePoint(_ index: EncodingIndex, _ lead: UInt8, _ trail: UInt8) -> UInt32?
    {
        guard isInPlane(lead), isInPlane(trail) else {
            return nil
        }
        return index.codePoint((Int(lead) - 0xA1) * 94 + Int(trail) - 0xA1)
    }
}

/// WHATWG Encoding Standard, "Shift_JIS decoder".
struct ShiftJISDecoder: MultibyteDecoder {
    private let index = EncodingIndex([EncodingTables.indexJIS0208])

    func character(_ bytes: [UInt8], at offset: Int) -> DecodedCharacter {
        let first = bytes[offset]
        if first == 0x80 {
            return DecodedCharacter(point: 0x80, width: 1)
        }
        if first >= 0xA1 && first <= 0xDF {
            return DecodedCharacter(point: 0xFF61 - 0xA1 + UInt32(first), width: 1)
        }
        guard first != 0xA0, first <= 0xFC, offset + 1 < bytes.count else {
            return DecodedCharacter(width: 1)
        }
        let second = bytes[offset + 1]
        guard second >= 0x40, second != 0x7F, second <= 0xFC else {
            return pair(nil, trail: second)
        }
        let lead = Int(first) - (first < 0xA0 ? 0x81 : 0xC1)
        let pointer = lead * 188 + Int(second) - (second < 0x7F ? 0x40 : 0x41)
        if pointer >= 8836 && pointer <= 10_715 {
            return DecodedCharacter(point: 0xE000 + UInt32(pointer - 8836), width: 2)
        }
        return pair(index.codePoint(pointer), trail: second)
    }
}

/// WHATWG Encoding Standard, "ISO-2022-JP decoder".
struct ISO2022JPDecoder {
    /// What the bytes between two escape sequences stand for.
    private enum Mode {
        case ascii, roman, katakana, jis0208
    }

    private var mode = Mode.ascii

    /// Whether the last thing decoded was an escape sequence.
    private var isAfterEscape = false

    /// Decodes all bytes.
    static func decode(_ bytes: [UInt8], _ output: inout DecodedOutput) {
        var decoder = ISO2022JPDecoder()
        let index = EncodingIndex([EncodingTables.indexJIS0208])
        var offset = 0
        while offset < bytes.count {
            if bytes[offset] == 0x1B {
                offset += decoder.escape(bytes, at: offset, &output)
                continue
            }
            decoder.isAfterEscape = false
            let found = decoder.character(bytes, at: offset, index)
            if let point = found.point {
                output.append(point, consuming: found.width)
            } else {
                output.appendReplacement(consuming: found.width)
            }
            offset += found.width
        }
    }

    /// Decodes an escape sequence; returns how many bytes it has.
    private mutating func escape(
        _ bytes: [UInt8],
        at offset: Int,
        _ output: inout DecodedOutput,
    ) -> Int {
        let next: Mode?
        if bytes.count - offset >= 3 {
            switch (bytes[offset + 1], bytes[offset + 2]) {
            case (0x28, 0x42): next = .ascii
            case (0x28, 0x4A): next = .roman
            case (0x28, 0x49): next = .katakana
            case (0x24, 0x40), (0x24, 0x42): next = .jis0208
            default: next = nil
            }
        } else {
            next = nil
        }
        guard let next else {
            isAfterEscape = false
            output.appendReplacement(consuming: 1)
            return 1
        }
        mode = next
        if isAfterEscape {
            // Nothing between two sequences is an error, so that text cannot be hidden.
            output.appendReplacement(consuming: 3)
        } else {
            output.skip(3)
        }
        isAfterEscape = true
        return 3
    }

    private func character(
        _ bytes: [UInt8],
        at offset: Int,
        _ index: EncodingIndex,
    ) -> DecodedCharacter {
        let byte = bytes[offset]
        switch mode {
        case .ascii, .roman:
            guard byte < 0x80, byte != 0x0E, byte != 0x0F else {
                return DecodedCharacter(width: 1)
            }
            let isRoman = mode == .roman
            let point: UInt32 =
                isRoman && byte == 0x5C ? 0xA5 : isRoman && byte == 0x7E ? 0x203E : UInt32(byte)
            return DecodedCharacter(point: point, width: 1)
        case .katakana:
            guard byte >= 0x21, byte <= 0x5F else {
                return DecodedCharacter(width: 1)
            }
            return DecodedCharacter(point: 0xFF61 - 0x21 + UInt32(byte), width: 1)
        case .jis0208:
            guard byte >= 0x21, byte <= 0x7E, offset + 1 < bytes.count,
                bytes[offset + 1] != 0x1B
            else {
                return DecodedCharacter(width: 1)
            }
            let trail = bytes[offset + 1]
            guard trail >= 0x21, trail <= 0x7E else {
                return DecodedCharacter(width: 2)
            }
            let pointer = (Int(byte) - 0x21) * 94 + Int(trail) - 0x21
            return DecodedCharacter(point: index.codePoint(pointer), width: 2)
        }
    }
}
