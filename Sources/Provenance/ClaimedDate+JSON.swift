// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore

extension ClaimedDate {
    /// Reads a date that must be there.
    init(_ name: String, path: String, _ members: Members) throws(StatementFailure) {
        try self.init(members.members(name, path: path))
    }

    /// Reads a date or `null`.
    ///
    /// Returns `nil` for `null`.
    init?(optional name: String, path: String, _ members: Members) throws(StatementFailure) {
        guard let found = try members.optionalMembers(name, path: path) else {
            return nil
        }
        try self.init(found)
    }

    private init(_ members: Members) throws(StatementFailure) {
        let value = try members.text("value")
        self.init(
            checked: value,
            precision: try Self.precision(of: value, members),
            raw: try members.optionalText("raw"),
            source: try members.oneOf("source", ClaimSource.self),
        )
    }

    /// Checks that a value has the form of the member `precision`, and returns that.
    static func precision(
        of value: String,
        _ members: Members,
    ) throws(StatementFailure) -> Precision {
        let stated = try members.oneOf("precision", Precision.self)
        do throws(DateFailure) {
            guard try CalendarText.precision(of: value.utf8.span) == stated else {
                throw .form
            }
        } catch {
            throw members.wrongForm("value", "a date of precision " + stated.rawValue)
        }
        return stated
    }

    var json: JSONValue {
        [
            "precision": .string(precision.rawValue),
            "raw": JSONValue(raw),
            "source": .string(source.rawValue),
            "value": .string(value),
        ]
    }
}
