// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

extension DecodingFailure: CustomStringConvertible {
    /// What is wrong, for a person: half a sentence.
    public var description: String {
        switch self {
        case .wrongLength(let expected, let actual):
            "it is \(actual) bytes long instead of \(expected)"
        case .truncated(let offset, let missing):
            "it ends \(missing) bytes too early, in the field at byte \(offset)"
        case .unexpectedByte(let offset, let value):
            "byte \(offset) is 0x\(Hex.encode([value])), which cannot be there"
        case .notCanonical(let offset):
            "at byte \(offset) a value is spelt in another way than the only one allowed"
        case .overLimit(let limit, let actual):
            "\(actual) is over the limit of \(limit)"
        }
    }
}
