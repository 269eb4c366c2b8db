// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore

/// What a document came in.
///
/// SPEC §3.5.
public struct Container: Hashable, Sendable {
    /// The kind of a container.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// A file of its own.
        case file

        /// The standard input.
        case stdin

        /// A record of a WARC file.
        case warc
    }

    /// The kind of the container.
    public var kind: Kind

    /// The file's name, or `nil` when there is none.
    public var name: FileName?

    /// When the file was changed last, or `nil` when it is not known.
    public var modifiedAt: ClaimedDate?

    /// Creates a container.
    public init(kind: Kind, name: FileName? = nil, modifiedAt: ClaimedDate? = nil) {
        self.kind = kind
        self.name = name
        self.modifiedAt = modifiedAt
    }

    init(_ members: Members) throws(StatementFailure) {
        kind = try members.oneOf("kind", Kind.self)
        modifiedAt = try ClaimedDate(optional: "modifiedAt", path: "container.modifiedAt", members)
        let text = try members.optionalText("name")
        guard let base64 = try members.optionalText("nameBytes") else {
            name = text.map { FileName($0) }
            return
        }
        let bytes: [UInt8]
        do throws(DecodingFailure) {
            bytes = try Base64.decode(base64.utf8.span)
        } catch {
            throw members.wrongForm("nameBytes", "base64")
        }
        guard text == nil, !UTF8Text.isValid(bytes.span) else {
            throw members.wrongForm("nameBytes", "null, though the name is text")
        }
        name = FileName(bytes: bytes)
    }

    var json: JSONValue {
        let text = name?.text
        let bytes = text == nil ? name?.bytes : nil
        return [
            "kind": .string(kind.rawValue),
            "modifiedAt": modifiedAt?.json ?? .null,
            "name": JSONValue(text),
            "nameBytes": JSONValue(bytes.map { Base64.encode($0.span) }),
        ]
    }
}
