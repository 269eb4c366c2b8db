// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

// Runs an extractor over files, to score, to time and to compare it.
//
// usage: extract-pages [OPTIONS] < LIST > OUTPUT     a line of LIST is a name, a tab and a file's path
//
//   --text       runs the extractor `text` instead of `article`
//   --outputs    prints all outputs instead of the rows that are scored
//   --time       prints how fast it was instead

internal import Extractors
internal import Glibc

/// Returns a file's bytes; none when it cannot be read.
func contents(of path: String) -> [UInt8] {
    guard let file = unsafe fopen(path, "rb") else { return [] }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = unsafe buffer.withUnsafeMutableBytes {
            unsafe fread($0.baseAddress, 1, $0.count, file)
        }
        if count == 0 { return bytes }
        bytes.append(contentsOf: buffer[..<count])
    }
}

/// Returns bytes as a JSON string.
func quoted(_ bytes: [UInt8]) -> String {
    var output: [UInt8] = [UInt8(ascii: "\"")]
    for byte in bytes {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
            output += [UInt8(ascii: "\\"), byte]
        } else if byte < 0x20 {
            let digits = Array("0123456789abcdef".utf8)
            output += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        } else {
            output.append(byte)
        }
    }
    output.append(UInt8(ascii: "\""))
    return String(decoding: output, as: UTF8.self)
}

/// Returns the text of a field of the metadata.
func value(_ json: LooseJSON, _ object: Int?) -> [UInt8]? {
    object.flatMap { json.member("value", of: $0) }.flatMap { json.text(of: $0) }
}

/// Returns the row for the scores of what the extractor made of a page.
func row(_ name: [UInt8], _ outputs: ExtractionOutputs) -> String {
    let json = LooseJSONReader.read(outputs.metadata, in: 0..<outputs.metadata.count)
    func field(_ name: StaticString) -> [UInt8]? {
        value(json, json.member(name, of: 0))
    }
    var authors: [UInt8] = []
    for author in json.member("authors", of: 0).map({ json.children(of: $0) }) ?? [] {
        authors +=
            (authors.isEmpty ? [] : [UInt8(ascii: ";"), 0x20]) + (value(json, author) ?? [])
    }
    let members: [(String, [UInt8]?)] = [
        ("id", name), ("text", outputs.text), ("title", field("title")),
        ("author", authors.isEmpty ? nil : authors),
        ("date", field("published") ?? field("modified")),
        ("site", field("siteName")), ("language", field("language")),
    ]
    let row = members.map { "\(quoted(Array($0.0.utf8))):\($0.1.map(quoted) ?? "null")" }
    return "{\(row.joined(separator: ","))}"
}

/// Returns all outputs of a document, so that those of two builds can be compared.
func whole(_ name: String, _ outputs: ExtractionOutputs) -> String {
    let parts = [outputs.metadata, outputs.evidence, outputs.text]
    let texts = parts.map { String(decoding: $0, as: UTF8.self) }
    return "\(name)\n\(texts.joined(separator: "\n"))"
}

/// Returns what the chosen extractor makes of a document; nil when that is a failure.
func extracted(_ bytes: [UInt8], isText: Bool) -> ExtractionOutputs? {
    let context = ExtractionContext()
    return isText
        ? try? TextExtractor.extract(bytes, context: context)
        : try? ArticleExtractor.extract(bytes, context: context)
}

let isText = CommandLine.arguments.contains("--text")
let isWhole = CommandLine.arguments.contains("--outputs")
let isTimed = CommandLine.arguments.contains("--time")
let clock = ContinuousClock()
var spent = Duration.zero
var slowest = (Duration.zero, "")
var byteCount = 0
var failureCount = 0
while let line = readLine() {
    let parts = line.split(separator: "\t")
    guard parts.count == 2 else { continue }
    let bytes = contents(of: String(parts[1]))
    let start = clock.now
    let outputs = extracted(bytes, isText: isText)
    let time = clock.now - start
    spent += time
    byteCount += bytes.count
    failureCount += outputs == nil ? 1 : 0
    if time > slowest.0 { slowest = (time, String(parts[0])) }
    guard let outputs, !isTimed else { continue }
    print(isWhole ? whole(String(parts[0]), outputs) : row(Array(parts[0].utf8), outputs))
}
if isTimed {
    let rate = Double(byteCount) / 1e6 / (spent / Duration.seconds(1))
    let failures = failureCount == 0 ? "" : "; \(failureCount) without outputs"
    print("\(byteCount) bytes in \(spent), \(rate) MB/s; slowest \(slowest)\(failures)")
}
