// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The furniture of pages that were saved as text: lines that are not the document's.
enum Furniture {
    /// Lines that are nothing but this, in lower case.
    static let lines = WordTable(
        """
        about us|ad|add comment|advertisement|also read|anzeige|back to top|comment|comments
        compartir|contact us|cookie policy|czytaj także|drucken|e-mail|email|home|image|kommentare
        latest news|lea también|lire aussi|load more|loading|log in|logo|mehr zum thema|menu
        more stories|most popular|most read|nach oben|newsletter|next|no comments|partager|photo
        popular|previous|print|privacy policy|publicidad|publicité|read also|read more|recommended
        reklama|related|related articles|related content|related news|related stories|schlagwörter
        search|see also|share|share this|share this article|share your opinion|sign in|sign up
        subscribe|tag|tags|teilen|terms of service|terms of use|topics|trending|tweet|udostępnij
        video|weiterlesen|werbung|zobacz także|à lire aussi|комментарии|поделиться|реклама|теги
        читайте также
        """,
        separatedBy: "|",
    )

    /// What lines start with that are no sentences, in lower case.
    static let openings = WordTable(
        """
        (c)|advertisement|all rights reserved|also read|back to|categories:|category:|click here
        continue reading|copyright|czytaj także|filed under|follow me|follow us|foto:|getty images
        image:|leave a comment|leave a reply|lire aussi|more from|more on|more stories|photo:
        photograph:|posted in|read also|read more|related:|see also|share on|share this|share your
        show more|sign up|skip to|subscribe|tags:|topics:|view all|view more|zobacz także|©
        читайте также
        """,
        separatedBy: "|",
    )

    /// Lines behind which there is nothing of the document, when they stand alone behind its text.
    static let tails = WordTable(
        """
        also read|comments|czytaj także|kommentare|latest news|leave a comment|leave a reply
        lire aussi|mehr zum thema|more stories|most popular|most read|read also|recommended
        related|related articles|related content|related news|related stories|schlagwörter
        see also|share your opinion|tag|tags|topics|trending|zobacz także|à lire aussi|комментарии
        теги|читайте также
        """,
        separatedBy: "|",
    )

    /// Whether a block is furniture by its words, or has none.
    static func contains(_ block: TextBlock) -> Bool {
        guard block.hasWords else {
            return true
        }
        guard block.length < 120 else {
            return false
        }
        let key = key(block.text)
        return key.isEmpty || lines.contains(key)
            || !block.endsSentence
                && openings.startsWord(key) { $0 == key.count || endsWord(key, $0) }
    }

    /// Whether a block starts what stands behind the text of a document.
    static func startsTail(_ block: TextBlock) -> Bool {
        guard block.length < 40 else {
            return false
        }
        let key = key(block.text)
        return key.isEmpty || tails.contains(key)
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

    /// Whether no word goes on at an offset.
    private static func endsWord(_ key: [UInt8], _ offset: Int) -> Bool {
        key[offset - 1] == UInt8(ascii: ":")
            || !Letters.isLetter(UTF8Scalar(wellFormed: key, at: offset).value)
                && !key[offset].isASCIIDigit
    }
}
