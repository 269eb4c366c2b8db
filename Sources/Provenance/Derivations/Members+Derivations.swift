// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore

extension Members {
    /// A name as extractors, outputs and failures have them.
    func extractorName(_ name: String) throws(StatementFailure) -> String {
        let text = try text(name)
        guard ExtractorName.isValid(text) else {
            throw wrongForm(name, "1 to 64 small letters, digits and hyphens from a letter on")
        }
        return text
    }

    /// The blob that this object names by its members `digest` and `size`.
    func sizedReference() throws(StatementFailure) -> Reference {
        Reference(
            digest: try digest("digest"),
            byteCount: Int64(clamping: try byteCount("size")),
        )
    }

    /// The blob that a member names with its size, or `nil` for `null`.
    func optionalSizedReference(
        _ name: String,
        path: String,
    ) throws(StatementFailure) -> Reference? {
        try optionalMembers(name, path: path)?.sizedReference()
    }

    /// The blob that a member names, or `nil` for `null`; its size need not be there.
    func optionalReference(
        _ name: String,
        path: String,
    ) throws(StatementFailure) -> Reference? {
        guard let members = try optionalMembers(name, path: path) else {
            return nil
        }
        return Reference(
            digest: try members.digest("digest"),
            byteCount: members.number("size"),
        )
    }

    /// A count, or `nil` for `null`.
    func optionalCount(_ name: String) throws(StatementFailure) -> UInt64? {
        switch try value(name) {
        case .null: nil
        case .integer(let number) where number >= 0: UInt64(number)
        default: throw wrongForm(name, "a number or null")
        }
    }
}

extension [String] {
    /// Whether each text comes before the next one by its bytes.
    var isStrictlySorted: Bool {
        zip(self, dropFirst()).allSatisfy { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
