// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The address, the site and the language of a page.
extension ClaimFinder {
    /// Finds the address that the page gives itself.
    mutating func findAddress() {
        if let link = fields.link("canonical"),
            let address = Address.absolute(link.value, context.url)
        {
            claims.canonicalURL = add(.canonicalURL, address, .addressLink, original(link.source))
        }
        if let field = fields.first("og:url"),
            let address = Address.absolute(field.value, context.url)
        {
            let claim = add(.canonicalURL, address, .addressMeta, original(field.source))
            claims.canonicalURL = claims.canonicalURL ?? claim
        }
    }

    /// Finds the site's name.
    mutating func findSite() {
        if let field = fields.first("og:site_name") {
            offerSite(add(.siteName, field.value, .siteMeta, original(field.source)))
        }
        for item in linked.items(articlesOnly: true) {
            let json = linked.scripts[item.script].json
            if let publisher = json.member("publisher", of: item.object),
                let name = json.member("name", of: publisher), let text = json.text(of: name)
            {
                let source = original(linked.source(item.script, name))
                offerSite(add(.siteName, PlainText.ofMarkup(text), .siteLinkedData, source))
                break
            }
        }
        if let field = fields.first("application-name") {
            offerSite(add(.siteName, field.value, .siteApplication, original(field.source)))
        }
        if let address = claims.canonicalURL, let host = Address.host(of: address.value) {
            offerSite(add(.siteName, host, .siteHost, address.source))
        } else if let url = context.url, let host = Address.host(of: url) {
            offerSite(add(.siteName, host, .siteHost, nil))
        }
    }

    private mutating func offerSite(_ claim: PageClaim) {
        if claims.siteName == nil, !claim.value.isEmpty {
            claims.siteName = claim
        }
    }

    /// Finds the language.
    mutating func findLanguage() {
        for name in [AttributeName.lang, .xmlLang] {
            if let attribute = tree.attribute(name, of: tree.html) {
                let source = attribute.source.range
                offerLanguage(tree.plainText(of: attribute), .languageAttribute, source)
            }
        }
        let names: [StaticString] = ["content-language", "og:locale", "language", "dc.language"]
        for name in names {
            if let field = fields.first(name) {
                offerLanguage(field.value, .languageMeta, field.source)
            }
        }
    }

    private mutating func offerLanguage(_ text: [UInt8], _ rule: ClaimRule, _ source: Range<Int>) {
        guard let tag = LanguageTag.tag(text) else { return }
        let claim = add(.language, tag, rule, original(source))
        claims.language = claims.language ?? claim
    }
}

/// Tags of languages.
enum LanguageTag {
    /// Returns a tag in lower case with dashes, or nil when the text is none.
    static func tag(_ text: [UInt8]) -> [UInt8]? {
        let tag = text.map { $0 == UInt8(ascii: "_") ? Mark.dash : ASCII.lowercased($0) }
        guard (2...35).contains(tag.count) else { return nil }
        var length = 0
        var isFirst = true
        for (index, byte) in tag.enumerated() {
            if byte == Mark.dash {
                guard length > 0, !isFirst || (2...3).contains(length) else { return nil }
                isFirst = false
                length = 0
            } else {
                guard ASCII.isLetter(byte) || !isFirst && ASCII.isDigit(byte) else { return nil }
                length += 1
                guard length <= 8 else { return nil }
            }
            if index == tag.count - 1, length == 0 || isFirst && length > 3 { return nil }
        }
        return tag
    }
}

/// Addresses of pages.
enum Address {
    /// Returns an address with scheme and host, completed from another one; nil for what is no
    /// address of the web.
    static func absolute(_ text: [UInt8], _ base: [UInt8]?) -> [UInt8]? {
        if text.contains(0x20) { return nil }
        if hostRange(of: text) != nil { return text }
        guard let base, let host = hostRange(of: base) else { return nil }
        if ASCII.starts(text, with: "//") {
            let scheme = base[..<(host.lowerBound - 2)]
            return Array(scheme) + text
        }
        guard text.first == Mark.slash else { return nil }
        return Array(base[..<host.upperBound]) + text
    }

    /// Returns an address's host in lower case, without "www.".
    static func host(of text: [UInt8]) -> [UInt8]? {
        guard let range = hostRange(of: text) else { return nil }
        let host = text[range].map { ASCII.lowercased($0) }
        return ASCII.starts(host, with: "www.") ? Array(host.dropFirst(4)) : host
    }

    /// Returns where an address's path starts.
    static func path(of text: [UInt8]) -> Int {
        hostRange(of: text)?.upperBound ?? 0
    }

    private static func hostRange(of text: [UInt8]) -> Range<Int>? {
        let start: Int
        if ASCII.starts(text, with: "https://") {
            start = 8
        } else if ASCII.starts(text, with: "http://") {
            start = 7
        } else {
            return nil
        }
        var end = start
        while end < text.count, text[end] != Mark.slash, text[end] != Mark.question,
            text[end] != 0x23
        {
            end += 1
        }
        return end > start ? start..<end : nil
    }
}
