// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

extension TextEncoding {
    /// Finds the encoding a label names, without regard to ASCII case and white space around it.
    ///
    /// WHATWG Encoding Standard, "get an encoding".
    package init?(label: [UInt8]) {
        let wanted = label.trimmingHTMLSpace()
        // The longest label of the standard has 19 bytes.
        guard !wanted.isEmpty, wanted.count <= 19 else {
            return nil
        }
        let table = EncodingTables.bytes(EncodingTables.labels)
        var offset = 0
        while offset < table.count {
            var length = 0
            while table[offset + length] != UInt8(ascii: "=") {
                length += 1
            }
            let isSame = Self.isSame(wanted, table, from: offset, count: length)
            offset += length + 1
            var number: UInt8 = 0
            while offset < table.count && table[offset] != 0x0A {
                number = number * 10 + (table[offset] - 0x30)
                offset += 1
            }
            offset += 1
            if isSame {
                self.init(rawValue: number)
                return
            }
        }
        return nil
    }

    private static func isSame(
        _ wanted: [UInt8],
        _ table: [UInt8],
        from start: Int,
        count: Int,
    ) -> Bool {
        guard wanted.count == count else {
            return false
        }
        var index = 0
        while index < count && wanted[index].asciiLowercased == table[start + index] {
            index += 1
        }
        return index == count
    }
}
