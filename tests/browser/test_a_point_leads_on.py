"""From a point of the large chart to its records, to an event on its day and to why it changed, by keyboard and by finger."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

KPI = "/kpi/ed_lwbs_rate"


def opened_at_a_point(visit):
    visitor = visit()
    page = visitor.open(KPI)
    visitor.settled()
    page.locator("figure.graph").first.focus()
    for key in ("End", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
    return page


def test_enter_offers_what_can_be_done_at_the_point_and_escape_gives_the_chart_back(visit):
    page = opened_at_a_point(visit)
    said = page.locator("#aloud").text_content()
    page.keyboard.press("Enter")
    menu = page.get_by_role("menu")
    assert menu.get_attribute("aria-label") == said
    assert menu.get_by_role("menuitem").all_inner_texts() == [
        "Show its records", "Why did it change?", "Add an event here", "Begin an action",
    ]  # fmt: skip
    box = page.locator(".point-menu").bounding_box()
    size = page.viewport_size
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size["width"]
    assert box["y"] + box["height"] <= size["height"]
    page.keyboard.press("Escape")
    assert menu.count() == 0
    assert page.evaluate("document.activeElement.matches('figure.graph')")


def test_the_records_form_opens_with_the_period_of_the_point(visit):
    page = opened_at_a_point(visit)
    day = page.evaluate(
        "() => { const f = document.querySelector('figure.graph'), at = JSON.parse(f.dataset.at);"
        " return f.querySelector('.js-plotly-plot').data[at.curve].x[at.point]; }"
    )
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "period"
    assert page.evaluate("document.activeElement.value") == day[:10]


def test_n_begins_an_event_on_the_day_of_the_point_and_x_goes_to_why(visit):
    page = opened_at_a_point(visit)
    page.keyboard.press("x")
    assert page.evaluate("document.activeElement.matches('.why')")
    page.locator("figure.graph").first.focus()
    page.keyboard.press("n")
    page.wait_for_url("**/do/add-event?*")
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["kpi_id"] == ["ed_lwbs_rate"]
    assert page.locator("input[name=on]").input_value() == asked["on"][0]


def test_a_click_on_a_point_opens_the_same_menu_and_a_click_beside_closes_it(visit):
    visitor = visit()
    page = visitor.open(KPI)
    visitor.settled()
    points = page.locator("figure.graph .scatterlayer .points path")
    points.nth(points.count() - 4).hover(force=True)
    points.nth(points.count() - 4).click(force=True)
    menu = page.get_by_role("menu")
    menu.wait_for()
    assert "Add an event here" in menu.inner_text()
    page.mouse.click(5, 5)
    assert menu.count() == 0
