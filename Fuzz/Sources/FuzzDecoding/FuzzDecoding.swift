// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import Extractors
internal import FuzzSupport

/// The decoders: the first byte of the input names the declared encoding, the rest is a document.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDecoding(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe input(start, count)
    guard let first = bytes.first else { return 0 }
    let document = Array(bytes.dropFirst())
    // One more than there are encodings: nothing is declared.
    let number = Int(first) % (TextEncoding.allCases.count + 1)
    var type: [UInt8]?
    if number < TextEncoding.allCases.count {
        type = Array("text/html; charset=\(TextEncoding.allCases[number].name)".utf8)
    }
    let decoded = DecodedText.decode(document, httpContentType: type)
    let isUTF8 = String(validating: document, as: UTF8.self) != nil
    expect(String(validating: decoded.bytes, as: UTF8.self) != nil, "decoded text is UTF-8")
    expect(decoded.bytes.count <= 3 * document.count, "a byte becomes three at most")
    expect(
        isUTF8 || decoded.charset.rule != .multibyteUTF8 && decoded.charset.rule != .ascii,
        "what is not UTF-8 is not taken for it",
    )
    var last = 0
    for offset in 0...decoded.bytes.count {
        let original = decoded.originalOffset(of: offset)
        expect(original >= last && original <= document.count, "offsets are in order")
        last = original
    }
    expect(last == document.count, "the end leads to the end")
    let again = DecodedText.decode(document, httpContentType: type)
    expect(again.bytes == decoded.bytes && again.charset == decoded.charset, "twice the same")
    return 0
}
