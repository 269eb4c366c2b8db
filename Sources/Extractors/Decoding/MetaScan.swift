// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The search for an encoding that a document declares in its markup.
///
/// HTML Standard, "prescan a byte stream to determine its encoding", over the bytes before `<body`
/// and at most 16 KiB: of real pages one in ten declares beyond the first 1024 bytes.
struct MetaScan {
    /// How many bytes are looked at.
    static let limit = 16_384

    private let bytes: [UInt8]
    private let end: Int
    private var offset = 0

    /// The first label that is not in the standard.
    private var unknown: Charset.Label?

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        end = min(bytes.count, Self.limit)
    }

    /// What a scan gave.
    struct Declaration {
        /// The label as it stands there.
        ///
        /// Nil when the declaration itself is in UTF-16.
        let label: Charset.Label?

        /// The encoding it stands for, or nil for a label that is not in the standard.
        ///
        /// UTF-8 where UTF-16 is declared, because the declaration was read byte by byte, and
        /// windows-1252 for x-user-defined.
        let encoding: TextEncoding?
    }

    /// Returns what a document declares: the first label of the standard, else the first label.
    static func declaration(in bytes: [UInt8]) -> Declaration? {
        var scan = MetaScan(bytes)
        if bytes.starts(with: [0x3C, 0x00, 0x3F, 0x00, 0x78, 0x00]) {
            return Declaration(label: nil, encoding: .utf16LE)
        }
        if bytes.starts(with: [0x00, 0x3C, 0x00, 0x3F, 0x00, 0x78]) {
            return Declaration(label: nil, encoding: .utf16BE)
        }
        if let label = scan.nextMeta() ?? scan.xmlDeclaration() {
            return Declaration(label: label, encoding: label.encoding.map(effective))
        }
        return scan.unknown.map { Declaration(label: $0, encoding: nil) }
    }

    private static func effective(_ encoding: TextEncoding) -> TextEncoding {
        switch encoding {
        case .utf16BE, .utf16LE: .utf8
        case .xUserDefined: .windows1252
        default: encoding
        }
    }

    // MARK: Tags

    private mutating func nextMeta() -> Charset.Label? {
        while offset < end {
            guard bytes[offset] == UInt8(ascii: "<") else {
                offset += 1
                continue
            }
            if bytes.startsWithASCII("<!--", at: offset) {
                skipComment()
            } else if startsTag("<meta") {
                if let label = meta() {
                    return label
                }
            } else if startsTag("<body") {
                return nil
            } else if isTag(at: offset) {
                skipTag()
            } else if offset + 1 < end, isMarkupByte(bytes[offset + 1]) {
                skip(to: UInt8(ascii: ">"))
            } else {
                offset += 1
            }
        }
        return nil
    }

    /// Whether a tag of this name starts here.
    private func startsTag(_ text: StaticString) -> Bool {
        let next = offset + text.utf8CodeUnitCount
        guard bytes.startsWithASCII(text, at: offset), next < end else {
            return false
        }
        let byte = bytes[next]
        return byte.isHTMLSpace || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ">")
    }

    private func isMarkupByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "!") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?")
    }

    private func isTag(at offset: Int) -> Bool {
        let isEndTag = offset + 1 < end && bytes[offset + 1] == UInt8(ascii: "/")
        let name = offset + (isEndTag ? 2 : 1)
        return name < end && bytes[name].isASCIILetter
    }

    /// The two hyphens of `<!--` may be those of `-->`.
    private mutating func skipComment() {
        offset += 4
        while offset < end {
            if bytes[offset] == UInt8(ascii: ">") && bytes[offset - 1] == UInt8(ascii: "-")
                && bytes[offset - 2] == UInt8(ascii: "-")
            {
                offset += 1
                return
            }
            offset += 1
        }
    }

    private mutating func skip(to byte: UInt8) {
        while offset < end && bytes[offset] != byte {
            offset += 1
        }
    }

    private mutating func skipTag() {
        while offset < end && !bytes[offset].isHTMLSpace && bytes[offset] != UInt8(ascii: ">") {
            offset += 1
        }
        while nextAttribute() != nil {}
    }

    private mutating func meta() -> Charset.Label? {
        offset += 5
        var seen: (pragma: Bool, content: Bool, charset: Bool) = (false, false, false)
        var gotPragma = false
        var needsPragma = false
        var found: Charset.Label?
        while let attribute = nextAttribute() {
            let name = attribute.name
            if name.hasASCII("http-equiv", from: 0, to: name.count), !seen.pragma {
                seen.pragma = true
                let value = attribute.value
                gotPragma = value.hasASCII("content-type", from: 0, to: value.count)
            } else if name.hasASCII("content", from: 0, to: name.count), !seen.content {
                seen.content = true
                if found == nil, let label = Self.charset(inContent: attribute.value) {
                    found = Charset.Label(label)
                    needsPragma = true
                }
            } else if name.hasASCII("charset", from: 0, to: name.count), !seen.charset {
                seen.charset = true
                found = Charset.Label(attribute.value)
                needsPragma = false
            }
        }
        guard let found, gotPragma || !needsPragma else {
            return nil
        }
        if found.encoding == nil {
            unknown = unknown ?? found
            return nil
        }
        return found
    }

    // MARK: Attributes

    private struct Attribute {
        var name: [UInt8] = []
        var value: [UInt8] = []
    }

    /// HTML Standard, "get an attribute".
    private mutating func nextAttribute() -> Attribute? {
        while offset < end && (bytes[offset].isHTMLSpace || bytes[offset] == UInt8(ascii: "/")) {
            offset += 1
        }
        guard offset < end, bytes[offset] != UInt8(ascii: ">") else {
            return nil
        }
        var attribute = Attribute()
        while offset < end {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "=") && !attribute.name.isEmpty {
                break
            }
            if byte == UInt8(ascii: "/") || byte == UInt8(ascii: ">") {
                return attribute
            }
            if byte.isHTMLSpace {
                break
            }
            attribute.name.append(byte.asciiLowercased)
            offset += 1
        }
        skipSpace()
        guard offset < end, bytes[offset] == UInt8(ascii: "=") else {
            return offset < end ? attribute : nil
        }
        offset += 1
        skipSpace()
        guard readValue(&attribute.value) else {
            return nil
        }
        return attribute
    }

    private mutating func skipSpace() {
        while offset < end && bytes[offset].isHTMLSpace {
            offset += 1
        }
    }

    /// Reads a value; false when the scanned bytes end within it.
    private mutating func readValue(_ value: inout [UInt8]) -> Bool {
        guard offset < end else {
            return false
        }
        let quote = bytes[offset]
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            offset += 1
            while offset < end && bytes[offset] != quote {
                value.append(bytes[offset])
                offset += 1
            }
            offset += 1
            return offset <= end
        }
        while offset < end && !bytes[offset].isHTMLSpace && bytes[offset] != UInt8(ascii: ">") {
            value.append(bytes[offset])
            offset += 1
        }
        return offset < end
    }

    /// HTML Standard, "extracting a character encoding from a meta element".
    static func charset(inContent content: [UInt8]) -> [UInt8]? {
        var offset = 0
        while offset < content.count {
            guard content.startsWithASCII("charset", at: offset) else {
                offset += 1
                continue
            }
            offset += 7
            while offset < content.count && content[offset].isHTMLSpace {
                offset += 1
            }
            guard offset < content.count, content[offset] == UInt8(ascii: "=") else {
                continue
            }
            offset += 1
            while offset < content.count && content[offset].isHTMLSpace {
                offset += 1
            }
            return label(content, at: offset)
        }
        return nil
    }

    private static func label(_ content: [UInt8], at start: Int) -> [UInt8]? {
        guard start < content.count else {
            return nil
        }
        var end = start
        let quote = content[start]
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            end += 1
            while end < content.count && content[end] != quote {
                end += 1
            }
            return end < content.count ? [UInt8](content[(start + 1)..<end]) : nil
        }
        while end < content.count && !content[end].isHTMLSpace
            && content[end] != UInt8(ascii: ";")
        {
            end += 1
        }
        return [UInt8](content[start..<end])
    }
}

// MARK: XML

extension MetaScan {
    /// HTML Standard, "get an XML encoding".
    private mutating func xmlDeclaration() -> Charset.Label? {
        guard bytes.startsWithASCII("<?xml", at: 0) else {
            return nil
        }
        var limit = 0
        while limit < end && bytes[limit] != UInt8(ascii: ">") {
            limit += 1
        }
        var start = 5
        while start < limit && !bytes.startsWithASCII("encoding", at: start) {
            start += 1
        }
        start += 8
        while start < limit && bytes[start] <= 0x20 {
            start += 1
        }
        guard start < limit, bytes[start] == UInt8(ascii: "=") else {
            return nil
        }
        start += 1
        while start < limit && bytes[start] <= 0x20 {
            start += 1
        }
        guard start < limit, bytes[start] == UInt8(ascii: "\"") || bytes[start] == UInt8(ascii: "'")
        else {
            return nil
        }
        var close = start + 1
        while close < limit && bytes[close] != bytes[start] {
            close += 1
        }
        guard close < limit else {
            return nil
        }
        let label = Charset.Label([UInt8](bytes[(start + 1)..<close]))
        if label.encoding == nil {
            unknown = unknown ?? label
            return nil
        }
        return label
    }
}
