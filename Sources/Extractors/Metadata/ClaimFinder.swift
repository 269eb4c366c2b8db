// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Finds claims: what all rules need, made once.
struct ClaimFinder: Sendable {
    /// The page.
    let tree: HTMLTree

    /// What is known from outside.
    let context: ExtractionContext

    /// The fields of the head.
    let fields: PageFields

    /// The data in scripts.
    let linked: LinkedData

    /// What class names say about each node.
    let words: ClaimWords

    /// What was found.
    var claims = DocumentClaims()

    /// Prepares a page.
    init(_ tree: HTMLTree, _ context: ExtractionContext) {
        self.tree = tree
        self.context = context
        fields = PageFields(tree)
        linked = LinkedData(tree)
        words = ClaimWords(tree)
    }

    /// Finds what a page says about itself.
    static func claims(in tree: HTMLTree, context: ExtractionContext) -> DocumentClaims {
        var finder = ClaimFinder(tree, context)
        finder.findAddress()
        finder.findLanguage()
        finder.findSite()
        finder.findTitle()
        finder.findAuthors()
        finder.findDates()
        return finder.claims
    }

    /// Returns a part of the original.
    func original(_ range: Range<Int>) -> ByteRange {
        tree.text.original(of: range)
    }

    /// Returns where a node's text stands in the original: from its first text to its last.
    func original(textOf index: Int) -> ByteRange {
        var start = Int.max
        var end = 0
        var node = index
        while node < Int(tree.nodes[index].end), node - index < HTMLTree.textNodeLimit {
            if tree.nodes[node].tag == .text {
                let range = tree.text.bytes.trimmingHTMLSpace(tree.nodes[node].source.range)
                if !range.isEmpty {
                    start = min(start, range.lowerBound)
                    end = max(end, range.upperBound)
                }
            }
            node += 1
        }
        return original(start <= end ? start..<end : tree.nodes[index].source.range)
    }

    /// Records what was found.
    mutating func add(
        _ property: ClaimProperty,
        _ value: [UInt8],
        _ rule: PageRule,
        _ evidence: ByteRange?,
        refusal: ClaimRefusal? = nil,
    ) {
        add(
            ClaimCandidate(
                property,
                text: value,
                rule: rule.name,
                confidence: rule.confidence,
                evidence: evidence,
                refusal: refusal,
            )
        )
    }

    /// Records what was found, unless another rule found the same in the same place.
    mutating func add(_ candidate: ClaimCandidate) {
        for known in claims.candidates
        where known.property == candidate.property && known.evidence == candidate.evidence
            && known.value == candidate.value
        {
            return
        }
        claims.add(candidate)
    }
}

extension HTMLTree {
    /// The number of nodes that are looked at for an element's text.
    static let textNodeLimit = 256

    /// Returns the text within a node, white space collapsed, without that of scripts.
    ///
    /// - Parameters:
    ///   - index: The node.
    ///   - limit: About how many bytes are enough.
    /// - Returns: The text.
    func plainText(of index: Int, limit: Int = 1000) -> [UInt8] {
        var writer = PlainText()
        var node = index
        while node < Int(nodes[index].end), node - index < Self.textNodeLimit,
            writer.bytes.count < limit
        {
            switch nodes[node].tag {
            case .script, .style, .noscript, .template:
                node = Int(nodes[node].end)
                continue
            case .text:
                let range = nodes[node].content.bytes.range
                let end = min(range.upperBound, range.lowerBound + 4 * limit)
                writer.append(range.lowerBound..<end, of: storage(nodes[node].content))
            default: break
            }
            node += 1
        }
        return writer.bytes
    }

    /// Returns an attribute's value with white space collapsed.
    func plainText(of attribute: Attribute) -> [UInt8] {
        var writer = PlainText()
        let range = attribute.value.bytes.range
        let end = min(range.upperBound, range.lowerBound + 4000)
        writer.append(range.lowerBound..<end, of: storage(attribute.value))
        return writer.bytes
    }
}

/// Text with its white space collapsed and none at its ends.
struct PlainText: Sendable {
    /// The text.
    private(set) var bytes: [UInt8] = []
    private var collapser = SpaceCollapser()

    /// Returns a text with white space collapsed, tags left out and character references decoded.
    static func ofMarkup(_ text: [UInt8]) -> [UInt8] {
        var plain: [UInt8] = []
        var offset = 0
        var start = 0
        while offset < text.count {
            guard text[offset] == Mark.less else {
                offset += 1
                continue
            }
            var end = offset
            while end < text.count, text[end] != Mark.greater {
                end += 1
            }
            // Without its end it is no tag.
            if end == text.count { break }
            CharacterReferences.append(start..<offset, of: text, in: .content, to: &plain)
            plain.append(0x20)
            offset = end + 1
            start = offset
        }
        CharacterReferences.append(start..<text.count, of: text, in: .content, to: &plain)
        return CanonicalText.collapsed(plain)
    }

    /// Appends a text; a character that is cut at the range's end is left out.
    mutating func append(_ range: Range<Int>, of storage: [UInt8]) {
        collapser.append(range, of: storage, to: &bytes, lineStart: 0)
    }
}
