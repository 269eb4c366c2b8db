// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import Extractors
internal import FuzzSupport

/// The extractor `article`: the input is a page.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzArticle(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let page = unsafe input(start, count)
    let context = Contexts.context(count)
    // Whether an element `pre` starts anywhere, in whatever encoding.
    let letters = page.filter { $0 != 0 }
    let mayHoldCode = letters.indices.contains { letters.startsWithASCII("pre", at: $0) }
    OutputRules.check(mayHoldCode: mayHoldCode, byteCount: count) {
        () throws(ExtractionFailure) in
        try ArticleExtractor.extract(page, context: context)
    }
    return 0
}
