"""The picture of a chart stands alone: named, said, stamped, in its own letters, and nothing of it cut off."""

from __future__ import annotations

import re

import pytest

CHARTS = {
    "a tile": ("/access", ".tile"),
    "small ones side by side": ("/access", "[data-figure]:has(.multiple)"),
    "a ranking": ("/access", ".ranking"),
    "the large chart": ("/kpi/ed_lwbs_rate", "[data-figure]:has(figure.graph)"),
    "why it changed": ("/kpi/ed_lwbs_rate", ".why"),
    "a funnel": ("/kpi/ed_lwbs_rate", ".compared"),
}
OUTSIDE = """() => {
  const sheet = document.querySelector("svg").getBoundingClientRect();
  return [...document.querySelectorAll("text")].filter((node) => {
    const box = node.getBoundingClientRect();
    return node.textContent.trim() && (box.left < sheet.left - 1 || box.right > sheet.right + 1 || box.bottom > sheet.bottom + 1);
  }).map((node) => node.textContent);
}"""
COVERED = """() => {
  const named = [...document.querySelectorAll("svg > text")].map((node) => [node.textContent, node.getBoundingClientRect()]);
  return named.flatMap(([one, a], i) => named.slice(i + 1)
    .filter(([, b]) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 4 && b.top < a.bottom - 4)
    .map(([other]) => `${one} / ${other}`));
}"""


@pytest.mark.parametrize("query", ["", "?only=payer_class:commercial"], ids=["", "filtered"])
@pytest.mark.parametrize("chart", CHARTS)
def test_every_kind_of_chart_gives_a_picture_that_stands_alone(visit, browser, tmp_path, chart, query):
    path, selector = CHARTS[chart]
    visitor = visit()
    visitor.open(path + query)
    page = visitor.unfold()
    figure = page.locator(f"{selector}:has(details.menu)").first
    menu = figure.locator("details.menu").first
    menu.locator("summary").click()
    with page.expect_download() as picture:
        menu.get_by_text("Picture, SVG").click()
    picture.value.save_as(tmp_path / "picture.svg")
    drawn = (tmp_path / "picture.svg").read_text("utf-8")
    for stamp in ("demo data, invented patients", "load 7", "definition 1", "Last 24 months"):
        assert stamp in " ".join(re.sub("<[^>]+>", " ", drawn).split())
    if path.startswith("/kpi/"):
        assert "Left without being seen" in drawn
    assert ("payer: Commercial" in drawn) == bool(query)
    for stranger in ("Reset", "Arrow keys", "<script", "http://127.0.0.1"):
        assert stranger not in drawn
    alone = browser.new_page()
    alone.set_content(f"<style>body {{ margin: 0 }}</style>{drawn}")
    assert alone.evaluate(OUTSIDE) == []
    assert alone.evaluate(COVERED) == []
    alone.close()
