"""Home at every width of a desk: what is long stays in its column, and what a number rests on is told to who asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import layouts
from data.settings import Settings
from data.store import Store
from metrics.question import Access, Question
from tests.browser.conftest import serve
from tests.layouts.sample import KPIS, SampleEngine

# Cells whose words reach into those of their neighbour, in every row of every list.
COLLIDING = r"""() => {
  const bad = [];
  for (const row of document.querySelectorAll(".kpis tbody tr")) {
    const cells = [...row.children].map((cell) => {
      const range = document.createRange();
      range.selectNodeContents(cell);
      const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
      return boxes.length && [Math.min(...boxes.map((box) => box.left)), Math.max(...boxes.map((box) => box.right)), cell.textContent];
    }).filter(Boolean);
    for (let i = 1; i < cells.length; i += 1) {
      if (cells[i - 1][1] > cells[i][0]) bad.push(cells[i - 1][2] + " | " + cells[i][2]);
    }
  }
  return bad;
}"""
LONG = "Adjusted patient days of all acute and subacute units"


class Large(SampleEngine):
    """An engine with a long name, six digits, a long unit, and one indicator of which much could not be measured."""

    def kpis(self) -> dict[str, Any]:
        long = replace(KPIS["discharges_count"], title=LONG, unit="adjusted patient days")
        return KPIS | {"discharges_count": long}

    def answer(self, question: Question, access: Access = Access()) -> Any:  # noqa: B008
        found = super().answer(question, access)
        return replace(found, series=tuple(self._larger(one) for one in found.series))

    def _larger(self, one: Any) -> Any:
        if one.kpi_id == "discharges_count":
            points = tuple(replace(p, value=p.value * (250 + i)) for i, p in enumerate(one.points))
            return replace(one, points=points)
        if one.kpi_id == "ed_lwbs_rate":
            return replace(one, points=tuple(replace(p, coverage=0.82) for p in one.points))
        return one


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home: Path = tmp_path_factory.mktemp("home")
    settings, engine = Settings(home=home), Large()
    engine.people = Store(settings)
    yield from serve(layouts.create(engine, settings, engine.people))


@pytest.mark.parametrize("language", ["en", "es", "de"])
def test_no_column_reaches_into_another(visit, large, language):
    visitor = visit(address=large)
    visitor.speak(language)
    for width in (1440, 1280, 1024, 900):
        visitor.page.set_viewport_size({"width": width, "height": 900})
        visitor.open("/")
        visitor.page.evaluate(
            "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"
        )
        visitor.settled()
        assert visitor.page.evaluate(COLLIDING) == [], width


def test_what_a_tile_rests_on_is_seen_by_who_points_at_it_and_heard_with_its_name(visit, large):
    visitor = visit(address=large)
    visitor.open("/access")
    page = visitor.unfold()
    tile = page.locator(".tile", has_text="Door to provider").first
    small = tile.locator(".rests-on")
    assert small.inner_text() == "n = 434 · 97 % measured"
    page.mouse.move(0, 0)
    assert small.evaluate("(node) => getComputedStyle(node).opacity") == "0"
    tile.locator("a.door").focus()
    assert small.evaluate("(node) => getComputedStyle(node).opacity") == "1"
    assert tile.locator("a.door").get_attribute("aria-label") == "Door to provider, n = 434 · 97 % measured"


def test_a_number_of_which_much_could_not_be_measured_says_so_by_itself(visit, large):
    visitor = visit(address=large)
    page = visitor.open("/")
    row = page.locator(".kpis tr", has_text="Left without being seen").first
    assert "82 % measured" in row.inner_text()
    assert "measured" not in page.locator(".kpis tr", has_text="Door to provider").first.inner_text()
    assert row.locator(".rests-on").evaluate("(node) => getComputedStyle(node).opacity") == "1"
