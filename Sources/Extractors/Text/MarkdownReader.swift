// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Reads the blocks of a Markdown text: headings, paragraphs, list items and code.
///
/// Not all of CommonMark: what decides is what stays as text, not how it would look.
struct MarkdownReader {
    private let bytes: [UInt8]
    private var blocks: [TextBlock] = []

    /// The lines of the paragraph that is being read.
    private var lines: [Range<Int>] = []

    /// The byte and the length of the fence around the code that is being read.
    private var fence: (byte: UInt8, length: Int)?

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Returns the blocks of a text, at most one or two more than ``TextLines/limit``.
    static func blocks(_ bytes: [UInt8]) -> [TextBlock] {
        var reader = MarkdownReader(bytes)
        var lines = TextLines(bytes)
        while let line = lines.next(), reader.blocks.count <= TextLines.limit {
            reader.read(line)
        }
        reader.endParagraph()
        return reader.blocks
    }

    private mutating func read(_ line: Range<Int>) {
        if let open = fence {
            let run = runLength(line, of: open.byte)
            if run >= open.length && run == line.count {
                fence = nil
            } else if !line.isEmpty {
                let line = indentation(before: line.lowerBound)..<line.upperBound
                blocks.append(TextBlock(.code, [UInt8](bytes[line]), line))
            }
            return
        }
        guard !line.isEmpty else {
            endParagraph()
            return
        }
        let first = bytes[line.lowerBound]
        let run = runLength(line, of: first)
        if run >= 3 && (first == UInt8(ascii: "`") || first == UInt8(ascii: "~")) {
            endParagraph()
            fence = (first, run)
        } else if first == UInt8(ascii: "#"), run <= 6, isSpace(line.lowerBound + run, line) {
            heading(line, level: run)
        } else if first == UInt8(ascii: "=") && run == line.count && !lines.isEmpty {
            underline(level: 1)
        } else if isRule(line) {
            if first == UInt8(ascii: "-") && run == line.count && !lines.isEmpty {
                underline(level: 2)
            } else {
                endParagraph()
            }
        } else {
            text(line)
        }
    }

    /// Returns where the spaces and tabs before a line's text start.
    private func indentation(before offset: Int) -> Int {
        var start = offset
        while start > 0 && (bytes[start - 1] == 0x20 || bytes[start - 1] == 0x09) {
            start -= 1
        }
        return start
    }

    private func runLength(_ line: Range<Int>, of byte: UInt8) -> Int {
        var end = line.lowerBound
        while end < line.upperBound && bytes[end] == byte {
            end += 1
        }
        return end - line.lowerBound
    }

    /// Whether white space or the line's end stands at an offset.
    private func isSpace(_ offset: Int, _ line: Range<Int>) -> Bool {
        offset >= line.upperBound || bytes[offset] == 0x20 || bytes[offset] == 0x09
    }

    /// Three or more of the same sign with nothing but spaces between.
    private func isRule(_ line: Range<Int>) -> Bool {
        let first = bytes[line.lowerBound]
        guard first == UInt8(ascii: "-") || first == UInt8(ascii: "*") || first == UInt8(ascii: "_")
        else {
            return false
        }
        var count = 0
        for offset in line {
            if bytes[offset] == first {
                count += 1
            } else if bytes[offset] != 0x20 {
                return false
            }
        }
        return count >= 3
    }

    private mutating func heading(_ line: Range<Int>, level: Int) {
        endParagraph()
        var end = line.upperBound
        while end > line.lowerBound + level && bytes[end - 1] == UInt8(ascii: "#") {
            end -= 1
        }
        // Signs that close a heading stand behind a space.
        if end < line.upperBound && bytes[end - 1] != 0x20 {
            end = line.upperBound
        }
        lines = [CanonicalText.trimmed((line.lowerBound + level)..<end, of: bytes)]
        endParagraph(.heading(level: level))
    }

    private mutating func underline(level: Int) {
        endParagraph(.heading(level: level))
    }

    /// Reads a line of a paragraph, a quotation or a list item.
    private mutating func text(_ line: Range<Int>) {
        var start = line.lowerBound
        while start < line.upperBound && bytes[start] == UInt8(ascii: ">") {
            start = CanonicalText.trimmed((start + 1)..<line.upperBound, of: bytes).lowerBound
        }
        guard start < line.upperBound else {
            endParagraph()
            return
        }
        let isBullet =
            bytes[start] == UInt8(ascii: "-") || bytes[start] == UInt8(ascii: "*")
            || bytes[start] == UInt8(ascii: "+")
        if isBullet && isSpace(start + 1, line) {
            endParagraph()
            start = CanonicalText.trimmed((start + 1)..<line.upperBound, of: bytes).lowerBound
        }
        if start < line.upperBound {
            lines.append(start..<line.upperBound)
        }
    }

    private mutating func endParagraph(_ kind: TextBlock.Kind = .paragraph) {
        guard let first = lines.first, let last = lines.last else {
            return
        }
        var raw: [UInt8] = []
        for line in lines {
            raw.append(contentsOf: bytes[line])
            raw.append(0x20)
        }
        lines.removeAll(keepingCapacity: true)
        let text = CanonicalText.collapsed(MarkdownInline.text(raw))
        if !text.isEmpty {
            blocks.append(TextBlock(kind, text, first.lowerBound..<last.upperBound))
        }
    }
}
