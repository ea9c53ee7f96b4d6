"""Questions in other languages: the small words of time, split and comparison, said in the grammar's own.

Names of indicators, places and groups are known in the language of now already. Phrases are in the form in which words
are compared: lower case, no accents. Where a word could be part of a name, only a longer phrase of it is here.
"""

from __future__ import annotations

from functools import cache

from data.language import ENGLISH, language, say
from metrics.sentence.words import DIMENSION_WORDS, table, tokens

_SPANISH = """
last: ultimo; ultimos; ultima; ultimas; pasado; pasada; pasados; pasadas
this: este; esta; estos; estas
last day: dia pasado
last week: semana pasada
last month: mes pasado
last quarter: trimestre pasado
last year: ano pasado
day: dia; dias
week: semana; semanas
month: mes; meses
quarter: trimestre; trimestres
year: ano; anos
daily: diario; diaria; diariamente; por dia
weekly: semanal; semanalmente; por semana
monthly: mensual; mensualmente; por mes
quarterly: trimestral; por trimestre
yearly: anual; anualmente; por ano
january: enero
february: febrero
march: marzo
april: abril
may: mayo
june: junio
july: julio
august: agosto
september: septiembre; setiembre
october: octubre
november: noviembre
december: diciembre
two: dos
three: tres
four: cuatro
five: cinco
six: seis
seven: siete
eight: ocho
nine: nueve
ten: diez
eleven: once
twelve: doce
thirteen: trece
since: desde
until: hasta
between: entre
from: del
to: al
and: y
or: o
ytd: en lo que va de ano; este ano hasta hoy; ano hasta la fecha
all time: todo el tiempo; siempre; desde siempre
vs last year: frente al ano anterior; comparado con el ano anterior; contra el ano anterior; vs ano anterior
vs previous period: frente al periodo anterior; comparado con el periodo anterior; vs periodo anterior
vs target: frente al objetivo; comparado con el objetivo; contra el objetivo; vs objetivo
vs: frente a; comparado con; contra
why: por que
site: centro; sede; centros
ward: planta; plantas; sala; unidad; unidades
"""
_GERMAN = """
last: letzte; letzten; letzter; letztes; letztem; vergangene; vergangenen; vergangenes; vergangener
this: diese; dieser; dieses; diesem; diesen
day: tag; tage; tagen
week: woche; wochen
month: monat; monate; monaten
quarter: quartal; quartale; quartalen; vierteljahr
year: jahr; jahre; jahren
daily: taglich; nach tag; nach tagen; je tag; pro tag
weekly: wochentlich; nach woche; nach wochen; je woche; pro woche
monthly: monatlich; nach monat; nach monaten; je monat; pro monat
quarterly: vierteljahrlich; quartalsweise; nach quartal; je quartal; pro quartal
yearly: jahrlich; nach jahr; je jahr; pro jahr
january: januar; janner
february: februar
march: marz
may: mai
june: juni
july: juli
october: oktober
december: dezember
two: zwei
three: drei
four: vier
five: funf
six: sechs
seven: sieben
eight: acht
nine: neun
ten: zehn
eleven: elf
twelve: zwolf
thirteen: dreizehn
since: seit
until: bis
between: zwischen
and: und
or: oder
ytd: seit jahresbeginn; seit jahresanfang; jahr bis heute; laufendes jahr
all time: alle zeit; gesamte zeit; gesamter zeitraum; seit beginn
vs last year: gegenuber vorjahr; gegenuber dem vorjahr; verglichen mit dem vorjahr; gegen vorjahr; zum vorjahr; vs vorjahr
vs previous period: gegenuber vorperiode; gegenuber der vorperiode; verglichen mit der vorperiode; vs vorperiode
vs target: gegenuber ziel; gegenuber dem ziel; verglichen mit dem ziel; gegen ziel; vs ziel
vs: gegenuber; verglichen mit
site: standort; standorte; standorten; haus; hausern
ward: station; stationen; einheit
"""
# id: what people also call it, as in `words.KPI_WORDS`.
_KPIS = {
    "es": """
ed_arrival_to_provider_median: espera en urgencias; esperas en urgencias; tiempo de espera en urgencias
ed_lwbs_rate: se van sin ser atendidos; abandonos de urgencias
ed_visits_per_day: visitas a urgencias
alos_days: duracion de la estancia; duracion media de la estancia
occupancy_midnight_pct: ocupacion; camas ocupadas
readmission_30d_pct: reingresos; reingreso; tasa de reingreso
mortality_oe: mortalidad
falls_per_1000_patient_days: caidas; tasa de caidas
hai_sir: infecciones; infeccion
hapi_per_1000_patient_days: ulceras por presion
turnover_12m_pct: rotacion; rotacion de personal
sickness_absence_pct: absentismo; bajas; bajas por enfermedad
vacancy_rate_pct: vacantes
overtime_pct: horas extra
amb_no_show_rate: inasistencias; citas perdidas; ausencias a citas
rtt_list_size: lista de espera
denial_rate_initial_pct: denegaciones; denegacion; tasa de denegacion
cost_per_case: coste por caso
days_in_ar_net: dias de cobro
hcahps_overall_9_10_pct: satisfaccion; satisfaccion de los pacientes
or_first_case_on_time_pct: primeros casos a tiempo
""",
    "de": """
ed_arrival_to_provider_median: wartezeit notaufnahme; wartezeit in der notaufnahme; wartezeiten notaufnahme
ed_lwbs_rate: gegangen ohne behandlung; ohne behandlung gegangen; abbrecher
ed_visits_per_day: besuche der notaufnahme; notaufnahmebesuche
alos_days: verweildauer; durchschnittliche verweildauer; liegedauer
occupancy_midnight_pct: bettenbelegung; belegung; auslastung; bettenauslastung
readmission_30d_pct: wiederaufnahmen; wiederaufnahme; wiederaufnahmerate
mortality_oe: sterblichkeit; mortalitat
falls_per_1000_patient_days: sturze; sturzrate
hai_sir: infektionen; infektion
hapi_per_1000_patient_days: dekubitus; druckgeschwure
turnover_12m_pct: fluktuation; personalfluktuation
sickness_absence_pct: krankenstand; krankheitstage; fehlzeiten
vacancy_rate_pct: offene stellen; unbesetzte stellen
overtime_pct: uberstunden
amb_no_show_rate: nicht erschienen; versaumte termine; no shows
rtt_list_size: warteliste
denial_rate_initial_pct: ablehnungen; ablehnungsquote
cost_per_case: fallkosten; kosten je fall; kosten pro fall
days_in_ar_net: forderungslaufzeit; debitorenlaufzeit
hcahps_overall_9_10_pct: zufriedenheit; patientenzufriedenheit
or_first_case_on_time_pct: punktliche erste eingriffe; punktlicher op beginn
""",
}
_PHRASES = {"es": _SPANISH, "de": _GERMAN}
_SPLITS = {"es": ("por", "segun"), "de": ("nach", "je", "pro")}

