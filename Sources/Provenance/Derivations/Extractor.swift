// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

package import ArchiveCore

/// Something that makes blobs from a blob.
///
/// SPEC §3.8.
public struct Extractor: Hashable, Sendable {
    /// What kind of program an extractor is.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// A part of the software that wrote the statement.
        case builtin

        /// A program of the system.
        case command

        /// A WebAssembly module, in ``Extractor/code``.
        case wasm

        /// Not known but for what somebody claims of it.
        case unknown
    }

    /// The canonical form that an output has.
    public enum Form: String, CaseIterable, Hashable, Sendable {
        /// Text, a paragraph a line.
        case text = "text/1"

        /// Canonical JSON.
        case json = "json/1"

        /// Bytes of any form.
        case bytes
    }

    /// An output that an extractor gives.
    public struct Output: Hashable, Sendable {
        /// Its name.
        public var name: String

        /// The kind of its content, such as `text/plain`.
        public var mediaType: String

        /// Its canonical form.
        public var form: Form

        /// Creates an output.
        public init(name: String, mediaType: String, form: Form) {
            self.name = name
            self.mediaType = mediaType
            self.form = form
        }
    }

    /// The name: 1 to 64 small letters, digits and hyphens that start with a letter.
    public var name: String

    /// The version; whatever changes an output changes it.
    public var version: String

    /// What kind of program it is.
    public var kind: Kind

    /// The program's own bytes, when they are in the archive.
    public var code: Reference?

    /// How the program is run, when it is a ``Kind/command``.
    public var command: ExtractorCommand?

    /// What it gives, sorted by name.
    public var outputs: [Output]

    /// A remark.
    public var note: String?

    /// Creates an extractor.
    public init(
        name: String,
        version: String,
        kind: Kind,
        code: Reference? = nil,
        command: ExtractorCommand? = nil,
        outputs: [Output],
        note: String? = nil,
    ) {
        self.name = name
        self.version = version
        self.kind = kind
        self.code = code
        self.command = command
        self.outputs = outputs.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        self.note = note
    }
}

extension Extractor {
    /// The canonical bytes whose SHA-256 digest is the extractor ID.
    ///
    /// For an extractor that was read from a statement, see ``ExtractorStatement/identityBytes``.
    public var identityBytes: [UInt8] {
        CanonicalJSON.encode(.object(json))
    }

    /// Reads what ``identityBytes`` stand for.
    ///
    /// - Parameter object: The value of those bytes.
    /// - Throws: ``StatementFailure``.
    package init(object: JSONObject) throws(StatementFailure) {
        try self.init(Members(object, path: "extractor"))
    }

    init(_ members: Members) throws(StatementFailure) {
        name = try members.extractorName("name")
        version = try members.text("version")
        kind = try members.oneOf("kind", Kind.self)
        code = try members.optionalSizedReference("code", path: "extractor.code")
        command = nil
        if let found = try members.optionalMembers("command", path: "extractor.command") {
            command = try ExtractorCommand(found)
        }
        guard (command != nil) == (kind == .command) else {
            throw members.wrongForm("command", "an object exactly when the kind is command")
        }
        outputs = try members.list("outputs") { output throws(StatementFailure) in
            Output(
                name: try output.extractorName("name"),
                mediaType: try output.text("mediaType"),
                form: try output.oneOf("form", Form.self),
            )
        }
        guard outputs.map(\.name).isStrictlySorted else {
            throw members.wrongForm("outputs", "sorted by name, no name twice")
        }
        note = try members.optionalText("note")
    }

    var json: JSONObject {
        [
            "code": code?.json ?? .null,
            "command": command?.json ?? .null,
            "kind": .string(kind.rawValue),
            "name": .string(name),
            "note": JSONValue(note),
            "outputs": .array(
                outputs.map { output in
                    [
                        "form": .string(output.form.rawValue),
                        "mediaType": .string(output.mediaType),
                        "name": .string(output.name),
                    ]
                }
            ),
            "version": .string(version),
        ]
    }
}

/// A statement that there is an extractor.
///
/// SPEC §3.8.
public struct ExtractorStatement: Hashable, Sendable {
    /// The extractor.
    public let extractor: Extractor

    /// The canonical bytes whose SHA-256 digest is the extractor ID, as they are in the statement.
    public let identityBytes: [UInt8]

    private let object: JSONObject

    /// Creates a statement about an extractor.
    public init(_ extractor: Extractor) {
        self.extractor = extractor
        object = extractor.json
        identityBytes = extractor.identityBytes
    }

    init(_ members: Members) throws(StatementFailure) {
        extractor = try Extractor(members.members("extractor", path: "extractor"))
        object = try members.object("extractor")
        identityBytes = CanonicalJSON.encode(.object(object))
    }

    func add(to statement: inout JSONObject) {
        statement["extractor"] = .object(object)
    }
}
