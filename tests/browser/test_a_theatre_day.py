"""The day in the operating rooms with the keyboard, as a picture, on a phone, and on another day."""

from __future__ import annotations

import re

import pytest

DAY = "[data-figure='A day in the operating rooms']"


def opened(visitor, query: str = ""):
    visitor.open(f"/flow{query}")
    page = visitor.unfold()
    page.locator(f"{DAY} .main-svg").first.wait_for()
    return page


def test_bars_are_read_room_by_room_and_lead_to_the_table(visit):
    page = opened(visit())
    page.locator(f"{DAY} figure.graph").focus()
    said = []
    page.keyboard.press("Home")
    for _ in range(4):
        said.append(page.locator("#aloud").inner_text())
        page.keyboard.press("ArrowRight")
    assert said == [
        "Theatre 1, 07:35–09:10, first case on time",
        "Theatre 1, 28 min turnover, within the target",
        "Theatre 1, 09:40–11:05",
        "Theatre 1, 105 min idle, too long for a turnover",
    ]
    page.keyboard.press("t")
    assert (
        page.evaluate("() => document.activeElement.getAttribute('aria-label')")
        == "A day in the operating rooms"
    )


def test_the_picture_holds_the_bars_and_says_which_day_it_is(visit, tmp_path):
    page = opened(visit())
    menu = page.locator(f"{DAY} details.menu").first
    menu.locator("summary").click()
    with page.expect_download() as picture:
        menu.get_by_text("Picture, SVG").click()
    picture.value.save_as(tmp_path / "picture.svg")
    drawn = (tmp_path / "picture.svg").read_text("utf-8")
    assert "Theatre 2" in drawn
    said = " ".join(re.sub("<[^>]+>", " ", drawn).split())
    assert "A day in the operating rooms, 30 Oct 2026. 8 operations in 2 rooms" in said


@pytest.mark.parametrize("width", [1440, 390])
def test_another_day_is_chosen_without_loading_the_page_anew(visit, width):
    visitor = visit(width=width)
    page = opened(visitor, "?grain=week")
    page.evaluate("() => { window.isTheSame = true; }")
    page.locator("#theatre-day").fill("2026-10-31")
    page.locator(".day-form button").click()
    page.wait_for_url(lambda url: "day=2026-10-31" in url)
    visitor.settled()
    assert "grain=week" in page.url
    assert page.evaluate("() => window.isTheSame")
    assert "the day is not over: known until 11:05" in page.locator(DAY).inner_text()
    assert "Saturday, 31 Oct 2026" in page.locator(DAY).inner_text()
