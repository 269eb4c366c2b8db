// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The words of class names and identifiers that say what an element is for.
///
/// Written for this project, from what news sites, blogs and the common page builders call the
/// parts of a page in English, German, French and Polish.
enum ClassWords {
    /// The words, each with its ``Role``.
    static let table: StaticString = """
        ad=w ads=n adsense=n advert=n advertisement=n advertising=n anzeige=n article=a \
        articlebody=h articletext=h author=w authors=w banner=n bio=w body=b bookmark=n \
        bookmarks=n breadcrumb=n breadcrumbs=n byline=n caption=n captions=n carousel=n \
        comment=w commentaires=k comments=k consent=n content=c cookie=n cookies=n \
        copyright=n credit=n credits=n criteo=n crumbs=n date=w dateline=n disqus=k \
        donate=n donation=n elated=n elementor=e embed=w embedded=w entry=y \
        entrycontent=h feedback=w foot=w footer=n gallery=w gdpr=n hide=w infobox=n jp=w \
        keywords=w komentarze=k kommentar=k kommentare=k lightbox=n likes=n login=n \
        main=m masthead=n mehr=n menu=w menus=n meta=w metadata=n modal=n mostread=n \
        nav=n navbar=n navbox=n navi=n navigation=n newsletter=n noprint=n outbrain=n \
        overlay=n page=q pager=n pagination=n partager=n polecane=n poll=n popular=n \
        popup=n post=o postcontent=h print=w promo=n promoted=n rating=w ratings=n \
        readmore=n recirc=n recirculation=n recommendations=n recommended=n register=n \
        reklama=n related=n relatedposts=n replies=k reply=n respond=k search=w share=n \
        sharedaddy=n shares=n sharing=n sidebar=n signin=n signup=n skip=w slideshow=n \
        social=n socials=n sponsor=n sponsored=n story=s storybody=h submenu=n \
        subscribe=n subscription=n survey=n syndication=n taboola=n tag=w taglist=n \
        tags=w teaser=i teasers=i teilen=n text=t timestamp=n toc=n toolbar=n tools=w \
        trending=n udostepnij=n viral=n weiterlesen=n werbung=n widget=g widgets=g wp=p \
        zone=w
        """

    /// What a word says.
    enum Role {
        /// Not part of an article.
        static let negative = UInt8(ascii: "n")

        /// Not part of an article, but only when it is a whole class name.
        static let negativeAlone = UInt8(ascii: "w")

        /// Not part of an article, unless a page builder made the page of such parts.
        static let widget = UInt8(ascii: "g")

        /// A teaser: of another page, or the article's lead.
        static let teaser = UInt8(ascii: "i")

        /// What readers wrote.
        static let comments = UInt8(ascii: "k")

        /// A page builder.
        static let builder = UInt8(ascii: "e")

        /// A page builder when ``widget`` stands beside it.
        static let builderOfWidgets = UInt8(ascii: "p")

        /// The article's text.
        static let articleText = UInt8(ascii: "h")

        /// Words that name the article's text in pairs.
        static let article = UInt8(ascii: "a")
        static let body = UInt8(ascii: "b")
        static let content = UInt8(ascii: "c")
        static let entry = UInt8(ascii: "y")
        static let post = UInt8(ascii: "o")
        static let story = UInt8(ascii: "s")
        static let text = UInt8(ascii: "t")
        static let main = UInt8(ascii: "m")
        static let page = UInt8(ascii: "q")
    }
}
