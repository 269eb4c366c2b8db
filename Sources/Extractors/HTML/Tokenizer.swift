// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Cuts a document into tags, texts and comments, as the HTML standard says.
///
/// Never fails, and reads each byte a fixed number of times. Names and values stay ranges of the
/// document; ``CharacterReferences`` decodes those that need it.
/// HTML standard, 13.2.5.
struct Tokenizer: Sendable {
    /// The document.
    let bytes: [UInt8]

    /// Where the next token starts.
    private(set) var position = 0

    /// The attributes of the last start tag, in the order of the document.
    ///
    /// Names may occur twice; the first counts.
    private(set) var attributes: [RawAttribute] = []

    let end: Int
    private let attributeLimit: Int
    private let tags = NameTable(Tag.names)

    /// Starts at the document's first byte.
    init(_ bytes: [UInt8], limits: HTMLLimits = .standard) {
        self.bytes = bytes
        end = bytes.count
        attributeLimit = limits.attributeCount
    }

    /// Reads the next token.
    ///
    /// Within drawings and formulas, that is foreign content, `<![CDATA[` starts text.
    mutating func next(isForeign: Bool = false) -> Token {
        guard position < end else {
            return Token(.end, source: end..<end, content: end..<end)
        }
        guard bytes[position] == Mark.less, startsMarkup(at: position) else {
            return text()
        }
        switch bytes[position + 1] {
        case Mark.slash: return endTag()
        case Mark.exclamation: return declaration(isForeign: isForeign)
        case Mark.question: return bogusComment(from: position + 1)
        default: return startTag()
        }
    }

    /// Reads the text of an element whose content is not markup, up to its end tag.
    ///
    /// The name is that of the element, where it stands in the start tag.
    mutating func rawText(_ model: ContentModel, until name: Range<Int>) -> Token {
        let start = position
        switch model {
        case .markup: break
        case .everything: position = end
        case .escapableText, .text: position = endOfText(name)
        case .script: position = endOfScript(name)
        }
        let content = start..<position
        var token = Token(.text, source: content, content: content)
        token.needsDecoding = needsDecoding(content, references: model == .escapableText)
        return token
    }
}

extension Tokenizer {
    /// Whether the `<` at an offset starts anything but text.
    private func startsMarkup(at offset: Int) -> Bool {
        guard offset + 1 < end else { return false }
        let next = bytes[offset + 1]
        if next == Mark.slash {
            return offset + 2 < end
        }
        return next.isASCIILetter || next == Mark.exclamation || next == Mark.question
    }

    private mutating func text() -> Token {
        let bytes = bytes
        let start = position
        var offset = start
        var needsDecoding = false
        while offset < end {
            let byte = bytes[offset]
            if byte <= Mark.less {
                if byte == Mark.less {
                    if startsMarkup(at: offset) { break }
                } else if byte == Mark.ampersand || byte == 0x0D || byte == 0 {
                    needsDecoding = true
                }
            }
            offset += 1
        }
        position = offset
        let content = start..<offset
        return Token(.text, source: content, content: content, needsDecoding: needsDecoding)
    }

    private func needsDecoding(_ range: Range<Int>, references: Bool) -> Bool {
        let bytes = bytes
        for offset in range {
            let byte = bytes[offset]
            if byte <= Mark.ampersand {
                if byte == 0 || byte == 0x0D || references && byte == Mark.ampersand {
                    return true
                }
            }
        }
        return false
    }

    private mutating func startTag() -> Token {
        let start = position
        position += 1
        let name = tagName()
        attributes.removeAll(keepingCapacity: true)
        guard let isSelfClosing = tagRest(keepsAttributes: true) else {
            return Token(.end, source: end..<end, content: end..<end)
        }
        var token = Token(.startTag, source: start..<position, content: name)
        token.tag = Tag.at(tags.position(of: name, in: bytes.span))
        token.isSelfClosing = isSelfClosing
        return token
    }

    private mutating func endTag() -> Token {
        let start = position
        let first = bytes[start + 2]
        guard first.isASCIILetter else {
            if first == Mark.greater {
                position = start + 3
                return Token(.comment, source: start..<position, content: position..<position)
            }
            return bogusComment(from: start + 2)
        }
        position += 2
        let name = tagName()
        guard let isSelfClosing = tagRest(keepsAttributes: false) else {
            return Token(.end, source: end..<end, content: end..<end)
        }
        var token = Token(.endTag, source: start..<position, content: name)
        token.tag = Tag.at(tags.position(of: name, in: bytes.span))
        token.isSelfClosing = isSelfClosing
        return token
    }

    private mutating func tagName() -> Range<Int> {
        let bytes = bytes
        let start = position
        var offset = start
        while offset < end, !endsName(bytes[offset]) {
            offset += 1
        }
        position = offset
        return start..<offset
    }

    @inline(__always)
    func endsName(_ byte: UInt8) -> Bool {
        byte <= Mark.greater
            && (byte.isHTMLSpace || byte == Mark.slash || byte == Mark.greater)
    }

