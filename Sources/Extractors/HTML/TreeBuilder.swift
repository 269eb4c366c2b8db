// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Makes a tree of a document.
///
/// Follows the HTML standard where that changes what the text of a page is, and is simpler where
/// it does not: formatting elements are not opened again, and nothing is moved out of a table.
struct TreeBuilder: Sendable {
    private var tokenizer: Tokenizer
    private var tree: HTMLTree
    private var open = OpenElements()
    private let limits: HTMLLimits
    private let names = NameTable(AttributeName.names)
    private var inHead = true

    /// Prepares to read a document.
    init(_ text: DecodedText, limits: HTMLLimits) {
        tokenizer = Tokenizer(text.bytes, limits: limits)
        tree = HTMLTree(text: text)
        self.limits = limits
        tree.nodes.reserveCapacity(min(limits.nodeCount, text.bytes.count / 24 + 16))
    }

    /// Reads the document.
    mutating func build() -> HTMLTree {
        let nowhere = SourceRange(0..<0)
        let nothing = TextRange(isDecoded: false, bytes: nowhere)
        tree.nodes.append(Node(tag: .document, parent: -1, content: nothing, source: nowhere))
        open.push(append(.html, parent: 0, content: 0..<0, source: 0..<0), .html)
        open.push(append(.head, parent: tree.html, content: 0..<0, source: 0..<0), .head)
        reading: while tree.nodes.count < limits.nodeCount {
            let token = tokenizer.next(isForeign: isForeign)
            switch token.kind {
            case .text: text(token)
            case .startTag: startTag(token)
            case .endTag: endTag(token)
            case .comment, .doctype: break
            case .end: break reading
            }
        }
        if tree.nodes.count >= limits.nodeCount {
            tree.isCut = true
        }
        openBody()
        finish()
        return tree
    }

    /// Sets each node's end.
    private mutating func finish() {
        let count = Int32(truncatingIfNeeded: tree.nodes.count)
        var index = tree.nodes.count - 1
        while index >= 0 {
            if tree.nodes[index].end == 0 {
                tree.nodes[index].end = Int32(truncatingIfNeeded: index + 1)
            }
            let end = tree.nodes[index].end
            let parent = Int(tree.nodes[index].parent)
            if parent >= 0, tree.nodes[parent].end < end {
                tree.nodes[parent].end = min(end, count)
            }
            index -= 1
        }
    }
}

extension TreeBuilder {
    private func isSpace(_ range: Range<Int>) -> Bool {
        for offset in range where !tokenizer.bytes[offset].isHTMLSpace {
            return false
        }
        return true
    }

    private mutating func text(_ token: Token) {
        if inHead, open.count == 2 {
            if isSpace(token.content) { return }
            openBody()
        }
        appendText(token, parent: open.current, place: .content)
    }

    private mutating func appendText(
        _ token: Token,
        parent: Int,
        place: CharacterReferences.Place,
    ) {
        guard !token.content.isEmpty else { return }
        tree.nodes.append(
            Node(
                tag: .text,
                parent: Int32(truncatingIfNeeded: parent),
                content: decoded(token.content, token.needsDecoding, place),
                source: SourceRange(token.content),
            )
        )
    }

    private mutating func decoded(
        _ range: Range<Int>,
        _ needsDecoding: Bool,
        _ place: CharacterReferences.Place,
    ) -> TextRange {
        guard needsDecoding else {
            return TextRange(isDecoded: false, bytes: SourceRange(range))
        }
        let start = tree.decoded.count
        CharacterReferences.append(range, of: tokenizer.bytes, in: place, to: &tree.decoded)
        return TextRange(isDecoded: true, bytes: SourceRange(start..<tree.decoded.count))
    }

    private mutating func append(
        _ tag: Tag,
        parent: Int,
        content: Range<Int>,
        source: Range<Int>,
    ) -> Int {
        tree.nodes.append(
            Node(
                tag: tag,
                parent: Int32(truncatingIfNeeded: parent),
                content: TextRange(isDecoded: false, bytes: SourceRange(content)),
                source: SourceRange(source),
            )
        )
        return tree.nodes.count - 1
    }

    /// Gives the last tag's attributes to an element that has none.
    private mutating func setAttributes(of node: Int) {
        guard tree.nodes[node].attributeCount == 0 else { return }
        let first = tree.attributes.count
        var seen: UInt32 = 0
        for raw in tokenizer.attributes {
            let position = names.position(of: raw.name, in: tokenizer.bytes.span)
            guard position >= 0, seen & 1 << UInt32(position) == 0,
                let name = AttributeName(rawValue: UInt8(position))
            else { continue }
            seen |= 1 << UInt32(position)
            let value = decoded(raw.value, raw.needsDecoding, .attribute)
            tree.attributes.append(
                Attribute(name: name, value: value, source: SourceRange(raw.value))
            )
        }
        tree.nodes[node].firstAttribute = Int32(truncatingIfNeeded: first)
        tree.nodes[node].attributeCount = UInt8(tree.attributes.count - first)
    }

    /// Ends the head, and starts the body when there is none.
    private mutating func openBody(_ token: Token? = nil) {
        guard inHead else { return }
        inHead = false
        open.end(1)
        let source = token?.source ?? 0..<0
        let content = token?.content ?? 0..<0
        tree.body = append(.body, parent: tree.html, content: content, source: source)
        open.push(tree.body, .body)
    }
}

extension TreeBuilder {
    /// Whether the innermost element is part of a drawing or a formula.
    private var isForeign: Bool {
        let start = max(open.position(of: .svg), open.position(of: .math))
        return start >= 0 && !holdsMarkup(above: start)
    }

