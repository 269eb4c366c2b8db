// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import Extractors
public import Provenance

/// The extractors that are a part of this program.
public enum BuiltinExtractors {
    typealias Function =
        @Sendable ([UInt8], ExtractionContext) throws(ExtractionFailure) -> ExtractionOutputs

    /// `article`, for pages in HTML.
    public static let article = describe("article", version: ArticleExtractor.version)

    /// `text`, for plain text and Markdown.
    public static let text = describe("text", version: TextExtractor.version)

    /// All of them.
    public static let all = [article, text]

    /// What a run of one of them may use.
    public static let limits = Computation.Limits(
        milliseconds: 60_000,
        memoryByteCount: 4 << 30,
        outputByteCount: 1 << 28,
    )

    /// The extractor of a name.
    public static func named(_ name: String) -> Extractor? {
        all.first { $0.name == name }
    }

    /// The extractor that fits a kind of content.
    ///
    /// - Parameters:
    ///   - mediaType: The kind, with or without parameters; `nil` when it is not known.
    ///   - start: The first bytes of the document, which are looked at only when it is not known.
    /// - Returns: The extractor, or `nil` when none reads that.
    public static func fitting(_ mediaType: String?, start: Span<UInt8>) -> Extractor? {
        guard let mediaType else {
            return startsLikeHTML(start) ? article : nil
        }
        switch MediaType.essence(of: mediaType) {
        case "text/html", "application/xhtml+xml": return article
        case "text/plain", "text/markdown", "text/x-markdown": return text
        default: return nil
        }
    }

    /// Whether a document starts with a document type or the element `html`, behind a byte order
    /// mark and white space.
    private static func startsLikeHTML(_ start: Span<UInt8>) -> Bool {
        var index =
            start.count >= 3 && start[0] == 0xEF && start[1] == 0xBB && start[2] == 0xBF
            ? 3 : 0
        while index < start.count, [0x20, 0x09, 0x0A, 0x0C, 0x0D].contains(start[index]) {
            index += 1
        }
        return ["<!doctype html", "<html"].contains { (tag: String) in
            let bytes = Array(tag.utf8)
            guard start.count - index > bytes.count else { return false }
            for offset in bytes.indices
            where start[index + offset] | (bytes[offset] >= 0x61 ? 0x20 : 0) != bytes[offset] {
                return false
            }
            return true
        }
    }

    /// The function behind an extractor, when it is one of these, in this version.
    static func function(of extractor: Extractor) -> Function? {
        switch extractor {
        case article:
            { bytes, context throws(ExtractionFailure) in
                try ArticleExtractor.extract(bytes, context: context)
            }
        case text:
            { bytes, context throws(ExtractionFailure) in
                try TextExtractor.extract(bytes, context: context)
            }
        default: nil
        }
    }

    static func outputs(of outputs: ExtractionOutputs) -> [ExtractionRun.Output] {
        let bytes = [
            "evidence": outputs.evidence, "metadata": outputs.metadata, "text": outputs.text,
        ]
        return article.outputs.map { output in
            ExtractionRun.Output(
                name: output.name,
                mediaType: output.mediaType,
                bytes: bytes[output.name] ?? [],
            )
        }
    }

    private static func describe(_ name: String, version: Int) -> Extractor {
        Extractor(
            name: name,
            version: "\(version)",
            kind: .builtin,
            outputs: [
                Extractor.Output(name: "evidence", mediaType: "application/json", form: .json),
                Extractor.Output(name: "metadata", mediaType: "application/json", form: .json),
                Extractor.Output(
                    name: "text",
                    mediaType: "text/plain; charset=utf-8",
                    form: .text,
                ),
            ],
        )
    }
}
