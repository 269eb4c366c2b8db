// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// WHATWG Encoding Standard, "gb18030 decoder", which is also that of GBK.
struct GB18030Decoder: MultibyteDecoder {
    private let index = EncodingIndex([
        EncodingTables.indexGB18030Part1,
        EncodingTables.indexGB18030Part2,
    ])
    private let ranges = GB18030Ranges()

    func character(_ bytes: [UInt8], at offset: Int) -> DecodedCharacter {
        let first = bytes[offset]
        if first == 0x80 {
            return DecodedCharacter(point: 0x20AC, width: 1)
        }
        guard first != 0xFF, offset + 1 < bytes.count else {
            return DecodedCharacter(width: 1)
        }
        let second = bytes[offset + 1]
        if second.isASCIIDigit {
            return fourBytes(bytes, at: offset)
        }
        guard second >= 0x40, second != 0x7F, second != 0xFF else {
            return pair(nil, trail: second)
        }
        let trail = Int(second) - (second < 0x7F ? 0x40 : 0x41)
        return pair(index.codePoint((Int(first) - 0x81) * 190 + trail), trail: second)
    }

    /// Decodes a lead byte, a digit, a lead byte and a digit.
    private func fourBytes(_ bytes: [UInt8], at offset: Int) -> DecodedCharacter {
        guard offset + 2 < bytes.count else {
            return DecodedCharacter(width: 2)
        }
        let third = bytes[offset + 2]
        guard third >= 0x81, third <= 0xFE else {
            return DecodedCharacter(width: 1)
        }
        guard offset + 3 < bytes.count else {
            return DecodedCharacter(width: 3)
        }
        guard bytes[offset + 3].isASCIIDigit else {
            return DecodedCharacter(width: 1)
        }
        let high = (Int(bytes[offset]) - 0x81) * 10 + Int(bytes[offset + 1]) - 0x30
        let low = (Int(third) - 0x81) * 10 + Int(bytes[offset + 3]) - 0x30
        return DecodedCharacter(point: ranges.codePoint(high * 1260 + low), width: 4)
    }
}

/// WHATWG Encoding Standard, "Big5 decoder".
struct Big5Decoder: MultibyteDecoder {
    private let index = EncodingIndex([EncodingTables.indexBig5])

    func character(_ bytes: [UInt8], at offset: Int) -> DecodedCharacter {
        let first = bytes[offset]
        guard first >= 0x81, first <= 0xFE, offset + 1 < bytes.count else {
            return DecodedCharacter(width: 1)
        }
        let second = bytes[offset + 1]
        guard second >= 0x40 && second <= 0x7E || second >= 0xA1 && second <= 0xFE else {
            return pair(nil, trail: second)
        }
        let trail = Int(second) - (second < 0x7F ? 0x40 : 0x62)
        let pointer = (Int(first) - 0x81) * 157 + trail
        switch pointer {
        case 1133: return DecodedCharacter(point: 0xCA, second: 0x0304, width: 2)
        case 1135: return DecodedCharacter(point: 0xCA, second: 0x030C, width: 2)
        case 1164: return DecodedCharacter(point: 0xEA, second: 0x0304, width: 2)
        case 1166: return DecodedCharacter(point: 0xEA, second: 0x030C, width: 2)
        default: return pair(index.codePoint(pointer), trail: second)
        }
    }
}

/// WHATWG Encoding Standard, "EUC-KR decoder".
struct EUCKRDecoder: MultibyteDecoder {
    private let index = EncodingIndex([EncodingTables.indexEUCKR])

    func character(_ bytes: [UInt8], at offset: Int) -> DecodedCharacter {
        let first = bytes[offset]
        guard first >= 0x81, first <= 0xFE, offset + 1 < bytes.count else {
            return DecodedCharacter(width: 1)
        }
        let second = bytes[offset + 1]
        guard second >= 0x41, second <= 0xFE else {
            return pair(nil, trail: second)
        }
        let pointer = (Int(first) - 0x81) * 190 + Int(second) - 0x41
        return pair(index.codePoint(pointer), trail: second)
    }
}
