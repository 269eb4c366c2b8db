// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The words of dates, in English, German, French, Spanish, Italian, Polish, Russian, Dutch and
/// Portuguese.
package struct DateWords: Sendable {
    /// Month names, their abbreviations and cases, with the number of the month.
    private static let months: StaticString = """
        january=1 jan=1 januar=1 jänner=1 janvier=1 janv=1 enero=1 ene=1 gennaio=1 gen=1 stycznia=1 \
        styczeń=1 sty=1 января=1 январь=1 янв=1 januari=1 janeiro=1 \
        february=2 feb=2 februar=2 feber=2 février=2 fevrier=2 févr=2 fév=2 febrero=2 febbraio=2 \
        lutego=2 luty=2 lut=2 февраля=2 февраль=2 фев=2 februari=2 fevereiro=2 fev=2 \
        march=3 mar=3 märz=3 maerz=3 mär=3 mrz=3 mars=3 marzo=3 marca=3 marzec=3 марта=3 март=3 \
        мар=3 maart=3 mrt=3 março=3 marco=3 \
        april=4 apr=4 avril=4 avr=4 abril=4 abr=4 aprile=4 kwietnia=4 kwiecień=4 kwi=4 апреля=4 \
        апрель=4 апр=4 \
        may=5 mai=5 mayo=5 maggio=5 mag=5 maja=5 maj=5 мая=5 май=5 mei=5 maio=5 \
        june=6 jun=6 juni=6 juin=6 junio=6 giugno=6 giu=6 czerwca=6 czerwiec=6 cze=6 июня=6 июнь=6 \
        июн=6 junho=6 \
        july=7 jul=7 juli=7 juillet=7 juil=7 julio=7 luglio=7 lug=7 lipca=7 lipiec=7 lip=7 июля=7 \
        июль=7 июл=7 julho=7 \
        august=8 aug=8 août=8 aout=8 agosto=8 ago=8 sierpnia=8 sierpień=8 sie=8 августа=8 август=8 \
        авг=8 augustus=8 \
        september=9 sep=9 sept=9 septembre=9 septiembre=9 setiembre=9 settembre=9 set=9 września=9 \
        wrzesień=9 wrz=9 сентября=9 сентябрь=9 сен=9 сент=9 setembro=9 \
        october=10 oct=10 oktober=10 okt=10 octobre=10 octubre=10 ottobre=10 ott=10 października=10 \
        październik=10 paź=10 октября=10 октябрь=10 окт=10 outubro=10 out=10 \
        november=11 nov=11 novembre=11 noviembre=11 listopada=11 listopad=11 lis=11 ноября=11 \
        ноябрь=11 ноя=11 нояб=11 novembro=11 \
        december=12 dec=12 dezember=12 dez=12 décembre=12 decembre=12 déc=12 diciembre=12 dic=12 \
        dicembre=12 grudnia=12 grudzień=12 gru=12 декабря=12 декабрь=12 дек=12 dezembro=12
        """

    /// What may stand behind a day of the month.
    private static let ordinals: StaticString = "st=1 nd=1 rd=1 th=1 er=1 º=1 ª=1 го=1"

    /// What may stand between a day, a month and a year.
    private static let links: StaticString = "of=1 de=1 del=1 di=1"

    /// What may stand between a date and a time.
    private static let timeLinks: StaticString =
        "at=1 um=1 à=1 a=1 alle=1 ore=1 o=1 godz=1 в=1 om=1 às=1 las=1 t=1"

    /// Zones that are words, in lower case.
    private static let zones: StaticString = """
        est=1 edt=1 cst=1 cdt=1 mst=1 mdt=1 pst=1 pdt=1 et=1 ct=1 pt=1 cet=1 cest=1 mez=1 mesz=1 \
        eet=1 eest=1 wet=1 west=1 msk=1 мск=1 bst=1 ist=1 jst=1 kst=1 hkt=1 sgt=1 pkt=1 aest=1 \
        aedt=1 trt=1
        """

    private let monthTable = EncodingTables.bytes(months)
    private let ordinalTable = EncodingTables.bytes(ordinals)
    private let linkTable = EncodingTables.bytes(links)
    private let timeLinkTable = EncodingTables.bytes(timeLinks)
    private let zoneTable = EncodingTables.bytes(zones)

    /// Creates the tables; they may be kept.
    package init() {}

    /// The number of the month that a folded word names, or 0.
    package func month(_ word: [UInt8]) -> Int {
        WordTable.value(of: word, in: monthTable)
    }

    func isOrdinal(_ word: [UInt8]) -> Bool {
        WordTable.value(of: word, in: ordinalTable) > 0
    }

    func isLink(_ word: [UInt8]) -> Bool {
        WordTable.value(of: word, in: linkTable) > 0
    }

    func isTimeLink(_ word: [UInt8]) -> Bool {
        WordTable.value(of: word, in: timeLinkTable) > 0
    }

    func isZone(_ word: [UInt8]) -> Bool {
        WordTable.value(of: word, in: zoneTable) > 0
    }
}

/// A short list of words with numbers: `word=1 other=2`.
package enum WordTable {
    /// Returns the number of a word, or 0 for a word that is not in the table.
    package static func value(of word: [UInt8], in table: [UInt8]) -> Int {
        guard !word.isEmpty, word.count <= 32 else {
            return 0
        }
        var offset = 0
        while offset < table.count {
            var index = 0
            while index < word.count && offset + index < table.count
                && table[offset + index] == word[index]
            {
                index += 1
            }
            let isSame =
                index == word.count && offset + index < table.count
                && table[offset + index] == UInt8(ascii: "=")
            offset += index
            while offset < table.count && table[offset] != UInt8(ascii: "=") {
                offset += 1
            }
            offset += 1
            var value = 0
            while offset < table.count && table[offset] != 0x20 {
                value = value * 10 + Int(table[offset]) - 0x30
                offset += 1
            }
            offset += 1
            if isSame {
                return value
            }
        }
        return 0
    }
}
