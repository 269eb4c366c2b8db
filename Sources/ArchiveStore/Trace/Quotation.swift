// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import Glibc

/// Words that are looked for in texts, however they were set.
///
/// Any run of white space is one space, also the end of a paragraph; typographic quotation marks
/// and dashes are their ASCII forms. A run of dashes is one dash, and a run of full stops one full
/// stop, so that `--` is a long dash and `...` an ellipsis. Nothing else is brought into another
/// form, accents neither.
public struct Quotation: Sendable {
    /// The longest quotation, in characters.
    public static let characterLimit = 65_536

    private static let space: UInt32 = 0x20

    /// What is to be matched, character by character; a space is any run of white space.
    private let scalars: [UInt32]
    private let ignoresCase: Bool

    /// Bytes that stand in every match, or none when every one could be other bytes.
    private let anchor: [UInt8]

    /// The place in the anchor that is looked for first.
    private let rareOffset: Int

    /// How many scalars are before the anchor.
    private let anchorIndex: Int

    /// Prepares a quotation; there is none in nothing but white space, nor in more than
    /// ``characterLimit``.
    ///
    /// - Parameters:
    ///   - text: The words.
    ///   - ignoresCase: Whether capitals and small letters are the same.
    public init?(_ text: String, ignoresCase: Bool = false) {
        var scalars: [UInt32] = []
        for scalar in text.unicodeScalars where scalar.value != 0xAD {
            let folded = Self.fold(scalar.value, ignoresCase)
            if !Self.isRun(folded) || scalars.last != folded {
                scalars.append(folded)
            }
        }
        if scalars.first == Self.space {
            scalars.removeFirst()
        }
        if scalars.last == Self.space {
            scalars.removeLast()
        }
        guard !scalars.isEmpty, scalars.count <= Self.characterLimit else {
            return nil
        }
        self.scalars = scalars
        self.ignoresCase = ignoresCase
        (anchor, anchorIndex) = Self.anchor(of: scalars, ignoresCase)
        rareOffset = Self.rareOffset(of: anchor)
    }

    /// How many bytes of a text can be needed to see a match that has not much white space.
    var windowByteCount: Int {
        4 * scalars.count + (1 << 16)
    }

    /// Finds all matches that do not overlap, in order.
    ///
    /// - Parameters:
    ///   - bytes: A text; bytes that are not UTF-8 match nothing.
    ///   - body: Takes where each match is; `false` ends the search.
    public func forEachMatch(in bytes: Span<UInt8>, _ body: (Range<Int>) -> Bool) {
        var start = 0
        while let match = firstMatch(in: bytes, from: start) {
            guard body(match) else {
                return
            }
            start = match.upperBound
        }
    }

    private func firstMatch(in bytes: Span<UInt8>, from start: Int) -> Range<Int>? {
        guard !anchor.isEmpty else {
            return firstMatchByScalars(in: bytes, from: start)
        }
        var position = start
        while let found = find(in: bytes, from: position) {
            if let end = matchOn(bytes, from: found, anchorIndex),
                let begin = matchBack(bytes, to: found, anchorIndex), begin >= start
            {
                return begin..<end
            }
            position = found + 1
        }
        return nil
    }

    /// For quotations of nothing but characters that can be other bytes.
    private func firstMatchByScalars(in bytes: Span<UInt8>, from start: Int) -> Range<Int>? {
        var position = start
        while position < bytes.count {
            if let end = matchOn(bytes, from: position, 0) {
                return position..<end
            }
            position += Self.scalar(bytes, at: position).width
        }
        return nil
    }

    // The anchor

    /// The longest run of scalars that are always the same bytes; where case is ignored, of ASCII
    /// letters and digits, which are found in either case.
    private static func anchor(
        of scalars: [UInt32],
        _ ignoresCase: Bool,
    ) -> (bytes: [UInt8], index: Int) {
        var best = 0..<0
        var start = 0
        for (index, scalar) in scalars.enumerated() {
            if !isFixed(scalar, ignoresCase) {
                start = index + 1
            } else if index + 1 - start > best.count {
                best = start..<index + 1
            }
        }
        var bytes: [UInt8] = []
        for value in scalars[best] {
            if let scalar = Unicode.Scalar(value) {
                bytes += Array(UTF8.encode(scalar) ?? .init())
            }
        }
        return (bytes, best.lowerBound)
    }

    private static func isFixed(_ scalar: UInt32, _ ignoresCase: Bool) -> Bool {
        switch scalar {
        case space, 0x22, 0x27, 0x2D, 0x2E: false
        // U+212A is a capital k too.
        case 0x6B: !ignoresCase
        case 0x30...0x39, 0x61...0x7A: true
        default: !ignoresCase
        }
    }

