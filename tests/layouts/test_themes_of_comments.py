"""Themes of comments: how many, what share, praise or blame, and what changed; small ones stay hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from layouts.page import every_page
from layouts.voices import NEGATIVE, POSITIVE, TITLE, _themes
from metrics.comparing import Comparison, Member
from metrics.question import QuestionError

NOW, AGO = (date(2025, 11, 1), date(2026, 11, 1)), (date(2024, 11, 1), date(2025, 11, 1))


def told(kpi_id: str, span: tuple[date, date], **values: tuple[int, float] | None) -> Comparison:
    members = tuple(
        Member(theme, theme.capitalize(), pair and pair[1], pair and pair[0], None, None, None, None, "none", "", "", "" if pair else "n<20")
        for theme, pair in values.items()
    )  # fmt: skip
    return Comparison(kpi_id, "topic", *span, None, members)


ANSWERS = {
    ("comment_negative_pct", NOW[1]): told("comment_negative_pct", NOW, food=(60, 50.0), waiting=(140, 70.0), costs=None),
    ("comment_positive_pct", NOW[1]): told("comment_positive_pct", NOW, food=(60, 40.0), waiting=(140, 20.0), costs=None),
    ("comment_negative_pct", NOW[0]): told("comment_negative_pct", AGO, food=(50, 40.0), waiting=(50, 60.0)),
    ("comment_positive_pct", NOW[0]): told("comment_positive_pct", AGO, food=(50, 40.0), waiting=(50, 30.0)),
}  # fmt: skip


@pytest.fixture
def drawn(site):
    """The block over these answers, as text."""
    kpi = site.engine.kpis()["nps"]
    kpis = {name: replace(kpi, id=name, title=name, by=("topic",)) for name in (NEGATIVE, POSITIVE)}
    engine = site.engine
    engine.kpis = lambda: kpis
    engine.dark = dict
    engine.compare = lambda asked, access: ANSWERS[asked.kpis[0], asked.until or NOW[1]]
    page = next(page for page in every_page() if page.path == "/experience")
    index = next(i for i, block in enumerate(page.blocks) if block.title == TITLE)
    return lambda: site.block(f"/experience#{index}")


def test_a_row_tells_n_share_balance_and_both_changes(drawn):
    said = drawn()
    for words in (
        "Waiting: 20.0 % positive, 70.0 % negative, of 140 comments",
        "70.0 %",
        "+20",
        "−50",
        "−20",
        "30.0 %",
        "−10",
    ):
        assert words in said, words
    assert said.index("Waiting: ") < said.index("Food: ")


def test_a_small_theme_is_counted_and_not_told(drawn):
    said = drawn()
    assert "too few comments: 1" in said
    assert "Costs" not in said


def test_without_a_year_before_nothing_is_said_to_have_changed(drawn, site):
    known = site.engine.compare

    def first_year(asked, access):
        if asked.until == NOW[0]:
            raise QuestionError("No earlier year.")
        return known(asked, access)

    site.engine.compare = first_year
    found, hidden = _themes(ANSWERS["comment_negative_pct", NOW[1]], ANSWERS["comment_positive_pct", NOW[1]])
    assert ([one.group for one in found], hidden) == (["waiting", "food"], 1)
    assert "+20" not in drawn()


def test_shares_are_of_the_comments_that_are_shown():
    both = (ANSWERS[kpi, NOW[1]] for kpi in ("comment_negative_pct", "comment_positive_pct"))
    found, _ = _themes(*both)
    assert [one.share for one in found] == [70.0, 30.0]
    assert sum(one.share for one in found) == 100
    assert [one.balance for one in found] == [-50, -10]
