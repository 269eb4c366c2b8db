// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// What the rules need to know of addresses.
package enum WebAddress {
    /// The longest address that is taken for one, in bytes.
    package static let limit = 4096

    /// Whether a text is one absolute address of the web: http or https, a host, no white space.
    package static func isAbsolute(_ text: [UInt8]) -> Bool {
        guard let start = hostStart(text), text.count <= limit else {
            return false
        }
        return hostEnd(text, start) > start
            && !text.contains { $0 <= 0x20 || $0 == 0x7F || $0 == 0x3C || $0 == 0x3E || $0 == 0x22 }
    }

    /// Whether a text holds an address.
    package static func occurs(in text: [UInt8]) -> Bool {
        var offset = 0
        while offset < text.count {
            if text.startsWithASCII("http://", at: offset)
                || text.startsWithASCII("https://", at: offset)
                || text.startsWithASCII("www.", at: offset)
            {
                return true
            }
            offset += 1
        }
        return false
    }

    /// The host of an absolute address in lower case, without user and port.
    package static func host(_ text: [UInt8]) -> [UInt8] {
        guard let start = hostStart(text) else {
            return []
        }
        return text[start..<hostEnd(text, start)].map { $0.asciiLowercased }
    }

    /// The host without `www.`: what a site is called that has no other name.
    package static func site(_ text: [UInt8]) -> [UInt8] {
        let host = host(text)
        return host.startsWithASCII("www.", at: 0) ? [UInt8](host.dropFirst(4)) : host
    }

    private static func hostStart(_ text: [UInt8]) -> Int? {
        let start: Int
        if text.startsWithASCII("http://", at: 0) {
            start = 7
        } else if text.startsWithASCII("https://", at: 0) {
            start = 8
        } else {
            return nil
        }
        // Behind a user and password, if any.
        var offset = start
        var host = start
        while offset < text.count && !isEndOfAuthority(text[offset]) {
            if text[offset] == UInt8(ascii: "@") {
                host = offset + 1
            }
            offset += 1
        }
        return host
    }

    private static func isEndOfAuthority(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }

    private static func hostEnd(_ text: [UInt8], _ start: Int) -> Int {
        var end = start
        while end < text.count && !isEndOfAuthority(text[end]) && text[end] != UInt8(ascii: ":") {
            end += 1
        }
        return end
    }

    /// Returns an address with scheme and host, completed by that of another one; nil for what is
    /// no address of the web.
    package static func completed(_ text: [UInt8], by base: [UInt8]?) -> [UInt8]? {
        if isAbsolute(text) {
            return text
        }
        guard let base, isAbsolute(base), let host = hostStart(base), text.first == Mark.slash
        else {
            return nil
        }
        var end = host
        while end < base.count && !isEndOfAuthority(base[end]) {
            end += 1
        }
        let scheme = base.startsWithASCII("https:", at: 0) ? 6 : 5
        let start = text.startsWithASCII("//", at: 0) ? scheme : end
        let address = [UInt8](base[..<start]) + text
        return isAbsolute(address) ? address : nil
    }

    /// Returns the date in the path of an address, and where it stands there.
    ///
    /// `/YYYY/M/D/`, `/YYYY-M-D` and `/YYYYMMDD/`, each a whole part of the path; years 1990 to
    /// 2039.
    package static func pathDate(_ text: [UInt8]) -> DateMatch? {
        guard var offset = hostStart(text) else {
            return nil
        }
        while offset < text.count && text[offset] != UInt8(ascii: "?")
            && text[offset] != UInt8(ascii: "#")
        {
            if text[offset] == UInt8(ascii: "/"), let match = date(text, at: offset + 1) {
                return match
            }
            offset += 1
        }
        return nil
    }

    private static func date(_ text: [UInt8], at start: Int) -> DateMatch? {
        var offset = start
        let year = number(text, &offset, 4, 4)
        guard let year, year >= 1990, year <= 2039 else {
            return nil
        }
        let separator = offset < text.count ? text[offset] : 0
        let isSeparated = separator == UInt8(ascii: "/") || separator == UInt8(ascii: "-")
        offset += isSeparated ? 1 : 0
        guard let month = number(text, &offset, isSeparated ? 1 : 2, 2), month > 0 else {
            return nil
        }
        if isSeparated {
            guard offset < text.count, text[offset] == separator else {
                return nil
            }
            offset += 1
        }
        guard let day = number(text, &offset, isSeparated ? 1 : 2, 2), day > 0 else {
            return nil
        }
        let isWhole =
            offset >= text.count || isEndOfAuthority(text[offset])
            || text[offset] == UInt8(ascii: "-")
        guard isWhole, let date = StatedDate(year: year, month: month, day: day) else {
            return nil
        }
        return DateMatch(date: date, range: start..<offset, isAmbiguous: false)
    }

    /// Reads at least `least` and at most `most` digits.
    private static func number(
        _ text: [UInt8],
        _ offset: inout Int,
        _ least: Int,
        _ most: Int,
    ) -> Int? {
        var value = 0
        var count = 0
        while count < most, offset < text.count, text[offset].isASCIIDigit {
            value = value * 10 + Int(text[offset]) - 0x30
            offset += 1
            count += 1
        }
        return count >= least ? value : nil
    }
}
