// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Takes the markup out of a paragraph of Markdown.
///
/// Links and emphasis leave their text, images nothing, addresses in angle brackets the address.
struct MarkdownInline {
    private let bytes: [UInt8]
    private var output: [UInt8] = []
    private var offset = 0

    /// The next closing bracket and parenthesis, so that each is looked for once.
    private var nextBracket = -1
    private var nextParenthesis = -1
    private var nextAngle = -1

    /// Where links end whose text is being copied, the innermost last.
    private var links: [(bracket: Int, end: Int)] = []

    /// Whether a link around an image is open, of which nothing is left.
    private var isAroundImage = false

    /// Whether marks of emphasis come in pairs, so that they are marks.
    private let hasPairedStars: Bool
    private let hasPairedLines: Bool

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        hasPairedStars = Self.markCount(bytes, UInt8(ascii: "*")) % 2 == 0
        hasPairedLines = Self.markCount(bytes, UInt8(ascii: "_")) % 2 == 0
    }

    /// Returns the text of a paragraph.
    static func text(_ bytes: [UInt8]) -> [UInt8] {
        var reader = MarkdownInline(bytes)
        while reader.offset < bytes.count {
            reader.step()
        }
        return reader.output
    }

    private mutating func step() {
        let byte = bytes[offset]
        if let link = links.last, offset == link.bracket {
            offset = link.end
            links.removeLast()
            return
        }
        switch byte {
        case UInt8(ascii: "\\"):
            let isEscape = offset + 1 < bytes.count && Self.isPunctuation(bytes[offset + 1])
            offset += isEscape ? 1 : 0
            copy()
        case UInt8(ascii: "!") where offset + 1 < bytes.count && bytes[offset + 1] == 0x5B:
            if let link = link(at: offset + 1) {
                offset = link.end
            } else {
                copy()
            }
        case UInt8(ascii: "[") where bytes.startsWithASCII("![", at: offset + 1):
            isAroundImage = true
            offset += 1
        case UInt8(ascii: "]") where isAroundImage && bytes.startsWithASCII("](", at: offset):
            isAroundImage = false
            offset = min(find(UInt8(ascii: ")"), from: offset), bytes.count - 1) + 1
        case UInt8(ascii: "["):
            if let link = link(at: offset) {
                links.append(link)
                offset += 1
            } else {
                copy()
            }
        case UInt8(ascii: "<"):
            angle()
        case UInt8(ascii: "*"):
            emphasis(byte, isPaired: hasPairedStars)
        case UInt8(ascii: "_"):
            emphasis(byte, isPaired: hasPairedLines)
        case UInt8(ascii: "`"):
            offset += 1
        default:
            copy()
        }
    }

    private mutating func copy() {
        output.append(bytes[offset])
        offset += 1
    }

    /// Passes over a run of marks, and copies it when it is none.
    private mutating func emphasis(_ byte: UInt8, isPaired: Bool) {
        let isMark = isPaired && Self.isMark(bytes, offset, byte)
        while offset < bytes.count && bytes[offset] == byte {
            if isMark {
                offset += 1
            } else {
                copy()
            }
        }
    }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && !byte.isASCIILetter && !byte.isASCIIDigit
    }

    /// The runs of a mark of emphasis that touch a word on one side at least.
    private static func markCount(_ bytes: [UInt8], _ mark: UInt8) -> Int {
        var count = 0
        var offset = 0
        while offset < bytes.count {
            guard bytes[offset] == mark else {
                offset += 1
                continue
            }
            count += isMark(bytes, offset, mark) ? 1 : 0
            while offset < bytes.count && bytes[offset] == mark {
                offset += 1
            }
        }
        return count
    }

    /// Whether the run that starts at an offset is next to a word; of lines, on one side only.
    private static func isMark(_ bytes: [UInt8], _ start: Int, _ mark: UInt8) -> Bool {
        var end = start
        while end < bytes.count && bytes[end] == mark {
            end += 1
        }
        let isOpenBefore = start == 0 || bytes[start - 1] <= 0x20
        let isOpenBehind = end >= bytes.count || bytes[end] <= 0x20
        guard mark == UInt8(ascii: "_") else {
            return !(isOpenBefore && isOpenBehind)
        }
        let isWordBefore = !isOpenBefore && !isPunctuation(bytes[start - 1])
        let isWordBehind = !isOpenBehind && !isPunctuation(bytes[end])
        return isWordBefore != isWordBehind
    }

    // MARK: Links

    /// The link whose text starts at an opening bracket: `[text](address)`.
    private mutating func link(at start: Int) -> (bracket: Int, end: Int)? {
        if nextBracket <= start {
            nextBracket = find(UInt8(ascii: "]"), from: start + 1)
        }
        let bracket = nextBracket
        guard bracket + 1 < bytes.count, bytes[bracket + 1] == UInt8(ascii: "("),
            links.last.map({ $0.bracket != bracket }) ?? true
        else {
            return nil
        }
        if nextParenthesis <= bracket {
            nextParenthesis = find(UInt8(ascii: ")"), from: bracket + 2)
        }
        guard nextParenthesis < bytes.count else {
            return nil
        }
        return (bracket, nextParenthesis + 1)
    }

    /// Returns where a byte stands next, or the count.
    private func find(_ byte: UInt8, from start: Int) -> Int {
        var offset = start
        while offset < bytes.count && bytes[offset] != byte {
            offset += 1
        }
        return offset
    }

    /// Copies an address in angle brackets without them; drops a tag; else copies the sign.
    private mutating func angle() {
        if nextAngle <= offset {
            nextAngle = find(UInt8(ascii: ">"), from: offset + 1)
        }
        guard nextAngle < bytes.count, offset + 1 < nextAngle else {
            copy()
            return
        }
        let inner = [UInt8](bytes[(offset + 1)..<min(nextAngle, offset + 1 + WebAddress.limit)])
        if WebAddress.isAbsolute(inner) {
            output.append(contentsOf: inner)
            offset = nextAngle + 1
        } else if inner[0].isASCIILetter || inner[0] == UInt8(ascii: "/") {
            offset = nextAngle + 1
        } else {
            copy()
        }
    }
}
