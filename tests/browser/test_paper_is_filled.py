"""A printed page: its charts are laid out for the sheet whatever the window was, and the window has them back afterwards."""

from __future__ import annotations

import pytest

A4 = 695
SIZE = "node => [node.getBoundingClientRect().width, node.getBoundingClientRect().height]"
PRINT = "() => window.dispatchEvent(new Event('beforeprint'))"
PRINTED = "() => window.dispatchEvent(new Event('afterprint'))"


@pytest.mark.parametrize("width", [390, 1920])
@pytest.mark.parametrize("sheet", [A4, 718])
def test_a_chart_fills_its_sheet_from_every_window(visit, width, sheet):
    page = visit(width=width, height=860).open("/kpi/ed_lwbs_rate")
    drawing = page.locator(".graph .main-svg").first
    before = drawing.evaluate(SIZE)
    page.evaluate(PRINT)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": sheet, "height": 900})
    column = page.locator(".graph").first.bounding_box()["width"]
    wide, high = drawing.evaluate(SIZE)
    assert wide == pytest.approx(column, abs=1)
    assert wide == pytest.approx(sheet, abs=1)
    assert 0.5 < high / wide < 0.6
    assert page.evaluate("document.documentElement.scrollWidth") == sheet
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": width, "height": 860})
    page.evaluate(PRINTED)
    page.wait_for_timeout(300)
    assert drawing.evaluate(SIZE) == pytest.approx(before, abs=2)


@pytest.mark.parametrize("path", ["/finance", "/plan", "/experience", "/flow"])
def test_nothing_is_wider_than_the_sheet(visit, path):
    """A page that is too wide is printed smaller, every letter of it."""
    visitor = visit()
    visitor.open(path)
    page = visitor.unfold()
    page.evaluate(PRINT)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") == A4


def test_a_sheet_shows_the_wide_drawing(visit):
    """A4 is as narrow as a phone, whose drawings would fill it with a few letters."""
    visitor = visit()
    visitor.open("/access")
    page = visitor.unfold()
    page.locator(".grid-wide svg").first.wait_for()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4, "height": 900})
    assert page.locator(".grid-wide").first.is_visible()
    assert not page.locator(".grid-narrow").first.is_visible()
    page.emulate_media(media="screen")
    assert not page.locator(".grid-wide").first.is_visible()
