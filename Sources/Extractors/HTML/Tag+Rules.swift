// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// How the text behind a start tag is read.
enum ContentModel: Sendable {
    /// Markup and character references.
    case markup

    /// Text with character references up to the end tag.
    case escapableText

    /// Text up to the end tag.
    case text

    /// Text up to the end tag, with the rules for comments within scripts.
    case script

    /// Text up to the end of the document.
    case everything
}

extension Tag {
    /// Whether the element has no content and no end tag.
    var isVoid: Bool {
        switch self {
        case .area, .base, .br, .col, .embed, .hr, .img, .image, .input, .link, .meta, .param,
            .source, .track, .wbr, .basefont, .bgsound, .frame, .keygen:
            true
        default: false
        }
    }

    /// How the element's content is read outside of foreign content.
    var contentModel: ContentModel {
        switch self {
        case .textarea, .title: .escapableText
        case .style, .xmp, .iframe, .noembed, .noframes: .text
        case .script: .script
        case .plaintext: .everything
        default: .markup
        }
    }

    /// Whether the element's start tag ends an open paragraph.
    var endsParagraph: Bool {
        switch self {
        case .address, .article, .aside, .blockquote, .center, .details, .dialog, .dir, .div,
            .dl, .fieldset, .figcaption, .figure, .footer, .form, .h1, .h2, .h3, .h4, .h5, .h6,
            .header, .hgroup, .hr, .main, .menu, .nav, .ol, .p, .pre, .search, .section,
            .summary, .table, .ul, .li, .dd, .dt, .listing, .xmp, .plaintext:
            true
        default: false
        }
    }

    /// Whether end tags do not reach beyond the element.
    var isScope: Bool {
        switch self {
        case .html, .table, .td, .th, .caption, .marquee, .object, .template, .applet, .button:
            true
        default: false
        }
    }

    /// Whether the element may stand in the document's head.
    var isHeadContent: Bool {
        switch self {
        case .base, .basefont, .bgsound, .link, .meta, .title, .script, .style, .noscript,
            .template, .noframes:
            true
        default: false
        }
    }

    /// Whether the element's end tag ends all that is open in it, and end tags of phrases do not
    /// end the element.
    var isStructure: Bool {
        switch self {
        case .address, .article, .aside, .blockquote, .body, .button, .caption, .center, .dd,
            .details, .dialog, .dir, .div, .dl, .dt, .fieldset, .figcaption, .figure, .footer,
            .form, .h1, .h2, .h3, .h4, .h5, .h6, .header, .hgroup, .html, .li, .listing, .main,
            .marquee, .math, .menu, .nav, .object, .ol, .p, .pre, .search, .section, .select,
            .summary, .svg, .table, .tbody, .td, .template, .tfoot, .th, .thead, .tr, .ul,
            .applet:
            true
        default: false
        }
    }

    /// Whether the element, an item's descendant, keeps a new item from ending that item.
    var keepsItemOpen: Bool {
        switch self {
        case .address, .div, .p: false
        default: isStructure
        }
    }

    /// Whether the element is a part of a table or a table.
    var isTablePart: Bool {
        switch self {
        case .table, .tbody, .tfoot, .thead, .tr, .td, .th: true
        default: false
        }
    }

    /// Whether the element is a heading.
    var isHeading: Bool {
        switch self {
        case .h1, .h2, .h3, .h4, .h5, .h6: true
        default: false
        }
    }

    /// Whether the element's start tag ends drawings and formulas around it.
    var endsForeignContent: Bool {
        switch self {
        case .b, .big, .blockquote, .body, .br, .center, .code, .dd, .div, .dl, .dt, .em,
            .embed, .h1, .h2, .h3, .h4, .h5, .h6, .head, .hr, .i, .img, .li, .listing, .menu,
            .meta, .nobr, .ol, .p, .pre, .ruby, .s, .small, .span, .strong, .strike, .sub, .sup,
            .table, .tt, .u, .ul, .`var`:
            true
        default: false
        }
    }
}
