// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// A blob that a statement names.
///
/// SPEC §3.3.
public struct Reference: Hashable, Sendable {
    /// The blob's ID.
    public let digest: BlobID

    /// The blob's length in bytes as the statement has it, when it has one.
    ///
    /// Foreign statements can have a negative number here, which fits no blob.
    public let byteCount: Int64?

    /// Creates a reference.
    public init(digest: BlobID, byteCount: Int64? = nil) {
        self.digest = digest
        self.byteCount = byteCount
    }

    var json: JSONValue {
        var object: JSONObject = ["digest": .string(digest.description)]
        object["size"] = byteCount.map { .integer($0) }
        return .object(object)
    }
}

/// Returns the blobs that a value names, in the order of its bytes; SPEC §3.3.
///
/// Every object with a member `digest` that is not `null` names one, wherever it is. A blob that
/// is named twice is returned twice.
///
/// - Parameter value: A statement, nested as deep as a parser allowed.
/// - Returns: The references.
/// - Throws: ``StatementFailure/notADigest(member:)``.
public func references(of value: JSONValue) throws(StatementFailure) -> [Reference] {
    var found: [Reference] = []
    var path: [PathStep] = []
    try collectReferences(of: value, path: &path, into: &found)
    return found
}

/// A step into an object or a list.
private enum PathStep {
    case name(String)
    case index(Int)
}

private func collectReferences(
    of value: JSONValue,
    path: inout [PathStep],
    into found: inout [Reference],
) throws(StatementFailure) {
    switch value {
    case .null, .bool, .integer, .string:
        return
    case .array(let values):
        for index in values.indices {
            path.append(.index(index))
            try collectReferences(of: values[index], path: &path, into: &found)
            path.removeLast()
        }
    case .object(let object):
        for member in object.members {
            path.append(.name(member.name))
            // Nothing but these six ASCII bytes equals them, in Unicode's sense too.
            if member.name == "digest" {
                if let digest = try digest(of: member.value, path: path) {
                    found.append(Reference(digest: digest, byteCount: object["size"]?.integer))
                }
            } else {
                try collectReferences(of: member.value, path: &path, into: &found)
            }
            path.removeLast()
        }
    }
}

private func digest(
    of value: JSONValue,
    path: [PathStep],
) throws(StatementFailure) -> Digest? {
    if value.isNull {
        return nil
    }
    do throws(DecodingFailure) {
        guard let text = value.string else {
            throw .truncated(offset: 0, missing: 0)
        }
        return try Digest(text: text)
    } catch {
        var member = ""
        for step in path {
            switch step {
            case .name(let name): member += member.isEmpty ? name : "." + name
            case .index(let index): member += "[\(index)]"
            }
        }
        throw .notADigest(member: member)
    }
}
