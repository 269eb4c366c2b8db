// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import Testing

@testable import Extractors

/// The documents of Tests/Vectors/extraction, with the outputs of each.
///
/// They guard the versions of the extractors: an archive names the version that made an output, so
/// whatever makes another output of the same input is another version.
@Suite struct ExtractionVectorTests {
    private static let folder = "extraction/v1"
    private static let names = VectorFiles.names(in: folder).filter { $0 != "README.md" }

    /// The outputs of a document, or the outcome in their place.
    private func files(_ name: String) throws -> [(name: String, bytes: [UInt8])] {
        let input = try VectorFiles.read("\(Self.folder)/\(name)/input")
        let bytes = try VectorFiles.read("\(Self.folder)/\(name)/context.json")
        let json = LooseJSONReader.read(bytes, in: 0..<bytes.count)
        func text(_ key: StaticString) -> [UInt8]? {
            json.member(key, of: 0).flatMap { json.text(of: $0) }
        }
        let context = ExtractionContext(
            url: text("url"),
            httpContentType: text("httpContentType"),
            captureTime: text("captureTime"),
        )
        do throws(ExtractionFailure) {
            let outputs =
                text("extractor") == Array("text".utf8)
                ? try TextExtractor.extract(input, context: context)
                : try ArticleExtractor.extract(input, context: context)
            return [
                ("text", outputs.text), ("metadata.json", outputs.metadata),
                ("evidence.json", outputs.evidence),
            ]
        } catch {
            let name = error == .tooLarge ? "too-large" : "charset-unsupported"
            return [("outcome", Array(name.utf8))]
        }
    }

    @Test(arguments: names)
    func `the outputs of a version do not change`(name: String) throws {
        for file in try files(name) {
            let path = "\(Self.folder)/\(name)/\(file.name)"
            if VectorFiles.areUpdated {
                try VectorFiles.write(file.bytes, to: path)
            }
            let kept = try VectorFiles.read(path)
            #expect(
                file.bytes == kept,
                """
                outputs changed: \(path) is now \(String(decoding: file.bytes, as: UTF8.self)); \
                a changed output needs a new version of the extractor, with vectors of its own
                """,
            )
        }
    }

    @Test func `the vectors are those of the current versions`() {
        #expect(ArticleExtractor.version == 1 && TextExtractor.version == 1)
        #expect(Self.names.count >= 99)
    }

    @Test func `the vectors have every rule, refusal, role and conflict`() throws {
        var members: Set<String> = []
        for name in Self.names {
            for file in try files(name) where file.name == "metadata.json" {
                let marks = Set(",{}[]".utf8)
                for member in file.bytes.split(whereSeparator: { marks.contains($0) }) {
                    members.insert(String(decoding: member, as: UTF8.self))
                }
            }
        }
        let values = Set(members.compactMap { $0.split(separator: ":").last.map(String.init) })
        let rules = [
            "title-heading-in-title", "title-linked-data", "title-meta", "title-only-heading",
            "title-part", "author-linked-data", "author-meta", "author-element", "source-name",
            "url-path-date", "date-meta", "date-linked-data", "date-time", "date-element",
            "date-first-short-block", "date-first-block", "modified-meta",
            "modified-linked-data", "address-link", "address-meta", "site-meta",
            "site-linked-data", "site-application", "url-host", "language-attribute",
            "language-meta", "text-header-title", "text-header-date", "text-header-url",
            "markdown-title", "text-repeated-line", "text-first-line", "text-byline",
            "text-source-line", "text-dateline", "text-date-line", "text-short-line",
            "text-original-url", "text-line-url",
        ]
        for rule in rules {
            #expect(members.contains("\"rule\":\"\(rule)\""), "\(rule)")
        }
        let words = [
            "caption", "copyright-year", "too-early", "after-capture", "ambiguous", "invalid",
            "organization", "value", "published", "modified", "url", "dateline", "stated",
            "derived", "weak", "claimed", "corroborated", "contradicted", "year", "month", "day",
            "minute", "instant", "dates-disagree", "content-months",
        ]
        for word in words {
            #expect(values.contains("\"\(word)\""), "\(word)")
        }
        for rule in 1...6 {
            #expect(members.contains("\"rule\":\(rule)"), "charset rule \(rule)")
        }
    }
}
