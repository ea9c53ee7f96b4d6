"""A question in Spanish or German means the same view as the English one, and is refused for the same reasons."""

from __future__ import annotations

import pytest

from data.language import speaking
from metrics.catalogue import KPIS
from metrics.sentence import NotUnderstood, read
from metrics.sentence.tongues import in_english, kpi_words
from metrics.sentence.words import stems
from tests.metrics.test_sentences import WORLD, lines, meaning

SAME = """
de | Verweildauer letzte 13 Wochen nach Station              | length of stay last 13 weeks by ward
de | Verweildauer letzte zwölf Monate nach Kostenträger       | length of stay last 12 months by payer
de | Bettenbelegung monatlich dieses Jahr gegenüber Vorjahr   | occupancy monthly this year vs last year
de | Sturzrate zwischen Januar 2026 und Juni 2026             | falls between january 2026 and june 2026
de | Wiederaufnahmen seit Juni gegenüber dem Ziel             | readmissions since june vs target
de | Wartezeit in der Notaufnahme letzte Woche                | ed waits last week
de | Ablehnungen letztes Jahr je Quartal                      | denials last year quarterly
de | lwbs last 12 months by triage                            | lwbs last 12 months by triage
es | duración de la estancia últimas 13 semanas por planta    | length of stay last 13 weeks by ward
es | ocupación este año por mes frente al año anterior        | occupancy monthly this year vs last year
es | caídas entre enero 2026 y junio 2026                     | falls between january 2026 and june 2026
es | reingresos desde junio frente al objetivo                | readmissions since june vs target
es | espera en urgencias la semana pasada                     | ed waits last week
es | denegaciones últimos 12 meses por pagador                | denials last 12 months by payer
es | estancia media en lo que va de año                       | length of stay ytd
"""
REFUSED = """
de | warum ist die Bettenbelegung hoch    | warum
de | Prognose der Bettenbelegung          | prognose
de | Verweildauer nach Schuhgröße         | schuhgro
es | ¿por qué subió la ocupación?         | why
es | ocupación por talla de zapato        | talla
"""


@pytest.mark.parametrize("line", lines(SAME), ids=lambda line: line[1])
def test_a_question_means_what_the_english_one_means(line):
    tongue, sentence, english = line
    wanted = meaning(english)
    with speaking(tongue):
        assert meaning(sentence) == wanted


@pytest.mark.parametrize("line", lines(REFUSED), ids=lambda line: line[1])
def test_what_is_not_understood_is_refused_by_name(line):
    tongue, sentence, named = line
    with speaking(tongue), pytest.raises(NotUnderstood) as refusal:
        read(sentence, WORLD)
    assert named in str(refusal.value)


@pytest.mark.parametrize("tongue", ["es", "de"])
def test_every_name_stands_for_its_own_indicator_only(tongue):
    with speaking(tongue):
        phrases = [key for own in kpi_words().values() for key in {stems(phrase) for phrase in own}]
        assert len(phrases) == len(set(phrases))
        assert set(kpi_words()) <= set(KPIS)
        for kpi_id, own in kpi_words().items():
            for phrase in own:
                assert read(phrase, WORLD).kpi_id == kpi_id, phrase


def test_english_is_read_as_it_is():
    assert in_english("length of stay last 13 weeks by ward") is None
