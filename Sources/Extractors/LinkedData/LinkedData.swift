// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The data that scripts of type `application/ld+json` hold.
struct LinkedData: Sendable {
    /// A script.
    struct Script: Sendable {
        /// Its values.
        let json: LooseJSON

        /// The whole text in the decoded document.
        let source: Range<Int>

        /// Whether the values' places are places in the document.
        let hasPlaces: Bool
    }

    /// An object that describes the page or something on it.
    struct Item: Sendable {
        /// The index of the script.
        let script: Int

        /// The index of the object in the script.
        let object: Int

        /// Whether the type is that of an article.
        let isArticle: Bool
    }

    /// How many scripts are read.
    static let limit = 64

    /// The scripts.
    private(set) var scripts: [Script] = []

    /// The objects, in the page's order.
    private(set) var items: [Item] = []

    /// Reads the scripts of a page.
    init(_ tree: HTMLTree) {
        for index in tree.nodes.indices where tree.nodes[index].tag == .script {
            guard scripts.count < Self.limit, Int(tree.nodes[index].end) == index + 2,
                let type = tree.attribute(.type, of: index),
                tree.value(of: type, is: "application/ld+json")
            else { continue }
            let text = tree.nodes[index + 1]
            let storage = tree.storage(text.content)
            let json = LooseJSONReader.read(storage, in: text.content.bytes.range)
            scripts.append(
                Script(
                    json: json,
                    source: text.source.range,
                    hasPlaces: !text.content.isDecoded,
                )
            )
            addItems(of: json)
        }
    }

    private mutating func addItems(of json: LooseJSON) {
        var waiting = [Int](json.roots.reversed())
        while let index = waiting.popLast(), items.count < 1000 {
            switch json.nodes[index].kind {
            case .array:
                waiting.append(contentsOf: json.children(of: index).reversed())
            case .object:
                let type = Self.type(of: index, json)
                let isArticle = Self.isArticle(type)
                items.append(
                    Item(script: scripts.count - 1, object: index, isArticle: isArticle)
                )
                var inner: [Int] = []
                if let graph = json.member("@graph", of: index) { inner.append(graph) }
                if let entity = json.member("mainEntity", of: index) { inner.append(entity) }
                if let page = json.member("mainEntityOfPage", of: index),
                    json.children(of: page).count > 2
                {
                    inner.append(page)
                }
                waiting.append(contentsOf: inner.reversed())
            case .string, .number, .bool, .null: break
            }
        }
    }

    /// Returns an object's types, joined by spaces.
    static func type(of index: Int, _ json: LooseJSON) -> [UInt8] {
        guard let type = json.member("@type", of: index) else { return [] }
        if let name = json.text(of: type) { return name }
        var names: [UInt8] = []
        for child in json.children(of: type) {
            names.append(contentsOf: json.text(of: child) ?? [])
            names.append(0x20)
        }
        return names
    }

    private static func isArticle(_ type: [UInt8]) -> Bool {
        let names =
            type.holdsASCII("article") || type.holdsASCII("posting")
            || type.holdsASCII("report")
        return names && !type.holdsASCII("webpage")
    }

    /// Returns the items of articles, then the others if they are wanted.
    func items(articlesOnly: Bool) -> [Item] {
        let articles = items.filter { $0.isArticle }
        return articlesOnly ? articles : articles + items.filter { !$0.isArticle }
    }

    /// Returns where a value stands in the decoded document; the whole script when it is not
    /// known.
    func source(_ script: Int, _ value: Int) -> Range<Int> {
        scripts[script].hasPlaces
            ? scripts[script].json.nodes[value].range : scripts[script].source
    }
}
