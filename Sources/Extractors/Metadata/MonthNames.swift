// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The names of months in Dutch, English, French, German, Italian, Polish, Portuguese, Russian and
/// Spanish, and their usual abbreviations.
enum MonthNames {
    /// The names, each with a letter: `a` for January.
    ///
    /// Letters of ASCII are lower case; those beyond it stand in both cases.
    static let table: StaticString = """
        abr=d abril=d ago=h agosto=h aout=h aoÛt=h août=h apr=d april=d aprile=d aug=h \
        august=h augustus=h avr=d avril=d czerwca=f czerwiec=f dec=l december=l \
        decembre=l dez=l dezember=l dezembro=l dic=l dicembre=l diciembre=l dÉc=l \
        dÉcembre=l déc=l décembre=l ene=a enero=a feb=b febbraio=b febrero=b februar=b \
        februari=b february=b fev=b fevereiro=b fevrier=b fÉv=b fÉvr=b fÉvrier=b fév=b \
        févr=b février=b gen=a gennaio=a giu=f giugno=f grudnia=l grudzieŃ=l grudzień=l \
        jan=a janeiro=a januar=a januari=a january=a janv=a janvier=a juil=g juillet=g \
        juin=f jul=g julho=g juli=g julio=g july=g jun=f june=f junho=f juni=f junio=f \
        jÄnner=a jänner=a kwiecieŃ=d kwiecień=d kwietnia=d lipca=g lipiec=g listopad=k \
        listopada=k lug=g luglio=g lutego=b luty=b maart=c maerz=c mag=e maggio=e mai=e \
        maio=e maj=e maja=e mar=c marca=c march=c marco=c mars=c marzec=c marzo=c \
        marÇo=c março=c may=e mayo=e mei=e mrt=c mÄr=c mÄrz=c mär=c märz=c nov=k \
        november=k novembre=k novembro=k noviembre=k oct=j october=j octobre=j octubre=j \
        okt=j oktober=j ott=j ottobre=j out=j outubro=j paŹdziernik=j paŹdziernika=j \
        październik=j października=j sep=i sept=i september=i septembre=i septiembre=i \
        set=i setembro=i setiembre=i settembre=i sierpieŃ=h sierpień=h sierpnia=h \
        styczeŃ=a styczeń=a stycznia=a wrzesieŃ=i wrzesień=i wrzeŚnia=i września=i \
        АВГУСТ=h АВГУСТА=h АПРЕЛЬ=d АПРЕЛЯ=d Август=h Августа=h Апрель=d Апреля=d \
        ДЕКАБРЬ=l ДЕКАБРЯ=l Декабрь=l Декабря=l ИЮЛЬ=g ИЮЛЯ=g ИЮНЬ=f ИЮНЯ=f Июль=g \
        Июля=g Июнь=f Июня=f МАЙ=e МАРТ=c МАРТА=c МАЯ=e Май=e Март=c Марта=c Мая=e \
        НОЯБРЬ=k НОЯБРЯ=k Ноябрь=k Ноября=k ОКТЯБРЬ=j ОКТЯБРЯ=j Октябрь=j Октября=j \
        СЕНТЯБРЬ=i СЕНТЯБРЯ=i Сентябрь=i Сентября=i ФЕВРАЛЬ=b ФЕВРАЛЯ=b Февраль=b \
        Февраля=b ЯНВАРЬ=a ЯНВАРЯ=a Январь=a Января=a август=h августа=h апрель=d \
        апреля=d декабрь=l декабря=l июль=g июля=g июнь=f июня=f май=e март=c марта=c \
        мая=e ноябрь=k ноября=k октябрь=j октября=j сентябрь=i сентября=i февраль=b \
        февраля=b январь=a января=a
        """
}
