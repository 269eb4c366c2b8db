// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveIO
import ArchiveTestSupport
import Provenance
import SystemPackage
import Testing

@testable import ArchiveStore

@Suite(.temporaryDirectory) struct DocumentListTests {
    private typealias Line = Result<ListedDocument, ListFailure>

    private func read(_ name: String, _ bytes: [UInt8]) throws -> [Line] {
        try Folder.open(TemporaryDirectory.current).makeFile(name).write(bytes.span)
        var lines: [Line] = []
        try DocumentList(TemporaryDirectory.current.appending(name)).read { line in
            lines.append(line)
            return true
        }
        return lines
    }

    private func csv(_ text: String) throws -> [Line] {
        try read("list.csv", Array(text.utf8))
    }

    private func json(_ text: String) throws -> [Line] {
        try read("list.jsonl", Array(text.utf8))
    }

    private func documents(_ lines: [Line]) throws -> [ListedDocument] {
        try lines.map { try $0.get() }
    }

    /// The lines that failed, as `line: message`.
    private func failures(_ lines: [Line]) -> [String] {
        lines.compactMap { line in
            if case .failure(let failure) = line {
                "\(failure.line): \(failure.message)"
            } else {
                nil
            }
        }
    }

    private func expectFailure(
        _ lines: [Line],
        line: Int,
        _ words: String,
        sourceLocation: SourceLocation = #_sourceLocation,
    ) {
        let found = failures(lines)
        #expect(found.count == 1, sourceLocation: sourceLocation)
        let isNamed = found.first.map { $0.hasPrefix("\(line): ") && $0.contains(words) } ?? false
        #expect(isNamed, "\(found)", sourceLocation: sourceLocation)
    }

    // MARK: CSV

    @Test func `every field is understood`() throws {
        let digits = String(repeating: "ab", count: 32)
        let header = DocumentList.fieldNames.joined(separator: ",")
        let values = [
            "a/b.html", "https://example.org/1", "https://example.org/2", "20220625", "2022-06",
            "Juni 2022", "2022", "im Jahr 22", "M. Muster", "Größe", "a note", "text/html",
            "SHA256:" + digits.uppercased(), "", "", "",
        ]
        let lines = try csv(header + "\n" + values.joined(separator: ",") + "\n")
        let document = try #require(try documents(lines).first)
        #expect(document.line == 2)
        #expect(document.file == TemporaryDirectory.current.appending("a/b.html"))
        #expect(document.expected?.hex == digits)
        let description = document.description
        #expect(description.askedURL?.text == "https://example.org/1")
        #expect(description.finalURL?.text == "https://example.org/2")
        let captured = try ClaimedDate(value: "2022-06-25", raw: "20220625", source: .list)
        #expect(description.capturedAt == captured)
        #expect(description.note == "a note")
        #expect(description.mediaType == MediaType(value: "text/html", source: .list))
        #expect(description.container == Container(kind: .file, name: FileName("a/b.html")))
        let published = try ClaimedDate(value: "2022-06", raw: "Juni 2022", source: .list)
        let modified = try ClaimedDate(value: "2022", raw: "im Jahr 22", source: .list)
        let claims: [Claim] = [
            .title("Größe", source: .list), .author("M. Muster", source: .list),
            .published(published), .modified(modified),
        ]
        #expect(description.claims == claims)
    }

