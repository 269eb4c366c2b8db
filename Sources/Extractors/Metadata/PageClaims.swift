// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// What is known of a page from outside of it.
package struct PageContext: Sendable {
    /// The address, in ASCII.
    package var url: [UInt8]?

    /// The day on which the page was captured; no date of a page is later.
    package var captured: CalendarDate?

    /// A context.
    package init(url: [UInt8]? = nil, captured: CalendarDate? = nil) {
        self.url = url
        self.captured = captured
    }
}

/// What a page says about itself: the values that count, and all that were found.
package struct PageClaims: Sendable {
    /// The title.
    package internal(set) var title: PageClaim?

    /// The authors, in the page's order.
    package internal(set) var authors: [PageClaim] = []

    /// The agency or house that the text comes from.
    package internal(set) var source: PageClaim?

    /// When the page says that it was published.
    package internal(set) var published: PageClaim?

    /// When the page says that it was changed.
    package internal(set) var modified: PageClaim?

    /// The address that the page gives itself.
    package internal(set) var canonicalURL: PageClaim?

    /// The name of the site.
    package internal(set) var siteName: PageClaim?

    /// The language: a tag as in BCP 47, in lower case.
    package internal(set) var language: PageClaim?

    /// All that was found, in the order of the rules.
    package internal(set) var candidates: [PageClaim] = []

    /// Whether the best two dates of publication are more than a day apart.
    package internal(set) var datesConflict = false

    /// The number of candidates that are kept.
    static let limit = 200

    /// Finds what a page says about itself.
    package static func find(in tree: HTMLTree, context: PageContext = .init()) -> PageClaims {
        var finder = ClaimFinder(tree, context)
        finder.findAddress()
        finder.findLanguage()
        finder.findSite()
        finder.findTitle()
        finder.findAuthors()
        finder.findDates()
        return finder.claims
    }

    /// Records what was found, unless another rule found the same in the same place.
    mutating func add(_ claim: PageClaim) {
        for known in candidates
        where known.property == claim.property && known.source == claim.source
            && known.value == claim.value
        {
            return
        }
        if candidates.count < Self.limit {
            candidates.append(claim)
        }
    }
}
