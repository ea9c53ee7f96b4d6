"""axe-core finds nothing serious or critical on any page, in any colours, windows and languages; nothing scrolls sideways.

Every page is seen in English on a desk in all colours, on a phone and at 400 %; one page in Spanish on a desk in high
contrast and the next in German on a phone in the dark; and all of them in the language of tests, from right to left, on a
phone and on a desk, where every text must come out of a catalogue. A thorough run (`EFFORT=1`) sees every page in every
language, colour and window.

`make accessibility` writes what was checked and what is left into the file behind the page /accessibility.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data.language import ENGLISH, KNOWN, LANGUAGES, TEST
from layouts.accessible import FILE
from layouts.page import every_page
from tests.browser.bare import bare
from tests.oracle.effort import EFFORT

AXE = (Path(__file__).parent / "axe.min.js").read_text("utf-8")
IS_SHIPPING = bool(os.environ.get("SHIP_ACCESSIBILITY"))
NOWHERE = "/nothing/here"
EXAMPLES = {"<kpi_id>": "ed_lwbs_rate", "<action_id>": "1", "<token>": "closed"}
PATHS = ["/".join(EXAMPLES.get(part, part) for part in page.path.split("/")) for page in every_page()]
ROUTES = dict(zip(PATHS, (page.path for page in every_page()), strict=True))
WINDOWS = {"desktop": (1280, 860), "phone": (390, 844)}
# Colours change no structure: beside the first look only what depends on them is checked again.
LOOKS = {"light": None, "dark": ["color-contrast"], "high contrast": ["color-contrast"]}
ONLY_COLOURS = ["color-contrast"]
# What longer words can break: other languages change no structure.
OF_WORDS = [
    *ONLY_COLOURS,
    "target-size",
    "scrollable-region-focusable",
    "html-lang-valid",
    "label",
    "link-name",
    "button-name",
]
# Language, window, colours. English is looked at with every rule.
IN_ENGLISH = [*((ENGLISH, "desktop", look) for look in LOOKS), (ENGLISH, "phone", "light")]
IN_TURN = [("es", "desktop", "high contrast"), ("de", "phone", "dark")]
EVERY = [(language, window, look) for language in KNOWN for window in WINDOWS for look in LOOKS]
WEAR = """look => {
  document.documentElement.setAttribute('data-bs-theme', look === 'dark' ? 'dark' : 'light');
  document.documentElement.toggleAttribute('data-contrast', look === 'high contrast');
}"""
RUN = """async only => {
  const found = await axe.run(only ? {runOnly: only} : {rules: {'target-size': {enabled: true}}});
  return {
    engine: found.testEngine, passed: found.passes.map(one => one.id),
    violations: found.violations.map(one => ({
      rule: one.id, asks: one.help, impact: one.impact, nodes: one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)),
    })),
  };
}"""
JOURNEYS = (
    "a newcomer finds the worst indicator, its reason and its numbers",
    "a question is asked and its answer opened",
    "filters, period and comparison are changed and reset",
)


class Results:
    """What all pages together showed."""

    def __init__(self) -> None:
        self.engine, self.passed, self.pages = "axe-core", set[str](), list[str]()
        self.barriers: dict[str, dict[str, Any]] = {}

    def add(self, path: str, found: dict[str, Any]) -> None:
        self.engine = f"axe-core {found['engine']['version']}"
        self.passed |= set(found["passed"])
        for one in found["violations"]:
            kept = self.barriers.setdefault(
                one["rule"], {k: one[k] for k in ("rule", "asks", "impact")} | {"pages": []}
            )
            kept["pages"] = sorted({*kept["pages"], ROUTES.get(path, path)})

    def as_dict(self, browser: str) -> dict[str, Any]:
        windows = [f"{name} ({width} × {height})" for name, (width, height) in WINDOWS.items()]
        return {
            "day": date.today().isoformat(),
            "engine": self.engine,
            "browser": browser,
            "pages": self.pages,
            "looks": list(LOOKS),
            "languages": [*LANGUAGES.values(), "from right to left"],
            "windows": [*windows, "400 % zoom (320 × 256)"],
            "passed": sorted(self.passed - set(self.barriers)),
            "barriers": sorted(self.barriers.values(), key=lambda one: one["rule"]),
            "journeys": list(JOURNEYS),
        }


@pytest.fixture(scope="module")
def results(browser: Any) -> Iterator[Results]:
    """Collects; written down at the end where that was asked for."""
    found = Results()
    yield found
    if IS_SHIPPING:
        text = json.dumps(
            found.as_dict(f"Chromium {browser.version.split('.')[0]}"), indent=1, ensure_ascii=False
        )
        FILE.write_text(f"{text}\n", "utf-8")


def fits(page: Any) -> bool:
    """Nothing is wider than the window; a large chart follows the window a moment later."""
    for _ in range(30):
        if page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            return True
        page.wait_for_timeout(100)
    return False


def sights(path: str) -> list[tuple[str, str, str]]:
    """In which language, window and colours a page is looked at, one after the other."""
    if EFFORT >= 1:
        return EVERY
    turn = IN_TURN[[*PATHS, NOWHERE].index(path) % len(IN_TURN)]
    return [*IN_ENGLISH, turn, (TEST, "phone", "light")]


@pytest.mark.parametrize("path", [*PATHS, NOWHERE])
def test_no_serious_barrier_in_any_colours_windows_and_languages(visit, results, path):
    visitor = visit()
    page = visitor.page
    page.emulate_media(reduced_motion="reduce")
    bad, spoken = {}, ""
    for language, window, look in sights(path):
        width, height = WINDOWS[window]
        page.set_viewport_size({"width": width, "height": height})
        only = None if language == ENGLISH else OF_WORDS
        if language == spoken and window == "desktop":
            only = ONLY_COLOURS
        if language != spoken:
            spoken = visitor.speak(language)
            visitor.open(path)
            visitor.unfold()
            page.evaluate(AXE)
        page.evaluate(WEAR, look)
        found = page.evaluate(RUN, only)
        results.add(path, found)
        serious = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
        bad |= {f"{language}, {window}, {look}": serious} if serious else {}
        assert fits(page), f"scrolls sideways in {language} on a {window}"
        if language == ENGLISH and window == "phone":
            page.set_viewport_size({"width": 320, "height": 256})
            assert fits(page), "scrolls sideways at 400 % zoom"
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    assert bare(page) == [], "texts that no catalogue reaches"
    page.set_viewport_size({"width": WINDOWS["desktop"][0], "height": WINDOWS["desktop"][1]})
    assert fits(page), "scrolls sideways from right to left on a desk"
    results.pages += [ROUTES[path]] if path in ROUTES else []
    if path == NOWHERE:
        visitor.errors.clear()  # the browser reports the page's own 404 as an error
    assert bad == {}


def test_the_wall_can_be_read_in_every_colour(visit):
    visitor = visit()
    page = visitor.page
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{visitor.address}/tv/ed")
    page.locator(".slide.is-shown").wait_for()
    page.evaluate(AXE)
    for look in LOOKS:
        page.evaluate(WEAR, look)
        assert page.evaluate(RUN, None)["violations"] == []
    visitor.speak(TEST)
    page.reload()
    page.locator(".slide.is-shown").wait_for()
    assert bare(page) == [], "texts that no catalogue reaches"