    /// Reads the attributes and the end of a tag.
    ///
    /// Returns whether the tag is self-closing; nil when the document ends before the tag does.
    private mutating func tagRest(keepsAttributes: Bool) -> Bool? {
        let bytes = bytes
        while position < end {
            let byte = bytes[position]
            if byte == Mark.greater {
                position += 1
                return false
            }
            if byte == Mark.slash {
                position += 1
                if position < end, bytes[position] == Mark.greater {
                    position += 1
                    return true
                }
            } else if byte.isHTMLSpace {
                position += 1
            } else {
                let attribute = attribute()
                if keepsAttributes, attributes.count < attributeLimit {
                    attributes.append(attribute)
                }
            }
        }
        return nil
    }

    private mutating func attribute() -> RawAttribute {
        let bytes = bytes
        let start = position
        var offset = start + 1
        while offset < end, bytes[offset] != Mark.equals, !endsName(bytes[offset]) {
            offset += 1
        }
        let name = start..<offset
        while offset < end, bytes[offset].isHTMLSpace {
            offset += 1
        }
        guard offset < end, bytes[offset] == Mark.equals else {
            position = offset
            return RawAttribute(name: name, value: offset..<offset, needsDecoding: false)
        }
        offset += 1
        while offset < end, bytes[offset].isHTMLSpace {
            offset += 1
        }
        position = offset
        var needsDecoding = false
        let value = attributeValue(&needsDecoding)
        return RawAttribute(name: name, value: value, needsDecoding: needsDecoding)
    }

    /// Reads the value that starts here; none when the tag ends here.
    private mutating func attributeValue(_ needsDecoding: inout Bool) -> Range<Int> {
        let bytes = bytes
        guard position < end else { return end..<end }
        let quote = bytes[position]
        let isQuoted = quote == Mark.quote || quote == Mark.apostrophe
        let start = isQuoted ? position + 1 : position
        var offset = start
        while offset < end {
            let byte = bytes[offset]
            if byte <= Mark.greater {
                if isQuoted ? byte == quote : byte == Mark.greater || byte.isHTMLSpace {
                    break
                }
                if byte == Mark.ampersand || byte == 0x0D || byte == 0 {
                    needsDecoding = true
                }
            }
            offset += 1
        }
        position = isQuoted ? min(end, offset + 1) : offset
        return start..<offset
    }
}

extension Tokenizer {
    /// Reads what starts with `<!`.
    private mutating func declaration(isForeign: Bool) -> Token {
        let start = position
        if bytes.startsWithASCII("--", at: start + 2) {
            return comment()
        }
        if isForeign, bytes.startsWithASCII("[cdata[", at: start + 2) {
            let first = start + 9
            let last = offset(of: "]]>", from: first)
            position = min(end, last + 3)
            let content = first..<last
            var token = Token(.text, source: content, content: content)
            token.needsDecoding = needsDecoding(content, references: false)
            return token
        }
        let isDoctype = bytes.startsWithASCII("doctype", at: start + 2)
        var token = bogusComment(from: start + 2)
        if isDoctype {
            token.kind = .doctype
        }
        return token
    }

    private mutating func bogusComment(from first: Int) -> Token {
        let start = position
        let last = offset(of: ">", from: first)
        position = min(end, last + 1)
        return Token(.comment, source: start..<position, content: first..<last)
    }

    private mutating func comment() -> Token {
        let bytes = bytes
        let start = position
        let first = start + 4
        var last = end
        var offset = first - 2
        // Two dashes, at the earliest those of the opening mark, and `>` or `!>`.
        search: while offset < end {
            guard bytes[offset] == Mark.dash, offset + 2 < end, bytes[offset + 1] == Mark.dash
            else {
                offset += 1
                continue
            }
            if bytes[offset + 2] == Mark.greater {
                last = offset
                position = offset + 3
                break search
            }
            if bytes[offset + 2] == Mark.exclamation, offset >= first, offset + 3 < end,
                bytes[offset + 3] == Mark.greater
            {
                last = offset
                position = offset + 4
                break search
            }
            offset += 1
        }
        if last == end {
            position = end
            last = endOfOpenComment(first)
        }
        return Token(.comment, source: start..<position, content: first..<max(first, last))
    }

    /// Returns where the text of a comment ends that the document's end cuts off.
    private func endOfOpenComment(_ first: Int) -> Int {
        for mark: StaticString in ["--!", "--", "-"] {
            let start = end - mark.utf8CodeUnitCount
            if start >= first, bytes.startsWithASCII(mark, at: start) {
                return start
            }
        }
        return end
    }

    /// Returns the offset of the text at or behind another offset, or the end.
    func offset(of text: StaticString, from start: Int) -> Int {
        let bytes = bytes
        let first = text.byte(at: 0)
        var offset = start
        while offset < end {
            if bytes[offset] == first, bytes.startsWithASCII(text, at: offset) {
                return offset
            }
            offset += 1
        }
        return end
    }
}
