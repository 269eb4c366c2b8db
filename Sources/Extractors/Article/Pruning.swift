// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// How much of a page is taken for furniture.
enum Strictness: Int, Sendable {
    /// By element, role and class names.
    case full = 0

    /// By element and role.
    case withoutWords = 1

    /// Nothing but what is not shown.
    case none = 2
}

/// Leaves out what is not part of an article.
///
/// No rule that reads names may leave out what holds a large share of the page's running text.
struct Pruning: Sendable {
    /// The share, in percent, from which on an element cannot be furniture.
    static let furnitureShare = 50

    /// The same for forms and headers.
    static let formShare = 25

    /// The same for roles.
    static let roleShare = 40

    /// The same for what holds a claim.
    static let claimShare = 20

    /// The same for class names.
    static let wordShare = 30

    /// The mass that is left when comments are left out, however much of the page they are.
    static let leastArticle = 600

    /// Returns what is left of a page where a lead may be: headers and teasers stay.
    static func selectionForLead(_ page: Page, _ masses: Masses) -> Selection {
        var selection = Selection(page)
        dropUnseen(page, .full, &selection)
        for index in page.range.dropFirst() where !selection.drops(index) {
            let tag = page.tree.nodes[index].tag
            if tag == .text || tag == .header || tag == .form { continue }
            if isFurniture(index, tag, page, masses, .full),
                !page.traits(index).contains(.isTeaser) || tag.isFurniture
            {
                selection.drop(index)
            }
        }
        return selection
    }

    /// Returns what is left of a page.
    static func selection(_ page: Page, _ strictness: Strictness) -> Selection {
        var selection = Selection(page)
        dropUnseen(page, strictness, &selection)
        guard strictness != .none else { return selection }
        let masses = Masses(selection.blocks(of: page), of: page)
        var index = page.range.lowerBound + 1
        while index < page.range.upperBound {
            if selection.drops(index) {
                index = page.end(of: index)
                continue
            }
            let tag = page.tree.nodes[index].tag
            if tag != .text, isFurniture(index, tag, page, masses, strictness) {
                selection.drop(index)
                index = page.end(of: index)
                continue
            }
            index += 1
        }
        return selection
    }

    /// Leaves out what is never shown as text.
    private static func dropUnseen(
        _ page: Page,
        _ strictness: Strictness,
        _ selection: inout Selection,
    ) {
        for index in page.range.dropFirst() {
            let tag = page.tree.nodes[index].tag
            if tag.isNeverText || tag == .noscript && strictness != .none
                || page.traits(index).contains(.isHidden)
            {
                selection.drop(index)
            }
        }
    }

    private static func isFurniture(
        _ index: Int,
        _ tag: Tag,
        _ page: Page,
        _ masses: Masses,
        _ strictness: Strictness,
    ) -> Bool {
        if tag == .main || tag == .article { return false }
        if tag.isFurniture {
            return tag.isNeverArticle || !masses.isBig(index, furnitureShare)
        }
        if tag == .form || tag == .header {
            return !masses.isBig(index, formShare)
        }
        let traits = page.traits(index)
        if traits.isEmpty { return false }
        if traits.contains(.hasFurnitureRole) {
            return !masses.isBig(index, roleShare)
        }
        if traits.contains(.isLinkOfPage) { return true }
        if traits.contains(.isClaim) {
            return !masses.isBig(index, claimShare)
        }
        guard strictness == .full else { return false }
        if traits.contains(.isComments), masses.total - masses[index] >= leastArticle {
            return true
        }
        return !traits.isDisjoint(with: [.hasNegativeWords, .isTeaser])
            && !masses.isBig(index, wordShare)
    }
}
