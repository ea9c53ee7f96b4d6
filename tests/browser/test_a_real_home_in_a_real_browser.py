"""Every page over a loaded home: wide and narrow, light and dark, with nothing wrong, empty or out of reach."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest

from data.settings import read_settings
from layouts.page import every_page
from tests.browser.conftest import serve
from tests.browser.test_everybody_can_read_it import AXE
from tests.once import built_once
from tests.oracle.effort import EFFORT

# Enough visits for every family to have values, few enough to build while one waits.
# Every page in every look takes minutes; the sample pages are seen in all of them at every run.
LOOKS = [(window, theme) for window in ("wide", "narrow") for theme in ("light", "dark")]
LOOKS = LOOKS if EFFORT >= 1 else [("wide", "light"), ("narrow", "dark")]
SIZE = ["--encounters", "3000", "--until", "2026-11-24"]
KPIS = (
    "ed_lwbs_rate", "occupancy_midnight_pct", "turnover_12m_pct", "cost_per_case", "denial_rate_initial_pct",
    "hcahps_item_top_box_pct", "readmission_30d_pct",
)  # fmt: skip
PLAIN = [page.path for page in every_page() if "<" not in page.path]
WINDOWS = {"wide": (1440, 900), "narrow": (390, 844)}


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from app import main

    def build(folder: Path) -> None:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            assert main(["demo", *SIZE, "--home", str(folder / "home")]) == 0

    return built_once(tmp_path_factory, "browser", build) / "home"


@pytest.fixture(scope="session")
def demo_address(demo_home: Path):
    from app import create_app

    yield from serve(create_app(read_settings(demo_home)))


def wrong_with(page) -> list[str]:
    """What no page may have: failures, blocks without a word, anything wider than the window."""
    found = [f"failed: {text}" for text in page.locator(".problem").all_inner_texts()]
    blocks = page.locator(".block").evaluate_all(
        "nodes => nodes.filter(n => getComputedStyle(n).display !== 'none').map(n => n.innerText.trim().length)"
    )
    found += [f"block {index} is empty" for index, length in enumerate(blocks) if not length]
    if not blocks:
        found.append("no block at all")
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("scrolls sideways")
    return found


def barriers(page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("async () => (await axe.run({resultTypes: ['violations']})).violations")
    bad = [one for one in found if one["impact"] in ("serious", "critical")]
    return [f"{one['id']}: {one['nodes'][0]['html'][:140]}" for one in bad]


@pytest.mark.parametrize(("window", "theme"), LOOKS)
def test_every_page_of_a_loaded_home_is_whole_and_readable(visit, demo_address, window, theme):
    width, height = WINDOWS[window]
    visitor = visit(address=demo_address, theme=theme, width=width, height=height)
    kpis = [f"/kpi/{kpi_id}" for kpi_id in (KPIS if theme == "light" else KPIS[:2])]
    found = {}
    for path in [*PLAIN, *kpis]:
        visitor.open(path)
        page = visitor.unfold()
        found[path] = [*wrong_with(page), *barriers(page)]
    assert {path: faults for path, faults in found.items() if faults} == {}


@pytest.mark.parametrize(
    ("path", "filters", "sentence"),
    [
        ("/kpi/ed_lwbs_rate", {"only": "acuity:no such level"}, "“no such level” in the data"),
        ("/kpi/ed_lwbs_rate", {"by": "colour of the door"}, "cannot be broken down as the address asks"),
        ("/access", {"only": "shoe:42"}, "cannot be filtered as the address asks"),
        ("/flow", {"grain": "fortnight"}, "asks for a grain that does not exist"),
        ("/", {"unit_id": "W-404"}, "names a unit that does not exist here"),
        ("/", {"cell": "much.worse"}, "names a cell of the matrix that does not exist"),
        ("/", {"compare": "peers"}, "choose a place to be compared with them"),
        ("/", {"colour": "blue"}, "has a part that means nothing here"),
    ],
)
def test_an_address_that_asks_for_nothing_says_so_in_words(visit, demo_address, path, filters, sentence):
    page = visit(address=demo_address).open(f"{path}?{urlencode(filters)}")
    assert sentence in page.locator("body").inner_text()
    assert page.locator(".problem").count() == 0


def test_a_single_month_is_a_chart_with_one_point_and_a_table_with_one_row(visit, demo_address):
    month = urlencode({"since": "2026-09-01", "until": "2026-10-01"})
    visitor = visit(address=demo_address)
    visitor.open(f"/kpi/ed_lwbs_rate?{month}")
    page = visitor.unfold()
    assert page.locator(".numbers tbody tr").count() == 1
    assert wrong_with(page) == []
    visitor = visit(address=demo_address)
    visitor.open(f"/access?{month}")
    assert wrong_with(visitor.unfold()) == []


def test_a_period_without_data_is_empty_and_says_it(visit, demo_address):
    visitor = visit(address=demo_address)
    visitor.open("/kpi/ed_lwbs_rate?since=2010-01-01&until=2010-03-01")
    page = visitor.unfold()
    said = page.locator(".empty").first.inner_text()
    assert said.startswith("No value in the chosen time. This indicator has values from ")
    assert wrong_with(page) == []


def test_the_palette_finds_an_indicator_a_page_and_a_place(visit, demo_address):
    visitor = visit(address=demo_address)
    page = visitor.open("/")
    page.keyboard.press("/")
    dialog = page.get_by_role("dialog", name="Search")
    dialog.get_by_role("combobox").fill("without seen")
    dialog.get_by_role("option").filter(has_text="Left without being seen").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/kpi/ed_lwbs_rate")
    visitor.settled()
    page.keyboard.press("Control+k")
    dialog.get_by_role("combobox").fill("quillmere general")
    dialog.get_by_role("option").filter(has_text="Place").first.click()
    page.wait_for_url("**/kpi/ed_lwbs_rate?facility_id=*")
    page.keyboard.press("/")
    dialog.get_by_role("combobox").fill("zzzz")
    dialog.get_by_text("Nothing has this name").wait_for()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()


def test_the_keyboard_reads_a_chart_point_by_point(visit, demo_address):
    page = visit(address=demo_address).open("/kpi/ed_lwbs_rate")
    page.locator("figure.graph").focus()
    page.keyboard.press("End")
    last = page.locator("#aloud").inner_text()
    page.keyboard.press("ArrowLeft")
    before = page.locator("#aloud").inner_text()
    assert "October 2026" in last
    assert "September 2026" in before
    assert "%" in before
    page.keyboard.press("t")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Latest values"


@pytest.mark.parametrize(("path", "title"), [("/flow", "Beds taken"), ("/plan", "Month by month")])
def test_every_chart_is_read_by_its_points_and_leads_to_its_own_table(visit, demo_address, path, title):
    page = visit(address=demo_address).open(path)
    page.locator("figure.graph .main-svg").first.wait_for()
    page.locator("figure.graph").first.focus()
    page.keyboard.press("Home")
    first = page.locator("#aloud").inner_text()
    page.keyboard.press("End")
    last = page.locator("#aloud").inner_text()
    assert first != last
    assert re.search(r"[A-Z][a-z]+ 20\d\d, .*\d", first)
    assert re.search(r"[A-Z][a-z]+ 20\d\d, .*\d", last)
    page.keyboard.press("t")
    assert title in page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("t")
    assert page.evaluate("document.activeElement.matches('figure.graph')")


def test_the_catalogue_is_narrowed_while_one_types_and_shows_a_worked_example(visit, demo_address):
    page = visit(address=demo_address).open("/catalogue")
    every = page.locator(".entry").count()
    page.get_by_label("Find an indicator").fill("without being seen")
    page.locator(".finder-count").get_by_text("found").wait_for()
    assert 0 < page.locator(".entry:visible").count() < every / 4
    page.locator(".entry:visible summary").filter(has_text="Left without being seen").first.click()
    example = page.locator(".entry[open] .worked")
    assert example.locator("tbody tr").count() > 5
    assert "9.1 %" in example.locator(".gives").inner_text()
