"""The same record in every language: numbers, dates and sentences follow the reader, what was judged does not."""

from dataclasses import asdict, replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.language import LANGUAGES, TEST, say, say_count, separators, speaking
from metrics import dates, words
from metrics.fetching import label
from metrics.judging import Value, judged
from metrics.kpi import Count, Direction, Ratio
from metrics.names import spoken
from metrics.question import Access, Question, QuestionError
from metrics.record import Record
from metrics.sentence import NotUnderstood, World, read
from metrics.telling import Told
from tests.metrics.test_sentences import GROUPS, WORLD
from tests.metrics.test_verdict import CALM, goal, kpi, months

OTHERS = [*(name for name in LANGUAGES if name != "en"), TEST]


@pytest.mark.parametrize(
    ("value", "unit", "texts"),
    [
        (4.75, "%", {"es": "4,8\u00a0%", "de": "4,8\u00a0%", TEST: "4.8 %"}),
        (1_234_567, "currency", {"es": "1,23\u00a0M\u00a0$", "de": "1,23\u00a0Mio.\u00a0$", TEST: "$1.23 M"}),
        (-1234.5, "currency", {"es": "−1235\u00a0$", "de": "−1.235\u00a0$", TEST: "−$1,235"}),
        (12_345, "currency", {"es": "12.345\u00a0$", "de": "12.345\u00a0$", TEST: "$12,345"}),
        (1, "days", {"es": "1,0 días", "de": "1,0 Tage", TEST: "⟦1.0 days⟧"}),
        (2.5, "hours", {"es": "2,5 horas", "de": "2,5 Stunden", TEST: "⟦2.5 hours⟧"}),
    ],
)
def test_a_value_follows_the_reader(value, unit, texts):
    for language, text in texts.items():
        with speaking(language):
            assert words.format_value(value, unit) == text


def test_one_is_singular_in_every_language():
    for language, both in (("es", ("1 día", "2 días")), ("de", ("1 Tag", "2 Tage"))):
        with speaking(language):
            assert (
                words.format_value(1, "days", decimals=0),
                words.format_value(2, "days", decimals=0),
            ) == both
            assert (words.count_of(1, "day"), words.count_of(2, "day")) == both


@pytest.mark.parametrize(
    ("grain", "spanish", "german"),
    [
        ("day", "5 oct 2026", "5. Okt. 2026"),
        ("month", "octubre de 2026", "Oktober 2026"),
        ("quarter", "T4 2026", "Q4 2026"),
        ("year", "2026", "2026"),
    ],
)
def test_a_period_has_the_name_and_the_order_of_its_language(grain, spanish, german):
    for language, text in (("en", None), ("es", spanish), ("de", german), ("en", None)):
        with speaking(language):
            said = words.format_period(date(2026, 10, 5), grain)
        assert text is None or said == text


def test_short_names_come_from_one_place():
    with speaking("es"):
        assert (dates.short_month(date(2026, 10, 5)), dates.day_month(date(2026, 10, 5))) == (
            "oct 2026",
            "5 oct",
        )
        assert (dates.month_name(1), dates.weekday_name(1), dates.weekday_name(7, is_short=True)) == (
            "enero",
            "lunes",
            "dom",
        )
    with speaking("en"):
        assert (dates.month_name(1, is_short=True), dates.weekday_name(1)) == ("Jan", "Monday")


@given(st.decimals(-9_999_999, 9_999_999, places=2), st.sampled_from([*LANGUAGES, TEST]))
def test_a_number_is_read_back_as_it_was_written(value, language):
    with speaking(language):
        thousands, decimal = separators()
        shown = words.format_value(float(value), "", decimals=2)
    read_back = shown.replace(thousands, "").replace(decimal, ".").replace("−", "-")
    assert float(read_back) == pytest.approx(float(value), abs=1e-9)


