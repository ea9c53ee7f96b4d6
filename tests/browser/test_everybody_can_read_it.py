"""axe-core finds nothing serious or critical on any page in either theme."""

from __future__ import annotations

from pathlib import Path

import pytest

from layouts.page import PAGES

AXE = (Path(__file__).parent / "axe.min.js").read_text("utf-8")
PATHS = [page.path.replace("<kpi_id>", "ed_lwbs_rate") for page in PAGES] + ["/nothing/here"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_no_serious_barrier(visit, path, theme):
    visitor = visit(theme=theme)
    page = visitor.open(path)
    assert page.locator("html").get_attribute("data-bs-theme") == theme
    page.wait_for_timeout(250)
    page.evaluate(AXE)
    found = page.evaluate("async () => (await axe.run({resultTypes: ['violations']})).violations")
    bad = [
        (one["id"], [node["html"][:160] for node in one["nodes"][:3]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    if path == "/nothing/here":
        visitor.errors.clear()  # the browser reports the page's own 404 as an error
    assert bad == []
