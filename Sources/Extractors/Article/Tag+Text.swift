// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

extension Tag {
    /// Whether text within the element is apart from the text around it.
    var isBlock: Bool {
        switch self {
        case .address, .article, .aside, .blockquote, .body, .br, .caption, .center, .dd,
            .details, .dialog, .dir, .div, .dl, .dt, .fieldset, .figcaption, .figure, .footer,
            .form, .h1, .h2, .h3, .h4, .h5, .h6, .header, .hgroup, .hr, .html, .legend, .li,
            .listing, .main, .menu, .nav, .ol, .option, .p, .plaintext, .pre, .search,
            .section, .summary, .table, .tbody, .td, .tfoot, .th, .thead, .tr, .ul, .xmp:
            true
        default: false
        }
    }

    /// Whether the element says what a text within it is.
    var namesKindOfText: Bool {
        switch self {
        case .p, .li, .td, .th, .blockquote, .pre, .dd, .dt, .h1, .h2, .h3, .h4, .h5, .h6,
            .summary:
            true
        default: false
        }
    }

    /// Whether a text in the element is running text by the author's own mark.
    var isRunningText: Bool {
        self == .p || self == .blockquote || self == .pre
    }

    /// Whether the element's content is never shown as text.
    var isNeverText: Bool {
        switch self {
        case .script, .style, .template, .svg, .iframe, .select, .textarea, .button, .head,
            .noembed, .noframes, .title:
            true
        default: false
        }
    }

    /// Whether the element is not part of an article unless most of the page's text is in it.
    var isFurniture: Bool {
        switch self {
        case .script, .style, .noscript, .template, .svg, .math, .iframe, .frame, .frameset,
            .object, .embed, .applet, .canvas, .video, .audio, .map, .area, .picture, .img,
            .input, .button, .select, .option, .optgroup, .datalist, .textarea, .nav, .aside,
            .footer, .menu, .dialog, .fieldset, .label, .progress, .meter, .noframes, .link,
            .meta, .head, .title, .figure, .menuitem, .time, .rp, .rt, .track, .source, .param,
            .base, .search:
            true
        default: false
        }
    }

    /// Whether the element is not part of an article however much text is in it.
    var isNeverArticle: Bool {
        self == .figure || self == .time || self == .label || self == .button
    }

    /// Whether the element can be what its class names call an article's text.
    var canBeContainer: Bool {
        switch self {
        case .div, .section, .article, .main, .td, .span: true
        default: false
        }
    }

    /// Whether an article's text can be looked for within the element alone.
    var canNarrowContainer: Bool {
        isBlock && self != .p && self != .blockquote && self != .ul && self != .ol
            && self != .table
    }
}