def series_of(kind: int, rng: np.random.Generator):
    """Series of every fate: calm, shifted, trending, few, rare, not covered, partial, without a value."""
    n = int(rng.integers(3, 40))
    y = 50 + rng.normal(0, 3, n)
    if kind % 4 == 1:
        y[n // 2 :] += rng.choice([-12, 12])
    if kind % 4 == 2:
        y += np.linspace(0, rng.choice([-15, 15]), n)
    if kind % 4 == 3:
        y[-1] += rng.choice([-40, 40])
    n_valid = rng.choice([100, 70, 85, 20], n, p=[0.8, 0.05, 0.1, 0.05])
    values = [
        Value(period, None, None, None if rng.random() < 0.05 else round(float(v), 2), 100, int(k))
        for period, v, k in zip(months(n), y, n_valid, strict=True)
    ]
    if kind % 3 == 0:
        values[-1] = values[-1]._replace(status=str(rng.choice(["partial", "provisional"])))
    return values


@pytest.mark.parametrize("direction", list(Direction))
def test_a_stored_sentence_told_again_is_the_one_that_judging_in_that_language_gives(direction):
    rng = np.random.default_rng(list(Direction).index(direction))
    charts = ("xmr", "run", "g", "line", "xmr")
    told_again = 0
    for kind in range(40):
        measure = kpi(
            direction, chart=charts[kind % 5], judged_by="other" if charts[kind % 5] == "line" else ""
        )
        if kind % 7 == 0:
            measure = replace(measure, rules="anhoej")
        band = (45.0, 55.0) if direction is Direction.TARGET else (45.0, None)
        values, targets = series_of(kind, rng), [goal(*band)] if kind % 2 else []
        series = Told(measure, "", "", values, targets=targets)
        given_so = (measure, values, "month", targets, "generic", "USD")
        english = judged(*given_so).points
        for language in OTHERS:
            with speaking(language):
                there = judged(*given_so).points
                for row, other, value in zip(english, there, values, strict=True):
                    assert {**row, "head": "", "sentence": ""} == {**other, "head": "", "sentence": ""}
                    assert say(row["head"]) == other["head"]
                    assert Record(series, value, row, "month").said(is_muted=False) == other["sentence"]
                    told_again += 1
    assert told_again > 1000


def test_an_answer_in_another_language_differs_in_words_alone(engine):
    for place in engine.places():
        for grain in ("day", "week", "month", "quarter", "year"):
            english, there = {}, {}
            for language, found in (("en", english), (TEST, there)):
                with speaking(language):
                    answer = engine.overview(grain, place.scope_type, place.scope_id)
                    found |= {one.kpi_id: one for one in answer.series}
            assert english.keys() == there.keys()
            for kpi_id, one in english.items():
                assert _without_words(one) == _without_words(there[kpi_id])
                assert there[kpi_id].verdict.sentence.startswith("⟦"), one.verdict.sentence
                assert not one.forecast_message or there[kpi_id].forecast_message.startswith("⟦")


def _without_words(series):
    plain = asdict(series)
    for word in ("head", "sentence"):
        plain["verdict"].pop(word)
    return {name: value for name, value in plain.items() if name not in ("group_label", "forecast_message")}


def test_two_languages_never_mix_in_what_is_kept(engine):
    question = Question(("ed_lwbs_rate",))
    said = {}
    for language in (*LANGUAGES, TEST, *LANGUAGES):
        with speaking(language):
            sentence = engine.answer(question).series[0].verdict.sentence
            assert said.setdefault(language, sentence) == sentence
    assert len(set(said.values())) == len(said)


def test_why_an_indicator_is_dark_is_told_in_every_language(engine):
    english = engine.dark()
    assert english
    with speaking(TEST):
        there = engine.dark()
    assert english.keys() == there.keys()
    assert all(reason.startswith("⟦") and reason.endswith("⟧") for reason in there.values())


def test_a_share_that_would_tell_how_few_were_not_measured_is_left_out_in_every_language():
    measure = kpi(value=Ratio(Count("visit", "x"), Count("visit"), per=100))
    values = [Value(period, 5, 80, v, 100, 80) for period, v in zip(months(20), CALM, strict=True)]
    values[-1] = values[-1]._replace(n_valid=70)
    row = judged(measure, values, "month", (), "generic", "USD").points
    series = Told(measure, "", "", values)
    for language in ("en", *OTHERS):
        with speaking(language):
            for k, whole in ((-2, "80"), (-1, "70")):
                record = Record(series, values[k], row[k], "month")
                assert whole in record.said(is_muted=False)
                assert whole not in record.said(is_muted=True)


def test_a_sentence_of_an_older_program_stays_as_it_was_written():
    measure = kpi()
    values = [Value(period, None, None, v, 100, 100) for period, v in zip(months(20), CALM, strict=True)]
    row = judged(measure, values, "month", (), "generic", "USD").points[-1] | {"sentence": "All is well."}
    with speaking("es"):
        assert Record(Told(measure, "", "", values), values[-1], row, "month").said(False) == "All is well."


def test_an_error_of_a_question_is_said_in_the_language_of_the_asker(engine):
    with speaking(TEST), pytest.raises(QuestionError, match=r"^⟦.*⟧"):
        engine.answer(Question(("ed_lwbs_rate",), by="nonsense"), Access())


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_the_search_knows_titles_in_the_language_of_the_reader_and_in_english(language):
    with speaking(language):
        here = World(
            WORLD.kpis,
            WORLD.places,
            WORLD.pages,
            lambda kpi_id, name: [(code, spoken(code)) for code in GROUPS.get(name, "").split()],
            WORLD.through,
        )
        for title in ("Left without being seen", "Average length of stay"):
            found = {read(f"{name} last 13 weeks", here).kpi_id for name in (title, say(title))}
            assert len(found) == 1
        with pytest.raises(NotUnderstood) as refusal:
            read("Average length of stay by unheard", here)
        for _, sentence in refusal.value.could:
            assert read(sentence, here).by


def test_a_number_that_is_text_already_keeps_its_decimals():
    with speaking("de"):
        assert say_count("2,5", "{n} day", "{n} days") == "2,5 Tage"


def test_a_sentence_begins_large_where_months_are_small():
    with speaking("es"):
        said = words.Voice(kpi(), "month").overtaken(
            True, 30, date(2026, 4, 1), ("outside", "low", 0, 0), False
        )
    assert said.startswith("Abril de 2026")


def test_questions_of_known_surveys_and_themes_are_translated_and_a_site_s_own_stand_as_written():
    codebook = {"CLEAN": "Room kept clean", "OWN": "Was there a place to park?"}
    stored: Any = SimpleNamespace(name=lambda by, group: codebook.get(group, ""))
    with speaking("de"):
        assert label(stored, "item_code", "CLEAN") == "Zimmer sauber gehalten"
        assert label(stored, "item_code", "OWN") == "Was there a place to park?"
        assert label(stored, "topic", "noise_and_rest") == "Lärm und Ruhe"
