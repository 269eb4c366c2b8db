// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// A statement that a signing key comes into force or goes out of it.
///
/// SPEC §3.6.
///
/// Whether the change is valid depends on the keys in force, which only the log tells.
public struct KeyChange: Hashable, Sendable {
    /// What happens to the key.
    public enum Action: String, CaseIterable, Hashable, Sendable {
        /// It comes into force.
        case add

        /// It is no longer used; its signatures stand.
        case retire

        /// It is no longer used and not to be accepted as a pinned key.
        case revoke
    }

    /// What an archive's first statement says of the archive.
    public struct Archive: Hashable, Sendable {
        /// The version of the archive format.
        public static let format: Int64 = 1

        /// The archive's name in its checkpoints.
        public var origin: String

        /// The text of the format's specification.
        public var specification: BlobID

        /// The length of that text, in bytes.
        public var specificationByteCount: UInt64

        /// Creates what a new archive says of itself.
        public init(origin: String, specification: BlobID, specificationByteCount: UInt64) {
            self.origin = origin
            self.specification = specification
            self.specificationByteCount = specificationByteCount
        }
    }

    /// What happens to the key.
    public var action: Action

    /// The key as text, `<name>+<key ID>+<base64>`; SPEC §5.2.
    public var verifierKey: String

    /// What the archive's first statement says of it; `nil` in all others.
    public var archive: Archive?

    /// A remark.
    public var note: String?

    /// Creates a change of keys.
    public init(
        action: Action,
        verifierKey: String,
        archive: Archive? = nil,
        note: String? = nil,
    ) {
        self.action = action
        self.verifierKey = verifierKey
        self.archive = archive
        self.note = note
    }

    init(_ members: Members) throws(StatementFailure) {
        action = try members.oneOf("action", Action.self)
        verifierKey = try members.text("key")
        guard KeyText.isVerifierKey(verifierKey) else {
            throw members.wrongForm("key", "a verifier key")
        }
        note = try members.optionalText("note")
        archive = nil
        if let found = try members.optionalMembers("archive", path: "archive") {
            archive = try Archive(found)
        }
    }

    func add(to object: inout JSONObject) {
        object["action"] = .string(action.rawValue)
        object["archive"] = archive?.json ?? .null
        object["key"] = .string(verifierKey)
        object["note"] = JSONValue(note)
    }
}

extension KeyChange.Archive {
    init(_ members: Members) throws(StatementFailure) {
        guard try members.value("format") == .integer(Self.format) else {
            throw members.wrongForm("format", "1")
        }
        origin = try members.text("origin")
        guard KeyText.isOrigin(origin.utf8.span) else {
            throw members.wrongForm("origin", "1 to 255 characters of printable ASCII without +")
        }
        let text = try members.members("specification", path: "archive.specification")
        specification = try text.digest("digest")
        specificationByteCount = try text.byteCount("size")
    }

    var json: JSONValue {
        [
            "format": .integer(Self.format),
            "origin": .string(origin),
            "specification": [
                "digest": .string(specification.description),
                "size": .integer(Int64(clamping: specificationByteCount)),
            ],
        ]
    }
}

/// The forms of origins and verifier keys.
///
/// SPEC §5.2.
private enum KeyText {
    /// Whether a text is a name, `+`, eight hexadecimal digits, `+`, and the base64 of the byte 1
    /// and 32 more.
    ///
    /// The key ID is not compared with the key: this target knows no SHA-256.
    static func isVerifierKey(_ text: String) -> Bool {
        let bytes = text.utf8.span
        let plus = UInt8(ascii: "+")
        guard let end = (0..<bytes.count).first(where: { bytes[$0] == plus }),
            end > 0, bytes.count == end + 10 + 44, bytes[end + 9] == plus,
            !text.unicodeScalars.contains(where: { $0.properties.isWhitespace || $0.value < 0x20 })
        else {
            return false
        }
        do throws(DecodingFailure) {
            _ = try Hex.decode(bytes.extracting(end + 1..<end + 9))
            let key = try Base64.decode(bytes.extracting((end + 10)...))
            return key.count == 33 && key[0] == 1
        } catch {
            return false
        }
    }

    static func isOrigin(_ text: Span<UInt8>) -> Bool {
        (1...255).contains(text.count)
            && text.indices.allSatisfy { index in
                (0x21...0x7E).contains(text[index]) && text[index] != UInt8(ascii: "+")
            }
    }
}
