// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// What is wrong with bytes that were to be JSON, and where.
public struct JSONFailure: Error, Hashable, Sendable {
    /// What is wrong.
    public enum Problem: Hashable, Sendable {
        /// The input ends in the middle of a value.
        case endsEarly

        /// A byte that JSON does not allow there.
        case unexpectedByte(UInt8)

        /// Something other than white space follows the value.
        case trailingBytes

        /// A name that the object has already.
        case duplicateName

        /// A `\u` escape that is half of a surrogate pair.
        case loneSurrogate

        /// Bytes that are not UTF-8.
        case invalidUTF8

        /// A number with a fraction or an exponent.
        case fraction

        /// A number of a magnitude over ``JSONValue/integerLimit``.
        case numberTooLarge

        /// The number `-0`.
        case negativeZero

        /// A list or object that would be nested deeper than the limit.
        case tooDeep(limit: Int)

        /// More bytes than the limit.
        case tooLong(limit: Int)

        /// JSON that is not canonical: white space, members out of order, a needless escape, or a
        /// name that is not ASCII. SPEC §3.1.
        case notCanonical
    }

    /// The number of bytes before the one that is wrong.
    public let offset: Int

    /// What is wrong there.
    public let problem: Problem

    /// Creates a failure.
    public init(offset: Int, problem: Problem) {
        self.offset = offset
        self.problem = problem
    }
}

extension JSONFailure: CustomStringConvertible {
    /// The failure as a sentence for a person.
    public var description: String {
        let text =
            switch problem {
            case .endsEarly: "the text ends in the middle of a value"
            case .unexpectedByte(let byte): "unexpected byte 0x" + Hex.encode([byte])
            case .trailingBytes: "something follows the value"
            case .duplicateName: "the object has this name already"
            case .loneSurrogate: "half of a surrogate pair"
            case .invalidUTF8: "not UTF-8"
            case .fraction: "numbers must be whole and without exponent"
            case .numberTooLarge: "numbers end at 9007199254740991"
            case .negativeZero: "write 0 instead of -0"
            case .tooDeep(let limit): "nested more than \(limit) deep"
            case .tooLong(let limit): "longer than \(limit) bytes"
            case .notCanonical: "not the canonical spelling"
            }
        return "byte \(offset): \(text)"
    }
}

/// How much JSON a reader takes.
public struct JSONLimits: Hashable, Sendable {
    /// How deep lists and objects may be nested; the outermost is depth 1.
    public let depth: Int

    /// How long the text may be, in bytes.
    public let byteCount: Int

    /// Creates limits.
    ///
    /// - Parameters:
    ///   - depth: At most 512, so that every later walk over the value can be recursive.
    ///   - byteCount: The longest text, in bytes.
    public init(depth: Int, byteCount: Int) {
        precondition((0...512).contains(depth), "JSON may be nested at most 512 deep")
        self.depth = depth
        self.byteCount = byteCount
    }
}
