// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
internal import Provenance
public import SystemPackage

/// The fields of one line of a list file, before they are understood.
struct ListFields {
    let line: Int
    private var values: [String: [[UInt8]]] = [:]

    init(line: Int) {
        self.line = line
    }

    /// Reads the members of a JSON object.
    init(json: [UInt8], line: Int) throws(ListFailure) {
        self.line = line
        let value: JSONValue
        do throws(JSONFailure) {
            let limits = JSONLimits(depth: 8, byteCount: LineFileReader.lineByteLimit)
            value = try JSONValue(parsing: json, limits: limits)
        } catch {
            throw ListFailure(line: line, message: "not JSON: \(error)")
        }
        guard let object = value.object else {
            throw ListFailure(line: line, message: "not a JSON object")
        }
        for member in object.members where !member.value.isNull {
            let items =
                member.name == "author" ? member.value.array ?? [member.value] : [member.value]
            for item in items {
                guard let text = item.string else {
                    throw ListFailure(
                        line: line,
                        message: "`\(member.name)` is not text; write it in quotes",
                    )
                }
                // No `file` has words of its own.
                guard !text.isEmpty || member.name == "file" else {
                    throw ListFailure(
                        line: line,
                        message: "`\(member.name)` is empty; leave it out, or write null",
                    )
                }
                try set(member.name, Array(text.utf8))
            }
        }
    }

    mutating func set(_ name: String, _ value: [UInt8]) throws(ListFailure) {
        guard DocumentList.fieldNames.contains(name) else {
            throw DocumentList.unknownField(name, line: line)
        }
        guard name == "author" || values[name] == nil else {
            throw ListFailure(line: line, message: "`\(name)` is given twice")
        }
        values[name, default: []].append(value)
    }

    private func text(_ name: String) throws(ListFailure) -> String? {
        guard let bytes = values[name]?.first else {
            return nil
        }
        guard let text = UTF8Text.decode(bytes.span) else {
            throw failure(name, "it is not UTF-8")
        }
        return text
    }

    private func failure(_ name: String, _ reason: String) -> ListFailure {
        ListFailure(line: line, message: "`\(name)`: \(reason)")
    }

    /// Understands the fields; refuses what is not as it should be.
    func document(in list: FilePath) throws(ListFailure) -> ListedDocument {
        guard let file = values["file"]?.first, !file.isEmpty, !file.contains(0) else {
            throw ListFailure(line: line, message: "there is no `file`")
        }
        let path = FilePath(bytes: file)
        var description = DocumentDescription()
        description.askedURL = try address("url")
        description.finalURL = try address("final_url")
        description.capturedAt = try date("captured", raw: nil)
        description.claims = try claims()
        description.note = try text("note")
        description.claimedExtraction = try claimedExtraction()
        description.container = Container(kind: .file, name: FileName(bytes: path.archivedName))
        if let type = try text("media_type") {
            guard MediaType.isWellFormed(type) else {
                throw failure("media_type", "`\(type)` is not a media type such as text/html")
            }
            description.mediaType = MediaType(value: type, source: .list)
        }
        let resolved = path.isAbsolute ? path : list.removingLastComponent().pushing(path)
        return ListedDocument(
            line: line,
            file: resolved,
            description: description,
            expected: try digest("sha256"),
        )
    }

    private func claimedExtraction() throws(ListFailure) -> ClaimedExtraction? {
        let claimant = try text("claimed_by")
        let extractor = try text("claimed_extractor")
        guard let original = try address("extraction_of") else {
            guard claimant == nil, extractor == nil else {
                let name = claimant == nil ? "claimed_extractor" : "claimed_by"
                throw failure(name, "it goes with `extraction_of`")
            }
            return nil
        }
        guard values["url"] == nil, values["final_url"] == nil else {
            throw failure(
                "extraction_of",
                "it says that the bytes did not come from an address, and `url` that they did",
            )
        }
        return ClaimedExtraction(
            url: original,
            claimant: claimant,
            extractor: extractor,
            source: .list,
        )
    }

    private func claims() throws(ListFailure) -> [Claim] {
        var claims: [Claim] = []
        if let title = try text("title") {
            claims.append(.title(title, source: .list))
        }
        for bytes in values["author"] ?? [] {
            guard let author = UTF8Text.decode(bytes.span) else {
                throw failure("author", "it is not UTF-8")
            }
            claims.append(.author(author, source: .list))
        }
        if let published = try date("published", raw: "published_raw") {
            claims.append(.published(published))
        }
        if let modified = try date("modified", raw: "modified_raw") {
            claims.append(.modified(modified))
        }
        return claims
    }

    private func address(_ name: String) throws(ListFailure) -> WebAddress? {
        guard let text = try text(name) else {
            return nil
        }
        do throws(WebAddressFailure) {
            return try WebAddress(text)
        } catch {
            throw failure(name, "\(error)")
        }
    }

    private func date(_ name: String, raw rawName: String?) throws(ListFailure) -> ClaimedDate? {
        let raw = try rawName.flatMap { name throws(ListFailure) in try text(name) }
        guard let text = try text(name) else {
            guard raw == nil else {
                throw failure(name, "`\(rawName ?? "")` is given without it")
            }
            return nil
        }
        do throws(DateFailure) {
            let date = try ClaimedDate(operatorText: text, source: .list)
            return try raw.map { raw throws(DateFailure) in
                try ClaimedDate(value: date.value, raw: raw, source: .list)
            } ?? date
        } catch {
            throw failure(name, "`\(text)`: \(error)")
        }
    }

    private func digest(_ name: String) throws(ListFailure) -> BlobID? {
        guard let text = try text(name) else {
            return nil
        }
        do throws(DecodingFailure) {
            return try Digest(userText: text)
        } catch {
            throw failure(name, "`\(text)` is not 64 hexadecimal digits")
        }
    }
}

extension Digest {
    /// Reads a digest as people write it: with `sha256:` or without, small letters or capitals.
    ///
    /// - Throws: ``DecodingFailure``.
    public init(userText text: String) throws(DecodingFailure) {
        let small = text.lowercased()
        let digits = Array((small.hasPrefix("sha256:") ? String(small.dropFirst(7)) : small).utf8)
        try self.init(hex: digits.span)
    }
}

extension FilePath {
    /// Creates a path from what the system or a list says, which need not be UTF-8.
    public init(bytes: [UInt8]) {
        let characters = bytes.map { CChar(bitPattern: $0) } + [0]
        self = unsafe characters.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else {
                preconditionFailure("there is a final zero")
            }
            return unsafe FilePath(platformString: start)
        }
    }

    /// The path's bytes.
    public var bytes: [UInt8] {
        unsafe withPlatformString { start in
            var bytes: [UInt8] = []
            var index = 0
            while unsafe start[index] != 0 {
                bytes.append(UInt8(bitPattern: unsafe start[index]))
                index += 1
            }
            return bytes
        }
    }

    /// The name under which the file is recorded: a relative path as it stands, and of a path that
    /// tells where things are on this machine only the last component.
    var archivedName: [UInt8] {
        let climbs = components.contains { $0.kind != .regular }
        if isAbsolute || climbs, let last = lastComponent {
            return FilePath(root: nil, [last]).bytes
        }
        return bytes
    }
}
