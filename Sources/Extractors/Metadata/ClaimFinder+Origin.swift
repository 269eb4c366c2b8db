// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The address, the site and the language of a page.
extension ClaimFinder {
    /// Finds the address that the page gives itself.
    mutating func findAddress() {
        if let link = fields.link("canonical"),
            let address = WebAddress.completed(link.value, by: context.url)
        {
            add(.canonicalURL, address, .addressLink, original(link.source))
        }
        if let field = fields.first("og:url"),
            let address = WebAddress.completed(field.value, by: context.url)
        {
            add(.canonicalURL, address, .addressMeta, original(field.source))
        }
    }

    /// Finds the site's name.
    mutating func findSite() {
        if let field = fields.first("og:site_name") {
            add(.siteName, field.value, .siteMeta, original(field.source))
        }
        for item in linked.items(articlesOnly: true) {
            let json = linked.scripts[item.script].json
            if let publisher = json.member("publisher", of: item.object),
                let name = json.member("name", of: publisher), let text = json.text(of: name)
            {
                let source = original(linked.source(item.script, name))
                add(.siteName, PlainText.ofMarkup(text), .siteLinkedData, source)
                break
            }
        }
        if let field = fields.first("application-name") {
            add(.siteName, field.value, .siteApplication, original(field.source))
        }
        let address = claims.value(.canonicalURL)
        add(
            .siteName,
            WebAddress.site(address?.value ?? context.url ?? []),
            .siteHost,
            address?.evidence,
        )
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

    private mutating func offerLanguage(_ text: [UInt8], _ rule: PageRule, _ source: Range<Int>) {
        guard let tag = LanguageTag.tag(text) else { return }
        add(.language, tag, rule, original(source))
    }
}

/// Tags of languages.
enum LanguageTag {
    /// Returns a tag in lower case with dashes, or nil when the text is none.
    static func tag(_ text: [UInt8]) -> [UInt8]? {
        let tag = text.map { $0 == UInt8(ascii: "_") ? Mark.dash : $0.asciiLowercased }
        guard (2...35).contains(tag.count) else { return nil }
        var length = 0
        var isFirst = true
        for (index, byte) in tag.enumerated() {
            if byte == Mark.dash {
                guard length > 0, !isFirst || (2...3).contains(length) else { return nil }
                isFirst = false
                length = 0
            } else {
                guard byte.isASCIILetter || !isFirst && byte.isASCIIDigit else { return nil }
                length += 1
                guard length <= 8 else { return nil }
            }
            if index == tag.count - 1, length == 0 || isFirst && length > 3 { return nil }
        }
        return tag
    }
}
