// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore

/// The members of an object in a statement, each read in the form that SPEC wants.
///
/// Paths are put together only when something is wrong.
struct Members {
    private let object: JSONObject
    private let path: String
    /// The position in the list at `path`, when the object is in a list.
    private let index: Int?

    init(_ object: JSONObject, path: String, index: Int? = nil) {
        self.object = object
        self.path = path
        self.index = index
    }

    /// The path of a member.
    func path(of name: String) -> String {
        var prefix = path
        if let index {
            prefix += "[\(index)]"
        }
        return prefix.isEmpty ? name : prefix + "." + name
    }

    func wrongForm(_ name: String, _ expected: String) -> StatementFailure {
        .wrongForm(member: path(of: name), expected: expected)
    }

    func value(_ name: String) throws(StatementFailure) -> JSONValue {
        guard let value = object[name] else {
            throw .missing(member: path(of: name))
        }
        return value
    }

    func text(_ name: String) throws(StatementFailure) -> String {
        guard case .string(let text) = try value(name) else {
            throw wrongForm(name, "text")
        }
        return text
    }

    func optionalText(_ name: String) throws(StatementFailure) -> String? {
        switch try value(name) {
        case .string(let text): text
        case .null: nil
        default: throw wrongForm(name, "text or null")
        }
    }

    /// A text that is one of a list.
    func oneOf<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String,
        _ type: Choice.Type,
    ) throws(StatementFailure) -> Choice {
        guard case .string(let text) = try value(name), let choice = Choice(rawValue: text) else {
            let list = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw wrongForm(name, "one of " + list)
        }
        return choice
    }

    /// The number that a member is, or `nil` when it is something else or not there.
    func number(_ name: String) -> Int64? {
        object[name]?.integer
    }

    /// A number of bytes.
    func byteCount(_ name: String) throws(StatementFailure) -> UInt64 {
        guard case .integer(let number) = try value(name), number >= 0 else {
            throw wrongForm(name, "a number of bytes")
        }
        return UInt64(number)
    }

    func digest(_ name: String) throws(StatementFailure) -> Digest {
        guard case .string(let text) = try value(name) else {
            throw wrongForm(name, "a digest")
        }
        do throws(DecodingFailure) {
            return try Digest(text: text)
        } catch {
            throw .notADigest(member: path(of: name))
        }
    }

    /// The members of an object, with their path as the compiler can see it.
    func members(_ name: String, path: String) throws(StatementFailure) -> Members {
        guard case .object(let object) = try value(name) else {
            throw wrongForm(name, "an object")
        }
        return Members(object, path: path)
    }

    func optionalMembers(_ name: String, path: String) throws(StatementFailure) -> Members? {
        switch try value(name) {
        case .object(let object): Members(object, path: path)
        case .null: nil
        default: throw wrongForm(name, "an object or null")
        }
    }

    func object(_ name: String) throws(StatementFailure) -> JSONObject {
        guard let object = try optionalObject(name) else {
            throw wrongForm(name, "an object")
        }
        return object
    }

    func optionalObject(_ name: String) throws(StatementFailure) -> JSONObject? {
        switch try value(name) {
        case .object(let object): object
        case .null: nil
        default: throw wrongForm(name, "an object or null")
        }
    }

    /// A list of texts.
    func texts(_ name: String) throws(StatementFailure) -> [String] {
        guard case .array(let values) = try value(name) else {
            throw wrongForm(name, "a list")
        }
        var texts: [String] = []
        for index in values.indices {
            guard case .string(let text) = values[index] else {
                throw .wrongForm(member: path(of: name) + "[\(index)]", expected: "text")
            }
            texts.append(text)
        }
        return texts
    }

    /// What a list of objects stands for.
    func list<Element>(
        _ name: String,
        _ decode: (Members) throws(StatementFailure) -> Element,
    ) throws(StatementFailure) -> [Element] {
        guard case .array(let values) = try value(name) else {
            throw wrongForm(name, "a list")
        }
        var elements: [Element] = []
        elements.reserveCapacity(values.count)
        for index in values.indices {
            guard case .object(let object) = values[index] else {
                throw .wrongForm(member: path(of: name) + "[\(index)]", expected: "an object")
            }
            elements.append(try decode(Members(object, path: path(of: name), index: index)))
        }
        return elements
    }
}
