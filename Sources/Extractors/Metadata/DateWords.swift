// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The words of dates, in English, German, French, Spanish, Italian, Polish, Russian, Dutch and
/// Portuguese.
enum DateWords {
    /// Month names, their abbreviations and cases, with the number of the month in hexadecimal.
    static let months = WordTable(
        """
        abr=4 abril=4 ago=8 agosto=8 aout=8 août=8 apr=4 april=4 aprile=4 aug=8 august=8
        augustus=8 avr=4 avril=4 cze=6 czerwca=6 czerwiec=6 dec=c december=c decembre=c dez=c
        dezember=c dezembro=c dic=c dicembre=c diciembre=c déc=c décembre=c ene=1 enero=1 feb=2
        febbraio=2 feber=2 febrero=2 februar=2 februari=2 february=2 fev=2 fevereiro=2 fevrier=2
        fév=2 févr=2 février=2 gen=1 gennaio=1 giu=6 giugno=6 gru=c grudnia=c grudzień=c jan=1
        janeiro=1 januar=1 januari=1 january=1 janv=1 janvier=1 juil=7 juillet=7 juin=6 jul=7
        julho=7 juli=7 julio=7 july=7 jun=6 june=6 junho=6 juni=6 junio=6 jänner=1 kwi=4
        kwiecień=4 kwietnia=4 lip=7 lipca=7 lipiec=7 lis=b listopad=b listopada=b lug=7 luglio=7
        lut=2 lutego=2 luty=2 maart=3 maerz=3 mag=5 maggio=5 mai=5 maio=5 maj=5 maja=5 mar=3
        marca=3 march=3 marco=3 mars=3 marzec=3 marzo=3 março=3 may=5 mayo=5 mei=5 mrt=3 mrz=3
        mär=3 märz=3 nov=b november=b novembre=b novembro=b noviembre=b oct=a october=a octobre=a
        octubre=a okt=a oktober=a ott=a ottobre=a out=a outubro=a paź=a październik=a
        października=a sep=9 sept=9 september=9 septembre=9 septiembre=9 set=9 setembro=9
        setiembre=9 settembre=9 sie=8 sierpień=8 sierpnia=8 sty=1 styczeń=1 stycznia=1 wrz=9
        wrzesień=9 września=9 авг=8 август=8 августа=8 апр=4 апрель=4 апреля=4 дек=c декабрь=c
        декабря=c июл=7 июль=7 июля=7 июн=6 июнь=6 июня=6 май=5 мар=3 март=3 марта=3 мая=5 ноя=b
        нояб=b ноябрь=b ноября=b окт=a октябрь=a октября=a сен=9 сент=9 сентябрь=9 сентября=9
        фев=2 февраль=2 февраля=2 янв=1 январь=1 января=1
        """
    )

    /// What may stand behind a day of the month.
    static let ordinals = WordTable("er nd rd st th ª º го")

    /// What may stand between a day, a month and a year.
    static let links = WordTable("de del di of")

    /// What may stand between a date and a time.
    static let timeLinks = WordTable("a alle at godz las o om ore t um à às в")

    /// Zones that are words, in lower case.
    static let zones = WordTable(
        """
        aedt aest bst cdt cest cet cst ct edt eest eet est et hkt ist jst kst mdt mesz mez msk mst
        pdt pkt pst pt sgt trt west wet мск
        """
    )
}
