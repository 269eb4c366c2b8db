// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// A JSON value without fractions: what a statement is made of.
///
/// RFC 8259, SPEC §3.1.
///
/// Two values are equal when their canonical bytes are. Texts that look alike but are spelled
/// with other code points differ, unlike two `String`s.
public enum JSONValue: Sendable {
    /// Nothing is known.
    case null

    /// True or false.
    case bool(Bool)

    /// A whole number; canonical JSON ends at a magnitude of 2^53 - 1.
    case integer(Int64)

    /// Text.
    case string(String)

    /// Values in an order.
    case array([JSONValue])

    /// Values with names.
    case object(JSONObject)

    /// The largest magnitude of a number: 2^53 - 1.
    public static let integerLimit: Int64 = 9_007_199_254_740_991
}

extension JSONValue {
    /// Reads JSON as people and programs write it.
    ///
    /// White space, any order of members and every escape are accepted. Names that occur twice,
    /// lone surrogates, invalid UTF-8, fractions, exponents, `-0` and numbers over
    /// ``integerLimit`` are refused, since reading them would be a guess. Takes time in proportion
    /// to the input, and sorts the members of objects that are not sorted.
    ///
    /// - Throws: ``JSONFailure`` with the offset and what is wrong there.
    public init(parsing bytes: Span<UInt8>, limits: JSONLimits) throws(JSONFailure) {
        var parser = JSONParser(limits: limits, isCanonical: false)
        self = try parser.parse(bytes)
    }

    /// Reads JSON as people and programs write it.
    ///
    /// - Throws: ``JSONFailure`` with the offset and what is wrong there.
    public init(parsing bytes: [UInt8], limits: JSONLimits) throws(JSONFailure) {
        try self.init(parsing: bytes.span, limits: limits)
    }

    /// Whether this is ``null``.
    public var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The truth value, or `nil` when this is something else.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The number, or `nil` when this is something else.
    public var integer: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }

    /// The text, or `nil` when this is something else.
    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The list, or `nil` when this is something else.
    public var array: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The object, or `nil` when this is something else.
    public var object: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The value of an object's member, or `nil` when there is none or this is no object.
    public subscript(name: String) -> JSONValue? {
        object?[name]
    }
}

extension JSONValue: Hashable {
    /// Whether two values have the same canonical bytes.
    public static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }

    /// Feeds the value into a hasher.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .integer(let value): hasher.combine(value)
        case .string(let value): hasher.combine(value)
        case .array(let value): hasher.combine(value)
        case .object(let value): hasher.combine(value)
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Creates text.
    public init(stringLiteral value: String) {
        self = .string(value)
    }

    /// Creates a number.
    public init(integerLiteral value: Int64) {
        self = .integer(value)
    }

    /// Creates true or false.
    public init(booleanLiteral value: Bool) {
        self = .bool(value)
    }

    /// Creates a list.
    public init(arrayLiteral elements: JSONValue...) {
        self = .array(elements)
    }

    /// Creates an object.
    ///
    /// No name may occur twice.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(uniqueMembers: elements))
    }
}

extension JSONValue {
    /// Creates text, or ``null`` where there is none.
    public init(_ text: String?) {
        self = if let text { .string(text) } else { .null }
    }
}

extension String {
    /// Whether two texts are the same bytes, which `==` does not say.
    func hasSameBytes(as other: String) -> Bool {
        // What differs by `==` differs in bytes, and that is quick to see for ASCII.
        utf8.count == other.utf8.count && self == other && utf8.elementsEqual(other.utf8)
    }
}