Phrases = dict[tuple[str, ...], tuple[str, ...]]


def in_english(sentence: str) -> str | None:
    """The sentence with the small words of the language of now in those of the grammar; None where none is among them."""
    phrases = _phrases(language())
    words, found, at = tokens(sentence), [], 0
    longest = max(map(len, phrases), default=0)
    is_changed = False
    while at < len(words):
        size = next(
            (n for n in range(min(longest, len(words) - at), 0, -1) if words[at : at + n] in phrases), 0
        )
        if size:
            found += phrases[words[at : at + size]]
            is_changed = True
        else:
            found.append(words[at])
        at += size or 1
    return " ".join(found) if is_changed else None


def kpi_words() -> dict[str, tuple[str, ...]]:
    """What people call indicators in the language of now, besides their titles."""
    return _own(language())


@cache
def _own(name: str) -> dict[str, tuple[str, ...]]:
    return table(_KPIS[name]) if name in _KPIS else {}


@cache
def _phrases(name: str) -> Phrases:
    if name == ENGLISH or name not in _PHRASES:
        return {}
    made: Phrases = {}
    for line in _PHRASES[name].strip().splitlines():
        english, others = line.split(": ", 1)
        made |= {tokens(phrase): tuple(english.split()) for phrase in others.split(";")}
    for names in DIMENSION_WORDS.values():
        own = tokens(say(names[0]))
        made |= {(split, *own): ("by", *tokens(names[0])) for split in _SPLITS[name]}
        for split, word in ((split, word) for split in _SPLITS[name] for word in names[1:]):
            made.setdefault((split, *tokens(say(word))), ("by", *tokens(word)))
    # A split by a place in its own word: nach Station.
    places = {phrase: english for phrase, english in made.items() if english in (("site",), ("ward",))}
    made |= {
        (split, *phrase): ("by", *english) for split in _SPLITS[name] for phrase, english in places.items()
    }
    return made
