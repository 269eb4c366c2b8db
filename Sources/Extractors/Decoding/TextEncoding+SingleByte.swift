// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

extension TextEncoding {
    /// WHATWG Encoding Standard, "single-byte decoder" and "x-user-defined decoder".
    func decodeSingleByte(_ bytes: [UInt8], _ output: inout DecodedOutput) {
        let points = highHalf()
        var offset = 0
        while offset < bytes.count {
            if bytes[offset] < 0x80 {
                offset = output.copyASCII(bytes, from: offset)
                continue
            }
            let point = points[Int(bytes[offset] & 0x7F)]
            if point == 0 {
                output.appendReplacement(consuming: 1)
            } else {
                output.append(point, consuming: 1)
            }
            offset += 1
        }
    }

    /// Returns the code points of the bytes 0x80 to 0xFF, 0 where there is none.
    private func highHalf() -> [UInt32] {
        var points: [UInt32] = []
        points.reserveCapacity(128)
        let index = EncodingIndex(EncodingTables.singleByte(self).map { [$0] } ?? [])
        for pointer in 0..<128 {
            if self == .xUserDefined {
                points.append(0xF780 + UInt32(pointer))
            } else {
                points.append(index.codePoint(pointer) ?? 0)
            }
        }
        return points
    }
}
