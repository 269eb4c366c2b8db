// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore

/// A remark about statements or blobs.
///
/// SPEC §3.7.
public struct Note: Hashable, Sendable {
    /// The remark.
    public var text: String

    /// What it is about; at least one.
    public var subjects: [Reference]

    /// Creates a remark.
    ///
    /// - Parameters:
    ///   - text: The remark.
    ///   - subjects: Statements or blobs; a statement is not encoded without any.
    public init(text: String, subjects: [Reference]) {
        self.text = text
        self.subjects = subjects
    }

    init(_ members: Members) throws(StatementFailure) {
        text = try members.text("note")
        subjects = try members.list("subjects") { subject throws(StatementFailure) in
            Reference(digest: try subject.digest("digest"), byteCount: subject.number("size"))
        }
        guard !subjects.isEmpty else {
            throw members.wrongForm("subjects", "a list with something in it")
        }
    }

    func add(to object: inout JSONObject) {
        object["note"] = .string(text)
        object["subjects"] = .array(subjects.map(\.json))
    }
}
