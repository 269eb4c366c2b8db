// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// What is wrong with the bytes of an entry.
///
/// Offsets are in bytes from its start.
public enum LogEntryFailure: Error, Hashable, Sendable {
    /// The entry has `actual` bytes, over the limit.
    case overLimit(limit: Int, actual: Int)

    /// The type is not a lower-case letter and up to 31 lower-case letters, digits and hyphens.
    case badType

    /// The word at `offset` is not `sha256:` and 64 lower-case hexadecimal digits.
    case badDigest(offset: Int)

    /// The word at `offset` is not a decimal number of at most 2^63 - 1.
    case badNumber(offset: Int)

    /// There are more numbers than the limit.
    case tooManyNumbers(limit: Int)
}

/// A leaf of the log: what was added, by digest.
///
/// Text form: `<type> sha256:<64 hexadecimal digits>[ <decimal>...]`, without a line feed.
public struct LogEntry: Hashable, Sendable {
    /// The most bytes that an entry may have.
    public static let maximumByteCount = 255

    /// The most numbers that an entry may have.
    public static let maximumNumberCount = 8

    /// The most bytes that a type may have.
    public static let maximumTypeByteCount = 32

    /// What the digest is of; any word of the right form is accepted here.
    public let type: String

    /// The digest.
    public let digest: Digest

    /// Further numbers, whose meaning depends on the type.
    public let numbers: [UInt64]

    /// Creates an entry from its parts.
    ///
    /// - Throws: ``LogEntryFailure`` for what ``decode(_:)`` would refuse.
    public init(type: String, digest: Digest, numbers: [UInt64] = []) throws(LogEntryFailure) {
        guard Self.isType(type.utf8) else {
            throw .badType
        }
        // Decoding knows all the other rules.
        let unchecked = Self(checkedType: type, digest: digest, numbers: numbers)
        let bytes = unchecked.encode()
        self = try Self.decode(bytes.span)
    }

    private init(checkedType: String, digest: Digest, numbers: [UInt64]) {
        type = checkedType
        self.digest = digest
        self.numbers = numbers
    }

    /// Decodes an entry; there is one spelling for each.
    ///
    /// - Throws: ``LogEntryFailure``.
    public static func decode(_ bytes: Span<UInt8>) throws(LogEntryFailure) -> Self {
        guard bytes.count <= maximumByteCount else {
            throw .overLimit(limit: maximumByteCount, actual: bytes.count)
        }
        let words = words(of: bytes)
        let type = words[0].map { bytes[$0] }
        guard isType(type) else {
            throw .badType
        }
        guard words.count > 1 else {
            throw .badDigest(offset: bytes.count)
        }
        let digest: Digest
        do {
            digest = try Digest(text: bytes.extracting(words[1]))
        } catch {
            throw .badDigest(offset: words[1].lowerBound)
        }
        guard words.count <= 2 + maximumNumberCount else {
            throw .tooManyNumbers(limit: maximumNumberCount)
        }
        var numbers: [UInt64] = []
        for word in words.dropFirst(2) {
            do {
                numbers.append(try Decimal.decode(bytes.extracting(word)))
            } catch {
                throw .badNumber(offset: word.lowerBound)
            }
        }
        let name = String(decoding: type, as: UTF8.self)
        return Self(checkedType: name, digest: digest, numbers: numbers)
    }

    /// Returns the bytes of the entry, which are the bytes of the leaf.
    public func encode() -> [UInt8] {
        Array("\(type) \(digest)".utf8) + numbers.flatMap { Array(" \($0)".utf8) }
    }

    /// The hash of the leaf.
    public var leafHash: Digest {
        let bytes = encode()
        var hasher = TreeHasher()
        return hasher.leafHash(bytes.span)
    }

    private static func isType(_ word: some Collection<UInt8>) -> Bool {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard let first = word.first, letters.contains(first), word.count <= maximumTypeByteCount
        else {
            return false
        }
        return word.allSatisfy {
            letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "-")
        }
    }

    /// Returns where the words are that single spaces separate; some may be empty.
    private static func words(of bytes: Span<UInt8>) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var start = 0
        for offset in bytes.indices where bytes[offset] == UInt8(ascii: " ") {
            words.append(start..<offset)
            start = offset + 1
        }
        words.append(start..<bytes.count)
        return words
    }
}
