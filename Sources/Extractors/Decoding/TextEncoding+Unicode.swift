// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

extension TextEncoding {
    /// WHATWG Encoding Standard, "UTF-8 decoder".
    static func decodeUTF8(_ bytes: [UInt8], _ output: inout DecodedOutput) {
        var offset = 0
        while offset < bytes.count {
            let end = UTF8Validation(bytes, from: offset).end
            output.copy(bytes, from: offset, to: end)
            offset = end
            if offset < bytes.count {
                let width = UTF8Validation.malformedWidth(bytes, at: offset)
                output.appendReplacement(consuming: width)
                offset += width
            }
        }
    }

    /// WHATWG Encoding Standard, "shared UTF-16 decoder".
    static func decodeUTF16(
        _ bytes: [UInt8],
        isBigEndian: Bool,
        _ output: inout DecodedOutput,
    ) {
        let high = isBigEndian ? 0 : 1
        let unitsEnd = bytes.count & ~1
        var offset = 0
        while offset < unitsEnd {
            let unit = UInt32(bytes[offset + high]) << 8 | UInt32(bytes[offset + 1 - high])
            if unit & 0xF800 != 0xD800 {
                output.append(unit, consuming: 2)
                offset += 2
                continue
            }
            guard unit & 0xFC00 == 0xD800 else {
                output.appendReplacement(consuming: 2)
                offset += 2
                continue
            }
            guard offset + 2 < unitsEnd else {
                // The end, and perhaps an odd byte, belong to the same error.
                output.appendReplacement(consuming: bytes.count - offset)
                return
            }
            let next = UInt32(bytes[offset + 2 + high]) << 8 | UInt32(bytes[offset + 3 - high])
            if next & 0xFC00 == 0xDC00 {
                let point = 0x1_0000 + (unit & 0x3FF) << 10 + (next & 0x3FF)
                output.append(point, consuming: 4)
                offset += 4
            } else {
                output.appendReplacement(consuming: 2)
                offset += 2
            }
        }
        if offset < bytes.count {
            output.appendReplacement(consuming: 1)
        }
    }

    /// WHATWG Encoding Standard, "replacement decoder": one error for all.
    static func decodeReplacement(_ bytes: [UInt8], _ output: inout DecodedOutput) {
        guard !bytes.isEmpty else {
            return
        }
        output.appendReplacement(consuming: 1)
        output.skip(bytes.count - 1)
    }
}
