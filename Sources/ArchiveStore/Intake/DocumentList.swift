// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
public import ArchiveIO
internal import Provenance
public import SystemPackage

/// A document that a list file names, with what the list says of it.
public struct ListedDocument: Hashable, Sendable {
    /// The line of the list that it starts on, from 1.
    public var line: Int
    /// The file as the list names it; a relative path starts at the list's folder.
    public var file: FilePath
    /// What the list says.
    public var description: DocumentDescription
    /// The digest that the bytes must have.
    public var expected: BlobID?
}

/// What is wrong with a line of a list file.
public struct ListFailure: Error, Hashable, Sendable {
    /// The line, from 1.
    public var line: Int
    /// A sentence for a person.
    public var message: String
}

/// A list file: CSV with a line of column names, or JSON Lines.
public struct DocumentList: Sendable {
    /// The names of columns and members.
    public static let fieldNames = [
        "file", "url", "final_url", "captured", "published", "published_raw", "modified",
        "modified_raw", "author", "title", "note", "media_type", "sha256", "extraction_of",
        "claimed_by", "claimed_extractor",
    ]

    private enum Format {
        case csv
        case jsonLines
    }

    private let path: FilePath
    private let format: Format

    /// Names a list file; its extension tells the format.
    ///
    /// - Throws: ``ArchiveError`` with ``ArchiveError/Code/invalidRequest`` for other extensions
    ///   than `csv`, `jsonl` and `ndjson`.
    public init(_ path: FilePath) throws(ArchiveError) {
        self.path = path
        switch path.extension?.lowercased() {
        case "csv": format = .csv
        case "jsonl", "ndjson": format = .jsonLines
        default:
            throw ArchiveError(
                .invalidRequest,
                "\(path) is neither .csv nor .jsonl; the name tells the format of a list.",
            )
        }
    }

    /// Reads the list from its start.
    ///
    /// - Parameter body: Takes each document, or what is wrong with a line; returns whether to
    ///   go on.
    /// - Throws: ``StoreError`` when the list cannot be read.
    public func read(
        _ body: (Result<ListedDocument, ListFailure>) -> Bool
    ) throws(StoreError) {
        let file = try OpenFile.open(path)
        switch format {
        case .csv: try forEachCSVLine(of: file, body)
        case .jsonLines: try forEachObject(of: file, body)
        }
    }

    private func forEachCSVLine(
        of file: OpenFile,
        _ body: (Result<ListedDocument, ListFailure>) -> Bool,
    ) throws(StoreError) {
        var reader = CSVReader(file)
        guard let header = try reader.next() else {
            let failure = reader.failure ?? ListFailure(line: 1, message: "the list is empty")
            _ = body(.failure(failure))
            return
        }
        let names = header.fields.map { String(decoding: $0, as: UTF8.self) }
        if let failure = Self.failure(ofHeader: names, line: header.line) {
            _ = body(.failure(failure))
            return
        }
        while let record = try reader.next() {
            let result = Result { () throws(ListFailure) in
                try fields(of: record, names: names).document(in: path)
            }
            guard body(result) else {
                return
            }
        }
        if let failure = reader.failure {
            _ = body(.failure(failure))
        }
    }

    private func fields(
        of record: CSVReader.Line,
        names: [String],
    ) throws(ListFailure) -> ListFields {
        guard record.fields.count == names.count else {
            throw ListFailure(
                line: record.line,
                message: "\(record.fields.count) fields where the first line names \(names.count)",
            )
        }
        var fields = ListFields(line: record.line)
        for (name, bytes) in zip(names, record.fields) where !bytes.isEmpty {
            try fields.set(name, bytes)
        }
        return fields
    }

    private func forEachObject(
        of file: OpenFile,
        _ body: (Result<ListedDocument, ListFailure>) -> Bool,
    ) throws(StoreError) {
        var reader = LineFileReader(file)
        while let line = try reader.next() {
            let bytes = line.bytes
            if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
                continue
            }
            let result = Result { () throws(ListFailure) in
                try ListFields(json: bytes, line: line.number).document(in: path)
            }
            guard body(result) else {
                return
            }
        }
        if let failure = reader.failure {
            _ = body(.failure(failure))
        }
    }

    /// What is wrong with the names of columns; a mistake here is one, not one on each line.
    private static func failure(ofHeader names: [String], line: Int) -> ListFailure? {
        if let unknown = names.first(where: { !fieldNames.contains($0) }) {
            return unknownField(unknown, line: line)
        }
        for (index, name) in names.enumerated()
        where name != "author" && names[..<index].contains(name) {
            return ListFailure(line: line, message: "there are two columns `\(name)`")
        }
        guard names.contains("file") else {
            return ListFailure(
                line: line,
                message: "there is no column `file`, which names the documents",
            )
        }
        return nil
    }

    static func unknownField(_ name: String, line: Int) -> ListFailure {
        let known = "known are " + fieldNames.joined(separator: ", ")
        let plain = name.lowercased().split(separator: " ").joined(separator: "_")
        let hint =
            if name.unicodeScalars.contains("\0") {
                "save the list as UTF-8"
            } else if name.contains(";") || name.contains("\t") {
                "columns are separated by commas; " + known
            } else if fieldNames.contains(plain) {
                "write `\(plain)`"
            } else {
                known
            }
        return ListFailure(line: line, message: "`\(name)` is not a known field; \(hint)")
    }
}
