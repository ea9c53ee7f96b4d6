"""Suppressed, partial, stale, failed, not permitted, dark, broken, nothing left: each is seen, says why, and leads on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import layouts
from data.settings import Role, Settings
from data.store import Store
from tests.browser.conftest import serve
from tests.browser.test_filters_by_dimension import serious
from tests.layouts.sample import STAMP, SampleEngine
from tests.layouts.sample_access import WHY
from tests.layouts.test_every_state_has_a_way_on import Told

KPI = "/kpi/ed_lwbs_rate"
LOOKS = [("light", 1440, 900), ("dark", 390, 844)]


class Aged(SampleEngine):
    """Figures of a load that was due long ago."""

    def stamp(self) -> Any:
        loaded = datetime.now(UTC) - timedelta(days=100)
        return replace(STAMP, is_demo=False, loaded_at=loaded.isoformat())


class Failed(Store):
    """A store whose last refresh failed."""

    def runs(self, limit: int = 20) -> list[dict[str, Any]]:
        return [{"run_id": "r", "state": "failed", "started_ts": "2026-11-09T05:00:00+00:00"}]


@contextmanager
def served(engine: SampleEngine, settings: Settings, store: Any = None) -> Iterator[str]:
    engine.people = store or Store(settings)
    serving = serve(layouts.create(engine, settings, engine.people))
    try:
        yield next(serving)
    finally:
        next(serving, None)


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """The address of an engine in some state, as long as a test needs it."""
    with ExitStack() as stack:

        def address(engine: SampleEngine, store: type = Store, **settings: Any) -> str:
            here = Settings(home=tmp_path, **settings)
            return stack.enter_context(served(engine, here, store(here)))

        yield address


def hide(series: Any) -> Any:
    """The series with every number suppressed."""
    points = tuple(
        replace(p, value=None, n=None, num=None, den=None, hidden="<11", coverage=None) for p in series.points
    )
    verdict = replace(
        series.verdict, value=None, n=None, hidden="<11", head="Not shown", variation="none", assurance="",
        sentence="Not shown: fewer than 11 people or events stand behind it.",
    )  # fmt: skip
    return replace(series, points=points, forecast=(), verdict=verdict)


def is_whole(visitor: Any) -> None:
    """Nothing serious for those who cannot see it, nothing beside the window."""
    page = visitor.page
    assert serious(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("theme", "width", "height"), LOOKS)
def test_a_suppressed_number_is_hatched_says_why_and_leads_to_a_larger_one(visit, at, theme, width, height):
    visitor = visit(address=at(Told(hide)), theme=theme, width=width, height=height)
    page = visitor.open(f"{KPI}?facility_id=H1")
    cell = page.locator(".hero-value .hidden-cell")
    assert cell.inner_text() == "too few"
    assert "gradient" in cell.evaluate("(node) => getComputedStyle(node).backgroundImage")
    assert "Fewer than 11" in page.locator(".hero-words").inner_text()
    is_whole(visitor)
    visitor.follow(".hero-words .way-on")
    assert "grain=quarter" in page.url


def test_a_period_that_is_not_over_is_hollow_and_says_how_much_of_it_there_is(visit):
    visitor = visit()
    page = visitor.open(KPI)
    marks = page.evaluate(
        "() => { const all = document.querySelector('.js-plotly-plot').data.flatMap((trace) => "
        "Array.isArray(trace.marker && trace.marker.symbol) ? trace.marker.symbol : []); return [all.at(-1), all.at(-2)]; }"
    )
    assert marks[0].endswith("-open")
    assert not marks[1].endswith("-open")
    page.locator("figure.graph").focus()
    page.keyboard.press("End")
    assert "19 of 31 days" in page.locator("#aloud").inner_text()
    assert "19 of 31 days" in page.locator(".numbers").inner_text()


@pytest.mark.parametrize(("theme", "width", "height"), LOOKS)
def test_old_figures_and_a_failed_load_are_said_on_top_with_the_way_to_the_loads(
    visit, at, theme, width, height
):
    visitor = visit(address=at(Aged(), Failed), theme=theme, width=width, height=height)
    page = visitor.open("/access")
    stale, failed = page.locator(".notice-stale"), page.locator(".notice-failed")
    assert "The last load is 100 days old." in stale.inner_text()
    assert "failed. These are still the figures of load 7." in failed.inner_text()
    assert page.locator(".tile").count() > 0
    is_whole(visitor)
    visitor.follow(".notice-stale a")
    assert page.url.endswith("/data")


def test_what_a_role_may_not_see_names_who_may_and_whom_to_ask(visit, at):
    roles = (Role("ward", units=("H1-ED",)), Role("books"))
    visitor = visit(address=at(SampleEngine(), roles=roles, role="ward"))
    page = visitor.open("/kpi/denial_rate_initial_pct")
    words = page.locator(".empty").first.inner_text()
    assert WHY in words
    assert "The owner to ask is: Revenue lead." in words
    assert page.locator(".hero-value").count() == 0
    is_whole(visitor)
    visitor.follow(".empty .way-on")
    assert "/catalogue" in page.url


def test_a_dark_indicator_says_what_would_light_it(visit):
    visitor = visit()
    page = visitor.open("/kpi/hcahps_linear_mean")
    assert "No data yet. The survey feed has no linear scores." in page.locator(".empty").first.inner_text()
    is_whole(visitor)
    visitor.follow(".empty a[href='/data']")


def test_a_part_that_broke_has_a_number_and_another_try_and_the_rest_lives(visit, at):
    engine = SampleEngine(broken=("ed_lwbs_rate",))
    visitor = visit(address=at(engine))
    page = visitor.open("/access")
    page = visitor.unfold()
    problem = page.locator(".problem").first
    assert "The rest of the page still works." in problem.inner_text()
    assert problem.locator("code").inner_text()
    assert "Jane Doe" not in page.content()
    assert page.locator(".block:not(:has(.problem)):has(*)").count() > 0
    engine.broken = ()
    problem.locator(".retry").click()
    page.locator(".problem").first.wait_for(state="detached")
    visitor.settled()
    assert page.locator(".problem").count() == 0


def test_nothing_left_under_a_filter_names_it_and_takes_it_away(visit, at):
    visitor = visit(address=at(Told(lambda series: None)))
    page = visitor.open("/access?only=payer_class:Medicaid")
    assert "Nothing is left under the filter payer: Medicaid." in page.locator(".empty").first.inner_text()
    is_whole(visitor)
    visitor.follow(".empty .way-on")
    assert "only=" not in page.url


def test_a_wall_says_too_few_in_large_and_shows_no_words_that_nobody_can_read(visit, at):
    visitor = visit(address=at(Told(hide)))
    page = visitor.page
    page.goto(f"{visitor.address}/tv/flow")
    cell = page.locator(".tv-value .hidden-cell").first
    cell.wait_for()
    size = "(node) => parseFloat(getComputedStyle(node).fontSize)"
    assert cell.evaluate(size) >= 18
    assert page.locator(".tile .tile-chart").first.is_hidden()


def test_a_page_without_data_is_one_box_with_its_ways_and_nothing_beside_it(visit, at):
    engine = SampleEngine()
    engine.dark = lambda: dict.fromkeys(engine.kpis(), "No feed for it was loaded.")
    visitor = visit(address=at(engine))
    page = visitor.open("/flow")
    assert "No indicator of this page has data yet" in page.locator(".bare").inner_text()
    assert page.locator(".sections").is_hidden()
    is_whole(visitor)
    visitor.follow(".bare a[href='/data']")
