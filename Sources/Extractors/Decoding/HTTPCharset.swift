// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The parts of an HTTP content type that matter here.
package enum HTTPContentType {
    /// Returns the value of the first `charset` parameter, or nil when there is none.
    ///
    /// WHATWG MIME Sniffing Standard, "parse a MIME type".
    package static func charset(_ header: [UInt8]) -> [UInt8]? {
        var offset = 0
        // The type itself.
        while offset < header.count && header[offset] != UInt8(ascii: ";") {
            offset += 1
        }
        while offset < header.count {
            offset += 1
            while offset < header.count && header[offset].isHTMLSpace {
                offset += 1
            }
            let nameStart = offset
            while offset < header.count && header[offset] != UInt8(ascii: ";")
                && header[offset] != UInt8(ascii: "=")
            {
                offset += 1
            }
            let isCharset = header.hasASCII("charset", from: nameStart, to: offset)
            guard offset < header.count, header[offset] == UInt8(ascii: "=") else {
                continue
            }
            offset += 1
            let value = parameterValue(header, &offset)
            if isCharset && !value.isEmpty {
                return value
            }
        }
        return nil
    }

    /// Reads a parameter's value and moves to the semicolon behind it or to the end.
    private static func parameterValue(_ header: [UInt8], _ offset: inout Int) -> [UInt8] {
        var value: [UInt8] = []
        if offset < header.count && header[offset] == UInt8(ascii: "\"") {
            offset += 1
            while offset < header.count && header[offset] != UInt8(ascii: "\"") {
                if header[offset] == UInt8(ascii: "\\") && offset + 1 < header.count {
                    offset += 1
                }
                value.append(header[offset])
                offset += 1
            }
            while offset < header.count && header[offset] != UInt8(ascii: ";") {
                offset += 1
            }
            return value
        }
        while offset < header.count && header[offset] != UInt8(ascii: ";") {
            value.append(header[offset])
            offset += 1
        }
        return value.trimmingHTMLSpace()
    }
}