    private func holdsMarkup(above position: Int) -> Bool {
        open.position(of: [.foreignobject, .desc, .title, .mi, .mo, .mn, .ms, .mtext]) > position
    }

    private mutating func startTag(_ token: Token) {
        switch token.tag {
        case .html:
            setAttributes(of: tree.html)
            return
        case .head, .frameset:
            return
        case .body:
            openBody(token)
            setAttributes(of: tree.body)
            return
        default: break
        }
        if inHead, open.count == 2, !token.tag.isHeadContent {
            openBody()
        }
        var isForeign = isForeign
        if isForeign, token.tag.endsForeignContent {
            open.end(max(open.position(of: .svg), open.position(of: .math)))
            isForeign = false
        }
        if !isForeign {
            endWhatCannotContain(token.tag)
        }
        addElement(token, isForeign: isForeign)
    }

    private mutating func addElement(_ token: Token, isForeign: Bool) {
        let node = append(
            token.tag,
            parent: open.current,
            content: token.content,
            source: token.source,
        )
        setAttributes(of: node)
        if isForeign {
            if token.isSelfClosing { return }
        } else {
            if token.tag.isVoid { return }
            if token.isSelfClosing, token.tag == .svg || token.tag == .math { return }
            let model = token.tag.contentModel
            if model != .markup {
                let content = tokenizer.rawText(model, until: token.content)
                let place: CharacterReferences.Place =
                    model == .escapableText ? .escapableText : .rawText
                appendText(content, parent: node, place: place)
                return
            }
        }
        if open.count < limits.depth {
            open.push(node, token.tag)
        }
    }

    /// Ends the open elements that the start of another one ends.
    private mutating func endWhatCannotContain(_ tag: Tag) {
        if tag.endsParagraph {
            end(.p, unlessBeyond: Int(open.scope))
        }
        switch tag {
        case .li: endItem(open.position(of: .li))
        case .dd, .dt: endItem(open.position(of: [.dd, .dt]))
        case .option, .optgroup:
            end(.option, unlessBeyond: max(open.position(of: .select), Int(open.scope)))
        case .td, .th:
            endInner([.td, .th], unlessBeyond: open.position(of: [.tr, .table]))
        case .tr:
            endInner([.tr], unlessBeyond: open.position(of: .table))
        case .tbody, .thead, .tfoot:
            endInner([.tbody, .thead, .tfoot], unlessBeyond: open.position(of: .table))
        case .a:
            end(.a, unlessBeyond: open.position(of: [.td, .th, .table, .div, .p, .li]))
        case .h1, .h2, .h3, .h4, .h5, .h6:
            if open.currentTag.isHeading {
                open.end(open.top)
            }
        case .button:
            end(.button, unlessBeyond: OpenElements.none)
        default: break
        }
    }

    private mutating func end(_ tag: Tag, unlessBeyond bound: Int) {
        let position = open.position(of: tag)
        if position > 1, position >= bound {
            open.end(position)
        }
    }

    private mutating func endInner(_ tags: [Tag], unlessBeyond bound: Int) {
        let position = open.position(of: tags)
        if position > 1, position > bound {
            open.end(position)
        }
    }

    /// Ends a list's item unless the new one is in a structure within it.
    private mutating func endItem(_ position: Int) {
        guard position > 1, Int(open.keeper) <= position else { return }
        open.end(position)
    }
}

extension TreeBuilder {
    private mutating func endTag(_ token: Token) {
        switch token.tag {
        case .html, .body: break
        case .head:
            openBody()
        case .br:
            if inHead { openBody() }
            _ = append(.br, parent: open.current, content: token.content, source: token.source)
        case .h1, .h2, .h3, .h4, .h5, .h6:
            let heading = open.position(of: [.h1, .h2, .h3, .h4, .h5, .h6])
            if heading > 1, heading > Int(open.scope) {
                open.end(heading)
            }
        default:
            if token.tag.isTablePart {
                end(token.tag, unlessBeyond: OpenElements.none)
            } else if token.tag.isStructure {
                end(token.tag, unlessBeyond: Int(open.scope))
            } else {
                endPhrase(token)
            }
        }
    }

    /// Ends a phrase; an element of the structure within it stays open.
    private mutating func endPhrase(_ token: Token) {
        var position = open.position(of: token.tag)
        if token.tag == .other {
            position = positionOfUnknown(token)
        }
        let bound = open.position(of: [.td, .th, .table, .caption])
        guard position > 1, position > bound else { return }
        if Int(open.structure) > position {
            open.endAlone(position)
        } else {
            open.end(position)
        }
    }

    /// Returns the position of the innermost element that has the token's name, which no rule
    /// knows; only the innermost 32 such elements are looked at.
    private func positionOfUnknown(_ token: Token) -> Int {
        var position = open.position(of: .other)
        for _ in 0..<32 {
            guard position > 1 else { break }
            let entry = open.entries[position]
            if !entry.isEnded, hasName(Int(entry.node), token.content) {
                return position
            }
            position = Int(entry.outerSame)
        }
        return OpenElements.none
    }

    private func hasName(_ node: Int, _ name: Range<Int>) -> Bool {
        let own = tree.nodes[node].content.bytes.range
        guard own.count == name.count else { return false }
        let bytes = tokenizer.bytes
        for index in 0..<own.count {
            let byte = bytes[own.lowerBound + index].asciiLowercased
            if byte != bytes[name.lowerBound + index].asciiLowercased {
                return false
            }
        }
        return true
    }
}
