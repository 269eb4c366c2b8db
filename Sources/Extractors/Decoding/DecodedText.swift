// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// A document as UTF-8, with the way back to the bytes it was decoded from.
package struct DecodedText: Sendable {
    /// The longest document that extractors read, in bytes: 64 MiB.
    ///
    /// As UTF-8 it is at most three times as long, and a few times that still fits into 32 bits,
    /// in which WebAssembly counts.
    package static let byteLimit = 1 << 26

    /// Well-formed UTF-8 without a byte order mark; line ends are as they were.
    package let bytes: [UInt8]

    /// How the bytes were understood, and why.
    package let charset: Charset

    /// The map of a text whose bytes are not those of the original, else nil.
    private let map: OffsetMap?

    /// How many bytes of the original precede the text: those of a byte order mark.
    private let start: Int

    /// Decodes a document.
    ///
    /// The encoding is that of the first ``Charset/Rule`` that applies. Takes one pass over bytes
    /// that are UTF-8, which are not copied unless they start with a byte order mark. Never fails:
    /// bytes that the encoding cannot hold become U+FFFD, as in the WHATWG Encoding Standard.
    ///
    /// - Parameters:
    ///   - original: The document.
    ///   - httpContentType: The value of the HTTP header `Content-Type`, if known.
    ///   - readsMarkup: Whether the document may declare its encoding in HTML or XML.
    /// - Returns: The text, with how it was understood.
    package static func decode(
        _ original: [UInt8],
        httpContentType: [UInt8]?,
        readsMarkup: Bool = true,
    ) -> DecodedText {
        let http = httpContentType.flatMap(HTTPContentType.charset).map(Charset.Label.init)
        let meta = readsMarkup ? MetaScan.declaration(in: original) : nil
        if let mark = ByteOrderMark(original) {
            let choice = Choice(mark.encoding, .byteOrderMark, http, meta?.label)
            return decode(original, from: mark.width, choice)
        }
        let validation = UTF8Validation(original)
        let isUTF8 = validation.end == original.count
        let choice: Choice
        if isUTF8 && validation.hasMultibyte {
            choice = Choice(.utf8, .multibyteUTF8, http, meta?.label)
        } else if let encoding = http?.encoding {
            choice = Choice(encoding, .http, http, meta?.label)
        } else if let encoding = meta?.encoding {
            choice = Choice(encoding, .meta, http, meta?.label)
        } else if isUTF8 {
            choice = Choice(.utf8, .ascii, http, meta?.label)
        } else {
            let isUndeclared = http == nil && meta == nil
            let rule = isUndeclared ? Charset.Rule.fallback : .unsupported
            choice = Choice(.windows1252, rule, http, meta?.label)
        }
        if isUTF8 && choice.encoding.keepsASCII(hasMultibyte: validation.hasMultibyte) {
            let charset = choice.charset(replacementCount: 0)
            return DecodedText(bytes: original, charset: charset, map: nil, start: 0)
        }
        return decode(original, from: 0, choice)
    }

    /// Returns the original's offset of the character that holds the byte at an offset of ``bytes``.
    ///
    /// The count of ``bytes``, and all above it, give the count of the original.
    package func originalOffset(of offset: Int) -> Int {
        if let map {
            return map.originalOffset(of: offset) + start
        }
        return min(max(offset, 0), bytes.count) + start
    }

    // MARK: Decoding

    /// An encoding with the reason for it, before anything is decoded.
    private struct Choice {
        let encoding: TextEncoding
        let rule: Charset.Rule
        let http: Charset.Label?
        let meta: Charset.Label?

        init(
            _ encoding: TextEncoding,
            _ rule: Charset.Rule,
            _ http: Charset.Label?,
            _ meta: Charset.Label?,
        ) {
            self.encoding = encoding
            self.rule = rule
            self.http = http
            self.meta = meta
        }

        func charset(replacementCount: Int) -> Charset {
            Charset(
                encoding: encoding,
                rule: rule,
                declaredHTTP: http,
                declaredMeta: meta,
                replacementCount: replacementCount,
            )
        }
    }

    private static func decode(
        _ original: [UInt8],
        from start: Int,
        _ choice: Choice,
    ) -> DecodedText {
        let body = start == 0 ? original : [UInt8](original[start...])
        if choice.encoding == .utf8 && UTF8Validation(body).end == body.count {
            let charset = choice.charset(replacementCount: 0)
            return DecodedText(bytes: body, charset: charset, map: nil, start: start)
        }
        var output = DecodedOutput(capacity: body.count + body.count / 4)
        choice.encoding.decode(body, into: &output)
        output.finish()
        let charset = choice.charset(replacementCount: output.replacementCount)
        return DecodedText(bytes: output.bytes, charset: charset, map: output.map, start: start)
    }
}

/// A byte order mark at the start of a document.
///
/// WHATWG Encoding Standard, "BOM sniff".
private struct ByteOrderMark {
    let encoding: TextEncoding
    let width: Int

    init?(_ bytes: [UInt8]) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            encoding = .utf8
            width = 3
        } else if bytes.starts(with: [0xFE, 0xFF]) {
            encoding = .utf16BE
            width = 2
        } else if bytes.starts(with: [0xFF, 0xFE]) {
            encoding = .utf16LE
            width = 2
        } else {
            return nil
        }
    }
}

extension TextEncoding {
    /// Whether well-formed UTF-8 decodes to itself: always in UTF-8, and ASCII in the encodings
    /// that contain it.
    fileprivate func keepsASCII(hasMultibyte: Bool) -> Bool {
        switch self {
        case .utf8: true
        case .utf16BE, .utf16LE, .iso2022JP, .replacement: false
        default: !hasMultibyte
        }
    }

    /// Decodes bytes without a byte order mark.
    func decode(_ bytes: [UInt8], into output: inout DecodedOutput) {
        switch self {
        case .utf8: Self.decodeUTF8(bytes, &output)
        case .gbk, .gb18030: GB18030Decoder().decode(bytes, &output)
        case .big5: Big5Decoder().decode(bytes, &output)
        case .eucJP: EUCJPDecoder().decode(bytes, &output)
        case .iso2022JP: ISO2022JPDecoder.decode(bytes, &output)
        case .shiftJIS: ShiftJISDecoder().decode(bytes, &output)
        case .eucKR: EUCKRDecoder().decode(bytes, &output)
        case .replacement: Self.decodeReplacement(bytes, &output)
        case .utf16BE: Self.decodeUTF16(bytes, isBigEndian: true, &output)
        case .utf16LE: Self.decodeUTF16(bytes, isBigEndian: false, &output)
        default: decodeSingleByte(bytes, &output)
        }
    }
}
