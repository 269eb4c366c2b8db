// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import Extractors
internal import FuzzSupport

/// The extractor `text`: the input is a text.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzText(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = unsafe input(start, count)
    let context = Contexts.context(count)
    // Only a fence makes a line code; it may be in any encoding that keeps its bytes.
    let letters = text.filter { $0 != 0 }
    let mayHoldCode = letters.indices.contains {
        letters.startsWithASCII("```", at: $0) || letters.startsWithASCII("~~~", at: $0)
    }
    OutputRules.check(mayHoldCode: mayHoldCode, byteCount: count) {
        () throws(ExtractionFailure) in
        try TextExtractor.extract(text, context: context)
    }
    return 0
}
