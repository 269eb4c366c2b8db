// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

@testable import Extractors

/// Short notations of what was read, for comparison with what a test expects.
enum Notation {
    /// Returns a document's tokens: texts in quotes, `<name a=v>`, `</name>`, `<!comment>`.
    static func tokens(of text: String, in model: ContentModel = .markup) -> String {
        var tokenizer = Tokenizer(Array(text.utf8))
        var notes: [String] = []
        var run = ""
        func endRun() {
            if !run.isEmpty { notes.append("'\(run)'") }
            run = ""
        }
        if model != .markup {
            let opening = tokenizer.next()
            let raw = tokenizer.rawText(model, until: opening.content)
            let place: CharacterReferences.Place =
                model == .escapableText ? .escapableText : .rawText
            run += decoded(raw.content, tokenizer.bytes, place)
        }
        while true {
            let token = tokenizer.next()
            let content = decoded(token.content, tokenizer.bytes, .rawText)
            switch token.kind {
            case .end:
                endRun()
                return notes.joined(separator: " ")
            case .text:
                run += decoded(token.content, tokenizer.bytes, .verbatim)
                continue
            case .startTag:
                endRun()
                let end = token.isSelfClosing ? "/>" : ">"
                let attributes = attributes(of: tokenizer)
                notes.append("<\(content.lowercased())\(attributes)\(end)")
            case .endTag:
                endRun()
                notes.append("</\(content.lowercased())>")
            case .comment:
                endRun()
                notes.append("<!\(content)>")
            case .doctype:
                endRun()
                notes.append("<!doctype>")
            }
        }
    }

    private static func attributes(of tokenizer: Tokenizer) -> String {
        var seen: [String] = []
        var notes = ""
        for attribute in tokenizer.attributes {
            let name = decoded(attribute.name, tokenizer.bytes, .rawText).lowercased()
            if seen.contains(name) { continue }
            seen.append(name)
            notes += " \(name)=\(decoded(attribute.value, tokenizer.bytes, .attribute))"
        }
        return notes
    }

    /// Returns decoded text.
    static func decoded(
        _ range: Range<Int>,
        _ bytes: [UInt8],
        _ place: CharacterReferences.Place,
    ) -> String {
        var output: [UInt8] = []
        CharacterReferences.append(range, of: bytes, in: place, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// Returns the body of a document: `name(…)` for elements, texts in quotes.
    static func body(of text: String, limits: HTMLLimits = .standard) -> String {
        let tree = HTMLTree.read(text, limits: limits)
        return children(of: tree.body, tree)
    }

    /// Returns what is in a node.
    static func children(of index: Int, _ tree: HTMLTree) -> String {
        var notes: [String] = []
        var child = index + 1
        while child < Int(tree.nodes[index].end) {
            let node = tree.nodes[child]
            if node.tag == .text {
                notes.append("'\(String(decoding: tree.copy(node.content), as: UTF8.self))'")
            } else {
                let inner = children(of: child, tree)
                let name =
                    node.tag == .other
                    ? String(decoding: tree.copy(node.content), as: UTF8.self) : "\(node.tag)"
                notes.append(inner.isEmpty ? name : "\(name)(\(inner))")
            }
            child = Int(node.end)
        }
        return notes.joined(separator: " ")
    }
}

extension HTMLTree {
    /// Reads a document given as a string.
    static func read(_ text: String, limits: HTMLLimits = .standard) -> HTMLTree {
        read(.decode(Array(text.utf8), httpContentType: nil), limits: limits)
    }
}

extension Article {
    /// Returns the paragraphs of a document's article.
    static func paragraphs(of text: String) -> [String] {
        let article = extract(from: .read(text))
        return article.paragraphs.map {
            String(decoding: article.bytes[$0.output.range], as: UTF8.self)
        }
    }
}
