// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// What the class names and identifiers of an element say.
struct WordFindings: Sendable {
    private var roles: UInt32 = 0
    private var hashes: [UInt64] = []
    private(set) var hasTooManyWords = false
    private var hasWordAlone = false

    /// The number of different words from which on they say nothing.
    static let wordLimit = 14

    /// Forgets all.
    mutating func clear() {
        roles = 0
        hashes.removeAll(keepingCapacity: true)
        hasTooManyWords = false
        hasWordAlone = false
    }

    private func has(_ role: UInt8) -> Bool {
        roles & Self.bit(role) != 0
    }

    private static func bit(_ role: UInt8) -> UInt32 {
        1 << UInt32(role & 0x1F)
    }

    /// Whether the words name a teaser.
    var namesTeaser: Bool {
        has(ClassWords.Role.teaser) && !hasTooManyWords
    }

    /// Whether the words name what readers wrote.
    var namesComments: Bool {
        has(ClassWords.Role.comments) && !hasTooManyWords
    }

    /// Whether the words speak against the element, those of teasers aside.
    var isNegative: Bool {
        if hasTooManyWords { return false }
        let isBuilder =
            has(ClassWords.Role.builder)
            || has(ClassWords.Role.builderOfWidgets) && has(ClassWords.Role.widget)
        return has(ClassWords.Role.negative) || has(ClassWords.Role.comments) || hasWordAlone
            || has(ClassWords.Role.widget) && !isBuilder
    }

    /// Whether the words name an article's text.
    var namesArticleText: Bool {
        typealias Role = ClassWords.Role
        if has(Role.articleText) { return true }
        if has(Role.body) {
            return has(Role.article) || has(Role.story) || has(Role.post) || has(Role.text)
                || has(Role.content)
        }
        if has(Role.content) {
            return has(Role.entry) || has(Role.post) || has(Role.article) || has(Role.story)
                || has(Role.main) || has(Role.page)
        }
        return has(Role.text) && (has(Role.article) || has(Role.post))
    }

    /// Reads the words of an attribute's value.
    ///
    /// A word alone is one that white space bounds.
    mutating func read(
        _ range: Range<Int>,
        of bytes: [UInt8],
        _ table: NameTable,
        canStandAlone: Bool,
    ) {
        var scanner = WordScanner(range, of: bytes)
        while let word = scanner.next() {
            let position = table.position(of: word, in: bytes.span)
            if position >= 0 {
                let start = word.lowerBound
                let end = word.upperBound
                let isAlone =
                    canStandAlone
                    && (start == range.lowerBound || bytes[start - 1].isHTMLSpace)
                    && (end == range.upperBound || bytes[end].isHTMLSpace)
                add(table.value(at: position), isAlone: isAlone)
            }
            count(scanner.hash)
        }
    }

    private mutating func add(_ role: UInt8, isAlone: Bool) {
        if role == ClassWords.Role.negativeAlone {
            hasWordAlone = hasWordAlone || isAlone
        } else {
            roles |= Self.bit(role)
        }
    }

    private mutating func count(_ hash: UInt64) {
        if hasTooManyWords { return }
        for known in hashes where known == hash {
            return
        }
        hashes.append(hash)
        hasTooManyWords = hashes.count > Self.wordLimit
    }
}

/// Parts an attribute's value into words.
///
/// Words end where no letter follows, and before an upper case letter behind a lower case one.
struct WordScanner {
    /// The number of bytes that are looked at.
    static let byteLimit = 2048

    private let bytes: [UInt8]
    private let end: Int
    private var offset: Int

    /// A number that is the same for words that differ in case alone.
    private(set) var hash: UInt64 = 0

    /// Starts at the range's first byte.
    init(_ range: Range<Int>, of bytes: [UInt8]) {
        self.bytes = bytes
        offset = range.lowerBound
        end = min(range.upperBound, range.lowerBound + Self.byteLimit)
    }

    /// Returns where the next word stands.
    mutating func next() -> Range<Int>? {
        while offset < end, !bytes[offset].isASCIILetter {
            offset += 1
        }
        let start = offset
        // FNV-1a.
        hash = 0xCBF2_9CE4_8422_2325
        while offset < end, bytes[offset].isASCIILetter {
            if offset > start, bytes[offset].isASCIIUpper, !bytes[offset - 1].isASCIIUpper {
                break
            }
            hash = (hash ^ UInt64(bytes[offset] | 0x20)) &* 0x100_0000_01B3
            offset += 1
        }
        return offset > start ? start..<offset : nil
    }
}
