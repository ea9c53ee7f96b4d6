"""A question survives the way into an address and back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.alike import AGAINST
from metrics.question import GRAINS, Question, QuestionError, question_from_query, question_to_query

names = st.text(alphabet=st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=12)
days = st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1))
filters = st.dictionaries(names, st.lists(st.text(max_size=8), max_size=3).map(tuple), max_size=3)
questions = st.builds(
    Question,
    kpis=st.lists(names, max_size=3).map(tuple),
    grain=st.sampled_from(GRAINS),
    scope_type=st.sampled_from(["network", "facility", "unit"]),
    scope_id=names,
    by=st.just("") | names,
    only=filters.map(lambda found: tuple(found.items())),
    since=days,
    until=days,
    like=st.sampled_from(["", *AGAINST]),
)


@given(questions)
def test_every_question_comes_back_from_its_address(question):
    assert question_from_query(question_to_query(question)) == question


def test_the_usual_question_has_a_short_address():
    assert question_to_query(Question(("ed_4h_pct",))) == "kpi=ed_4h_pct"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("kpi=a&grain=hour", "grain"),
        ("scope=moon", "scope"),
        ("since=soon", "dates"),
        ("sql=drop", "'sql'"),
        ("like=soon", "'soon'"),
    ],
)
def test_an_address_that_says_no_question_is_refused_in_words(query, words):
    with pytest.raises(QuestionError, match=words):
        question_from_query(query)
