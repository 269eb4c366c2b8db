// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore

extension Statement {
    /// Returns the statement's canonical bytes.
    ///
    /// What is returned was read back with ``decode(_:)``, so nothing is written that a verifier
    /// would refuse.
    ///
    /// - Throws: ``StatementFailure/overLimit(limit:actual:)`` for more than ``byteLimit`` bytes,
    ///   or another ``StatementFailure`` for values that no statement may have: an ``addedAt`` not
    ///   by the clock, a note without subjects, a key that is none, ``Capture/http`` nested too
    ///   deep, ``Body/other(_:)`` with a type that is not reserved.
    public func encode() throws(StatementFailure) -> [UInt8] {
        let bytes = CanonicalJSON.encode(.object(json))
        _ = try Self.decode(bytes)
        return bytes
    }

    /// Returns the statement that the bytes stand for.
    ///
    /// Members that SPEC does not name are dropped, after their references were checked.
    ///
    /// - Throws: ``StatementFailure`` for the first thing that is wrong.
    public static func decode(_ bytes: [UInt8]) throws(StatementFailure) -> Self {
        try decodeWithReferences(bytes.span).statement
    }

    /// Returns the statement that the bytes stand for, and the blobs that it names.
    ///
    /// - Throws: ``StatementFailure`` for the first thing that is wrong.
    public static func decodeWithReferences(
        _ bytes: Span<UInt8>
    ) throws(StatementFailure) -> (statement: Self, references: [Reference]) {
        guard bytes.count <= byteLimit else {
            throw .overLimit(limit: byteLimit, actual: bytes.count)
        }
        let value: JSONValue
        do throws(JSONFailure) {
            value = try CanonicalJSON.decode(bytes, limits: limits)
        } catch {
            throw .notCanonical(error)
        }
        guard case .object(let object) = value else {
            throw .wrongForm(member: "", expected: "an object")
        }
        let statement = try Self(object)
        return (statement, try Provenance.references(of: value))
    }

    private init(_ object: JSONObject) throws(StatementFailure) {
        let members = Members(object, path: "")
        guard case .integer(let version) = try members.value("version") else {
            throw members.wrongForm("version", "a number")
        }
        guard version >= Self.version else {
            throw members.wrongForm("version", "at least 1")
        }
        guard version == Self.version else {
            throw .newerVersion(version)
        }
        let saltText = try members.text("salt")
        do throws(DecodingFailure) {
            salt = try Salt(text: saltText)
        } catch {
            throw members.wrongForm("salt", "32 lower-case hexadecimal digits")
        }
        addedAt = try ClaimedDate("addedAt", path: "addedAt", members)
        guard addedAt.precision == .instant, addedAt.source == .clock else {
            throw members.wrongForm("addedAt", "an instant by the clock")
        }
        self.operator = try members.optionalText("operator")
        let program = try members.members("software", path: "software")
        software = Software(
            name: try program.text("name"),
            version: try program.text("version"),
        )
        let type = try members.oneOf("type", StatementType.self)
        body =
            switch type {
            case .capture: .capture(try Capture(members))
            case .key: .key(try KeyChange(members))
            case .note: .note(try Note(members))
            case .extractor: .extractor(try ExtractorStatement(members))
            case .derivation: .derivation(try Derivation(members))
            case .stamp, .withhold, .retire, .fixity: .other(type)
            }
    }

    private var json: JSONObject {
        var object: JSONObject = [
            "addedAt": addedAt.json,
            "operator": JSONValue(self.operator),
            "salt": .string(salt.text),
            "software": ["name": .string(software.name), "version": .string(software.version)],
            "type": .string(type.rawValue),
            "version": .integer(Self.version),
        ]
        switch body {
        case .capture(let capture): capture.add(to: &object)
        case .key(let change): change.add(to: &object)
        case .extractor(let extractor): extractor.add(to: &object)
        case .derivation(let derivation): derivation.add(to: &object)
        case .note(let note): note.add(to: &object)
        case .other: break
        }
        return object
    }
}
