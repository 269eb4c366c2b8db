// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The members of a JSON object, sorted by the bytes of their names, no name twice.
public struct JSONObject: Hashable, Sendable {
    /// A name and its value.
    public struct Member: Hashable, Sendable {
        /// The name; canonical JSON wants ASCII.
        public let name: String

        /// The value.
        public internal(set) var value: JSONValue

        /// Whether two members have the same canonical bytes.
        public static func == (left: Self, right: Self) -> Bool {
            left.name.hasSameBytes(as: right.name) && left.value == right.value
        }
    }

    /// All members in the order of their names.
    public private(set) var members: [Member]

    /// Creates an object without members.
    public init() {
        members = []
    }

    /// Creates an object from members that are sorted, no name twice.
    init(sortedMembers: [Member]) {
        members = sortedMembers
    }

    /// Creates an object from members in any order; a name that occurs twice is a mistake of the
    /// program.
    init(uniqueMembers: [(String, JSONValue)]) {
        members = uniqueMembers.map { Member(name: $0, value: $1) }
        members.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        for index in members.indices.dropFirst() {
            let isRepeated = members[index - 1].name.hasSameBytes(as: members[index].name)
            precondition(!isRepeated, "an object has two members of one name")
        }
    }

    /// The value of a member; setting `nil` removes the member.
    public subscript(name: String) -> JSONValue? {
        get {
            for index in members.indices where members[index].name.hasSameBytes(as: name) {
                return members[index].value
            }
            return nil
        }
        set {
            let index =
                members.firstIndex { !$0.name.utf8.lexicographicallyPrecedes(name.utf8) }
                ?? members.endIndex
            let exists =
                index < members.endIndex && members[index].name.hasSameBytes(as: name)
            switch (newValue, exists) {
            case (let value?, true): members[index].value = value
            case (let value?, false): members.insert(Member(name: name, value: value), at: index)
            case (nil, true): members.remove(at: index)
            case (nil, false): break
            }
        }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// Creates an object.
    ///
    /// No name may occur twice.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(uniqueMembers: elements)
    }
}
