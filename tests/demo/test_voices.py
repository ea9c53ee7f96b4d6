"""What patients of the demo write and who was asked: found by its theme, leaning as rated, and by nobody."""

from __future__ import annotations

import re

from data.demo.voices import BEFORE, EVERY, SAID, SHORT, TEXTS
from data.themes import THEMES, pattern


def theme_of(text: str) -> str:
    hits = {theme: len(re.findall(pattern(theme), text.lower())) for theme in THEMES}
    return max(hits, key=lambda theme: hits[theme]) if any(hits.values()) else "other"


def test_every_sentence_is_told_by_the_words_of_its_theme():
    found = {
        (theme, text): theme_of(text) for i, theme in enumerate(SAID) for part in TEXTS[2 * i : 2 * i + 2] for text in part
    }  # fmt: skip
    assert {key: theme for key, theme in found.items() if theme != key[0]} == {}
    assert {theme_of(text) for text in EVERY[len(found) :]} == {"other"}


def test_no_sentence_names_a_person_or_holds_a_number():
    starts = {text.split()[0] for said in SAID.values() for side in said[2:] for text in side}
    for text in EVERY:
        rest = text.removeprefix(next((start for start in BEFORE if start and text.startswith(start)), ""))
        capitals = re.findall(r"\b[A-Z][a-z]+", rest)
        assert not re.search(r"\d", text)
        assert set(capitals) <= {
            *starts,
            "Thank",
            "Please",
            "I",
            "It",
            "Much",
            "Nothing",
            "Good",
            "All",
            "No",
        }, text


def test_everybody_who_answered_was_asked_and_some_who_were_asked_said_nothing(exports):
    asked = exports.frame("SURVEY_SAMPLE_*.csv", quoted=True).drop_duplicates("SAMPLE_ID")
    back = exports.frame("HCAHPS_return_*.csv", quoted=True).drop_duplicates("SURVEY_ID")
    wards = asked[asked["SERVICE"].eq("IP")]
    answered = wards["STATUS"].isin(["COMPLETE", "PARTIAL"])
    assert abs(answered.sum() - len(back)) < 0.02 * len(back)
    assert 0.35 < answered.mean() < 0.5
    clinics = asked[asked["SERVICE"].eq("MD")]
    assert 0.25 < clinics["STATUS"].eq("COMPLETE").mean() < 0.4


def test_comments_lean_as_their_writers_rate_and_some_are_too_short(exports):
    comments = exports.frame("SURVEY_COMMENTS_*.csv", quoted=True)
    back = exports.frame("HCAHPS_return_*.csv", quoted=True).drop_duplicates("SURVEY_ID")
    joined = comments.merge(back[["SURVEY_ID", "OVERALL", "UNIT_NAME"]], on="SURVEY_ID")
    best = joined["OVERALL"].isin(["9", "10"])
    negative = joined["SENTIMENT"].eq("NEGATIVE")
    assert negative[best].mean() < 0.2
    assert negative[joined["OVERALL"].isin(["0", "1", "2", "3", "4", "5", "6"])].mean() > 0.5
    assert 0.01 < comments["VERBATIM"].isin(SHORT).mean() < 0.06
    assert comments["SENTIMENT"].isna().mean() < 0.12
