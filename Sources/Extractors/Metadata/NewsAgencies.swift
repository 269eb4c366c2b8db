// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The news agencies: what they wrote is a source, and their names are not those of persons.
package enum NewsAgencies {
    /// Names in lower case; one of up to four letters counts in upper case only.
    static let names = WordTable(
        """
        aa|aap|adn|adnkronos|afp|agence france presse|agence france-presse|agencies|agerpres
        anadolu|anadolu agency|anp|ansa|ap|apa|associated press|associated-press|ats
        austria presse agentur|bbc monitoring|belga|belta|bloomberg|bloomberg news|bns|bta|cnn|ctk
        deutsche presse-agentur|dpa|dpa-afx|efe|epd|europa press|hina|ians|inter press service
        interfax|interfax-ukraine|ips|irna|isna|itar-tass|jiji|jiji press|keystone-sda|kna|kyodo
        kyodo news|lusa|mena|mti|news agency of nigeria|notimex|ntb|pa media|pap|pr newswire
        press association|press trust of india|pti|reuters|ria|ria novosti|ritzau|sana|sda|sid|spa
        sputnik|sta|stt|tanjug|tasnim|tasr|tass|telam|thomson reuters|tt|ukrinform|unian
        united press international|upi|wafa|xinhua|xinhua news agency|yonhap|yonhap news agency|ап
        афп|белта|интерфакс|рейтер|риа новости|тасс|укринформ
        """,
        separatedBy: "|",
    )

    /// Whether a name is that of an agency.
    package static func contains(_ name: [UInt8]) -> Bool {
        var folded = Letters.folded(name)
        if folded.startsWithASCII("the ", at: 0) {
            folded.removeFirst(4)
        }
        guard !folded.isEmpty, folded.count <= 32, names.contains(folded) else {
            return false
        }
        let isShort = folded.count <= 4
        return !isShort || isUpper(name)
    }

    private static func isUpper(_ name: [UInt8]) -> Bool {
        !name.contains { $0 >= 0x61 && $0 <= 0x7A }
    }
}
