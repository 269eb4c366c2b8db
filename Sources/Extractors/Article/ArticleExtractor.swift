// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The extractor `article`: pages in HTML.
///
/// The text is that of the page's article; the claims are what the page says about itself in its
/// head, its data and its text.
package enum ArticleExtractor {
    /// The rules' version: a change of any output makes a new one.
    package static let version = 1

    /// Extracts text, metadata and evidence from a page.
    ///
    /// Takes time and memory in proportion to the page.
    ///
    /// - Parameters:
    ///   - original: The page as archived.
    ///   - context: What is declared about it.
    /// - Returns: The outputs, which depend on nothing else.
    /// - Throws: ``ExtractionFailure/unsupportedCharset`` when only a label that is not in the
    ///   standard says what the bytes mean; ``ExtractionFailure/tooLarge`` for a page of more bytes,
    ///   elements or texts than ``HTMLLimits`` allow, of which nothing is read rather than a part.
    package static func extract(
        _ original: [UInt8],
        context: ExtractionContext,
    ) throws(ExtractionFailure) -> ExtractionOutputs {
        try extract(original, context: context, limits: .standard)
    }

    /// Extracts with limits of its own, for tests.
    static func extract(
        _ original: [UInt8],
        context: ExtractionContext,
        limits: HTMLLimits,
    ) throws(ExtractionFailure) -> ExtractionOutputs {
        guard original.count <= limits.byteCount else {
            throw .tooLarge
        }
        let decoded = DecodedText.decode(original, httpContentType: context.httpContentType)
        guard decoded.charset.rule != .unsupported else {
            throw .unsupportedCharset
        }
        let tree = HTMLTree.read(decoded, limits: limits)
        guard !tree.isCut else {
            throw .tooLarge
        }
        return ExtractionOutputs(
            text: Article.extract(from: tree),
            claims: ClaimFinder.claims(in: tree, context: context),
            charset: decoded.charset,
        )
    }
}
