// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import Extractors
internal import FuzzSupport

/// The reader of JSON as pages carry it: the input is a script.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzLooseJSON(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let original = unsafe input(start, count)
    let bytes = DecodedText.decode(original, httpContentType: nil, readsMarkup: false).bytes
    let json = LooseJSONReader.read(bytes, in: 0..<bytes.count)
    expect(json.nodes.count <= LooseJSONReader.nodeLimit, "values are limited")
    for (index, node) in json.nodes.enumerated() {
        expect(node.parent >= -1 && node.parent < index, "what holds a value precedes it")
        expect(0...bytes.count ~= node.range.upperBound, "a value lies within the text")
        if node.parent >= 0 {
            let parent = json.nodes[node.parent]
            expect(parent.kind == .object || parent.kind == .array, "only these hold values")
            expect(parent.range.lowerBound < node.range.lowerBound, "a value is within another")
            expect(parent.range.upperBound >= node.range.upperBound, "a value ends within another")
            expect(node.key == nil || parent.kind == .object, "only objects have keys")
        }
        if let key = node.key {
            expect(key.upperBound <= node.range.lowerBound, "a key precedes its value")
        }
        expect(node.next == -1 || node.next > index, "the next value follows")
        if let text = json.text(of: index) {
            expect(String(validating: text, as: UTF8.self) != nil, "a string is UTF-8")
        }
    }
    // Each value is found from the top, once.
    var waiting = json.roots
    var found = 0
    while let index = waiting.popLast() {
        found += 1
        waiting += json.children(of: index)
    }
    expect(found == json.nodes.count, "each value is in one place")
    if StrictJSON.canonical(bytes) != nil {
        expect(json.isSound, "canonical JSON is sound")
    }
    return 0
}
