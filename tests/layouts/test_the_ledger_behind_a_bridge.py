"""The way down from a bridge ends in ledger lines that add up to the figure of the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from layouts.page import find
from metrics.catalogue import KPIS
from metrics.ledger import Ledger, Line
from metrics.question import QuestionError
from tests.layouts.conftest import Site
from tests.layouts.sample import KPIS as SAMPLES
from tests.layouts.sample import series

KPI = KPIS["budget_variance_amount"]
LINES = (
    Line("K1", "Ward, K1", "Salaries, 6010", "salaries", 900.0, 800.0, 850.0, -100.0),
    Line("K2", "Theatre, K2", "Medical supplies, 6110", "supplies", 240.0, 260.0, 260.0, 20.0),
)


def drawn(site: Site, ledger, search: str = "") -> str:
    own = replace(series("cost_per_case"), kpi_id=KPI.id)
    site.engine.kpis = lambda: SAMPLES | {KPI.id: KPI}
    answer = site.engine.answer
    site.engine.answer = lambda question, access=None: replace(
        answer(replace(question, kpis=("cost_per_case",))), series=(own,)
    )
    site.engine.ledger = ledger
    index = next(i for i, one in enumerate(find(f"/kpi/{KPI.id}")[0].blocks) if one.title == "Ledger lines")
    return site.block(f"/kpi/{KPI.id}#{index}", search)


def test_every_line_stands_with_its_part_and_leads_to_its_cost_centre(site):
    asked = []
    found = Ledger(LINES, 339, -95.0, date(2026, 9, 1), date(2026, 10, 1))
    told = drawn(site, lambda question, access: (asked.append(question), found)[1], "?facility_id=H1")
    assert (asked[0].since, asked[0].grain, asked[0].scope_id) == (date(2026, 9, 1), "month", "H1")
    assert "the 2 of 339 lines that pull hardest; all come to -$95, those not shown to -$15." in told.replace(
        "−", "-"
    )
    for words in (
        "Salaries, 6010",
        "Medical supplies",
        "+$20",
        "facility_id=H1&amp;only=cost_centre_id%3AK1",
        "csv",
    ):
        assert words in told


def test_what_cannot_be_listed_says_why(site):
    def refuse(question, access):
        raise QuestionError("There is no figure in this period.")

    assert "There is no figure in this period." in drawn(site, refuse)


def test_a_frozen_page_says_that_lines_are_not_kept(site):
    told = drawn(site, lambda question, access: None, "?asof=6")
    assert "Ledger lines" in told
    assert "only the published figures are kept" in told