    private func find(in bytes: Span<UInt8>, from start: Int) -> Int? {
        guard bytes.count - start >= anchor.count else {
            return nil
        }
        if ignoresCase {
            return findInEitherCase(in: bytes, from: start)
        }
        return unsafe bytes.withUnsafeBufferPointer { text in
            unsafe anchor.withUnsafeBufferPointer { anchor -> Int? in
                guard let base = text.baseAddress, let wanted = anchor.baseAddress else {
                    return nil
                }
                var position = start
                let last = text.count - anchor.count
                while position <= last,
                    let found = unsafe memchr(
                        base + position + rareOffset,
                        Int32(wanted[rareOffset]),
                        last - position + 1,
                    )
                {
                    position = unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base) - rareOffset
                    if unsafe memcmp(base + position, wanted, anchor.count) == 0 {
                        return position
                    }
                    position += 1
                }
                return nil
            }
        }
    }

    /// Where in an anchor the byte is that texts have least often.
    private static func rareOffset(of anchor: [UInt8]) -> Int {
        let common = Array("etaoinshrdlcumwfgypbvkjxqz".utf8)
        let rarity = anchor.map { byte -> Int in
            switch byte {
            case 0xC0...: 0
            case 0x80...: 15
            default: common.firstIndex(of: byte) ?? common.count
            }
        }
        return rarity.indices.max { rarity[$0] < rarity[$1] } ?? 0
    }

    private func findInEitherCase(in bytes: Span<UInt8>, from start: Int) -> Int? {
        let first = anchor[0]
        let last = anchor.count - 1
        return unsafe bytes.withUnsafeBufferPointer { text -> Int? in
            var position = start
            let end = text.count - last
            while position < end {
                if unsafe Self.lower(text[position]) == first {
                    var offset = 1
                    while offset <= last,
                        unsafe Self.lower(text[position + offset]) == anchor[offset]
                    {
                        offset += 1
                    }
                    if offset > last {
                        return position
                    }
                }
                position += 1
            }
            return nil
        }
    }

    @inline(__always)
    private static func lower(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    // Matching

    /// Where the scalars from an index on end, when they stand at a position.
    private func matchOn(_ bytes: Span<UInt8>, from start: Int, _ index: Int) -> Int? {
        var position = start
        for wanted in scalars[index...] {
            guard position < bytes.count else {
                return nil
            }
            let (value, width) = Self.scalar(bytes, at: position)
            guard Self.fold(value, ignoresCase) == wanted else {
                return nil
            }
            position += width
            while Self.isRun(wanted), position < bytes.count,
                case let next = Self.scalar(bytes, at: position),
                Self.fold(next.value, false) == wanted
            {
                position += next.width
            }
        }
        return position
    }

    /// Where the scalars up to an index start, when they end at a position.
    private func matchBack(_ bytes: Span<UInt8>, to end: Int, _ index: Int) -> Int? {
        var position = end
        for wanted in scalars[..<index].reversed() {
            guard position > 0 else {
                return nil
            }
            let (value, width) = Self.scalar(bytes, before: position)
            guard Self.fold(value, ignoresCase) == wanted else {
                return nil
            }
            position -= width
            while Self.isRun(wanted), position > 0,
                case let next = Self.scalar(bytes, before: position),
                Self.fold(next.value, false) == wanted
            {
                position -= next.width
            }
        }
        return position
    }

    // Characters

    private static func fold(_ value: UInt32, _ ignoresCase: Bool) -> UInt32 {
        if value < 0x80 {
            if isSpace(value) {
                return space
            }
            return ignoresCase && value &- 0x41 < 26 ? value | 0x20 : value
        }
        switch value {
        case 0xB4, 0x2018...0x201B, 0x2032, 0x2039, 0x203A, 0x02BC: return 0x27
        case 0xAB, 0xBB, 0x201C...0x201F, 0x2033: return 0x22
        case 0x2010...0x2015, 0x2212: return 0x2D
        case 0x2026: return 0x2E
        default: break
        }
        if isSpace(value) {
            return space
        }
        guard ignoresCase, let scalar = Unicode.Scalar(value) else {
            return value
        }
        let small = scalar.properties.lowercaseMapping.unicodeScalars
        return small.count == 1 ? small.first?.value ?? value : value
    }

    /// Whether any number of a character, one after the other, is one: spaces, dashes, full stops.
    @inline(__always)
    private static func isRun(_ folded: UInt32) -> Bool {
        folded == space || folded == 0x2D || folded == 0x2E
    }

    private static func isSpace(_ value: UInt32) -> Bool {
        switch value {
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200B, 0x2028, 0x2029, 0x202F, 0x205F,
            0x3000, 0xFEFF:
            true
        default: false
        }
    }

    /// The scalar at a position; a byte that is no part of UTF-8 is a value that nothing equals.
    private static func scalar(
        _ bytes: Span<UInt8>,
        at position: Int,
    ) -> (value: UInt32, width: Int) {
        let first = bytes[position]
        if first < 0x80 {
            return (UInt32(first), 1)
        }
        let invalid = (value: 0xDC00 + UInt32(first), width: 1)
        let (width, least): (Int, UInt32) =
            switch first {
            case 0xC2...0xDF: (2, 0x80)
            case 0xE0...0xEF: (3, 0x800)
            case 0xF0...0xF4: (4, 0x10000)
            default: (1, 0)
            }
        guard width > 1, position + width <= bytes.count else {
            return invalid
        }
        var value = UInt32(first) & (0x7F >> UInt32(width))
        for offset in 1..<width {
            let next = bytes[position + offset]
            guard next & 0xC0 == 0x80 else {
                return invalid
            }
            value = value << 6 | UInt32(next & 0x3F)
        }
        guard value >= least, Unicode.Scalar(value) != nil else {
            return invalid
        }
        return (value, width)
    }

    private static func scalar(
        _ bytes: Span<UInt8>,
        before end: Int,
    ) -> (value: UInt32, width: Int) {
        var start = end - 1
        while start > 0, end - start < 4, bytes[start] & 0xC0 == 0x80 {
            start -= 1
        }
        let found = scalar(bytes, at: start)
        guard start + found.width == end else {
            return (0xDC00 + UInt32(bytes[end - 1]), 1)
        }
        return found
    }
}
