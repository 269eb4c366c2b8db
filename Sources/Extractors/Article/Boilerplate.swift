// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// How short texts begin that are not part of an article.
///
/// Written for this project: what pages in English, German, French and Polish put around and
/// between their paragraphs.
enum Boilerplate {
    /// The number of characters from which on a text is not looked at.
    static let length = 120

    /// The beginnings, in lower case.
    static let beginnings = WordTable(
        """
        advertisement|all rights reserved|also read|anzeige|back to|categor|click here|comment
        continue reading|copyright|czytaj|download app|download the app|drucken|e-mail|email
        filed under|follow me|follow us|foto |foto:|getty images|image |image:|jump to|kategori
        kommentar|leave a comment|leave a reply|lire aussi|load more|loading|mehr zum thema
        more from|more on|more stories|nach oben|newsletter|next|permalink|photo |photo:
        photograph |photograph:|posted by|posted in|posted on|previous|print|published
        quelle |quelle:|read also|read more|read next|related|schlagw|schreibe einen|see also|share
        show more|sign up|skip to|source |source:|subscribe|tag|teilen|tweet|updated
        veröffentlicht|view all|view more|weiter|weiterlesen|werbung|zobacz|zurück|©
        """,
        separatedBy: "|",
    )

    /// Whether a text begins as one of them does, or is the line of an author.
    static func matches(_ text: [UInt8]) -> Bool {
        let lower = text.map { $0.asciiLowercased }
        return beginnings.startsWord(lower) || isLineOfAuthor(text)
    }

    /// Whether a text is "by" and two words.
    private static func isLineOfAuthor(_ text: [UInt8]) -> Bool {
        guard text.count > 5, text[0].asciiLowercased == UInt8(ascii: "b"),
            text[1].asciiLowercased == UInt8(ascii: "y"), text[2] == 0x20
        else { return false }
        var spaces = 0
        for byte in text where byte == 0x20 {
            spaces += 1
        }
        return spaces == 2
    }
}
