// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// An element's name.
///
/// Raw values are positions in ``names`` plus one, in alphabetical order.
package enum Tag: UInt8, Sendable {
    /// Text, not an element.
    case text = 255

    /// The document itself.
    case document = 254

    /// A name that no rule speaks of.
    case other = 0

    // swift-format-ignore: AllPublicDeclarationsHaveDocumentation
    case
        a, abbr, acronym, address, applet, area, article, aside, audio, b, base, basefont,
        bdi, bdo, bgsound, big, blink, blockquote, body, br, button, canvas, caption,
        center, cite, code, col, colgroup, command, data, datalist, dd, del, desc, details,
        dfn, dialog, dir, div, dl, dt, em, embed, fieldset, figcaption, figure, font,
        footer, foreignobject, form, frame, frameset, h1, h2, h3, h4, h5, h6, head, header,
        hgroup, hr, html, i, iframe, image, img, input, ins, isindex, kbd, keygen, label,
        legend, li, link, listing, main, map, mark, marquee, math, menu, menuitem, meta,
        meter, mi, mn, mo, ms, mtext, nav, nobr, noembed, noframes, noscript, object, ol,
        optgroup, option, output, p, param, picture, plaintext, pre, progress, q, rb, rp,
        rt, rtc, ruby, s, samp, script, search, section, select, slot, small, source, span,
        strike, strong, style, sub, summary, sup, svg, table, tbody, td, template, textarea,
        tfoot, th, thead, time, title, tr, track, tt, u, ul, `var`, video, wbr, xmp

    /// The names in the order of the cases.
    static let names: StaticString = """
        a abbr acronym address applet area article aside audio b base basefont bdi bdo \
        bgsound big blink blockquote body br button canvas caption center cite code col \
        colgroup command data datalist dd del desc details dfn dialog dir div dl dt em embed \
        fieldset figcaption figure font footer foreignobject form frame frameset h1 h2 h3 h4 \
        h5 h6 head header hgroup hr html i iframe image img input ins isindex kbd keygen \
        label legend li link listing main map mark marquee math menu menuitem meta meter mi \
        mn mo ms mtext nav nobr noembed noframes noscript object ol optgroup option output p \
        param picture plaintext pre progress q rb rp rt rtc ruby s samp script search \
        section select slot small source span strike strong style sub summary sup svg table \
        tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr \
        xmp
        """

    /// Returns the element whose name is at a position of ``names``.
    static func at(_ position: Int) -> Tag {
        position < 0 ? .other : Tag(rawValue: UInt8(position + 1)) ?? .other
    }
}