    @Test func `a text is said to be extracted from what is gone`() throws {
        let lines = try csv(
            "file,extraction_of,claimed_by,claimed_extractor\n"
                + "a.txt,https://example.org/1,The desk,some tool\n"
                + "b.txt,https://example.org/2,,\n"
        )
        let claims = try documents(lines).map(\.description.claimedExtraction)
        #expect(
            claims == [
                ClaimedExtraction(
                    url: try WebAddress("https://example.org/1"),
                    claimant: "The desk",
                    extractor: "some tool",
                    source: .list,
                ), ClaimedExtraction(url: try WebAddress("https://example.org/2"), source: .list),
            ]
        )
        #expect(try documents(lines).allSatisfy { $0.description.askedURL == nil })
    }

    @Test(
        arguments: [
            ("file,claimed_by\na,b\n", "claimed_by"),
            ("file,claimed_extractor\na,b\n", "claimed_extractor"),
            ("file,extraction_of\na,not an address\n", "extraction_of"),
            ("file,url,extraction_of\na,http://a.org/,http://a.org/\n", "extraction_of"),
        ]
    )
    func `a claim of an extraction is whole, or refused`(text: String, field: String) throws {
        expectFailure(try csv(text), line: 2, field)
    }

    private static let forms: [(String, String, String)] = [
        ("file,title\na,b\n", "a", "b"),
        ("file,title\r\na,b\r\n", "a", "b"),
        ("\u{FEFF}file,title\na,b", "a", "b"),
        ("\u{FEFF}\"file\",title\na,b", "a", "b"),
        ("file,title\n\n\r\na,b\n\n", "a", "b"),
        ("file,title\n\"a,1\",\"b\"\"c\"\"\"\n", "a,1", "b\"c\""),
        ("file,title\na,\"line 1\nline 2\r\n\"\n", "a", "line 1\nline 2\r\n"),
        ("file,title\r\n\"a\",\"b\"\r\n", "a", "b"),
        ("file,title\na,\"b\r\"\n", "a", "b\r"),
        ("\"file\",\"title\"\na, b \n", "a", " b "),
    ]

    @Test(arguments: forms) func `quotes, line ends and byte order marks are understood`(
        text: String,
        file: String,
        title: String,
    ) throws {
        let document = try #require(try documents(try csv(text)).first)
        #expect(document.file.lastComponent?.string == file)
        #expect(document.description.claims == [.title(title, source: .list)])
    }

    @Test func `lines are counted through quoted line ends`() throws {
        let lines = try csv("file,note\n\"a\",\"1\n2\n3\"\n\nb,x\nc\nd,y\n")
        let numbers = lines.map { line -> Int in
            switch line {
            case .success(let document): document.line
            case .failure(let failure): -failure.line
            }
        }
        #expect(numbers == [2, 6, -7, 8])
        expectFailure(lines, line: 7, "1 fields where the first line names 2")
    }

    @Test func `an empty field says nothing`() throws {
        let document = try #require(try documents(try csv("file,url,title,author\na,,,\n")).first)
        #expect(document.description.askedURL == nil)
        #expect(document.description.claims.isEmpty)
    }

    @Test func `several author columns are several authors`() throws {
        let lines = try csv("author,file,author,author\nA,a,B,\n")
        let claims = try #require(try documents(lines).first).description.claims
        #expect(claims == [.author("A", source: .list), .author("B", source: .list)])
    }

    @Test func `a column that stands twice is refused`() throws {
        let lines = try csv("file,title,title\na,,c\nd,,e\n")
        #expect(lines.count == 1)
        expectFailure(lines, line: 1, "two columns `title`")
    }

    @Test func `an unknown column is named`() throws {
        let lines = try csv("file,colour\na,b\n")
        #expect(lines.count == 1)
        expectFailure(lines, line: 1, "`colour`")
    }

    @Test(arguments: [
        ("File,title", "write `file`"), ("file, Final URL", "write `final_url`"),
        ("file;title", "separated by commas"), ("file\ttitle", "separated by commas"),
        ("f\0i\0", "as UTF-8"), ("file,colour", "known are file, url"),
    ])
    func `a column that is nearly known comes with the remedy`(
        header: String,
        words: String,
    ) throws {
        let lines = try csv(header + "\na,b\n")
        #expect(lines.count == 1)
        expectFailure(lines, line: 1, words)
    }

    private static let broken: [(String, Int, String)] = [
        ("", 1, "empty"),
        ("\n\n", 1, "empty"),
        ("\"file", 1, "does not end"),
        ("file\n\"a", 2, "does not end"),
        ("file,title\na,\"b\n\nc,d\n", 2, "does not end"),
        ("file\n\"a\"b\n", 2, "follows the closing quote"),
        ("file\n\"a\"\rb\n", 2, "follows the closing quote"),
        ("file,title\n\"a\"\r,b\n", 2, "follows the closing quote"),
        ("file\na\"b\n", 2, "does not start with one"),
        ("file,title\n,b\n", 2, "no `file`"),
        ("title\nb\n", 1, "no column `file`"),
        ("title,url", 1, "no column `file`"),
    ]

    @Test(arguments: broken) func `what is no list is refused with its line`(
        text: String,
        line: Int,
        words: String,
    ) throws {
        expectFailure(try csv(text), line: line, words)
    }

    @Test func `a file name that is not UTF-8 is kept`() throws {
        let bytes = Array("file,url\n".utf8) + [0x62, 0xFF] + Array(",https://e.org/\n".utf8)
        let document = try #require(try documents(try read("list.csv", bytes)).first)
        #expect(document.file.bytes.suffix(2) == [0x62, 0xFF])
        #expect(document.description.container?.name == FileName(bytes: [0x62, 0xFF]))
    }

    @Test(arguments: ["title", "author", "note", "url", "published"])
    func `other fields must be UTF-8`(name: String) throws {
        let bytes = Array("file,\(name)\na,".utf8) + [0xFF, 0x0A]
        expectFailure(try read("list.csv", bytes), line: 2, "`\(name)`: it is not UTF-8")
    }

    private static let refused: [(String, String)] = [
        ("url", "example.org"), ("url", "https://example.org/ x"), ("final_url", "x:"),
        ("captured", "2022-13"), ("published", "yesterday"), ("modified", "2022-02-30"),
        ("media_type", "html"), ("sha256", "abc"), ("sha256", "sha256:"),
    ]

    @Test(arguments: refused)
    func `what cannot be understood is refused with its line and name`(
        name: String,
        value: String,
    ) throws {
        let lines = try csv("file,\(name)\nfirst,\nsecond,\(value)\nthird,\n")
        #expect(lines.count == 3)
        expectFailure(lines, line: 3, "`\(name)`")
    }

    @Test(arguments: ["published", "modified"]) func `a raw date needs the date`(
        name: String
    ) throws {
        expectFailure(try csv("file,\(name)_raw\na,June\n"), line: 2, "`\(name)_raw`")
    }

    @Test func `a record over 1 MiB is refused`() throws {
        let long = String(repeating: "x", count: 600_000)
        expectFailure(try csv("file,note,title\na,\(long),\(long)\n"), line: 2, "1 MiB")
        expectFailure(try json("{\"file\":\"\(long)\(long)\"}"), line: 1, "1 MiB")
        let quoted = Array("file,note\na,\"\(long)\(long)\"\n".utf8)
        expectFailure(try read("quoted.csv", quoted), line: 2, "")
        let unquoted = Array("file\n\(long)\(long)\n".utf8)
        expectFailure(try read("unquoted.csv", unquoted), line: 2, "1 MiB")
        let fields = Array(("file" + String(repeating: ",", count: 1_001)).utf8)
        expectFailure(try read("many.csv", fields), line: 1, "1,000")
    }

    @Test func `reading ends when the caller wants it`() throws {
        let objects = ["a", "b", "c"].map { "{\"file\":\"\($0)\"}" }
        let texts = [
            ("list.csv", "file\na\nb\nc\n"), ("list.jsonl", objects.joined(separator: "\n")),
        ]
        for (name, text) in texts {
            let bytes = Array(text.utf8)
            try Folder.open(TemporaryDirectory.current).makeFile(name).write(bytes.span)
            var count = 0
            try DocumentList(TemporaryDirectory.current.appending(name)).read { _ in
                count += 1
                return count < 2
            }
            #expect(count == 2)
        }
    }

    // MARK: JSON Lines

    @Test func `objects are understood`() throws {
        let first = #"{"file":"a","author":["A","B"],"title":"t\nu","url":null}"#
        let second = #"{"author":"C","file":"b","captured":"2022"}"#
        let documents = try documents(try json(first + "\n\n \t\r\n" + second + "\r\n"))
        #expect(documents.map(\.line) == [1, 4])
        let claims: [Claim] = [
            .title("t\nu", source: .list), .author("A", source: .list),
            .author("B", source: .list),
        ]
        #expect(documents[0].description.claims == claims)
        #expect(documents[1].description.capturedAt?.precision == .year)
    }

    private static let badObjects: [(String, String)] = [
        ("{", "not JSON"), ("[]", "not a JSON object"), ("\"file\"", "not a JSON object"),
        (#"{"file":1}"#, "`file` is not text"), (#"{"file":["a"]}"#, "`file` is not text"),
        (#"{"file":"a","author":[1]}"#, "`author` is not text"),
        (#"{"file":"a","author":[["b"]]}"#, "`author` is not text"),
        (#"{"file":"a","colour":"b"}"#, "`colour`"), (#"{"title":"a"}"#, "no `file`"),
        (#"{"file":""}"#, "no `file`"), (#"{"file":null}"#, "no `file`"),
        (#"{"file":"a\u0000b"}"#, "no `file`"), (#"{"file":"a"} x"#, "not JSON"),
        (#"{"file":"a","url":"x"}"#, "`url`"),
        (#"{"file":"a","title":""}"#, "`title` is empty"),
        (#"{"file":"a","author":["A",""]}"#, "`author` is empty"),
        (#"{"file":"a","published":2022}"#, "in quotes"),
    ]

    @Test(arguments: badObjects)
    func `a bad line is refused with its number and the others are read`(
        text: String,
        words: String,
    ) throws {
        let lines = try json(#"{"file":"a"}"# + "\n" + text + "\n" + #"{"file":"b"}"#)
        #expect(lines.count == 3)
        expectFailure(lines, line: 2, words)
    }

    // MARK: Paths

    private static let paths: [(String, String?, String)] = [
        ("/somewhere/else/a.html", "/somewhere/else/a.html", "a.html"),
        ("../a.html", nil, "a.html"), ("x/../a.html", nil, "a.html"),
        ("x/a.html", nil, "x/a.html"),
    ]

    @Test(arguments: paths) func `a name that tells where things are is not recorded`(
        file: String,
        resolved: String?,
        name: String,
    ) throws {
        let document = try #require(try documents(try csv("file\n\(file)\n")).first)
        #expect(document.description.container?.name == FileName(name))
        let expected =
            resolved.map { FilePath($0) } ?? TemporaryDirectory.current.pushing(FilePath(file))
        #expect(document.file == expected)
    }

    @Test(arguments: ["list.txt", "list", ".csv"]) func `the extension tells the format`(
        name: String
    ) {
        #expect(refusal { _ = try DocumentList(FilePath(name)) } == .invalidRequest)
    }

    @Test(arguments: ["list.CSV", "list.ndjson", "list.jsonl"])
    func `a list that is not there is an error`(name: String) throws {
        let list = try DocumentList(TemporaryDirectory.current.appending(name))
        let error = #expect(throws: StoreError.self) { try list.read { _ in true } }
        #expect(error?.code == .notFound)
    }
}
