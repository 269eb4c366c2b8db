// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

extension Tokenizer {
    /// Returns where the text of an element ends that has this name.
    func endOfText(_ name: Range<Int>) -> Int {
        let bytes = bytes
        var offset = position
        while offset < end {
            if bytes[offset] == Mark.less, isEndTag(at: offset, name) {
                return offset
            }
            offset += 1
        }
        return end
    }

    /// Whether an end tag of this name stands at an offset.
    private func isEndTag(at offset: Int, _ name: Range<Int>) -> Bool {
        offset + 1 < end && bytes[offset + 1] == Mark.slash && isTag(at: offset + 2, name)
    }

    /// Whether the name stands at an offset, and something that ends a name behind it.
    private func isTag(at start: Int, _ name: Range<Int>) -> Bool {
        let behind = start + name.count
        guard behind < end, endsName(bytes[behind]) else { return false }
        for index in 0..<name.count {
            let byte = bytes[start + index].asciiLowercased
            if byte != bytes[name.lowerBound + index].asciiLowercased {
                return false
            }
        }
        return true
    }

    /// Returns where a script ends: at its end tag, but not at one of a script within a comment.
    func endOfScript(_ name: Range<Int>) -> Int {
        let bytes = bytes
        var isComment = false
        var isNested = false
        var offset = position
        while offset < end {
            let byte = bytes[offset]
            if byte == Mark.less {
                if !isComment, bytes.startsWithASCII("!--", at: offset + 1) {
                    isComment = true
                    // The dashes count for `-->`.
                    offset += 2
                    continue
                }
                if isEndTag(at: offset, name) {
                    if !isNested {
                        return offset
                    }
                    isNested = false
                } else if isComment, isTag(at: offset + 1, name) {
                    isNested = true
                }
            } else if byte == Mark.dash, isComment, bytes.startsWithASCII("-->", at: offset) {
                isComment = false
                isNested = false
            }
            offset += 1
        }
        return end
    }
}
