// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The element that holds the article.
enum Container {
    /// The share of the page's mass, in percent, that an element named as the article holds.
    static let namedShare = 50

    /// The same for the element `article`.
    static let articleShare = 60

    /// The share of an element's mass, in percent, that lets one within it take its place.
    static let dominantShare = 88

    /// Returns the index of the element that holds the article.
    static func find(_ page: Page, _ selection: Selection, _ masses: Masses) -> Int {
        let body = page.range.lowerBound
        guard masses.total > 0 else { return body }
        var named: Int?
        var article: Int?
        var index = body
        while index < page.range.upperBound {
            if selection.drops(index) {
                index = page.end(of: index)
                continue
            }
            if masses.holds(index, namedShare, of: masses.total) {
                let tag = page.tree.nodes[index].tag
                if tag.canBeContainer, page.traits(index).contains(.namesArticleText) {
                    named = index
                }
                if tag == .article, masses.holds(index, articleShare, of: masses.total) {
                    article = index
                }
            }
            index += 1
        }
        return narrowed(named ?? article ?? body, page, selection, masses)
    }

    /// Goes down while one element holds nearly all.
    private static func narrowed(
        _ start: Int,
        _ page: Page,
        _ selection: Selection,
        _ masses: Masses,
    ) -> Int {
        var container = start
        while true {
            var next: Int?
            var child = container + 1
            while child < page.end(of: container) {
                if !selection.drops(child),
                    page.tree.nodes[child].tag.canNarrowContainer,
                    masses.holds(child, dominantShare, of: masses[container]),
                    masses[child] > (next.map { masses[$0] } ?? -1)
                {
                    next = child
                }
                child = page.end(of: child)
            }
            guard let inner = next else { return container }
            container = inner
        }
    }
}
