// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The furniture of pages that were saved as text: lines that are not the document's.
struct Furniture {
    /// Lines that are nothing but this, in lower case.
    private static let lines: StaticString = """
        logo|image|photo|video|advertisement|ad|anzeige|werbung|reklama|publicité|publicidad|tags|\
        tag|topics|schlagwörter|related content|related|related articles|related stories|\
        related news|read more|read also|also read|see also|more stories|recommended|most read|\
        most popular|trending|popular|latest news|share|share this|share this article|\
        share your opinion|tweet|print|email|e-mail|comments|comment|no comments|add comment|\
        kommentare|subscribe|sign up|sign in|log in|newsletter|contact us|about us|privacy policy|\
        terms of use|terms of service|cookie policy|home|menu|search|back to top|previous|next|\
        load more|loading|weiterlesen|teilen|drucken|nach oben|mehr zum thema|lire aussi|\
        à lire aussi|partager|lea también|compartir|zobacz także|czytaj także|udostępnij|\
        читайте также|поделиться|теги|реклама|комментарии
        """

    /// What lines start with that are no sentences, in lower case.
    private static let openings: StaticString = """
        share this|share on|share your|read more|read also|also read|see also|more from|more on|\
        more stories|related:|tags:|topics:|leave a comment|leave a reply|sign up|subscribe|\
        follow us|follow me|advertisement|skip to|click here|continue reading|show more|view all|\
        view more|back to|copyright|all rights reserved|©|(c)|getty images|photo:|image:|foto:|\
        photograph:|filed under|posted in|categories:|category:|lire aussi|zobacz także|\
        czytaj także|читайте также
        """

    /// Lines behind which there is nothing of the document, when they stand alone behind its text.
    private static let tails: StaticString = """
        tags|tag|topics|related content|related|related articles|related stories|related news|\
        read also|also read|see also|more stories|recommended|most read|most popular|trending|\
        latest news|comments|leave a comment|leave a reply|share your opinion|kommentare|\
        mehr zum thema|lire aussi|à lire aussi|zobacz także|czytaj także|читайте также|теги|\
        комментарии|schlagwörter
        """

    private let lineTable = EncodingTables.bytes(lines)
    private let openingTable = EncodingTables.bytes(openings)
    private let tailTable = EncodingTables.bytes(tails)

    /// Whether a block is furniture by its words, or has none.
    func contains(_ block: TextBlock) -> Bool {
        guard block.hasWords else {
            return true
        }
        guard block.length < 120 else {
            return false
        }
        let key = Self.key(block.text)
        return Self.matches(key, lineTable, allowsMore: false)
            || !block.endsSentence && Self.matches(key, openingTable, allowsMore: true)
    }

    /// Whether a block starts what stands behind the text of a document.
    func startsTail(_ block: TextBlock) -> Bool {
        block.length < 40 && Self.matches(Self.key(block.text), tailTable, allowsMore: false)
    }

    /// Lower case, without colons and full stops at the end.
    private static func key(_ text: [UInt8]) -> [UInt8] {
        var key = Letters.folded(text)
        while let last = key.last,
            last == UInt8(ascii: ":") || last == UInt8(ascii: ".") || last == 0x20
        {
            key.removeLast()
        }
        return key
    }

    private static func matches(_ key: [UInt8], _ table: [UInt8], allowsMore: Bool) -> Bool {
        guard !key.isEmpty else {
            return !allowsMore
        }
        var start = 0
        while start < table.count {
            var index = 0
            while index < key.count && start + index < table.count
                && table[start + index] == key[index]
            {
                index += 1
            }
            var end = start + index
            let isPhrase = end >= table.count || table[end] == UInt8(ascii: "|")
            if isPhrase && index > 0 && (index == key.count || allowsMore && endsWord(key, index)) {
                return true
            }
            while end < table.count && table[end] != UInt8(ascii: "|") {
                end += 1
            }
            start = end + 1
        }
        return false
    }

    /// Whether no word goes on at an offset.
    private static func endsWord(_ key: [UInt8], _ offset: Int) -> Bool {
        key[offset - 1] == UInt8(ascii: ":")
            || !Letters.isLetter(UTF8Scalar(wellFormed: key, at: offset).value)
                && !key[offset].isASCIIDigit
    }
}
